"""Calls to an API that runs elsewhere. Imported only when needed, because an HTTP client takes 5 MB."""

from collections.abc import Mapping
from urllib.parse import quote

import httpx
from starlette.datastructures import Headers

from app.site.transport import IN_A_PATH, TransportResponse, UnreachableError


class HttpTransport:
    """One pool of connections for the whole site."""

    def __init__(self, api_url: str, timeout: float) -> None:
        self.http = httpx.AsyncClient(
            base_url=api_url.rstrip("/"),
            timeout=timeout,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        )

    async def send(
        self, method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
    ) -> TransportResponse:
        target = quote(path, safe=IN_A_PATH) + (f"?{query}" if query else "")
        try:
            answer = await self.http.request(method, target, headers=headers, content=content)
        except httpx.TransportError as error:
            raise UnreachableError(str(error)) from error
        raw = [(name.lower(), value) for name, value in answer.headers.raw]
        return answer.status_code, Headers(raw=raw), answer.content

    async def close(self) -> None:
        await self.http.aclose()

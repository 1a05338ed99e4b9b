"""How a call reaches the API: inside this process with no HTTP client in between, or as in `socket`."""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp

from app.site.json_values import Json

IN_A_PATH = "/:@!$&'()*+,;=~-._"

TransportResponse = tuple[int, Headers, bytes]
"""Status, headers, body."""


class Transport(Protocol):
    """`path` is not yet escaped, `query` is."""

    async def send(
        self, method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
    ) -> TransportResponse: ...

    async def close(self) -> None: ...


class UnreachableError(Exception):
    """The API did not answer."""


class InProcessTransport:
    """`api` is an ASGI application that is mounted at `mount`, on the host of `public_url`.

    An HTTP client would write each call down as a message and read it again, at half a millisecond a call.
    """

    def __init__(self, api: ASGIApp, mount: str, public_url: str) -> None:
        at = urlsplit(public_url)
        self.api = api
        self.host = at.netloc.encode()
        self.scope: Json = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": at.scheme,
            "server": (at.hostname, at.port),
            "client": ("127.0.0.1", 0),
            "root_path": mount,
        }

    async def send(
        self, method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
    ) -> TransportResponse:
        sent = [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in headers.items()
        ]
        if content or method not in ("GET", "HEAD", "DELETE"):
            sent.append((b"content-length", str(len(content)).encode()))
        scope = self.scope | {
            "method": method,
            "path": path,
            "raw_path": quote(path, safe=IN_A_PATH).encode(),
            "query_string": query.encode("latin-1"),
            "headers": [(b"host", self.host), *sent],
            "request_id": headers.get("X-Request-Id"),
            "state": {},
        }
        return await _exchange(self.api, scope, content)

    async def close(self) -> None:
        """Nothing was opened."""


async def _exchange(api: ASGIApp, scope: Json, content: bytes) -> TransportResponse:
    """What fails before the answer begins is a 500, as it would be over a socket; the API has logged it."""
    unread = [content]
    started: list[MutableMapping[str, Any]] = []
    body: list[bytes] = []

    async def receive() -> Json:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        await asyncio.Event().wait()  # who asked stays until the end
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        else:
            body.append(message.get("body", b""))

    try:
        await api(scope, receive, send)
    except Exception:
        if not started:
            return 500, Headers(raw=[]), b""
    return started[0]["status"], Headers(raw=started[0].get("headers", [])), b"".join(body)

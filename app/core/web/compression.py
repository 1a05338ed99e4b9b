"""Compresses larger answers of the API for clients that accept gzip: `docs/decisions/compression.md`.

Starlette's `GZipMiddleware` compresses by size alone, also answers that hold secrets, and files that are
compressed already.
"""

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.web.context import PERSONAL_LINKS

SMALLEST = 1_400
"""Bytes. A smaller answer fits into one packet either way."""
LEVEL = 5
TEXTS = ("application/json", "application/ld+json", "text/", "image/svg+xml")
WITH_SECRETS = ("/auth/", "/api-keys", *PERSONAL_LINKS)
"""Paths below the root of the API."""


class Compression:
    """gzip for texts that GET answers in one piece, outside the paths whose answers hold secrets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _may_compress(scope):
            send = _compressing(send)
        await self.app(scope, receive, send)


def accepts_gzip(headers: Headers) -> bool:
    accepted = {}
    for coding in headers.get("accept-encoding", "").split(","):
        name, _, weight = coding.partition(";")
        accepted[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return accepted.get("gzip", accepted.get("*", False))


def _may_compress(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return not path.startswith(WITH_SECRETS) and accepts_gzip(Headers(scope=scope))


def _compressing(send: Send) -> Send:
    start: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_text(Headers(raw=message["headers"])):
            start = message
            return
        if start is not None:
            first, start = start, None
            body: bytes = message.get("body", b"")
            headers = MutableHeaders(raw=first["headers"])
            headers.add_vary_header("Accept-Encoding")
            if len(body) >= SMALLEST and not message.get("more_body"):
                body = gzip.compress(body, LEVEL, mtime=0)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
                message = {**message, "body": body}
            await send({**first, "headers": headers.raw})
        await send(message)

    return sending


def _is_text(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith(TEXTS) and "content-encoding" not in headers

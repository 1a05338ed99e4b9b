"""A limit for request bodies; the refusal is a problem answer."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS = re.compile(r"(/api/v1)?/(attachments(/[0-9]+/versions)?|minutes/parse)")
"""The paths that files are sent to, with a token."""
UPLOAD_LIMIT = 26 * 1024 * 1024
"""A file of 25 MB and the form around it."""


class BodyLimit:
    """Refuses bodies of more than `limit` bytes, by `Content-Length` and by the bytes that arrive.

    Uploads may be larger, unless they come without a token: those are refused anyway.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    def _limit_of(self, scope: Scope) -> int:
        is_upload = UPLOADS.fullmatch(scope["path"]) and "authorization" in Headers(scope=scope)
        return UPLOAD_LIMIT if is_upload else self.limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            return await self.app(scope, receive, send)
        limit = self._limit_of(scope)
        announced = Headers(scope=scope).get("content-length", "")
        read = int(announced[:19]) if announced.isascii() and announced.isdigit() else 0

        async def limited() -> Message:
            nonlocal read
            if read > limit:
                raise HTTPException(413)
            message = await receive()
            if not announced:
                read += len(message.get("body", b""))
                if read > limit:
                    raise HTTPException(413)
            return message

        return await self.app(scope, limited, send)

"""A limit for request bodies; the refusal is a problem answer."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Refuses bodies of more than `limit` bytes, by `Content-Length` and by the bytes that arrive."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        read = int(announced[:19]) if announced.isascii() and announced.isdigit() else 0

        async def limited() -> Message:
            nonlocal read
            if read > self.limit:
                raise HTTPException(413)
            message = await receive()
            if not announced:
                read += len(message.get("body", b""))
                if read > self.limit:
                    raise HTTPException(413)
            return message

        return await self.app(scope, limited, send)

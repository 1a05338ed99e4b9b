"""Pages of other hosts may read what is public: GET without credentials (CORS).

A browser asks before it sends `Authorization` or another method than GET to a foreign host, and is refused.
"""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

READABLE = ("ETag", "Link", "Retry-After", "Content-Language", "Content-Disposition", "X-Request-Id")
A_DAY = 86_400


class PublicReads:
    """Starlette's CORS for GET and for the question of a browser. Answers to writes stay unreadable."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.shared = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["If-None-Match", "X-Request-Id"],
            expose_headers=READABLE,
            max_age=A_DAY,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["method"] in ("GET", "OPTIONS")
        await (self.shared if reads and "origin" in Headers(scope=scope) else self.app)(scope, receive, send)

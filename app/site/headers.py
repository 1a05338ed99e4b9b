"""What every answer of the site carries, its error pages included."""

from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.settings import Settings
from app.site.sent_before import remember
from app.site.session import session_cookie, token_of

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PERSONAL = (
    "/my/",
    "/receipts/",
    "/unsubscribe/",
    "/newsletter/",
    "/check-in/",
    "/staff",
    "/dashboard",
    "/projects/",
    "/sign-in",
    "/password",
)
PERSONAL_ENDINGS = ("/registered", "/registered-several", "/enrolled", "/register-several")
"""Personal links, thanks and work: they are in no search engine, however it learned the address, and nothing
keeps a copy of them."""


class Headers:
    """Security headers for every answer. The id that the log gave the request goes on to the API."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = scope.get("request_id") or uuid4().hex

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(request, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _dress(self, request: Request, headers: MutableHeaders) -> None:
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        path = request.url.path
        personal = path.startswith(PERSONAL) or path.endswith(PERSONAL_ENDINGS)
        if personal:
            headers["X-Robots-Tag"] = "noindex"
        if (personal or token_of(request)) and not headers.get("cache-control", "").startswith("public"):
            headers["Cache-Control"] = "private, no-store"
        remember(request, headers)
        if getattr(request.state, "session_ended", False):
            headers.append("Set-Cookie", f"{session_cookie(self.settings)}=; Max-Age=0; Path=/; HttpOnly")

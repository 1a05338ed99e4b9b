"""What holds for every request and every answer of both applications, error pages and files included."""

import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import PROBLEMS
from app.core.settings import Settings
from app.core.text import pick_language, translator
from app.core.web.problem_answer import build

HEALTH = ("/api/v1/healthz", "/api/v1/readyz")
"""A balancer asks for these under the address of a machine."""
LONGEST_ADDRESS = 8_000
"""Bytes of a path and its query. The longest form of filters has a tenth of it."""
TWO_YEARS = "max-age=63072000"
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:/@\[\]]+?)\.?(?::[0-9]+)?")


class Front:
    """Refuses hosts that are not ours and addresses without end; adds headers to all answers.

    An unknown `Host` may be a page of others whose name was pointed at this machine (DNS rebinding), or is
    meant to get into what a cache in front of us keeps.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = settings.hosts
        self.headers = [(b"x-content-type-options", b"nosniff")]
        if settings.secure:
            self.headers.append((b"strict-transport-security", TWO_YEARS.encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        code = self._refusal(scope)
        app = self.app if code is None else _refuse(Request(scope), code)
        return await app(scope, receive, sending)

    def _refusal(self, scope: Scope) -> str | None:
        """The code of a problem, or None."""
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return "address_too_long"
        named = [value for name, value in scope["headers"] if name == b"host"]
        known = len(named) == 1 and host_name(named[0]) in self.hosts
        return None if known or scope["path"] in HEALTH else "unknown_host"


@lru_cache(maxsize=256)
def host_name(host: bytes) -> str:
    """The name in a `Host` header, without port, brackets and the dot of the root; empty for all else."""
    found = HOST.fullmatch(host.decode("latin-1").lower())
    return found[1].strip("[]") if found else ""


def _refuse(request: Request, code: str) -> Response:
    """A problem of the API; on the site one sentence, because a page would need the API."""
    lang = pick_language(request.headers.get("accept-language"))
    if request.url.path.startswith("/api/"):
        return build(code, lang, request.url.path[:200])
    kind = PROBLEMS[code]
    return PlainTextResponse(translator(lang).gettext(kind.title), kind.status)

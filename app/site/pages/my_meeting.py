"""The answer of a member to a meeting: by the link of a letter, or signed in."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.forms import Form, read_form
from app.site.json_values import Json
from app.site.lookups import filled_in
from app.site.render import gettext_of, page, redirect

THANKS = msgid("Thank you for letting us know.")


@dataclass(frozen=True)
class Place:
    """Where the answer is read and sent: `pages` and `api` are filled from the path."""

    pages: str
    read: str
    api: str

    def here(self, request: Request, verb: str = "") -> str:
        return filled_in(self.pages, request.path_params) + verb

    async def meeting(self, request: Request) -> Json:
        return (await api_of(request).get(self.read.format(**request.path_params))).record

    async def send(self, request: Request, verb: str, body: Json) -> Reply:
        return await api_of(request).post(self.api.format(**request.path_params) + verb, body)

    async def show(self, request: Request) -> Response:
        return await self._page(request, "meetings/my.html", Form())

    async def accept(self, request: Request) -> Response:
        """An organisation says who comes; members press a button."""
        form = await read_form(request)
        reply = await self.send(
            request, "/accept", {name: value for name, value in form.data.items() if value}
        )
        if not reply.ok:
            return await self._page(request, "meetings/my.html", form.refused(reply), reply.status)
        return redirect(request, self.here(request), gettext_of(request)(THANKS))

    async def ask(self, request: Request) -> Response:
        meeting = await self.meeting(request)
        typed = {"note": meeting["note"]}
        typed |= {f"alternate-{name}": value for name, value in (meeting["alternate"] or {}).items()}
        if meeting["alternate"] or "instead" in request.query_params:
            typed["instead"] = "on"
        return await self._page(request, "meetings/my_apologise.html", Form(typed=typed))

    async def apologise(self, request: Request) -> Response:
        """A member who sends somebody says whom: without a name it would count as a plain apology."""
        form = await read_form(request)
        instead = {name: value for name, value in (form.data.get("alternate") or {}).items() if value}
        if form.has("instead"):
            instead = {"first_name": "", "last_name": ""} | instead
        body = {"note": form.data.get("note") or "", "alternate": instead or None}
        reply = await self.send(request, "/apologise", body)
        if not reply.ok:
            return await self._page(request, "meetings/my_apologise.html", form.refused(reply), reply.status)
        return redirect(request, self.here(request), gettext_of(request)(THANKS))

    async def back(self, request: Request) -> Response:
        """A refused form that is loaded again is the meeting anew."""
        return RedirectResponse(self.here(request), 302)

    async def _page(self, request: Request, template: str, form: Form, status: int = 200) -> Response:
        meeting = await self.meeting(request)
        context = {"meeting": meeting, "event": meeting["event"], "here": self.here(request), "form": form}
        return page(request, template, context, status=status)

    def routes(self) -> list[Route]:
        return [
            Route(self.pages, self.show),
            Route(f"{self.pages}/accept", self.accept, methods=["POST"]),
            Route(f"{self.pages}/accept", self.back),
            Route(f"{self.pages}/apologise", self.ask),
            Route(f"{self.pages}/apologise", self.apologise, methods=["POST"]),
        ]


BY_LINK = Place("/my/meetings/{token}", "/my/meetings/{token}", "/my/meetings/{token}")
SIGNED_IN = Place("/meetings/{id:int}/mine", "/meetings/{id}/mine", "/meetings/{id}")
routes = [*BY_LINK.routes(), *SIGNED_IN.routes()]

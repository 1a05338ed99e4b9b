"""What has to be prepared for the people of an event: their needs, beds and meals, what they answered."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of, download, gather
from app.site.guard import staff
from app.site.json_values import Json
from app.site.pages.staff_registrations import crumbs
from app.site.render import page
from app.site.session import translator_of


async def needs(request: Request) -> Response:
    return await _care(request, "needs")


async def stay(request: Request) -> Response:
    return await _care(request, "stay")


async def answers(request: Request) -> Response:
    return await _care(request, "answers")


async def _care(request: Request, what: str) -> Response:
    number = request.path_params["event"]
    event, found = await gather(
        api_of(request).get(f"/events/{number}"), api_of(request).get(f"/events/{number}/{what}")
    )
    _ = translator_of(request).gettext
    trail = [*crumbs(request, event.data), (f"/staff/events/{number}/registrations", _("Registrations"))]
    context: Json = {"event": event.data, "crumbs": trail, "found": found.data}
    return page(request, f"staff/{what}.html", context)


async def stay_file(request: Request) -> Response:
    number, kind = request.path_params["event"], request.path_params["kind"]
    return await download(request, f"/events/{number}/stay.{kind}")


routes = [
    Route("/staff/events/{event:int}/needs", staff(needs)),
    Route("/staff/events/{event:int}/stay", staff(stay)),
    Route("/staff/events/{event:int}/answers", staff(answers)),
    Route("/staff/events/{event:int}/stay.{kind}", staff(stay_file)),
]

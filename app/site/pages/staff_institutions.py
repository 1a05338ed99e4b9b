"""Institutions times rounds of a series: who came, who never did."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, download, gather
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.record_lists import headings
from app.site.records import Column, Heading
from app.site.render import page, url


def asked(request: Request) -> dict[str, str]:
    """The filters of the page, as of its files."""
    known = ("territory", "never_came", "sort")
    return {name: value for name in known if (value := request.query_params.get(name))}


async def institutions(request: Request) -> Response:
    number, api = request.path_params["id"], api_of(request)
    series, found = await gather(
        api.get(f"/series/{number}"), api.get(f"/series/{number}/institutions", asked(request))
    )
    here = f"/series/{number}/institutions"
    context = {
        "series": series.data,
        "found": found.data,
        "asked": asked(request),
        "filtered": bool(asked(request).keys() - {"sort"}),
        "files": [(url(f"{here}.{kind}", asked(request)), kind.upper()) for kind in ("xlsx", "csv")],
        "columns": _headings(request, found.data["topics"]),
        "leads_to": lambda cell: events_behind(number, cell),
    }
    return page(request, "staff/institutions.html", context)


def _headings(request: Request, topics: Sequence[Record]) -> list[Heading]:
    columns = [
        Column(msgid("Institution"), "name"),
        *(Column(one["title"], f"topic_{one['id']}") for one in topics),
        Column(msgid("Invited"), "invited"),
        Column(msgid("Came"), "came"),
    ]
    filters = asked(request)
    return headings(request, columns, filters, filters.get("sort", "name"))


def events_behind(series: int, cell: Json) -> str | None:
    """One event is shown by its invitations, several as a list."""
    if len(cell["event_ids"]) == 1:
        return f"/staff/events/{cell['event_ids'][0]}/invitations"
    if cell["event_ids"]:
        return url("/staff/events", {"series": series, "topic": cell["topic_id"]})
    return None


async def sheet(request: Request) -> Response:
    number, kind = request.path_params["id"], request.path_params["kind"]
    return await download(request, f"/series/{number}/institutions.{kind}", asked(request))


routes = [
    Route("/series/{id:int}/institutions", staff(institutions)),
    Route("/series/{id:int}/institutions.{kind}", staff(sheet)),
]

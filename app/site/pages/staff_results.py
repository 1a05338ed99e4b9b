"""The result of a round table in four parts, and the results of a series side by side."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.pages.staff_registrations import crumbs
from app.site.record_lists import MEDIA_TYPES, all_rows, table_file
from app.site.records import Column, table
from app.site.render import page, redirect, tell, url
from app.site.session import translator_of

PARTS = (
    Field("competences", msgid("Who does what"), "lines"),
    Field("good_practice", msgid("What works well"), "lines"),
    Field("gaps", msgid("Gaps"), "lines"),
    Field("next_programme", msgid("Programme of the next table"), "lines"),
)


async def result(request: Request) -> Response:
    reply = await api_of(request).get(_path(request))
    return await _form(request, reply.data, filled(PARTS, reply.data, {}), reply.etag)


async def save(request: Request) -> Response:
    """When somebody else was faster, both versions are shown and saving again replaces the other one."""
    form = await read_fields(request, PARTS)
    api, path = api_of(request), _path(request)
    reply = await api.put(path, form.data, etag=form.value("etag"))
    if reply.ok:
        here = f"/staff/events/{request.path_params['event']}/result"
        return redirect(request, here, translator_of(request).gettext("Saved."))
    now = await api.get(path)
    etag = now.etag if reply.status == 412 else form.value("etag")
    return await _form(request, now.data, form.refused(reply), etag, reply.status)


def _path(request: Request) -> str:
    return f"/round-tables/{request.path_params['event']}/result"


async def _form(request: Request, shown: Json, form: Form, etag: str | None, status: int = 200) -> Response:
    event = (await api_of(request).get(f"/events/{request.path_params['event']}")).data
    context = {
        "event": event,
        "result": shown,
        "form": form,
        "fields": PARTS,
        "offered": {},
        "etag": etag,
        "crumbs": crumbs(request, event),
        "action": request.url.path,
        "stored": status == 412,
        "offers": "edit" in event["allowed"] and not is_taken_over(event, shown),
    }
    return page(request, "staff/result.html", context, status=status)


def programme_of(found: Record) -> str:
    return "\n".join(f"– {line}" for line in found["planned"])


def is_taken_over(event: Record, found: Record) -> bool:
    """Whether the description has what the last table planned, as after a button that was pressed twice."""
    return programme_of(found) in (event["description"] or "").replace("\r\n", "\n")


async def take_over(request: Request) -> Response:
    """Add what the last table planned to the description of this one, which its invitation shows."""
    number, api = request.path_params["event"], api_of(request)
    await read_fields(request, ())
    event, found = await gather(api.get(f"/round-tables/{number}"), api.get(_path(request)))
    programme = programme_of(found.data)
    heading = translator_of(request).gettext("Programme from the last table:")
    text = "\n\n".join(filter(None, (event.data["description"], f"{heading}\n{programme}")))
    if is_taken_over(event.data, found.data):
        return redirect(request, f"/staff/events/{number}", translator_of(request).gettext("Saved."))
    reply = await api.patch(f"/round-tables/{number}", {"description": text}, etag=event.etag)
    return tell(request, f"/staff/events/{number}", reply, translator_of(request).gettext("Saved."))


COLUMNS = (
    Column(msgid("Territory"), "territory_name"),
    Column(msgid("Round"), "topic_title"),
    Column(msgid("When"), "starts_at", "date"),
    *(Column(part.label, part.name, read=lambda row, name=part.name: "; ".join(row[name])) for part in PARTS),  # type: ignore[misc]
)


async def results(request: Request) -> Response:
    """All written results of a series, by territory."""
    number, topic = request.path_params["id"], request.query_params.get("topic") or None
    series = await api_of(request).get(f"/series/{number}")
    rows = await all_rows(request, f"/series/{number}/results", {"topic": topic, "sort": "territory_name"})
    here = f"/series/{number}/results"
    context = {
        "series": series.data,
        "rows": rows,
        "columns": PARTS,
        "topic": topic,
        "here": here,
        "files": [(url(f"{here}.{kind}", topic=topic), kind.upper()) for kind in ("xlsx", "csv")],
    }
    return page(request, "staff/results.html", context)


async def sheet(request: Request) -> Response:
    if request.path_params["kind"] not in MEDIA_TYPES:
        raise HTTPException(404)
    number, topic = request.path_params["id"], request.query_params.get("topic") or None
    asked = {"topic": topic, "sort": "territory_name"}
    rows = await all_rows(request, f"/series/{number}/results", asked)
    title = translator_of(request).gettext("Results of round tables")
    return await table_file(request, title, COLUMNS, table(request, COLUMNS, rows))


routes = [
    Route("/staff/events/{event:int}/result", staff(result)),
    Route("/staff/events/{event:int}/result", staff(save), methods=["POST"]),
    Route("/staff/events/{event:int}/result/take-over", staff(take_over), methods=["POST"]),
    Route("/series/{id:int}/results", staff(results)),
    Route("/series/{id:int}/results.{kind}", staff(sheet)),
]

"""The editor of the programme of a seminar or a conference."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.event_fields import SPEAKERS
from app.site.field_choices import load_choices
from app.site.fields import Field, act_on, adding, filled, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Record
from app.site.labels import choices
from app.site.lookups import Option
from app.site.pages.staff_attachments import files_of
from app.site.programme import to_body, to_form
from app.site.render import page, redirect
from app.site.session import language_of, translator_of
from app.site.versions import Difference, differences

KINDS = choices("programme_kind")
FIELDS = (
    Field(
        "items",
        msgid("Programme"),
        "rows",
        more=msgid("Add an item"),
        fields=(
            Field("id", "", "hidden"),
            Field("starts_at", msgid("Begins"), "time"),
            Field("ends_at", msgid("Ends"), "time"),
            Field("kind", msgid("Kind"), "choice", choices=KINDS, default="talk", required=True),
            Field("title", msgid("Title"), hint=msgid("A break needs none.")),
            Field("speakers", msgid("Speakers"), "find_many", source=SPEAKERS),
            Field("moderator", msgid("Moderator"), "find", source=SPEAKERS, shown="moderator_name"),
            Field("attachment_ids", msgid("Papers"), "many"),
        ),
    ),
)
PAPERS = "items-*-attachment_ids"


async def edit(request: Request) -> Response:
    reply = await api_of(request).get(f"/events/{request.path_params['id']}/programme")
    check((await api_of(request).get(f"/events/{request.path_params['id']}")).record, "edit")
    return await _show(request, filled(FIELDS, to_form(reply.record), {}), etag=reply.etag)


async def save(request: Request) -> Response:
    form = await read_fields(request, FIELDS)
    number, api = request.path_params["id"], api_of(request)
    etag = str(form.value("etag"))
    if act_on(form):
        return await _show(request, form, etag=etag, fresh=adding(form))
    path = f"/events/{number}/programme"
    stored = await api.get(path)
    reply = await api.put(path, to_body(form.records("items"), stored.record), etag=etag)
    if reply.status == 412:
        other = filled(FIELDS, to_form(stored.record), {})
        found = differences(FIELDS, other, form, language_of(request), {PAPERS: await _papers(request)})
        return await _show(request, form, etag=stored.etag, status=412, different=found)
    if not reply.ok:
        return await _show(request, form.refused(reply), etag=etag, status=reply.status)
    return redirect(request, f"/staff/events/{number}", translator_of(request).gettext("Saved."))


async def _papers(request: Request) -> list[Option]:
    found = await files_of(request, "event", request.path_params["id"])
    return [(str(one["id"]), one["title"]) for one in found.results]


async def _show(
    request: Request,
    form: Form,
    *,
    etag: str | None,
    fresh: str = "",
    status: int = 200,
    different: list[Difference] | None = None,
) -> Response:
    _, number = translator_of(request).gettext, request.path_params["id"]
    [event] = await gather(api_of(request).get(f"/events/{number}"))
    record: Record = event.data
    form.typed["partnership_id"] = record["partnership_id"]
    offered = await load_choices(request, FIELDS, form) | {PAPERS: await _papers(request)}
    context = {
        "title": _("Programme"),
        "crumbs": [("/staff/events", _("Events")), (f"/staff/events/{number}", record["title"])],
        "form": form,
        "fields": FIELDS,
        "offered": offered,
        "action": request.url.path,
        "intro": _(
            "Talks, breaks and discussions at times within the days of the event. When the event moves, they "
            "move along. Papers are the files of the event."
        ),
        "button": _("Save"),
        "back": f"/staff/events/{number}",
        "etag": etag,
        "fresh": fresh,
        "differences": different,
    }
    return page(request, "staff/record_form.html", context, status=status)


routes = [
    Route("/staff/events/{id:int}/programme", staff(edit)),
    Route("/staff/events/{id:int}/programme", staff(save), methods=["POST"]),
]

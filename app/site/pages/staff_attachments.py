"""Files of records: the list with its upload, one file with its versions, and deletion.

The page of an event has those of the points of its agenda too.
"""

from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of, download, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form, form_of
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import READ_PARTNERSHIPS
from app.site.multipart import multipart
from app.site.pages.staff_figures import Figures
from app.site.posted import uploaded
from app.site.record_deletion import GONE
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource
from app.site.render import confirm, page, redirect
from app.site.session import local_path, translator_of

READERS = choices("visibility")
TITLE = Field("title", msgid("Title"), hint=msgid("Otherwise the name of the file."))
VISIBILITY = Field("visibility", msgid("Who may see the file"), "choice", required=True, choices=READERS)
FIELDS = (TITLE, VISIBILITY)
OF_POINT = Field("point", msgid("Belongs to"), "choice")


class Place(NamedTuple):
    """Records that files belong to: their type, their address in the API, their list on the site."""

    type: str
    api: str
    list: str
    many: str


PLACES = {
    "events": Place("event", "/events/{}", "/staff/events", msgid("Events")),
    "groups": Place("group", "/working-groups/{}", "/staff/groups", msgid("Groups")),
    "decisions": Place("decision", "/decisions/{}", "/staff/decisions", msgid("Decisions")),
    "needs": Place("need", "/needs/{}", "/staff/needs", msgid("Needs")),
    "effects": Place("effect", "/effects/{}", "/staff/effects", msgid("Effects")),
}
"""By the part of the address."""
MINUTES = Place("minutes", "/events/{}/minutes", "/staff/minutes", msgid("Minutes of meetings"))
"""The API knows them by their event, and so do their pages."""
OF_MINUTES = "/staff/events/{id:int}/minutes/attachments"
ATTACHES = {"edit", "attach"}
"""One of these words in the `allowed` of a record opens the form."""
POINT = "agenda_item"


FILES = Resource(
    pages="/staff/attachments",
    api="/attachments",
    one=msgid("File"),
    many=msgid("Files"),
    add="",
    none_yet=msgid("No files are attached yet."),
    advice=msgid("Files are attached on the page of the event, the group or the record that they belong to."),
    fields=(),
    order="title",
    columns=(
        Column(msgid("File"), "title", href="/staff/attachments/{id}"),
        Column(msgid("Belongs to"), "about_type", "choice", choices("about_type")),
        Column(msgid("Who may see the file"), "visibility", "choice", READERS),
        Column(msgid("Attached on"), "created_at", "date"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("q", msgid("Words of the title")),
        Field(
            "about_type",
            msgid("Belongs to"),
            "choice",
            choices=choices("about_type"),
            empty=msgid("All"),
        ),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
    ),
    keeps=("event",),
    detailed=False,
)


async def files_of(request: Request, kind: str, number: int) -> Reply:
    asked = {"about_type": kind, "about_id": number, "sort": "title", "limit": 200}
    return await api_of(request).get("/attachments", asked)


async def files_of_event(request: Request, number: int) -> Reply:
    """With those of the points of its agenda and of what else belongs to it."""
    return await api_of(request).get("/attachments", {"event": number, "sort": "title", "limit": 200})


async def listed(request: Request) -> Response:
    chosen = {"visibility": "members", "point": request.query_params.get("point", "")}
    return await _list(request, Form(typed=chosen))


async def upload(request: Request) -> Response:
    form = await read_fields(request, (*FIELDS, OF_POINT))
    fields = {"about_type": _place(request).type, "about_id": str(await _about_id(request))}
    if form.value("point"):
        fields = {"about_type": POINT, "about_id": str(form.value("point"))}
    fields |= {one.name: str(form.value(one.name)) for one in FIELDS}
    reply = await _send(request, "/attachments", fields, form)
    if not reply.ok:
        refused = form.refused(reply)
        if "about_id" in refused.errors:
            refused.errors["point"] = refused.errors.pop("about_id")  # the only one of the two that is chosen
        return await _list(request, refused, reply.status)
    return redirect(request, request.url.path, translator_of(request).gettext("The file is attached."))


async def _send(request: Request, path: str, fields: Record, form: Form) -> Reply:
    """The file that was chosen, with these fields; the same form twice attaches it once."""
    found, once = await uploaded(request, "file"), str(form.value("once"))
    files = {"file": (found[0], found[2])} if found else {}
    content, kind = multipart(fields, files, once)
    return await api_of(request).post(path, content=content, headers={"Content-Type": kind}, once=once)


def _place(request: Request) -> Place:
    parts = request.url.path.split("/")
    return MINUTES if parts[4] == "minutes" else PLACES[parts[2]]


async def _about_id(request: Request) -> int:
    """The id of the record; of minutes the address has that of their event."""
    number: int = request.path_params["id"]
    if _place(request) is not MINUTES:
        return number
    found: int = (await api_of(request).get(MINUTES.api.format(number))).data["id"]
    return found


async def _with_files(request: Request) -> tuple[Json, list[Json]]:
    """The record and its files."""
    number, place = request.path_params["id"], _place(request)
    asked = api_of(request).get(place.api.format(number))
    if place is MINUTES:
        record = await asked
        return record.data, (await files_of(request, place.type, record.data["id"])).results
    of_event = place.type == "event"
    files = files_of_event(request, number) if of_event else files_of(request, place.type, number)
    record, found = await gather(asked, files)
    return record.data, found.results


async def _list(request: Request, form: Form, status: int = 200) -> Response:
    _, number, place = translator_of(request).gettext, request.path_params["id"], _place(request)
    record, files = await _with_files(request)
    context = {
        "points": {str(one["id"]): one["title"] for one in record.get("agenda") or []},
        "of_event": place.type == "event",
        "record": record,
        "name": next(record[name] for name in ("title", "name", "event_title") if name in record),
        "list": (place.list, _(place.many)),
        "home": _home_of_minutes(record) if place is MINUTES else f"{place.list}/{number}",
        "files": files,
        "writes": not ATTACHES.isdisjoint(record["allowed"]),
        "readers": [(code, _(words)) for code, words in READERS],
        "form": form,
    }
    return page(request, "staff/attachments.html", context, status=status)


def _home_of_minutes(minutes: Record) -> str:
    """Where they are written, for those who may, else where they are read."""
    read = f"/events/{minutes['event_id']}/minutes"
    return f"/staff{read}" if "edit_registry" in minutes["allowed"] else read


async def one(request: Request) -> Response:
    reply = await api_of(request).get(f"/attachments/{request.path_params['id']}")
    form = form_of({name: reply.data[name] for name in ("title", "visibility")})
    return await _one(request, reply, form)


async def save(request: Request) -> Response:
    """Another title or other readers."""
    form = await read_fields(request, FIELDS)
    number, api = request.path_params["id"], api_of(request)
    body = {name: form.data.get(name) for name in ("title", "visibility")}
    reply = await api.patch(f"/attachments/{number}", body, etag=form.value("etag"))
    if not reply.ok:
        stored = await api.get(f"/attachments/{number}")
        return await _one(request, stored, form.refused(reply), reply.status)
    return redirect(request, request.url.path, translator_of(request).gettext("Saved."))


async def replace(request: Request) -> Response:
    """A newer file in the place of the one that is there."""
    form = await read_fields(request, ())
    number, api = request.path_params["id"], api_of(request)
    reply = await _send(request, f"/attachments/{number}/versions", {}, form)
    here = f"/staff/attachments/{number}"
    if reply.ok:
        return redirect(request, here, translator_of(request).gettext("The newer file is attached."))
    stored = await api.get(f"/attachments/{number}")
    shown = form_of({name: stored.data[name] for name in ("title", "visibility")})
    shown.typed["once"] = form.value("once")
    return await _one(request, stored, shown.refused(reply), reply.status)


async def _one(request: Request, stored: Reply, form: Form, status: int = 200) -> Response:
    _, file = translator_of(request).gettext, stored.record
    context = {
        "file": file,
        "home": _home(file),
        "etag": stored.etag,
        "here": f"/staff/attachments/{file['id']}",
        "readers": [(code, _(words)) for code, words in READERS],
        "form": form,
    }
    return page(request, "staff/attachment.html", context, status=status)


def _home(file: Record) -> str:
    """The list of files of its record, or of the event that the record belongs to."""
    part = next((part for part, place in PLACES.items() if place.type == file["about_type"]), None)
    if part:
        return f"/staff/{part}/{file['about_id']}/attachments"
    if file["about_type"] == MINUTES.type:
        return f"/staff/events/{file['event_id']}/minutes/attachments"
    return f"/staff/events/{file['event_id']}/attachments" if file["event_id"] else "/staff"


async def ask_to_delete(request: Request) -> Response:
    return await _deletion(request)


async def delete(request: Request) -> Response:
    """If the file has changed since the question, the question is shown again."""
    form, _ = await read_fields(request, (), extra=("next",)), translator_of(request).gettext
    path = f"/attachments/{request.path_params['id']}"
    home = local_path(form.value("next") or "/staff/attachments")
    reply = await api_of(request).delete(path, etag=form.value("etag"))
    if reply.status == 404:
        return redirect(request, home, _(GONE))
    if not reply.ok:
        return await _deletion(request, reply)
    return redirect(request, home, _("The file is deleted."))


async def _deletion(request: Request, refused: Reply | None = None) -> Response:
    _ = translator_of(request).gettext
    stored = await api_of(request).get(f"/attachments/{request.path_params['id']}")
    if "delete" not in stored.data["allowed"]:
        raise HTTPException(403)
    usual = _("All its versions are deleted for good. Who has downloaded it keeps it.")
    return confirm(
        request,
        title=_("Delete the file “%(what)s”?") % {"what": stored.data["title"]},
        text=refused.problem["detail"] if refused else usual,
        button=_("Yes, delete"),
        back=f"/staff/attachments/{stored.data['id']}",
        fields={"etag": stored.etag, "next": _home(stored.record)},
        status=refused.status if refused else 200,
    )


async def file(request: Request) -> Response:
    """For everybody who sees it, also without a login."""
    asked: Json = {"number": request.query_params.get("number")}
    return await download(request, f"/attachments/{request.path_params['id']}/file", asked)


ONE = "/staff/attachments/{id:int}"
routes = [
    *Figures(FILES).list_routes(),
    *(
        route
        for part in PLACES
        for route in (
            Route(f"/staff/{part}/{{id:int}}/attachments", staff(listed)),
            Route(f"/staff/{part}/{{id:int}}/attachments", staff(upload), methods=["POST"]),
        )
    ),
    Route(OF_MINUTES, staff(listed)),
    Route(OF_MINUTES, staff(upload), methods=["POST"]),
    Route(ONE, staff(one)),
    Route(ONE, staff(save), methods=["POST"]),
    Route(f"{ONE}/versions", staff(replace), methods=["POST"]),
    Route(f"{ONE}/delete", staff(ask_to_delete)),
    Route(f"{ONE}/delete", staff(delete), methods=["POST"]),
    Route("/attachments/{id:int}/file", file),
]

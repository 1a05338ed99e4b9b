"""Minutes in the work area: all of them, and writing those of one event during the meeting."""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import clock
from app.core.text import msgid
from app.site.client import Reply, api_of, download
from app.site.fields import Field, read_fields
from app.site.forms import Form, form_of
from app.site.guard import check, staff
from app.site.json_values import Json
from app.site.labels import choices
from app.site.lookups import READ_PARTNERSHIPS
from app.site.minutes_form import Editor, item_fields
from app.site.pages import NavItem
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.promises import promises
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource, may
from app.site.render import page, redirect, tell
from app.site.session import translator_of

HERE = "/staff/events/{event:int}/minutes"
STATES = choices("minutes_state")
LIST = Resource(
    pages="/staff/minutes",
    type="minutes",
    api="/minutes",
    order="-starts_at",
    one=msgid("Meeting minutes"),
    many=msgid("Minutes of meetings"),
    add="",
    none_yet=msgid("There are no minutes yet."),
    advice=msgid("They are begun from the page of a meeting or a round table."),
    fields=(),
    columns=(
        Column(msgid("Event"), "event_title", href="/events/{event_id}/minutes"),
        Column(msgid("Held on"), "starts_at", "time"),
        Column(msgid("Group"), "group_name"),
        Column(msgid("State"), "state", "choice", STATES, tones="minutes_state"),
        Column(msgid("Comments until"), "comment_until", "time"),
        Column(msgid("Published on"), "published_at", "date"),
    ),
    filters=(
        Field("q", msgid("Words in the minutes"), "text"),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("state", msgid("State"), "choice", choices=STATES, empty=msgid("All states")),
    ),
    keeps=("group",),
    detailed=False,
    list_links=(("/staff/events?missing_minutes=true", msgid("Events whose minutes are missing")),),
    deletable=False,
    makes="",
)
REGISTRY = (
    Field("file_number", msgid("File number")),
    Field("file_plan_mark", msgid("File plan mark")),
    Field("disposal", msgid("Disposal mark and years"), hint=msgid("For example A/10")),
)


class MinutesPages(RecordPages):
    """The list has a link to the page that reads minutes which are written already."""

    async def around(self, request: Request) -> Json:
        _ = translator_of(request).gettext
        links = [(href, _(label)) for href, label in self.of.list_links]
        if may(request, "people"):
            links.append(("/staff/minutes/parse", _("Read minutes that are written already")))
        return {"links": links}


def api_path(request: Request) -> str:
    return f"/events/{request.path_params['event']}/minutes"


def here(request: Request) -> str:
    return f"/staff/events/{request.path_params['event']}/minutes"


def trail(request: Request, event: Json) -> list[tuple[str, str]]:
    return [*crumbs(request, event), (here(request), translator_of(request).gettext("Meeting minutes"))]


async def editor(request: Request) -> Response:
    found = await api_of(request).get(api_path(request), accept=(404,))
    if not found.ok:
        return await _begin(request)
    return await show(request, found.data, Editor(found.data["items"]).fill())


async def _begin(request: Request) -> Response:
    """Nobody has begun yet: a button makes the items of the agenda."""
    event = await event_of(request)
    begins = event["starts_at"] and datetime.fromisoformat(event["starts_at"])
    ahead = begins is None or begins > clock.now()
    context = {"event": event, "crumbs": crumbs(request, event), "ahead": ahead}
    return page(request, "staff/minutes_begin.html", context)


async def begin(request: Request) -> Response:
    await read_fields(request, ())
    reply = await api_of(request).put(api_path(request), {})
    return tell(request, here(request), reply if reply.code != "if_match_required" else _already(reply))


def _already(reply: Reply) -> Reply:
    """Somebody else has begun a moment ago: the page shows theirs."""
    return Reply(200, {}, reply.headers, b"")


async def show(request: Request, minutes: Json, shown: Editor, fresh: str = "", saved: str = "") -> Response:
    event = await event_of(request)
    context = {
        "event": event,
        "crumbs": crumbs(request, event),
        "minutes": minutes,
        "editor": shown,
        "form": shown.form,
        "fields": {item["id"]: item_fields(item["id"]) for item in minutes["items"]},
        "fresh": fresh,
        "saved": saved,
        "promises": await promises(request, event, minutes),
    }
    fragment = "staff/_minutes_form.html"
    return page(request, "staff/minutes.html", context, status=shown.status, fragment=fragment)


async def make_task(request: Request) -> Response:
    """What was promised becomes a task; who does it is chosen on its page."""
    form = await read_fields(request, ())
    body = {"discussion_id": request.path_params["entry"]}
    reply = await api_of(request).post("/tasks", body, once=form.value("once"))
    done = translator_of(request).gettext("It is a task now. Choose who does it.")
    return tell(request, f"/staff/tasks/{reply.data['id']}" if reply.ok else here(request), reply, done)


KEPT = ("minute_taker", "verifier", "file_number", "file_plan_mark", "disposal")


async def head(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    check(found.record, "edit_registry")
    return await _head(request, found.data, form_of(_typed_head(found.data)), etag=found.etag)


def _typed_head(minutes: Json) -> Json:
    named = {name: minutes[name] or {"person_id": None, "name": ""} for name in ("minute_taker", "verifier")}
    return named | {name: minutes[name] for name in KEPT[2:]}


async def save_head(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    fields = await _head_fields(request, found.data)
    form = await read_fields(request, fields, extra=("etag",))
    fixed = {name: found.data[name] for name in KEPT[:2]}
    reply = await api_of(request).put(
        api_path(request), fixed | form.data, etag=str(form.value("etag")) or None
    )
    if not reply.ok:
        etag = found.etag if reply.status == 412 else str(form.value("etag"))
        return await _head(request, found.data, form.refused(reply), reply.status, etag)
    return redirect(request, here(request), translator_of(request).gettext("Saved."))


async def _head_fields(request: Request, minutes: Json) -> tuple[Field, ...]:
    """Who took and who verifies them is fixed once they are approved."""
    if "edit" not in minutes["allowed"]:
        return REGISTRY
    members = await _members(request, minutes)
    return (
        Field("minute_taker-person_id", msgid("Minutes taken by a member"), "choice", choices=members),
        Field("minute_taker-name", msgid("or by somebody else"), hint=msgid("The name as it is to stand.")),
        Field("verifier-person_id", msgid("Verified by a member"), "choice", choices=members),
        Field("verifier-name", msgid("or verified by somebody else")),
        *REGISTRY,
    )


async def _members(request: Request, minutes: Json) -> list[tuple[str, str]]:
    if minutes["group_id"] is None:
        return []
    path = f"/working-groups/{minutes['group_id']}/members"
    found = await api_of(request).get(path, {"limit": 200, "sort": "name"}, accept=(403,))
    rows = found.results if found.ok else []
    return [(str(one["person_id"]), one["person_name"]) for one in rows if one["person_id"]]


async def _head(
    request: Request, minutes: Json, form: Form, status: int = 200, etag: str | None = None
) -> Response:
    _ = translator_of(request).gettext
    return await question(
        request,
        _("About the minutes"),
        await _head_fields(request, minutes),
        form,
        status,
        button=_("Save"),
        etag=etag,
    )


async def question(
    request: Request,
    title: str,
    fields: Sequence[Field],
    form: Form,
    status: int = 200,
    *,
    button: str,
    etag: str | None = None,
    intro: str = "",
) -> Response:
    event = await event_of(request)
    known = {one.name: [(value, words) for value, words in one.choices] for one in fields}
    context = {
        "title": title,
        "crumbs": trail(request, event),
        "action": request.url.path,
        "fields": fields,
        "offered": known,
        "form": form,
        "button": button,
        "back": here(request),
        "etag": etag,
        "intro": intro,
    }
    return page(request, "staff/record_form.html", context, status=status)


async def filing(request: Request) -> Response:
    return await download(request, f"{api_path(request)}/filing.zip", {})


nav = [NavItem(msgid("Minutes of meetings"), "/staff/minutes", 51, staff=True)]
routes = [
    *MinutesPages(LIST).list_routes(),
    Route(HERE, staff(editor)),
    Route(HERE + "/begin", staff(begin), methods=["POST"]),
    Route(HERE + "/promises/{entry:int}", staff(make_task), methods=["POST"]),
    Route(HERE + "/head", staff(head)),
    Route(HERE + "/head", staff(save_head), methods=["POST"]),
    Route(HERE + "/filing.zip", staff(filing)),
]

"""Minutes in the work area: all of them, and writing those of one event during the meeting."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.plain_text import whole_number
from app.core.text import msgid
from app.site.client import ApiError, Reply, api_of, download
from app.site.fields import Field, act_on, adding, read_fields
from app.site.forms import Form, form_of, posted
from app.site.guard import staff
from app.site.json_values import Json
from app.site.labels import choices
from app.site.lookups import READ_PARTNERSHIPS
from app.site.minutes_form import Editor, body_of, item_fields, numbers_in, text_of
from app.site.minutes_merge import mark, merged
from app.site.pages import NavItem
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.promises import promises
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource, may
from app.site.render import confirm, page, redirect, tell, wants_fragment
from app.site.session import language_of, translator_of

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
    return await _shown(request, found.data, Editor(found.data["items"]).fill())


async def _begin(request: Request) -> Response:
    """Nobody has begun yet: a button makes the items of the agenda."""
    event = await event_of(request)
    context = {"event": event, "crumbs": crumbs(request, event)}
    return page(request, "staff/minutes_begin.html", context)


async def begin(request: Request) -> Response:
    await read_fields(request, ())
    reply = await api_of(request).put(api_path(request), {})
    return tell(request, here(request), reply if reply.code != "if_match_required" else _already(reply))


def _already(reply: Reply) -> Reply:
    """Somebody else has begun a moment ago: the page shows theirs."""
    return Reply(200, {}, reply.headers, b"")


async def _shown(
    request: Request, minutes: Json, shown: Editor, fresh: str = "", saved: str = ""
) -> Response:
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


async def write(request: Request) -> Response:
    """Every item into which somebody typed is saved by itself, so no button loses what stands in others."""
    found = await api_of(request).get(api_path(request))
    minutes = found.data
    sent = numbers_in((await posted(request)).keys())
    known = [item["id"] for item in minutes["items"]]
    fields = [one for number in dict.fromkeys([*known, *sent]) for one in item_fields(number)]
    form = await read_fields(request, fields, extra=("*.etag", "*.was", "act", "once"))
    shown = Editor(minutes["items"], form)
    if "edit" not in minutes["allowed"]:
        return await _give_back(request, minutes, shown, sent)
    back = [body for number in sent if number not in known if (body := shown.new_of(number))]
    if back:
        return await _put_back(request, shown, sent, back)
    verb, _, target = str(form.value("act")).partition(":")
    if verb in ("add", "remove", "up"):
        act_on(form)
        return await _shown(request, minutes, shown.fill(sent), adding(form))
    refused = await _save(request, shown, sent)
    if refused:
        minutes = (await api_of(request).get(api_path(request))).data
        if "edit" not in minutes["allowed"]:
            return await _give_back(request, minutes, shown, refused)
        shown.items = minutes["items"]
        return await _shown(request, minutes, shown.fill(refused))
    return await _after(request, verb, whole_number(target), shown)


async def _give_back(request: Request, minutes: Json, shown: Editor, sent: Sequence[int]) -> Response:
    """What was typed while somebody else closed the text: to be copied, because it cannot be saved."""
    event = await event_of(request)
    words = "\n\n".join(text_of(body) for number in sent if (body := shown.typed(number)))
    context = {"event": event, "crumbs": trail(request, event), "minutes": minutes, "words": words}
    whole = {"HX-Retarget": "#content", "HX-Reselect": "#content", "HX-Reswap": "outerHTML show:top"}
    return page(request, "staff/minutes_unsaved.html", context, status=409, headers=whole)


PUT_BACK = msgid(
    "Somebody removed a point while you were writing into it. It stands at the end again, with your words."
)


async def _put_back(request: Request, shown: Editor, sent: Sequence[int], back: list[Json]) -> Response:
    """Points that somebody removed while they were being written stand at the end again, as typed."""
    found = await api_of(request).get(api_path(request))
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"]]
    reply = await _put(request, found, items=[*items, *back])
    if not reply.ok:
        raise ApiError(reply)
    refused = await _save(request, shown, sent)
    minutes = (await api_of(request).get(api_path(request))).data
    shown.items = minutes["items"]
    words = translator_of(request).gettext(PUT_BACK)
    return await _shown(request, minutes, shown.fill(refused), saved=words)


async def _save(request: Request, shown: Editor, sent: Sequence[int]) -> list[int]:
    """The ids of the items that were not saved."""
    refused = []
    for item in (one for one in shown.items if one["id"] in sent):
        body = shown.typed(item["id"])
        if body is None:
            continue
        body["agenda_item_id"], number = item["agenda_item_id"], item["id"]
        etag = str(shown.form.value(f"i{number}.etag"))
        reply = await api_of(request).put(f"{api_path(request)}/items/{number}", body, etag=f'"{etag}"')
        if reply.code == "stale":
            reply = await _merge(request, shown, number, body, reply)
        if not reply.ok:
            shown.refuse(item, reply)
            refused.append(number)
    return refused


MOST_ATTEMPTS = 5
"""To save an item into which others write meanwhile."""


async def _merge(request: Request, shown: Editor, number: int, body: Json, reply: Reply) -> Reply:
    """Save what was typed together with what others have saved since; refused where both changed the same."""
    was, path = str(shown.form.value(f"i{number}.was")), f"{api_path(request)}/items/{number}"
    for _attempt in range(MOST_ATTEMPTS):
        found = await api_of(request).get(path, accept=(404,))
        if not found.ok:
            return found
        stored = body_of(found.data)
        both = merged(body, stored, was)
        shown.merge(found.data, both, language_of(request))
        if both.body != both.theirs:
            return reply
        body, was = {**both.body, "agenda_item_id": found.data["agenda_item_id"]}, mark(stored)
        reply = await api_of(request).put(path, body, etag=found.etag)
        if reply.code != "stale":
            shown.joined.add(number)
            return reply
    return reply


async def _after(request: Request, verb: str, number: int | None, shown: Editor) -> Response:
    """What the button asked for besides saving."""
    _ = translator_of(request).gettext
    words = _(JOINED) if shown.joined else _("Saved.")
    if verb == "drop" and number is not None:
        return redirect(request, f"{here(request)}/items/{number}/remove")
    if verb in ("new", "lift"):
        reply, number = await _rearrange(request, verb, number)
        if not reply.ok:
            return tell(request, here(request), reply)
    if wants_fragment(request):
        minutes = (await api_of(request).get(api_path(request))).data
        return await _shown(request, minutes, Editor(minutes["items"]).fill(), saved=words)
    anchor = f"#item-{number}" if number is not None else ""
    return redirect(request, f"{here(request)}{anchor}", words)


JOINED = msgid("Saved. Somebody else wrote into the same point meanwhile; what both of you wrote is there.")


async def _rearrange(request: Request, verb: str, number: int | None) -> tuple[Reply, int | None]:
    """Add an item at the end, or move one up; whose place it is afterwards."""
    found = await api_of(request).get(api_path(request))
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"]]
    if verb == "new":
        items.append({"title": ""})
    else:
        at = next((place for place, one in enumerate(items) if one["id"] == number), 0)
        if at:
            items[at - 1], items[at] = items[at], items[at - 1]
    reply = await _put(request, found, items=items)
    return reply, reply.data["items"][-1]["id"] if reply.ok and verb == "new" else number


KEPT_OF_ITEM = ("id", "title", "text", "internal", "agenda_item_id", "discussion")
KEPT = ("minute_taker", "verifier", "file_number", "file_plan_mark", "disposal")


async def _put(request: Request, found: Reply, **changed: object) -> Reply:
    """The whole as it was read, with something changed; refused when somebody was faster."""
    body = {name: found.data[name] for name in KEPT} | changed
    return await api_of(request).put(api_path(request), body, etag=found.etag)


async def ask_removal(request: Request) -> Response:
    number, _ = request.path_params["item"], translator_of(request).gettext
    item = (await api_of(request).get(f"{api_path(request)}/items/{number}")).data
    comments = (await api_of(request).get(f"{api_path(request)}/comments", {"limit": 200})).results
    count = sum(one["item_id"] == number for one in comments)
    text = _("Its text stays in the earlier versions of the minutes.")
    if count:
        commented = translator_of(request).ngettext(
            "It has %(num)s comment, which goes to those on the whole with the title of the point.",
            "It has %(num)s comments, which go to those on the whole with the title of the point.",
            count,
        )
        text = f"{text} {commented % {'num': count}}"
    return confirm(
        request,
        title=_("Remove the point “%(title)s”?") % {"title": item["title"] or _("Without a title")},
        text=text,
        button=_("Yes, remove it"),
        back=here(request),
    )


async def remove(request: Request) -> Response:
    await read_fields(request, ())
    found, number = await api_of(request).get(api_path(request)), request.path_params["item"]
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"] if one["id"] != number]
    return tell(request, here(request), await _put(request, found, items=items))


async def head(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    return await _head(request, found.data, form_of(_typed_head(found.data)), etag=found.etag)


def _typed_head(minutes: Json) -> Json:
    named = {name: minutes[name] or {"person_id": None, "name": ""} for name in ("minute_taker", "verifier")}
    return named | {name: minutes[name] for name in KEPT[2:]}


async def save_head(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    fields = await _head_fields(request, found.data)
    form = await read_fields(request, fields, extra=("etag", "once"))
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
    Route(HERE, staff(write), methods=["POST"]),
    Route(HERE + "/begin", staff(begin), methods=["POST"]),
    Route(HERE + "/items/{item:int}/remove", staff(ask_removal)),
    Route(HERE + "/items/{item:int}/remove", staff(remove), methods=["POST"]),
    Route(HERE + "/promises/{entry:int}", staff(make_task), methods=["POST"]),
    Route(HERE + "/head", staff(head)),
    Route(HERE + "/head", staff(save_head), methods=["POST"]),
    Route(HERE + "/filing.zip", staff(filing)),
]

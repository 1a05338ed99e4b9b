"""Needs in the work area: the list, one need with its trace, and its three moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, act_on, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import EVENTS, OWN_GROUPS, OWN_PARTNERSHIPS, READ_PARTNERSHIPS, TERRITORIES
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource
from app.site.render import page, redirect
from app.site.session import translator_of

STATES, WEIGHTS = choices("need_state"), choices("need_weight")
NOWHERE = msgid("Not in a group")
NEED = Resource(
    pages="/staff/needs",
    type="need",
    api="/needs",
    order="-raised_on",
    one=msgid("Need"),
    change=msgid("Edit the need"),
    many=msgid("Needs"),
    add=msgid("Record a need"),
    none_yet=msgid("No need is recorded yet."),
    advice=msgid("Record what was raised at a round table or in a group; then pass it on or answer it."),
    intro=msgid("The public reads needs of public events and groups: write about people without names."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("event_id", msgid("Raised at the event"), "find", source=EVENTS, shown="event_title", on="new"),
        Field(
            "group_id",
            msgid("Raised in the group"),
            "pick",
            source=OWN_GROUPS,
            shown="group_name",
            empty=NOWHERE,
            on="new",
        ),
        Field("title", msgid("Need in one sentence"), required=True),
        Field("text", msgid("Description"), "area"),
        Field("target_group", msgid("Target group")),
        Field("territory_id", msgid("Territory"), "find", source=TERRITORIES, shown="territory_name"),
        Field("weight", msgid("Weight"), "choice", required=True, choices=WEIGHTS, default="core"),
        Field("raised_on", msgid("Raised on"), "date", hint=msgid("Empty: the day of the event, or today.")),
    ),
    columns=(
        Column(msgid("Need"), "title", href="/staff/needs/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("Territory"), "territory_name"),
        Column(msgid("Target group"), "target_group"),
        Column(msgid("Weight"), "weight", "choice", WEIGHTS),
        Column(msgid("State of it"), "state", "choice", STATES, tones="need_state"),
        Column(msgid("Raised on"), "raised_on", "date"),
    ),
    filters=(
        Field("q", msgid("Words of the need")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("territory", msgid("Territory"), "find", source=TERRITORIES),
        Field("target_group", msgid("Target group")),
        Field("weight", msgid("Weight"), "choice", choices=WEIGHTS, empty=msgid("All")),
        Field("state", msgid("State of it"), "choice", choices=STATES, empty=msgid("All")),
    ),
    keeps=("event", "group", "open"),
    links=lambda record: [(f"/staff/needs/{record['id']}/attachments", msgid("Files"))],
    template="staff/need.html",
    list_links=(("/staff/effects", msgid("Effects")),),
    deletable=False,
)


@dataclass(frozen=True)
class Move:
    """One move of a need: the word in its `allowed`, the words of its page, and what it asks."""

    words: str
    title: str
    intro: str
    button: str
    fields: tuple[Field, ...]


MOVES = {
    "escalate": Move(
        msgid("Pass on"),
        msgid("Pass the need on"),
        msgid(
            "To a group: it stands on the agenda of its next meeting. "
            "Or to an event, such as a regional table."
        ),
        msgid("Pass on"),
        (
            Field("group_id", msgid("To the group"), "pick", source=OWN_GROUPS),
            Field("event_id", msgid("Pass to the event"), "find", source=EVENTS),
        ),
    ),
    "answer": Move(
        msgid("Answer"),
        msgid("Answer the need"),
        msgid("Those who may read the need read the answer too."),
        msgid("Answer"),
        (Field("text", msgid("Answer"), "area", required=True),),
    ),
    "close": Move(
        msgid("Close"),
        msgid("Close the need"),
        msgid("A closed need is not worked on any more. Say why."),
        msgid("Close the need"),
        (Field("reason", msgid("Reason"), "area", required=True),),
    ),
}


class NeedPages(RecordPages):
    """A need is shown with its trace; where it was raised is a link."""

    async def detail_context(self, request: Request, record: Record) -> Json:
        number, _ = record["id"], translator_of(request).gettext
        context = await super().detail_context(request, record)
        trace = (await api_of(request).get(f"/needs/{number}/trace")).data
        moves = [(word, move) for word, move in MOVES.items() if word in record["allowed"]]
        context["links"] += [(f"/staff/needs/{number}/{word}", _(move.words)) for word, move in moves]
        if "add_effect" in record["allowed"]:
            add = f"/staff/effects/new?need_id={number}&partnership_id={record['partnership_id']}"
            context["links"].append((add, _("Record an effect")))
        if "edit" in record["allowed"]:
            task = f"/staff/tasks/new?need_id={number}&partnership_id={record['partnership_id']}"
            context["links"].append((task, _("Give a task")))
        return context | {"steps": steps_of(trace["steps"])}


def steps_of(steps: Sequence[Record]) -> list[Json]:
    """The steps of a trace with the pages of the work area that show what is behind them."""
    return [{**step, "href": staff_address(step["href"])} for step in steps]


PAGES = {"events": "/staff/events", "working-groups": "/staff/groups", "effects": "/staff/effects"}


def staff_address(href: str | None) -> str | None:
    """`/staff/events/7` for `/api/v1/events/7`."""
    if href is None:
        return None
    _, kind, number = href.removeprefix("/api/v1").split("/")
    return f"{PAGES[kind]}/{number}"


async def move_page(request: Request) -> Response:
    move = MOVES[_verb(request)]
    need = await _need(request)
    if _verb(request) not in need["allowed"]:
        raise HTTPException(403)
    return await _form(request, need, move, Form())


async def move_need(request: Request) -> Response:
    verb, number = _verb(request), request.path_params["id"]
    move = MOVES[verb]
    form = await read_fields(request, move.fields)
    if not act_on(form):
        body = {name: value for name, value in form.data.items() if value is not None}
        reply = await api_of(request).post(f"/needs/{number}/{verb}", body, once=form.value("once"))
        if reply.ok:
            return redirect(request, f"/staff/needs/{number}", translator_of(request).gettext("Saved."))
        return await _form(request, await _need(request), move, form.refused(reply), reply.status)
    return await _form(request, await _need(request), move, form)


def _verb(request: Request) -> str:
    """The last part of the address, which has one route for each move."""
    return request.url.path.rpartition("/")[2]


async def _need(request: Request) -> Json:
    found: Json = (await api_of(request).get(f"/needs/{request.path_params['id']}")).data
    return found


async def _form(request: Request, need: Record, move: Move, form: Form, status: int = 200) -> Response:
    _, own = translator_of(request).gettext, f"/staff/needs/{need['id']}"
    form.typed.setdefault("partnership_id", need["partnership_id"])
    form.typed.setdefault("partnership", need["partnership_id"])
    context = {
        "title": _(move.title),
        "crumbs": [("/staff/needs", _("Needs")), (own, need["title"])],
        "form": form,
        "fields": move.fields,
        "offered": await load_choices(request, move.fields, form),
        "action": request.url.path,
        "intro": _(move.intro),
        "button": _(move.button),
        "back": own,
    }
    return page(request, "staff/record_form.html", context, status=status)


nav = [NavItem(msgid("Needs"), "/staff/needs", 55, staff=True)]
routes = [
    *NeedPages(NEED).routes(),
    *(
        Route(f"/staff/needs/{{id:int}}/{verb}", staff(handler), methods=[method])
        for verb in MOVES
        for handler, method in ((move_page, "GET"), (move_need, "POST"))
    ),
]

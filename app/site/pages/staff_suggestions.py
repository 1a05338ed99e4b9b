"""Suggestions and questions in the work area: read, answered, passed to a group, closed, promises watched."""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import REFERRING, load_choices, names_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import OWN_GROUPS, OWN_PARTNERSHIPS, PARTNERSHIPS, READ_PARTNERSHIPS
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource, in_words
from app.site.render import page, redirect
from app.site.session import language_of, translator_of

STATES = choices("suggestion_state")
HERE = "/staff/suggestions"
LATE = (("true", msgid("Overdue")),)
BEGINNING = 90
"""Characters of a suggestion that its list shows."""
PROMISE = (
    Field("follow_up", msgid("Promise"), hint=msgid("What was promised, if anything")),
    Field("follow_up_due", msgid("Promised until"), "date"),
)


def beginning(record: Record) -> str:
    text = " ".join(record["text"].split())
    return text if len(text) <= BEGINNING else text[:BEGINNING].rsplit(" ", 1)[0] + " …"


def links(record: Record) -> list[tuple[str, str]]:
    return [
        (f"{HERE}/{record['id']}/{verb}", one.label)
        for verb, one in VERBS.items()
        if verb in record["allowed"]
    ]


class Verb(NamedTuple):
    """A step with a form of its own."""

    label: str
    title: str
    intro: str
    button: str
    fields: Sequence[Field]


VERBS = {
    "answer": Verb(
        msgid("Answer…"),
        msgid("Answer"),
        msgid("The answer goes by e-mail to the sender, if an address was given."),
        msgid("Send the answer"),
        (Field("text", msgid("Answer"), "area", required=True, attrs={"rows": 8}), *PROMISE),
    ),
    "escalate": Verb(
        msgid("Pass to a group…"),
        msgid("Pass to a group"),
        msgid("It stands on the agenda of the group's next meeting."),
        msgid("Pass to the group"),
        (Field("group_id", msgid("Group"), "pick", source=OWN_GROUPS, required=True),),
    ),
    "close": Verb(
        msgid("Close…"),
        msgid("Close without more work"),
        msgid("A promise is not watched any longer."),
        msgid("Close"),
        (Field("reason", msgid("Reason")),),
    ),
}

SUGGESTION = Resource(
    pages=HERE,
    type="suggestion",
    api="/suggestions",
    order="-created_at",
    one=msgid("Suggestion or question"),
    change=msgid("Watch a promise"),
    many=msgid("Suggestions and questions"),
    add=msgid("Write down a suggestion"),
    none_yet=msgid("Nobody has written yet."),
    advice=msgid("The page of each partnership has a form for everybody."),
    people=True,
    title=beginning,
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("name", msgid("From whom"), on="new"),
        Field("email", msgid("E-mail"), "email", nullable=True, on="new"),
        Field("text", msgid("Suggestion or question"), "area", required=True, on="new", attrs={"rows": 8}),
        Field("follow_up", msgid("Promise"), on="edit"),
        Field("follow_up_due", msgid("Promised until"), "date", on="edit"),
    ),
    columns=(
        Column(msgid("What was written"), "text", read=beginning, href=HERE + "/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("Arrived on"), "created_at", "date"),
        Column(msgid("State"), "state", "choice", STATES, tones="suggestion_state"),
        Column(msgid("Group"), "group_name"),
        Column(msgid("Promised until"), "follow_up_due", "date"),
    ),
    filters=(
        Field("q", msgid("Words of the suggestion")),
        Field("state", msgid("State"), "choice", choices=STATES, empty=msgid("All")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field(
            "overdue",
            msgid("Day of the promise"),
            "choice",
            choices=LATE,
            empty=msgid("All"),
        ),
    ),
    links=links,
)


class SuggestionPages(RecordPages):
    """Whole texts on the page of one; staff may write down what came by phone."""

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        fields = (
            Field("partnership_id", msgid("Partnership"), "pick", source=PARTNERSHIPS),
            Field("text", msgid("What was written"), "area"),
            Field("name", msgid("From whom")),
            Field("email", msgid("E-mail")),
            Field("created_at", msgid("Arrived on"), "time"),
            Field("state", msgid("State"), "choice", choices=STATES),
            Field("group_name", msgid("Group")),
            Field("answer", msgid("Answer"), "area"),
            Field("answered_at", msgid("Answered on"), "time"),
            *PROMISE,
            Field("reason", msgid("Reason")),
        )
        _, lang = translator_of(request).gettext, language_of(request)
        names = await names_of(request, fields[:1], record, REFERRING)
        return [(_(one.label), in_words(one, record, names, lang)) for one in fields]


async def verb(request: Request) -> Response:
    return await _form(request, Form())


async def done(request: Request) -> Response:
    number, name = request.path_params["id"], request.path_params["verb"]
    form = await read_fields(request, _verb(request).fields)
    reply = await api_of(request).post(f"/suggestions/{number}/{name}", form.data)
    if not reply.ok:
        return await _form(request, form.refused(reply), reply.status)
    return redirect(request, f"{HERE}/{number}", translator_of(request).gettext("Saved."))


def _verb(request: Request) -> Verb:
    found = VERBS.get(request.path_params["verb"])
    if found is None:
        raise HTTPException(404)
    return found


async def _form(request: Request, form: Form, status: int = 200) -> Response:
    one, _ = _verb(request), translator_of(request).gettext
    number = request.path_params["id"]
    record = (await api_of(request).get(f"/suggestions/{number}")).data
    if request.path_params["verb"] not in record["allowed"] and not form.problem:
        raise HTTPException(403)
    form.typed.setdefault("partnership_id", record["partnership_id"])
    context: Json = {
        "title": _(one.title),
        "crumbs": [(HERE, _(SUGGESTION.many)), (f"{HERE}/{number}", beginning(record))],
        "form": form,
        "fields": one.fields,
        "offered": await load_choices(request, one.fields, form),
        "action": request.url.path,
        "intro": _(one.intro),
        "button": _(one.button),
        "back": f"{HERE}/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


nav = [NavItem(msgid("Suggestions"), HERE, 75, staff=True, needs="people")]
routes = [
    *SuggestionPages(SUGGESTION).routes(),
    Route(HERE + "/{id:int}/{verb}", staff(verb)),
    Route(HERE + "/{id:int}/{verb}", staff(done), methods=["POST"]),
]

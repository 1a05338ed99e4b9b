"""Decisions of groups in the work area: list, proposal, the page of one, adoption, rejection and votes."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import day, moment, msgid
from app.site.client import api_of
from app.site.event_fields import MEETINGS, NONE, narrowing
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices, label
from app.site.lookups import GROUPS, ORGANISATIONS, OWN_GROUPS, PARTNERSHIPS, PEOPLE
from app.site.pages import NavItem
from app.site.pages.staff_groups import AT_THE_TOP, ROLES
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.render import page, redirect, tell, url
from app.site.session import language_of, translator_of

MODES, STATES, EFFECTS = choices("decision_mode"), choices("decision_state"), choices("effect_kind")
DECISION = Resource(
    pages="/staff/decisions",
    type="decision",
    api="/decisions",
    order="-created_at",
    one=msgid("Decision"),
    change=msgid("Edit the decision"),
    many=msgid("Decisions"),
    add=msgid("Propose a decision"),
    none_yet=msgid("There are no decisions yet."),
    advice=msgid("Propose one here or on the page of a group; it holds once it is adopted."),
    intro=msgid("A proposal changes nothing. What it changes is carried out when it is adopted."),
    fields=(
        Field(
            "group_id",
            msgid("Group that decides"),
            "pick",
            required=True,
            source=OWN_GROUPS,
            on="new",
            attrs=narrowing("meetings", "event_id"),
        ),
        Field("title", msgid("Title of the decision"), required=True),
        Field("text", msgid("Wording"), "area"),
        Field("mode", msgid("How it is decided"), "choice", required=True, choices=MODES, default="consent"),
        Field(
            "comment_until",
            msgid("Objections and votes until"),
            "time",
            hint=msgid("By silence it is adopted then, unless a voting member voted against."),
        ),
        Field("valid_from", msgid("Holds from"), "date", hint=msgid("Empty: from the day it is adopted.")),
        Field("event_id", msgid("Meeting"), "pick", source=MEETINGS, empty=NONE),
        Field("", msgid("Show the meetings of the group"), "button", on="new"),
        Field("", msgid("What it changes in the chart"), "heading"),
        Field("effect-kind", msgid("Change"), "choice", required=True, choices=EFFECTS, default="none"),
        Field("effect-group_id", msgid("Group that changes"), "pick", source=OWN_GROUPS),
        Field(
            "effect-parent_id",
            msgid("Stands under"),
            "pick",
            source=OWN_GROUPS,
            empty=AT_THE_TOP,
            hint=msgid("For a move."),
        ),
        Field(
            "effect-competence", msgid("Competence"), "area", hint=msgid("What the group decides by itself.")
        ),
        Field(
            "effect-members",
            msgid("All members of the recomposed group"),
            "rows",
            hint=msgid("Those who are not here leave the group on the day before."),
            fields=(
                Field("person_id", msgid("Person"), "find", source=PEOPLE, shown="person_name"),
                Field(
                    "organisation_id",
                    msgid("Organisation"),
                    "find",
                    source=ORGANISATIONS,
                    shown="organisation_name",
                ),
                Field("role", msgid("Role"), "choice", choices=ROLES, default="member"),
                Field("side", msgid("Side"), "choice", choices=choices("side")),
            ),
        ),
    ),
    columns=(
        Column(msgid("Title of the decision"), "title", href="/staff/decisions/{id}"),
        Column(msgid("Group"), "group_name", sort="group"),
        Column(msgid("How it is decided"), "mode", "choice", MODES),
        Column(msgid("State"), "state", "choice", STATES, tones="decision_state"),
        Column(msgid("Holds from"), "valid_from", "date"),
    ),
    filters=(
        Field("q", msgid("Words of the decision")),
        Field("state", msgid("State"), "choice", choices=STATES, empty=msgid("All")),
        Field("group", msgid("Group"), "pick", source=GROUPS, empty=msgid("All")),
        Field("partnership", msgid("Partnership"), "pick", source=PARTNERSHIPS, empty=msgid("All")),
    ),
    links=lambda record: [(f"/staff/decisions/{record['id']}/attachments", msgid("Files"))],
    template="staff/decision.html",
    deletable=False,
)
COUNTS = (
    Field("votes-for", msgid("For"), "number", required=True),
    Field("votes-against", msgid("Against"), "number"),
    Field("votes-abstained", msgid("Abstains"), "number"),
)
REASON = (Field("reason", msgid("Reason"), required=True),)
RECORDED = (
    Field("person_id", msgid("Member"), "choice", required=True),
    Field("vote", msgid("Vote"), "choice", required=True, choices=choices("ballot")),
)


class DecisionPages(RecordPages):
    """A decision with what it would change, the ballots and the verbs."""

    async def body(self, request: Request, form: Form) -> Json:
        """Rows without a role or a person are left to the defaults of the API."""
        effect: Json = form.data.get("effect") or {}
        members = effect.get("members") or []
        rows = [{key: value for key, value in row.items() if value} for row in members]
        return {**form.data, "effect": {**effect, "members": rows}}

    async def detail_context(self, request: Request, record: Record) -> Json:
        context = await super().detail_context(request, record)
        narrowed = {"group_id": record["group_id"], "partnership_id": record["partnership_id"]}
        if context["edit"]:
            context["edit"] = url(context["edit"], narrowed)
        return context | {"ballots": choices("ballot"), "here": request.url.path}

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        words, lang = translator_of(request), language_of(request)
        _ = words.gettext
        votes = record["votes"]
        counted = _("for %(for)s, against %(against)s, abstained %(abstained)s")
        place = await PARTNERSHIPS.name_of(api_of(request), record["partnership_id"], {})
        return [
            (_("Partnership"), place),
            (_("Group that decides"), record["group_name"]),
            (_("State"), _(label(record["state"], "decision_state"))),
            (_("How it is decided"), _(label(record["mode"], "decision_mode"))),
            (_("Wording"), record["text"]),
            (
                _("Objections and votes until"),
                moment(record["comment_until"], lang) if record["comment_until"] else "",
            ),
            (_("Holds from"), day(record["valid_from"], lang) if record["valid_from"] else ""),
            (words.pgettext("decision", "Votes"), counted % votes if votes else ""),
            (_("Decided on"), moment(record["decided_at"], lang) if record["decided_at"] else ""),
            (_("Reason"), record["reason"]),
        ]


async def _decision(request: Request, verb: str) -> Json:
    """The decision; its page of this verb is shown only where the API allows it."""
    found: Json = (await api_of(request).get(f"/decisions/{request.path_params['id']}")).data
    if verb not in found["allowed"]:
        raise HTTPException(403)
    return found


async def ask_to_adopt(request: Request) -> Response:
    return _adoption(request, await _decision(request, "adopt"), Form())


async def adopt(request: Request) -> Response:
    number = request.path_params["id"]
    form = await read_fields(request, COUNTS)
    votes = {key: value for key, value in (form.data.get("votes") or {}).items() if value is not None}
    body = {"votes": votes} if votes else {}
    reply = await api_of(request).post(f"/decisions/{number}/adopt", body, once=form.value("once"))
    if not reply.ok:
        found = (await api_of(request).get(f"/decisions/{number}")).data
        return _adoption(request, found, form.refused(reply), reply.status)
    _ = translator_of(request).gettext
    return redirect(request, f"/staff/decisions/{number}", _("Adopted; what it changes is carried out."))


def _adoption(request: Request, record: Record, form: Form, status: int = 200) -> Response:
    _, back = translator_of(request).gettext, f"/staff/decisions/{record['id']}"
    form.show("valid_from", _("Holds from"))
    context = {
        "title": _("Adopt “%(what)s”?") % {"what": record["title"]},
        "crumbs": [("/staff/decisions", _("Decisions")), (back, record["title"])],
        "record": record,
        "form": form,
        "fields": COUNTS if record["mode"] == "vote" else (),
        "offered": {},
        "action": request.url.path,
        "back": back,
    }
    return page(request, "staff/decision_adopt.html", context, status=status)


async def ask_to_reject(request: Request) -> Response:
    return _rejection(request, await _decision(request, "reject"), Form())


async def reject(request: Request) -> Response:
    number = request.path_params["id"]
    form = await read_fields(request, REASON)
    path = f"/decisions/{number}/reject"
    reply = await api_of(request).post(path, {"reason": form.value("reason")}, once=form.value("once"))
    if not reply.ok:
        found = (await api_of(request).get(f"/decisions/{number}")).data
        return _rejection(request, found, form.refused(reply), reply.status)
    return redirect(request, f"/staff/decisions/{number}", translator_of(request).gettext("Saved."))


def _rejection(request: Request, record: Record, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    title = _("Reject “%(what)s”?") % {"what": record["title"]}
    return _small_form(request, record, form, title, REASON, {}, _("Reject"), status)


def _small_form(
    request: Request,
    record: Record,
    form: Form,
    title: str,
    fields: Sequence[Field],
    offered: Json,
    button: str,
    status: int,
) -> Response:
    _, back = translator_of(request).gettext, f"/staff/decisions/{record['id']}"
    context = {
        "title": title,
        "crumbs": [("/staff/decisions", _("Decisions")), (back, record["title"])],
        "form": form,
        "fields": fields,
        "offered": offered,
        "action": request.url.path,
        "intro": None,
        "button": button,
        "back": back,
    }
    return page(request, "staff/record_form.html", context, status=status)


async def vote(request: Request) -> Response:
    """The reader's own vote, by one button."""
    form = await read_fields(request, ())
    number, chosen = request.path_params["id"], form.value("vote")
    reply = await api_of(request).post(f"/decisions/{number}/votes", {"vote": chosen or None})
    _ = translator_of(request).gettext
    return tell(
        request, f"/staff/decisions/{number}", reply, _("Your vote counts; you can change it until the end.")
    )


async def ask_to_record(request: Request) -> Response:
    return await _recording(request, await _decision(request, "record_votes"), Form())


async def record_vote(request: Request) -> Response:
    number = request.path_params["id"]
    form = await read_fields(request, RECORDED)
    body = {"person_id": form.value("person_id") or None, "vote": form.value("vote") or None}
    reply = await api_of(request).post(f"/decisions/{number}/votes", body)
    if not reply.ok:
        found = (await api_of(request).get(f"/decisions/{number}")).data
        return await _recording(request, found, form.refused(reply), reply.status)
    return redirect(request, f"/staff/decisions/{number}", translator_of(request).gettext("Saved."))


async def _recording(request: Request, record: Record, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    path = f"/working-groups/{record['group_id']}/members"
    members = (await api_of(request).get(path, {"limit": 200, "sort": "name"})).results
    voted = {one["person_id"] for one in record["ballots"] if not one["by_staff"]}
    recorded = {one["person_id"]: _(label(one["vote"], "ballot")) for one in record["ballots"]}

    def named(number: int, name: str) -> str:
        vote = recorded.get(number)
        return _("%(name)s (recorded: %(vote)s)") % {"name": name, "vote": vote} if vote else name

    people = [
        (str(one["person_id"]), named(one["person_id"], one["person_name"]))
        for one in members
        if one["person_id"] and one["person_id"] not in voted and (one["voting"] or one["role"] == "guest")
    ]
    votes = [(code, _(words)) for code, words in choices("ballot")]
    offered = {"person_id": list(dict(people).items()), "vote": votes}
    title = _("Record a vote: %(what)s") % {"what": record["title"]}
    return _small_form(request, record, form, title, RECORDED, offered, _("Save"), status)


nav = [NavItem(msgid("Decisions"), "/staff/decisions", 52, staff=True)]
ONE = "/staff/decisions/{id:int}"
routes = [
    *DecisionPages(DECISION).routes(),
    Route(f"{ONE}/adopt", staff(ask_to_adopt)),
    Route(f"{ONE}/adopt", staff(adopt), methods=["POST"]),
    Route(f"{ONE}/reject", staff(ask_to_reject)),
    Route(f"{ONE}/reject", staff(reject), methods=["POST"]),
    Route(f"{ONE}/vote", staff(vote), methods=["POST"]),
    Route(f"{ONE}/record-vote", staff(ask_to_record)),
    Route(f"{ONE}/record-vote", staff(record_vote), methods=["POST"]),
]

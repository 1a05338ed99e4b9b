"""Who is invited to an event: the list with the answers, inviting many at once, the second call."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text
from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, act_on, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.invitation_bodies import gathered, to_body
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import ORGANISATIONS, OWN_GROUPS, PEOPLE
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.render import not_now, redirect
from app.site.session import language_of, translator_of

STATUSES = choices("invitation_status")
SHOWN = (*STATUSES, ("otherwise", msgid("Signed up without the link")))
MOMENTS = (
    ("sent_at", msgid("Invited on")),
    ("called_again_at", msgid("Called again on")),
    ("answered_at", msgid("Answered on")),
)
SPARSE = ("function", "reason", "called_again_at", "unsubscribed", "new_address")
COMING_STATUSES = ("confirmed", "pending", "waiting", "offered")


def state(row: Record) -> str:
    """The state of the answer; people who signed up by another way need not answer."""
    return "otherwise" if row["status"] == "sent" and not row["silent"] else str(row["status"])


def new_address(row: Record) -> str:
    """The address that is not accepted yet."""
    return str(row["new_address"]["email"]) if row["new_address"] else ""


def who_comes(row: Record) -> str:
    return ", ".join(one["name"] for one in row["registrations"] if one["status"] in COMING_STATUSES)


INVITATION = Resource(
    people=True,
    pages="/staff/events/{event:int}/invitations",
    api="/events/{event}/invitations",
    order="name",
    item="/invitations/{id}",
    one=msgid("Invitation"),
    change=msgid("Edit the invitation"),
    many=msgid("Invitations"),
    add=msgid("Invite"),
    none_yet=msgid("Nobody is invited yet."),
    advice=msgid("People, organisations, a list of offices or a whole group; each gets a link to answer."),
    intro=msgid(
        "Each who has an e-mail gets a letter with a link. Who is invited already is not written to again."
    ),
    fields=(
        Field("partnership_id", "", "hidden"),
        Field(
            "offices",
            msgid("Offices, one on a line"),
            "area",
            hint=msgid(
                "Name; function; e-mail – for example: Městský úřad Lhota; OSPOD; ospod@lhota.example. "
                "A list copied from Excel will do too. An office without an e-mail gets no letter: "
                "invite it by phone and hand its link on."
            ),
        ),
        Field("organisations", msgid("Organisations of the directory"), "find_many", source=ORGANISATIONS),
        Field(
            "function",
            msgid("Function in these organisations"),
            hint=msgid("For example OSPOD. Empty: the organisation decides who comes."),
        ),
        Field("seats", msgid("How many may come from each"), "number", required=True, default="1"),
        Field("people", msgid("People by name"), "find_many", source=PEOPLE),
        Field("group_id", msgid("All members of a group"), "pick", source=OWN_GROUPS),
        Field(
            "from_invited",
            msgid("All whom the round table names"),
            "flag",
            hint=msgid("Its organisations, and those who hold its roles in the partnership."),
        ),
        Field("message", msgid("Your words in the letter"), "area"),
        Field("accept_addresses", msgid("The changed addresses are right, write there"), "flag"),
    ),
    columns=(
        Column(msgid("Who"), "name", href="/staff/events/{event}/invitations/{id}"),
        Column(msgid("Function"), "function"),
        Column(
            msgid("Answer"),
            kind="choice",
            choices=SHOWN,
            tones="invitation_status",
            read=state,
            sort="status",
        ),
        Column(msgid("Who comes"), read=who_comes, sort="registrations"),
        Column(msgid("Reason"), "reason"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("New address"), "new_address", read=new_address),
        Column(msgid("Wants no invitations"), "unsubscribed", "flag"),
        Column(msgid("Invited on"), "sent_at", "date"),
        Column(msgid("Called again on"), "called_again_at", "date"),
    ),
    filters=(
        Field("q", msgid("Name, function or e-mail")),
        Field("status", msgid("Answer"), "choice", choices=STATUSES, empty=msgid("All answers")),
    ),
    keeps=("silent",),
    deletable=False,
    template="staff/invitation.html",
)


def obstacle(event: Record, tr: text.Translator) -> tuple[str, tuple[str, str]] | None:
    """The reason why people cannot be invited now, and where to go on. None for readers who may not."""
    _, may, here = tr.gettext, event["allowed"], f"/staff/events/{event['id']}"
    if "invite" in may or "edit" not in may:
        return None
    to_event = (here, _("To the event"))
    if event["status"] == "draft":
        way = (f"{here}/do/publish", _("Publish the event")) if "publish" in may else to_event
        return _("Publish the event first. Then people can be invited."), way
    if event["status"] == "cancelled":
        return _("The event is cancelled, so nobody can be invited."), to_event
    if not event["sessions"]:
        way = (f"{here}/do/postpone", _("Set the date")) if "postpone" in may else to_event
        return _("Set the date first. Then people can be invited."), way
    return _("Sign-up is over: those invited could not answer any more."), to_event


class InvitationPages(RecordPages):
    """Invitations are sent and answered but never edited, so the form for editing is left out."""

    def routes(self) -> list[Route]:
        here = self.of.pages
        return [
            Route(f"{here}/new", staff(self.new)),
            Route(f"{here}/new", staff(self.create), methods=["POST"]),
            *self.list_routes(),
            Route(f"{here}/{{id:int}}", staff(self.detail)),
        ]

    async def around(self, request: Request) -> Json:
        """The counts above the list, each with the rows behind it."""
        api, number = api_of(request), request.path_params["event"]
        _ = translator_of(request).gettext
        counts = (await api.get(f"/events/{number}/invitations/counts")).data
        event = await event_of(request)
        here = f"/staff/events/{number}/invitations"
        invites = "invite" in event["allowed"]
        return self._way_on(request, event) | {
            "crumbs": crumbs(request, event),
            "links": [(f"{here}/second-call", _("Second call"))] if invites and counts["due"] else [],
            "clear": here,
            "narrowed": _("that have not been answered") if request.query_params.get("silent") else "",
            "tiles": [
                _tile(counts["invited"], _("invited"), here),
                _tile(counts["accepted"], _("accepted"), f"{here}?status=accepted"),
                _tile(counts["declined"], _("cannot come"), f"{here}?status=declined"),
                _tile(counts["silent"], _("have not answered"), f"{here}?silent=true"),
            ],
        }

    @staticmethod
    def _way_on(request: Request, event: Record) -> Json:
        """The button above the list: to invite, or to what has to be done before."""
        if "invite" in event["allowed"]:
            return {"new": f"/staff/events/{event['id']}/invitations/new"}
        found = obstacle(event, translator_of(request))
        if found is None:
            return {"new": None}
        why, (href, words) = found
        leads_on = href != f"/staff/events/{event['id']}"
        return {"new": href if leads_on else None, "add": words, "advice": why}

    def columns(self, found: Sequence[Record]) -> list[Column]:
        """Leave out columns that are empty in all rows."""
        silent = {name for name in SPARSE if not any(row[name] for row in found)}
        return [one for one in super().columns(found) if one.name not in silent]

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        """Only a round table asks for the role of those invited."""
        named = (await event_of(request)).get("invited")
        return tuple(one for one in self.of.fields if one.name != "from_invited" or named)

    @staticmethod
    def shown(fields: tuple[Field, ...], form: Form) -> tuple[Field, ...]:
        """Changed addresses are accepted where they were told."""
        told = "accept_addresses" in form.errors
        return tuple(one for one in fields if one.name != "accept_addresses" or told)

    async def new(self, request: Request) -> Response:
        fields, event = await self.fields(request, "new"), await event_of(request)
        if found := obstacle(event, tr := translator_of(request)):
            return not_now(request, tr.gettext(self.of.add), self.above(request)["crumbs"], *found)
        check(event, "invite")
        form = Form(typed={"partnership_id": event["partnership_id"], "seats": "1"})
        return await self.form(request, self.shown(fields, form), form)

    async def create(self, request: Request) -> Response:
        fields = await self.fields(request, "new")
        form = await read_fields(request, fields)
        if act_on(form):
            return await self.form(request, self.shown(fields, form), form)
        number = request.path_params["event"]
        body = to_body(form.data)
        reply = await api_of(request).post(f"/events/{number}/invitations", body, once=form.value("once"))
        if not reply.ok:
            form = gathered(form, reply, translator_of(request))
            return await self.form(request, self.shown(fields, form), form, status=reply.status)
        message = _summary(reply.data, translator_of(request))
        return redirect(request, f"/staff/events/{number}/invitations", message)

    def above(self, request: Request) -> Json:
        """The form of one event: the way back to it, and a button that says what it does."""
        _, event = translator_of(request).gettext, request.state.event
        here = f"/staff/events/{event['id']}/invitations"
        return {
            "crumbs": [*crumbs(request, event), (here, _("Invitations"))],
            "button": _("Send the invitations"),
        }

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        _, lang = translator_of(request).gettext, language_of(request)
        said = [(words, record[name]) for name, words in MOMENTS if record[name]]
        against = _("wants no invitations, no letter was sent") if record["unsubscribed"] else ""
        return [
            (_("Function"), record["function"]),
            (_("E-mail"), ", ".join(one for one in (record["email"], against) if one)),
            (_("New address"), _told(record["new_address"], translator_of(request))),
            *((_(words), text.when(moment, None, lang)) for words, moment in said),
            (_("How many may come"), str(record["seats"])),
            (_("Reason"), record["reason"]),
            (_("Your words in the letter"), record["message"]),
        ]

    async def detail_context(self, request: Request, record: Record) -> Json:
        _, event = translator_of(request).gettext, await event_of(request)
        here = f"/staff/events/{event['id']}/invitations"
        context = await super().detail_context(request, record)
        return context | {
            "crumbs": [*crumbs(request, event), (here, _("Invitations"))],
            "state": state(record),
            "edit": None,
            "links": [],
        }


def _told(new: Record | None, tr: text.Translator) -> str:
    """The address, since when it counts, and which partnership said so."""
    if not new:
        return ""
    by = new["changed_by"] or tr.gettext("the administrators")
    return f"{new['email']} ({text.when(new['changed_at'], None, tr.lang)}, {by})"


def _summary(answer: Record, tr: text.Translator) -> str:
    """Only invitations that go out count as sent; each of the others is counted once, by what stops it."""
    added, already = answer["added"], len(answer["already"])
    unreached = sum(not one["email"] for one in added)
    against = sum(one["unsubscribed"] for one in added)
    sent = len(added) - unreached - against
    said = [
        tr.ngettext("%(num)s invitation was sent.", "%(num)s invitations were sent.", sent) % {"num": sent}
        if sent
        else tr.gettext("No invitation was sent."),
    ]
    if unreached:
        more = tr.ngettext(
            "%(num)s of those invited has no e-mail: hand the link on yourself.",
            "%(num)s of those invited have no e-mail: hand the links on yourself.",
            unreached,
        )
        said.append(more % {"num": unreached})
    if against:
        more = tr.ngettext(
            "%(num)s of those invited wants no invitations and gets no letter.",
            "%(num)s of those invited want no invitations and get no letter.",
            against,
        )
        said.append(more % {"num": against})
    if already:
        more = tr.ngettext("%(num)s had been sent before.", "%(num)s had been sent before.", already)
        said.append(more % {"num": already})
    return " ".join(said)


def _tile(value: int, words: str, href: str) -> Json:
    return {"value": value, "text": words, "href": href, "wanting": False}


routes = InvitationPages(INVITATION).routes()

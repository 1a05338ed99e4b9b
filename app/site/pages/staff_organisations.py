"""Organisations, which all partnerships share, in the work area."""

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import Language, Translator, msgid
from app.site.client import Reply, api_of
from app.site.field_words import words_of
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import OWN_PARTNERSHIPS, PARTNERSHIPS, TERRITORIES, filled_in
from app.site.mergeable import MergeablePages
from app.site.pages import NavItem
from app.site.pages.staff_figures import Figures
from app.site.pages.staff_people import GROUPS_OF
from app.site.records import Cell, Column, Part, Resource, may, once_recorded
from app.site.render import page, redirect, tell
from app.site.session import language_of, local_path, translator_of
from app.site.values import in_words

KINDS = choices("organisation_kind")
MOST_CONTACTS = 4
"""Links to own contacts on the page of an organisation; an admin writes in all partnerships."""
ANSWERS = choices("invitation_status")
HISTORY = "/organisations/{id}/history"


def links(record: Record) -> list[tuple[str, str]]:
    if "see_people" not in record["allowed"]:
        return []
    return [(f"/staff/people?organisation={record['id']}", msgid("People of this organisation"))]


ORGANISATIONS = Resource(
    pages="/staff/organisations",
    type="organisation",
    api="/organisations",
    one=msgid("Organisation"),
    change=msgid("Edit the organisation"),
    many=msgid("Organisations"),
    add=msgid("Add an organisation"),
    none_yet=msgid("There are no organisations yet."),
    advice=msgid("Add the municipalities, providers and offices that you invite; sign-ups then find them."),
    fields=(
        Field("name", msgid("Name of the organisation"), required=True),
        Field("kind", msgid("Kind"), "choice", required=True, choices=KINDS, default="other"),
        Field(
            "ico",
            msgid("Company number (IČO)"),
            nullable=True,
            width="middle",
            attrs={"inputmode": "numeric"},
        ),
        Field("territory_id", msgid("Seat"), "find", source=TERRITORIES, hint=msgid("Municipality or ORP")),
        Field("website", msgid("Website"), "url", hint=msgid("With https:// at the beginning")),
        Field("email", msgid("E-mail"), "email"),
        Field("phone", msgid("Phone"), "tel", nullable=True),
        Field("public", msgid("Show in public lists"), "flag", default="on"),
        Field(
            "owner_partnership_id",
            msgid("Belongs to the partnership"),
            "pick",
            source=PARTNERSHIPS,
            empty=msgid("To the admins"),
            on="edit",
            hint=msgid("It may change the record; others propose changes."),
        ),
    ),
    columns=(
        Column(msgid("Organisation"), "name", href="/staff/organisations/{id}"),
        Column(msgid("Kind"), "kind", "choice", KINDS),
        Column(msgid("Company number (IČO)"), "ico"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("Phone"), "phone"),
    ),
    filters=(
        Field("q", msgid("Name or company number")),
        Field("kind", msgid("Kind"), "choice", choices=KINDS, empty=msgid("All kinds")),
    ),
    order="name",
    links=links,
    parts=(
        Part(
            msgid("People"),
            (
                Column(msgid("Name"), "name", href="/staff/people/{person_id}"),
                Column(msgid("Position"), "position"),
                Column(msgid("Since"), "since", "date"),
                Column(msgid("Until"), "until", "date"),
            ),
            msgid("Nobody stands for this organisation yet."),
            api=HISTORY,
            key="people",
        ),
        Part(
            msgid("Invitations"),
            (
                Column(msgid("Event"), "title", href="/staff/events/{event_id}/invitations"),
                Column(msgid("When"), "starts_at", "date"),
                Column(msgid("Function"), "function"),
                Column(msgid("Answer"), "status", "choice", ANSWERS, tones="invitation_status"),
                Column(msgid("Signed up"), "signed_up", "number"),
            ),
            msgid("The organisation was not invited to any event yet."),
            api=HISTORY,
            key="invitations",
        ),
        Part(
            msgid("Who came"),
            (
                Column(msgid("Name"), "name", href="/staff/people/{person_id}"),
                Column(msgid("Event"), "title", href="/staff/events/{event_id}"),
                Column(msgid("When"), "starts_at", "date"),
                Column(
                    msgid("Registration"),
                    "status",
                    "choice",
                    choices("registration_status"),
                    tones="registration_status",
                ),
                Column(msgid("Was present"), "present", "flag", read=once_recorded("present")),
            ),
            msgid("Nobody has signed up for this organisation yet."),
            api=HISTORY,
            key="participants",
        ),
        Part(
            msgid("Groups"),
            GROUPS_OF,
            msgid("The organisation is in no group."),
            api=HISTORY,
            key="groups",
        ),
    ),
    template="staff/mergeable.html",
)

CONTACT = (
    Field(
        "email",
        msgid("E-mail"),
        "email",
        hint=msgid("Invitations of this partnership go here."),
    ),
    Field("phone", msgid("Phone"), "tel", nullable=True),
    Field("person", msgid("Contact person")),
)
PROPOSALS = Resource(
    pages="/staff/organisation-proposals",
    under=(("/staff/organisations", msgid("Organisations")),),
    api="/organisation-proposals",
    order="-created_at",
    one=msgid("Proposed change"),
    many=msgid("Proposed changes"),
    add="",
    none_yet=msgid("Nobody has proposed a change of an organisation."),
    advice=msgid("Organisations belong to the partnership that added them; others propose changes."),
    fields=(),
    columns=(
        Column(
            msgid("Organisation"),
            "organisation_name",
            href="/staff/organisations/{organisation_id}",
            sort="-",
        ),
        Column(msgid("Proposed on"), "created_at", "time"),
        Column(msgid("What changes"), "changes", sort="-"),
        Column(msgid("State"), "state", "choice", choices("proposal_state"), tones="proposal_state"),
        Column(
            msgid("Accept"),
            kind="post",
            href="/staff/organisation-proposals/{id}/accept",
            read=lambda row: msgid("Accept") if "accept" in row["allowed"] else None,
        ),
        Column(
            msgid("Decline"),
            kind="post",
            href="/staff/organisation-proposals/{id}/decline",
            read=lambda row: msgid("Decline") if "decline" in row["allowed"] else None,
        ),
    ),
    filters=(
        Field("state", msgid("State"), "choice", choices=choices("proposal_state"), empty=msgid("All")),
    ),
    keeps=("organisation",),
    detailed=False,
)
SENT = msgid("The organisation belongs to another partnership. Your change was sent to it as a proposal.")


class OrganisationPages(MergeablePages):
    """Who does not own the organisation proposes a change with the same form."""

    async def around(self, request: Request) -> Json:
        found = await super().around(request)
        if not may(request, "edit"):
            return found
        words = translator_of(request).gettext(PROPOSALS.many)
        return found | {"links": [(PROPOSALS.pages, words)]}

    def allows(self, request: Request, record: Record, word: str) -> bool:
        return super().allows(request, record, word) or (word == "edit" and "propose" in record["allowed"])

    def saved(self, request: Request, reply: Reply) -> Response:
        if reply.status != 202:
            return super().saved(request, reply)
        target = filled_in(self.of.pages + "/{id}", request.path_params)
        return redirect(request, target, translator_of(request).gettext(SENT))

    async def detail_context(self, request: Request, record: Record) -> Json:
        context, _ = await super().detail_context(request, record), translator_of(request).gettext
        own = await OWN_PARTNERSHIPS.options(api_of(request), {})
        for number, name in own[:MOST_CONTACTS]:
            href = f"/staff/partnerships/{number}/contacts/{record['id']}"
            context["links"].append((href, _("Contact of %(partnership)s") % {"partnership": name}))
        return context


class Proposals(Figures):
    """What other partnerships would like to change."""

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        words, lang = translator_of(request), language_of(request)
        told = [{**row, "changes": _changes(row, words, lang)} for row in found]
        return super().rows(request, told, columns)


def _changes(row: Record, words: Translator, lang: Language) -> str:
    told = partial(in_words, "organisation", words=words, lang=lang)
    return "; ".join(
        f"{words_of(name, words)}: {told(name, row['before'].get(name))} → {told(name, value)}"
        for name, value in row["fields"].items()
    )


async def decide(request: Request) -> Response:
    form, verb = await read_fields(request, ()), request.path_params["verb"]
    reply = await api_of(request).post(f"/organisation-proposals/{request.path_params['id']}/{verb}")
    back = local_path(form.value("next")) or PROPOSALS.pages
    _ = translator_of(request).gettext
    return tell(request, back, reply, lambda _answer: _("Saved."))


async def contact(request: Request) -> Response:
    check((await api_of(request).get(f"/partnerships/{request.path_params['partnership']}")).record, "edit")
    reply = await api_of(request).get(_path_of_contact(request))
    return _contact_form(request, reply.data, filled(CONTACT, reply.data, {}), reply.etag)


async def save_contact(request: Request) -> Response:
    form = await read_fields(request, CONTACT)
    path = _path_of_contact(request)
    reply = await api_of(request).put(path, form.data, etag=form.value("etag"))
    if reply.ok:
        back = f"/staff/organisations/{request.path_params['id']}"
        return redirect(request, back, translator_of(request).gettext("Saved."))
    now = await api_of(request).get(path)
    etag = now.etag if reply.status == 412 else form.value("etag")
    return _contact_form(request, now.data, form.refused(reply), etag, reply.status)


def _path_of_contact(request: Request) -> str:
    return f"/partnerships/{request.path_params['partnership']}/contacts/{request.path_params['id']}"


def _contact_form(
    request: Request, record: Record, form: Form, etag: str | None, status: int = 200
) -> Response:
    _, back = translator_of(request).gettext, f"/staff/organisations/{record['organisation_id']}"
    context = {
        "title": _("Contact for our partnership"),
        "crumbs": [("/staff/organisations", _("Organisations")), (back, record["organisation_name"])],
        "form": form,
        "fields": CONTACT,
        "offered": {},
        "etag": etag,
        "action": request.url.path,
        "intro": _("Other partnerships do not see it."),
        "button": _("Save"),
        "back": back,
    }
    return page(request, "staff/record_form.html", context, status=status)


nav = [NavItem(msgid("Organisations"), "/staff/organisations", 60, staff=True)]
routes = [
    *OrganisationPages(ORGANISATIONS).routes(),
    *Proposals(PROPOSALS).routes(),
    Route("/staff/organisation-proposals/{id:int}/{verb}", staff(decide), methods=["POST"]),
    Route("/staff/partnerships/{partnership:int}/contacts/{id:int}", staff(contact)),
    Route("/staff/partnerships/{partnership:int}/contacts/{id:int}", staff(save_contact), methods=["POST"]),
]

"""Organisations, which all partnerships share, in the work area."""

from app.core.text import msgid
from app.site.fields import Field
from app.site.json_values import Record
from app.site.labels import choices
from app.site.lookups import TERRITORIES
from app.site.mergeable import MergeablePages
from app.site.pages import NavItem
from app.site.pages.staff_people import GROUPS_OF
from app.site.records import Column, Part, Resource, once_decided

KINDS = choices("organisation_kind")
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
                Column(msgid("Was present"), "present", "flag", read=once_decided("present")),
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

nav = [NavItem(msgid("Organisations"), "/staff/organisations", 60, staff=True)]
routes = MergeablePages(ORGANISATIONS).routes()

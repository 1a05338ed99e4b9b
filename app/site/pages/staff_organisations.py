"""Organisations, which all partnerships share, in the work area."""

from app.core.text import msgid
from app.site.fields import Field
from app.site.json_values import Record
from app.site.labels import choices
from app.site.lookups import TERRITORIES
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource

KINDS = choices("organisation_kind")


def links(record: Record) -> list[tuple[str, str]]:
    if "see_people" not in record["allowed"]:
        return []
    return [(f"/staff/people?organisation={record['id']}", msgid("People of this organisation"))]


ORGANISATIONS = Resource(
    pages="/staff/organisations",
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
)

nav = [NavItem(msgid("Organisations"), "/staff/organisations", 60, staff=True)]
routes = RecordPages(ORGANISATIONS).routes()

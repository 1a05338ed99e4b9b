"""Partnerships as their staff keep them: territories, phases, member organisations, people with roles."""

from starlette.requests import Request

from app.core.text import msgid
from app.site import reminders
from app.site.client import api_of
from app.site.fields import Field
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import ORGANISATIONS, PEOPLE, TERRITORIES, filled_in
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import Column, Part, Resource

KINDS = choices("partnership_kind")
ORGANISATION = Field(
    "organisation_id", msgid("Organisation"), "find", source=ORGANISATIONS, shown="organisation_name"
)
SINCE = Field("since", msgid("Since"), "date")
UNTIL = Field("until", msgid("Until"), "date")
SPAN = (Column(msgid("Since"), "since", "date"), Column(msgid("Until"), "until", "date"))
SWITCHES = (
    ("public", msgid("Meetings are open to the public")),
    ("votes", msgid("Decisions are voted on")),
    ("guests_vote", msgid("Guests vote")),
    ("newcomer_as_guest", msgid("Newcomers first come as guests")),
)
"""Rules that are yes or no."""
RULES = (
    Field("rules-invitation_days", msgid("Invitations go out so many days ahead"), "number"),
    Field("rules-invitation_working_days", msgid("Invitations: so many working days ahead"), "number"),
    Field("rules-proposals_days", msgid("Proposals to the agenda: so many days ahead"), "number"),
    Field("rules-apology_days", msgid("Apologies: so many days ahead"), "number"),
    Field("rules-meetings_per_year", msgid("Meetings a year at least"), "number"),
    Field("rules-quorum_percent", msgid("Quorum in percent of voting members"), "number"),
    Field("rules-minutes_approved_by", msgid("Who approves minutes"), nullable=True),
    *(Field(f"rules-{name}", words, "flag") for name, words in SWITCHES),
)
"""What differs from place to place and the product understands; other rules stay as they are."""
ANSWERS = {"yes": True, "no": False}
WORDS = {"True": "yes", "False": "no"}
YES_OR_NO = (("yes", msgid("Yes")), ("no", msgid("No")))
AS_USUAL = msgid("As in the whole partnership")
GROUP_RULES = (
    *(one for one in RULES if one.kind != "flag"),
    *(Field(f"rules-{name}", words, "choice", choices=YES_OR_NO, empty=AS_USUAL) for name, words in SWITCHES),
)
"""Those of a group: what it does not say is as in its partnership."""

REQUIRED_ROLES = Field(
    "rules-required_roles",
    msgid("Roles that no round table may lack"),
    hint=msgid("Separated by commas; a table may name others."),
    nullable=True,
)


class WithRules(RecordPages):
    """Records with `rules`: those that the form does not show are sent back untouched."""

    def shaped(self, record: Record) -> Record:
        """A switch of three positions says yes, no, or nothing."""
        if self.of is PARTNERSHIP:
            return record
        rules = {name: WORDS.get(str(value), value) for name, value in record["rules"].items()}
        return {**record, "rules": rules}

    def says_nothing(self, value: object) -> bool:
        """A box of a partnership that was never ticked is no rule."""
        return value in (None, "") or (value is False and self.of is PARTNERSHIP)

    async def body(self, request: Request, form: Form) -> Json:
        known: Json = {}
        if "id" in request.path_params:
            found = await api_of(request).get(filled_in(self.of.item_api, request.path_params))
            known = found.data["rules"]
        typed = {name: ANSWERS.get(value, value) for name, value in (form.data.get("rules") or {}).items()}
        unset = {name for name, value in typed.items() if self.says_nothing(value) and not known.get(name)}
        rules = {**known, **{name: value for name, value in typed.items() if name not in unset}}
        return {**form.data, "rules": {name: rules[name] for name in rules if rules[name] not in (None, "")}}


def links(record: Record) -> list[tuple[str, str]]:
    found = [
        (f"/staff/groups?partnership={record['id']}", msgid("Groups")),
        (f"/partnerships/{record['id']}", msgid("Chart as of a date")),
    ]
    newsletters = f"/staff/newsletters?partnership={record['id']}", msgid("Newsletters")
    suggestions = f"/staff/suggestions?partnership={record['id']}", msgid("Suggestions and questions")
    talks = f"/staff/talks?partnership={record['id']}", msgid("Talks with possible partners")
    words = f"/staff/partnerships/{record['id']}/letters", msgid("Words of letters")
    emblems = f"/staff/partnerships/{record['id']}/emblems", msgid("Emblems of funding programmes")
    files = f"/staff/attachments?partnership={record['id']}", msgid("Files")
    found += [newsletters, suggestions, talks, files, words] if "see_people" in record["allowed"] else []
    return [*found, emblems] if "edit" in record["allowed"] else found


PARTNERSHIP = Resource(
    pages="/staff/partnerships",
    type="partnership",
    api="/partnerships",
    order="name",
    one=msgid("Partnership"),
    change=msgid("Edit the partnership"),
    many=msgid("Partnerships"),
    add=msgid("Found a partnership"),
    none_yet=msgid("There are no partnerships yet."),
    advice=msgid("A partnership holds everything else: groups, events, people and projects."),
    fields=(
        Field("name", msgid("Name of the partnership"), required=True),
        Field("kind", msgid("Kind"), "choice", required=True, choices=KINDS, default="local_partnership"),
        Field("description", msgid("Description"), "area"),
        Field("territory_ids", msgid("Territories"), "find_many", source=TERRITORIES),
        Field(
            "phases",
            msgid("Phases"),
            "rows",
            fields=(Field("name", msgid("Phase")), SINCE, UNTIL, Field("note", msgid("Note"))),
        ),
        Field(
            "members",
            msgid("Member organisations"),
            "rows",
            fields=(
                Field(
                    "organisation_id",
                    msgid("Organisation"),
                    "find",
                    source=ORGANISATIONS,
                    shown="organisation_name",
                ),
                SINCE,
                UNTIL,
                Field("note", msgid("Note")),
            ),
        ),
        Field(
            "roles",
            msgid("People with a role"),
            "rows",
            on="edit",
            fields=(
                Field("person_id", msgid("Person"), "find", source=PEOPLE, shown="person_name"),
                Field("role", msgid("Role")),
                SINCE,
                UNTIL,
            ),
        ),
        *reminders.OF_PARTNERSHIP,
        Field(
            "contact_name",
            msgid("Contact: name"),
            hint=msgid("Answers to letters go there, unless the organiser of the event has an e-mail."),
        ),
        Field("contact_email", msgid("Contact: e-mail"), "email", nullable=True),
        *RULES,
        REQUIRED_ROLES,
    ),
    columns=(
        Column(msgid("Partnership"), "name", href="/staff/partnerships/{id}"),
        Column(msgid("Kind"), "kind", "choice", KINDS),
        Column(
            msgid("Member organisations"), kind="number", read=lambda row: len(row["members"]), sort="members"
        ),
    ),
    filters=(
        Field("q", msgid("Part of the name")),
        Field("kind", msgid("Kind"), "choice", choices=KINDS, empty=msgid("All kinds")),
    ),
    parts=(
        Part(
            msgid("Phases"),
            (Column(msgid("Phase"), "name"), *SPAN, Column(msgid("Note"), "note")),
            msgid("No phases are recorded."),
            rows=lambda record: record["phases"],
        ),
        Part(
            msgid("Member organisations"),
            (
                Column(
                    msgid("Organisation"), "organisation_name", href="/staff/organisations/{organisation_id}"
                ),
                *SPAN,
                Column(msgid("Note"), "note"),
            ),
            msgid("No member organisations are recorded."),
            rows=lambda record: record["members"],
        ),
        Part(
            msgid("People with a role"),
            (
                Column(msgid("Person"), "person_name", href="/staff/people/{person_id}"),
                Column(msgid("Role"), "role"),
                *SPAN,
            ),
            msgid("Nobody has a named role."),
            rows=lambda record: record["roles"],
        ),
    ),
    links=links,
    makes="create_partnerships",
)

nav = [NavItem(msgid("Partnerships"), "/staff/partnerships", 70, staff=True)]
routes = WithRules(PARTNERSHIP).routes()

"""People of a partnership: those who come, sit in groups, lead and lecture."""

from starlette.requests import Request
from starlette.responses import Response

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import ORGANISATIONS, OWN_PARTNERSHIPS, READ_PARTNERSHIPS
from app.site.mergeable import MergeablePages
from app.site.pages import NavItem
from app.site.pages.staff_groups import ROLES
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Part, Resource, once_recorded
from app.site.render import gettext_of, redirect
from app.site.session import translator_of

EXPORT, ERASE = msgid("What is kept"), msgid("Erase…")
HISTORY = "/people/{id}/history"
GROUPS_OF = (
    Column(msgid("Group"), "name", href="/staff/groups/{group_id}"),
    Column(msgid("Role"), "role", "choice", ROLES),
    Column(msgid("Since"), "since", "date"),
    Column(msgid("Until"), "until", "date"),
)
OPENS = (("registration", msgid("Registration")), ("invitation", msgid("Invitation")))
NEW_LINK = {
    "registration": msgid("Send a new link to the registration"),
    "invitation": msgid("Send a new link to the invitation"),
}
SENT_FROM = {
    "registration": "/staff/events/{event_id}/registrations/{id}/do/link",
    "invitation": "/staff/events/{event_id}/invitations/{id}/link",
}
"""Of personal links, by what they open."""
EVENT_OF = (
    Column(msgid("Event"), "title", href="/staff/events/{event_id}"),
    Column(msgid("When"), "starts_at", "date"),
)

PERSON = Resource(
    people=True,
    pages="/staff/people",
    type="person",
    api="/people",
    order="name",
    one=msgid("Person"),
    change=msgid("Edit the person"),
    many=msgid("People"),
    add=msgid("Add a person"),
    none_yet=msgid("There are no people here yet."),
    advice=msgid("People appear by themselves when they sign up; members of groups are added here."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("title_before", msgid("Title before the name"), width="short"),
        Field("first_name", msgid("First name"), required=True),
        Field("last_name", msgid("Last name"), required=True),
        Field("title_after", msgid("Title after the name"), width="short"),
        Field("email", msgid("E-mail"), "email"),
        Field("phone", msgid("Phone"), "tel", nullable=True),
        Field(
            "organisation_id", msgid("Organisation"), "find", source=ORGANISATIONS, shown="organisation_name"
        ),
        Field("position", msgid("Position")),
        Field(
            "aliases",
            msgid("Other spellings of the name"),
            "lines",
            hint=msgid("One on a line; the person is found by them in minutes."),
        ),
        Field("note", msgid("Note"), "area", hint=msgid("For staff alone; nobody else sees it.")),
        Field("objects_to_profiling", msgid("Objects to no-shows being counted"), "flag"),
    ),
    columns=(
        Column(msgid("Name"), "name", href="/staff/people/{id}"),
        Column(msgid("Organisation"), "organisation_name"),
        Column(msgid("Position"), "position"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("Phone"), "phone"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("q", msgid("Name or e-mail")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
    ),
    keeps=("organisation",),
    parts=(
        Part(
            msgid("For whom this person stands"),
            (
                Column(
                    msgid("Organisation"),
                    "organisation_name",
                    href="/staff/people/{person_id}/affiliations/{id}/edit",
                    needs="edit",
                ),
                Column(msgid("Position"), "position"),
                Column(msgid("Since"), "since", "date"),
                Column(msgid("Until"), "until", "date"),
            ),
            msgid("Only the organisation above."),
            api="/people/{id}/affiliations",
            new="/staff/people/{id}/affiliations/new",
            add=msgid("Add an organisation over time"),
        ),
        Part(
            msgid("Personal links"),
            (
                *EVENT_OF,
                Column(msgid("Opens"), "type", "choice", OPENS),
                Column(
                    msgid("Send anew"),
                    kind="post",
                    href=lambda row: SENT_FROM[row["type"]],
                    needs="edit",
                    read=lambda row: NEW_LINK[row["type"]],
                ),
            ),
            msgid("No link that could be sent anew."),
            api=HISTORY,
            key="links",
        ),
        Part(
            msgid("Events"),
            (
                *EVENT_OF,
                Column(
                    msgid("Registration"),
                    "status",
                    "choice",
                    choices("registration_status"),
                    href="/staff/events/{event_id}/registrations/{registration_id}",
                ),
                Column(msgid("Was present"), "present", "flag", read=once_recorded("present")),
                Column(msgid("Accounted hours"), "hours", "number", read=once_recorded("hours")),
            ),
            msgid("No registrations yet."),
            api=HISTORY,
            key="events",
        ),
        Part(
            msgid("Leads and lectures"),
            (*EVENT_OF, Column(msgid("Role"), "role", "choice", choices("event_role"))),
            msgid("This person is named at no event."),
            api=HISTORY,
            key="named",
        ),
        Part(
            msgid("Hours towards the threshold"),
            (
                Column(msgid("Project"), "title", href="/projects/{project_id}/dashboard"),
                Column(msgid("Accounted hours"), "hours", "number"),
                Column(msgid("Of these in person"), "in_person_hours", "number"),
                Column(msgid("Threshold in hours"), "threshold", "number"),
                Column(msgid("Support counts"), "over", "flag"),
            ),
            msgid("No hours in a project yet."),
            api=HISTORY,
            key="support",
        ),
        Part(msgid("Groups"), GROUPS_OF, msgid("This person is in no group."), api=HISTORY, key="groups"),
        Part(
            msgid("Letters"),
            (
                Column(msgid("Subject"), "subject"),
                Column(msgid("Written"), "created_at", "time"),
                Column(msgid("Sent"), "sent_at", "time"),
            ),
            msgid("No letters about registrations or invitations."),
            api=HISTORY,
            key="letters",
        ),
    ),
    template="staff/mergeable.html",
)

AFFILIATION = Resource(
    pages="/staff/people/{parent:int}/affiliations",
    api="/people/{parent}/affiliations",
    item="/affiliations/{id}",
    back="/staff/people/{parent}",
    one=msgid("Organisation over time"),
    change=msgid("Edit the organisation over time"),
    many=msgid("Person"),
    add=msgid("Add an organisation over time"),
    fields=(
        Field(
            "organisation_id",
            msgid("Organisation"),
            "find",
            required=True,
            source=ORGANISATIONS,
            shown="organisation_name",
        ),
        Field("position", msgid("Position")),
        Field("since", msgid("Since"), "date"),
        Field("until", msgid("Until"), "date"),
    ),
    title=lambda record: str(record["organisation_name"]),
    listed=False,
    detailed=False,
)


class PeoplePages(MergeablePages):
    """Those of people, with what is kept of them and erasing."""

    unchosen = msgid(
        "What you do not choose is not lost: addresses and numbers go into the note, other names stay "
        "findable."
    )

    async def save(self, request: Request) -> Response:
        """Says that a corrected address has ended links, and where the new ones are sent from."""
        api, path = api_of(request), self.api(request)
        before = (await api.get(path)).data["email"]
        answer = await super().save(request)
        if answer.status_code not in (204, 303) or (await api.get(path)).data["email"] == before:
            return answer
        history = await api.get(f"{path}/history", accept=(403, 404))
        links = len(history.data["links"]) if history.ok else 0
        if not links:
            return answer
        said = translator_of(request).ngettext(
            "Saved. %(num)d link that went to the old address has ended: send a new one below.",
            "Saved. %(num)d links that went to the old address have ended: send new ones below.",
            links,
        )
        return redirect(request, self.own_page(request), said % {"num": links})

    async def detail_context(self, request: Request, record: Record) -> Json:
        context = await super().detail_context(request, record)
        _, here = gettext_of(request), self.own_page(request)
        for verb, words in (("export", EXPORT), ("erase", ERASE)):
            if self.allows(request, record, verb):
                context["links"].append((f"{here}/{verb}", _(words)))
        return context


nav = [NavItem(msgid("People"), "/staff/people", 55, staff=True, needs="people")]
routes = [*PeoplePages(PERSON).routes(), *RecordPages(AFFILIATION).routes()]

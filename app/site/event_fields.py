"""What is asked about an event, kind by kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.text import msgid
from app.site import reminders
from app.site.client import Api
from app.site.event_bodies import named_key
from app.site.event_questions import SIGN_UP_QUESTIONS
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import (
    COURSES,
    FOUND,
    ORGANISATIONS,
    OWN_GROUPS,
    PEOPLE,
    PROJECTS,
    SERIES,
    TERRITORIES,
    USERS,
    Option,
    Source,
    event_name,
    filled_in,
)

APIS = {"round_table": "/round-tables", "training": "/trainings", "meeting": "/meetings"}
"""Where events of a kind with facts of its own are made and changed; the others are at `/events`."""


@dataclass(frozen=True)
class Named(Source):
    """Those named at an event: people of the partnership, users (who may then check in), or just a name.

    A login of one of the people found is not listed again: being named as a person gives it the same right.
    """

    with_logins: bool = True

    async def found(self, api: Api, around: Record, q: str) -> list[Option]:
        if len(q.strip()) < 2:
            return []
        people = await PEOPLE.found(api, around, q)
        users = await self.logins(api, people, q) if self.with_logins else []
        plain = q.strip().replace("|", " ")
        return [
            *((f"person:{number}", words) for number, words in people),
            *users,
            (f"name:{plain}", plain),
        ]

    async def logins(self, api: Api, people: Sequence[Option], q: str) -> list[Option]:
        logins = await api.get(USERS.path, {"q": q.strip(), "limit": FOUND}, accept=(403, 404, 422))
        shown = {number for number, _ in people}
        return [
            (f"user:{row['id']}", USERS.title(row, api.lang))
            for row in (logins.results if logins.ok else [])
            if not shown & {str(number) for number in row["person_ids"]}
        ]


NAMED = Named("/named", lambda row, lang: str(row["name"]), key=named_key)
SPEAKERS = Named("/speakers", lambda row, lang: str(row["name"]), key=named_key, with_logins=False)
"""People of the partnership, or just a name."""


@dataclass(frozen=True)
class Topics(Source):
    """Rows of a series, in their order."""

    async def options(self, api: Api, around: Record, **more: object) -> list[Option]:
        if not around.get("series_id"):
            return []
        reply = await api.get(filled_in(self.path, around), accept=(403, 404, 422))
        return (
            [(str(topic["id"]), self.title(topic, api.lang)) for topic in reply.data["topics"]]
            if reply.ok
            else []
        )


TOPICS = Topics("/series/{series_id}", lambda row, lang: str(row["title"]))
ACTIVITIES = Source("/projects/{project_id}/activities", lambda row, lang: f"{row['code']} {row['title']}")
MEETINGS = Source("/meetings", event_name, within={"group": "group_id"}, needs="group_id")

HEADING = "heading"
NONE = msgid("None")
CHOICE: Json = {"kind": "choice", "required": True}
VISIBILITY = choices("visibility")
POLICIES = choices("registration_policy")
MOVE_UP = choices("move_up")
LEVELS = (("local", msgid("Local")), ("regional", msgid("Regional")))


def narrowing(what: str, target: str) -> dict[str, str]:
    """A choice that decides what another one offers; without scripts the button below the two does it."""
    return {
        "hx-get": f"/staff/narrow/{what}",
        "hx-trigger": "change",
        "hx-target": f"#{target}",
        "hx-swap": "innerHTML",
    }


SESSIONS = Field(
    "sessions",
    msgid("Sessions"),
    "rows",
    more=msgid("Add another session"),
    hint=msgid("One for each day."),
    fields=(
        Field("id", "", "hidden"),
        Field("starts_at", msgid("Begins"), "time"),
        Field("ends_at", msgid("Ends"), "time"),
        Field("hours", msgid("Accounted hours"), "number"),
        Field("venue-name", msgid("Place")),
        Field("venue-room", msgid("Room")),
        Field("venue-address", msgid("Address")),
        Field("venue-online_url", msgid("Online link"), "url"),
        Field("venue-territory_id", "", "hidden"),
        Field("note", msgid("Note")),
    ),
)
SESSIONS_OR_PERIOD = replace(
    SESSIONS, hint=msgid("One for each day. Without a date the event can stand in a planned period below.")
)
"""On pages that ask for the planned period too."""
BASICS = (
    Field("title", msgid("Title"), required=True),
    Field("description", msgid("Description"), "area"),
    Field(
        "visibility", msgid("Who may see it"), "choice", required=True, choices=VISIBILITY, default="public"
    ),
    SESSIONS_OR_PERIOD,
    Field(
        "online_public",
        msgid("Everybody may see the online link"),
        "flag",
        hint=msgid(
            "Else only those who have a seat and invited members see it. A hearing has no seats: tick it."
        ),
    ),
    Field("planned_from", msgid("Planned from"), "date"),
    Field("planned_to", msgid("Planned to"), "date"),
    Field("territory_id", msgid("Territory"), "find", source=TERRITORIES),
    Field("capacity", msgid("Seats"), "number", hint=msgid("Empty: as many as come")),
)
BELONGS = (
    Field("", msgid("Where it belongs"), HEADING),
    Field("group_id", msgid("Group"), "pick", source=OWN_GROUPS, empty=NONE),
    Field(
        "project_id",
        msgid("Project"),
        "pick",
        source=PROJECTS,
        empty=NONE,
        attrs=narrowing("activities", "project_activity_id"),
    ),
    Field(
        "project_activity_id",
        msgid("Activity of the project"),
        "pick",
        source=ACTIVITIES,
        empty=NONE,
    ),
    Field(
        "series_id",
        msgid("Series"),
        "pick",
        source=SERIES,
        empty=NONE,
        attrs=narrowing("topics", "topic_id"),
    ),
    Field("topic_id", msgid("Topic or round of the series"), "pick", source=TOPICS, empty=NONE),
    Field("", msgid("Show the activities and topics of what is chosen"), "button"),
    Field("organiser_id", msgid("Organiser"), "find", source=ORGANISATIONS, shown="organiser.name"),
    Field(
        "facilitators",
        msgid("Facilitators"),
        "find_many",
        source=NAMED,
        hint=msgid("Users named here may check people in."),
    ),
)
SIGN_UP = (
    Field("", msgid("Sign-up"), HEADING),
    Field("min_participants", msgid("Participants at least"), "number"),
    Field(
        "registration-min_days",
        msgid("Days before the start on which too few participants are told"),
        "number",
        required=True,
        default="7",
        hint=msgid("The coordinators then decide whether it goes on or is cancelled."),
    ),
    Field(
        "registration-policy",
        msgid("Who may sign up"),
        "choice",
        required=True,
        choices=POLICIES,
        default="open",
    ),
    Field(
        "registration-opens_at",
        msgid("Sign-up opens"),
        "time",
        hint=msgid("Empty: once published"),
    ),
    Field("registration-closes_at", msgid("Sign-up closes"), "time", hint=msgid("Empty: at the start")),
    reminders.OF_EVENT,
    Field("registration-waiting_list", msgid("Keep a waiting list when it is full"), "flag", default="on"),
    Field(
        "registration-move_up",
        msgid("A seat that becomes free"),
        "choice",
        required=True,
        choices=MOVE_UP,
        default="auto",
    ),
    Field(
        "registration-offer_hours",
        msgid("An offer holds so many hours"),
        "number",
        required=True,
        default="48",
        hint=msgid("Never past the start; then it goes to the next who waits."),
    ),
    Field(
        "registration-cancel_until",
        msgid("Cancel without a note until"),
        "time",
        hint=msgid("Who gives a seat back later is noted as late. Empty: nobody is."),
    ),
    Field(
        "registration-organisation_limit",
        msgid("People of one organisation at most"),
        "number",
        hint=msgid("Of those who sign up by themselves. Empty: no limit."),
    ),
    Field(
        "registration-confirm_address",
        msgid("A sign-up counts once its mailbox has confirmed it"),
        "flag",
        hint=msgid("Always so at events for members and while seats are kept."),
    ),
    *SIGN_UP_QUESTIONS,
)
AGENDA_LEVELS = (
    ("1", msgid("as a point")),
    ("2", msgid("below the point before")),
    ("3", msgid("one level deeper still")),
)
OWN: dict[str, tuple[Field, ...]] = {
    "round_table": (
        Field("", msgid("Round table"), HEADING),
        Field(
            "level",
            msgid("Level of the round table"),
            "choice",
            required=True,
            choices=LEVELS,
            default="local",
        ),
        Field("round", msgid("Round"), "number"),
        Field(
            "invited",
            msgid("Who is invited"),
            "rows",
            hint=msgid("An organisation, or whoever holds a role in the place, as OSPOD."),
            fields=(
                Field("organisation_id", msgid("Organisation"), "find", source=ORGANISATIONS, shown="name"),
                Field("role", msgid("Or a role"), nullable=True),
            ),
        ),
        Field(
            "required_roles",
            msgid("Roles that must not be missing"),
            "lines",
            hint=msgid("One on a line. Empty: those of the partnership."),
            line_length=60,
        ),
    ),
    "training": (
        Field(
            "course_id",
            msgid("Course"),
            "pick",
            source=COURSES,
            shown="course.title",
            hint=msgid("The hours of the sessions add up to those of the course."),
        ),
        Field("lecturers", msgid("Lecturers"), "find_many", source=NAMED),
    ),
    "meeting": (
        Field(
            "agenda",
            msgid("Agenda"),
            "rows",
            hint=msgid(
                "What was put on it by a need or a suggestion stands at the end; move it where it belongs."
            ),
            more=msgid("Add another point"),
            ordered=True,
            fields=(
                Field("id", "", "hidden"),
                Field("title", msgid("Point of the agenda")),
                Field("level", msgid("Stands"), "choice", required=True, choices=AGENDA_LEVELS, default="1"),
                Field("presenter", msgid("Presented by"), "find", source=SPEAKERS, shown="presenter_name"),
                Field("minutes", msgid("Minutes"), "number"),
                Field("starts_at", msgid("Begins"), "time"),
                Field("text", msgid("Note"), "area"),
            ),
        ),
        Field(
            "quorum",
            msgid("Quorum"),
            "number",
            hint=msgid("Members with a vote who have to be there. Empty: as the rules of the group say."),
        ),
    ),
}


def fields_of(kind: str) -> tuple[Field, ...]:
    return (*BASICS, *OWN.get(kind, ()), *BELONGS, *SIGN_UP)

"""Response bodies of events and the schedule, and the queries of their lists."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypeAliasType

from app.core import clock
from app.core.database.columns import Day, Line, RecordId, RecordView, Since, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.courses.models import EventKind, Hours
from app.events.agenda_models import AgendaItemView
from app.events.models import (
    EventBase,
    EventStatus,
    MoveUp,
    RegistrationPolicy,
    RoundTableBase,
    VenueBase,
    Visibility,
)
from app.events.questions import FormField
from app.events.status import ListedSeats, RegistrationState
from app.events.stay import StayView
from app.territories.models import TerritoryRef

Instant = Annotated[Since | Day, Field(union_mode="left_to_right")]
"""An instant, or a day in Prague."""


def first_instant(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else clock.start_of(value)


def last_instant(value: date | datetime) -> datetime:
    """A day means its end, because the filter includes that day."""
    return value if isinstance(value, datetime) else clock.end_of(value)


class VenueView(VenueBase, View):
    """`online`: one can take part online; `online_url` is null for readers who may not see the link."""

    id: int
    territory_id: int | None
    online: bool


class VenueQuery(SyncQuery):
    partnership: RecordId | None = None


class SessionView(View):
    """`attended` counts the people present; `headcount` is for hearings where people do not sign.

    Attendance can be recorded from `attendance_from` on.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    hours: Hours
    venue: VenueView | None
    note: str
    attended: int
    recorded: int
    headcount: int | None
    attendance_from: datetime


class UndatedPlaceView(VenueBase, View):
    """A venue in words alone."""

    territory_id: int | None


class UndatedSessionView(View):
    """A day of an event whose date is not known yet."""

    hours: Hours | None
    venue: UndatedPlaceView | None
    note: str


class OrganiserView(View):
    id: int
    name: str


class EventPersonView(View):
    """Only staff see the ids."""

    id: int
    name: str
    person_id: int | None
    user_id: int | None


class SignUpRulesView(View):
    """The present rules of sign-up; `closes_at` is the start where none was set.

    `state` is by the clock, `free` the seats left for anybody (null without a limit), `kept` the seats kept
    for organisations or territories. `needs_kept_until`: when the needs of participants are deleted.
    """

    policy: RegistrationPolicy
    opens_at: datetime | None
    closes_at: datetime | None
    waiting_list: bool
    move_up: MoveUp
    offer_hours: int
    cancel_until: datetime | None
    organisation_limit: int | None
    confirm_address: bool
    min_days: int
    reminder_days: list[int] | None
    fields: list[FormField]
    stay: StayView
    needs_kept_until: datetime | None
    state: RegistrationState
    free: int | None
    kept: int


class CountsView(View):
    confirmed: int
    waiting: int
    pending: int
    attended: int


class ChangeView(View):
    """`what` is `starts_at`, `ends_at`, `venue`, or `session`: added (`from` null) or dropped (`to` null)."""

    what: str
    session_id: int | None
    from_: str | None = Field(serialization_alias="from")
    to: str | None
    at: datetime


ClashKind = Literal["room", "facilitator", "lecturer", "group", "members", "role"]


class ClashView(View):
    """Another event at the same time that needs the same room or the same people.

    `event_id`, `title` and `other_session_id` are null when this reader may not see that event. The times
    are those in which both take place. `who` are names: of the person, the group, the members of both groups
    (the first twenty of `count`) or the role that both tables invite. `certain` is false when only the words
    are the same. An API key without the scope for people is told no members and no holders of a role.
    """

    what: ClashKind
    event_id: int | None
    title: str | None
    session_id: int
    other_session_id: int | None
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    who: list[str] = Field(default_factory=list)
    count: int | None = None
    certain: bool = True


class ClashList(View):
    results: list[ClashView]


OWN_KINDS = (EventKind.ROUND_TABLE, EventKind.TRAINING, EventKind.MEETING)
"""The kinds with facts and an address of their own; `EventView` shows the others."""
OTHER_KINDS = [kind for kind in EventKind if kind not in OWN_KINDS]


class EventView(EventBase, RecordView):
    """An event as this reader may see it. `kind` tells the shape: three kinds have facts of their own.

    `status` is by the clock, and `seats` the word of the schedule. `undated_sessions`: hours and places of
    the days of an event without a date.

    `below_minimum`: it is so many days before the start as its rules say, and too few people are confirmed;
    `goes_on`: it was decided that it takes place nevertheless. `previous_starts_at`: the start before the
    last move. `slots`: how many times people can book there, see `/events/{id}/slots`; 0: one signs up for
    the whole event. `programme_items`: how many items its programme has, see `/events/{id}/programme`.
    `public_files`: how many public files it has, those of its agenda included, see `/attachments?event=`.
    `clashes` and `referred_by`, the types of the records that keep it from being deleted, are shown to those
    who may edit it, at its own address and after a change; else null.
    """

    kind: Annotated[EventKind, WithJsonSchema({"type": "string", "enum": OTHER_KINDS})]
    territory_id: int | None
    status: EventStatus
    seats: ListedSeats
    starts_at: datetime | None
    ends_at: datetime | None
    previous_starts_at: datetime | None
    organiser: OrganiserView | None
    facilitators: list[EventPersonView]
    sessions: list[SessionView]
    undated_sessions: list[UndatedSessionView]
    registration: SignUpRulesView
    counts: CountsView
    changes: list[ChangeView]
    cancel_reason: str
    below_minimum: bool
    goes_on: bool
    slots: int
    programme_items: int
    public_files: int
    url: str
    allowed: list[str]
    clashes: list[ClashView] | None = None
    referred_by: list[str] | None = None


Answer = Literal["none", "accepted", "apologised"]
"""What a member said to a meeting."""


class InvitedView(View):
    organisation_id: int | None
    role: str | None
    name: str | None


class TableNeedView(View):
    """A need raised at the table (`raised_here`), or passed to it from another one."""

    id: int
    title: str
    target_group: str
    territory_id: int | None
    weight: str
    state: str
    raised_here: bool


class RoundTableView(RoundTableBase, EventView):
    """`required_roles` are its own; an empty list means those of the partnership."""

    kind: Literal[EventKind.ROUND_TABLE]
    invited: list[InvitedView]
    needs: list[TableNeedView]


class CourseBrief(View):
    id: int
    title: str
    hours: Hours
    accreditation: str
    min_attendance_percent: int


class TrainingView(EventView):
    kind: Literal[EventKind.TRAINING]
    course: CourseBrief | None
    lecturers: list[EventPersonView]


class QuorumView(View):
    """How many members with a vote are needed, how many of them, or alternates of theirs, are present."""

    needed: int
    present: int
    reached: bool


class DeadlinesView(View):
    """The last days on which invitations, proposals to the agenda and apologies are in time."""

    invite_by: date | None
    proposals_by: date | None
    apologies_by: date | None


class MeetingView(EventView):
    """`quorum` is the meeting's own (`own_quorum`), else the group's percent of members with a vote.

    `expected`: members and alternates on the attendance list who are in no count of sign-ups, for the staff.
    `invited_at`: when members were first invited, `uninvited`: how many have neither an invitation nor an
    answer, as they came later or have no address; both for the staff. `my_answer`: of a member who reads it.
    """

    kind: Literal[EventKind.MEETING]
    agenda: list[AgendaItemView]
    previous_meeting_id: int | None
    next_meeting_id: int | None
    minutes_id: int | None
    quorum: QuorumView | None
    own_quorum: int | None
    deadlines: DeadlinesView
    invited_at: datetime | None
    uninvited: int | None
    expected: int | None
    my_answer: Answer | None


AnyEvent = TypeAliasType("AnyEvent", RoundTableView | TrainingView | MeetingView | EventView)
"""One of them by `kind`."""


class EventFilters(SyncQuery):
    """Filters of `/round-tables`, `/trainings` and `/meetings`."""

    status: list[EventStatus] = Field(default_factory=list)
    partnership: RecordId | None = None
    group: RecordId | None = None
    project: RecordId | None = None
    activity: RecordId | None = Field(default=None, description="This one and all below it.")
    series: RecordId | None = None
    topic: RecordId | None = None
    territory: TerritoryRef | None = Field(default=None, description="This one and all below it.")
    visibility: Visibility | None = None
    from_: Instant | None = Field(default=None, alias="from", description="Ends after this day or instant.")
    to: Instant | None = Field(
        default=None, description="Starts before the end of this day, or this instant."
    )
    q: Line | None = Field(default=None, description="A part of the title or the description.")
    missing_attendance: bool | None = Field(
        default=None, description="Past, and not everybody who signed up is recorded at each of its sessions."
    )
    missing_minutes: bool | None = Field(default=None, description="A past meeting or round table.")
    free_seats: bool | None = Field(default=None, description="Still to come, with seats left.")
    waiting: bool | None = Field(default=None, description="Somebody is on the waiting list.")
    pending: bool | None = Field(default=None, description="A registration waits for approval.")
    below_minimum: bool | None = Field(
        default=None, description="It starts soon with too few participants, and nobody decided to go on."
    )
    closes_to: Instant | None = Field(
        default=None,
        description="Sign-up is still open and closes before the end of this day, or this instant.",
    )
    sort: Word | None = sorted_by(
        "title", "partnership", "kind", "starts_at", "status", "confirmed", "waiting"
    )


class EventQuery(EventFilters):
    kind: list[EventKind] = Field(default_factory=list)


class ScheduleFilters(BaseModel):
    """Filters that the list, the calendar and the open data share."""

    model_config = ConfigDict(extra="forbid")

    from_: Instant | None = Field(
        default=None,
        alias="from",
        description="Starts on this day or later; today unless `updated_since` or `event`.",
    )
    to: Instant | None = Field(
        default=None, description="Starts before the end of this day, or this instant."
    )
    kind: list[EventKind] = Field(default_factory=list)
    territory: TerritoryRef | None = Field(default=None, description="This one and all below it.")
    partnership: RecordId | None = None
    group: RecordId | None = None
    project: RecordId | None = None
    series: RecordId | None = None
    event: RecordId | None = Field(default=None, description="The sessions of this event alone.")
    q: Line | None = Field(default=None, description="A part of the title or the description.")
    updated_since: Since | None = Field(default=None, description="Only what changed since.")


class ScheduleQuery(ScheduleFilters, SyncQuery):
    """The list: ordered by start; with `updated_since` by id, so that nothing is missed."""


class ScheduleRow(View):
    """One session. `seats` is a word, not a count: `free`, `waiting` (a waiting list), `full`, `invitation`
    or `members` (sign-up is open for these alone), `closed`."""

    id: int
    event_id: int
    kind: EventKind
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: VenueView | None
    territory_id: int | None
    partnership_id: int
    status: EventStatus
    seats: ListedSeats
    url: str
    version: int
    updated_at: datetime

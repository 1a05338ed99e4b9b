"""Tables of events: the event, its sessions, people and venues, and the facts of single kinds.

A `...Base` holds fields that are sent, stored and shown alike: no secrets, nothing that the server decides.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import (
    Count,
    Day,
    Line,
    Name,
    Record,
    RecordId,
    Text,
    Word,
    belongs_to_partnership,
    enum_column,
    json_column,
    never_negative,
    nullable_json_column,
    read_only,
    table_args,
    within_partnership,
)
from app.core.json_values import Json
from app.courses.models import Course, EventKind, hours_column
from app.organisations.models import Organisation, WebAddress


class EventStatus(StrEnum):
    """People publish a draft; from planned on the clock moves it. Any but a held one can be cancelled."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    CANCELLED = "cancelled"


UPCOMING_STATUSES = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)
"""Published and still to take place. The clock moves an event through these."""
SIGN_UP_STATUSES = (EventStatus.PLANNED, EventStatus.OPEN)
"""Sign-up is open or is still to open."""
TAKING_PLACE_STATUSES = (*UPCOMING_STATUSES, EventStatus.HELD)
"""The event takes place or took place: attendance and minutes are expected."""
ENDED_STATUSES = (EventStatus.HELD, EventStatus.CANCELLED)
"""Final: seats are neither taken nor handed on."""
UNFINISHED_STATUSES = (EventStatus.DRAFT, *UPCOMING_STATUSES)
"""Not final: the event is in preparation or coming."""


class Visibility(StrEnum):
    """Who may read a published event: everybody, members of the partnership, its staff."""

    PUBLIC = "public"
    MEMBERS = "members"
    INTERNAL = "internal"


class RegistrationPolicy(StrEnum):
    """Who gets a seat by signing up."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
    MEMBERS = "members"


class MoveUp(StrEnum):
    """How waiting people get a free seat: at once, or as an offer until they accept."""

    AUTO = "auto"
    OFFER = "offer"


class EventRole(StrEnum):
    """What a named person does at an event."""

    FACILITATOR = "facilitator"
    LECTURER = "lecturer"
    ORGANISER = "organiser"


class VenueBase(SQLModel):
    """How a place is described."""

    name: Line = ""
    address: Line = ""
    room: Line = ""
    online_url: WebAddress | None = None


class Venue(VenueBase, table=True):
    """A place of a partnership. It is never edited, so that past events keep their place."""

    __tablename__ = "venue"
    __table_args__ = table_args(belongs_to_partnership())

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    created_at: datetime = Field(default_factory=clock.now)


COUNTERS = {
    "taken",
    "kept",
    "blocks",
    "confirmed",
    "waiting",
    "pending",
    "attended",
    "queue_last",
    "undealt",
    "deals_at",
}
Capacity = Annotated[int, Field(ge=1, le=100_000)]


class EventBase(SQLModel):
    """What people decide when they plan an event. `online_public`: everybody sees its online links."""

    partnership_id: RecordId = Field(foreign_key="partnership.id", index=True)
    kind: EventKind = enum_column(EventKind)
    title: Name
    description: Text = ""
    group_id: RecordId | None = Field(default=None, index=True)
    project_id: RecordId | None = Field(default=None, index=True)
    project_activity_id: RecordId | None = Field(default=None, index=True)
    series_id: RecordId | None = None
    topic_id: RecordId | None = None
    planned_from: Day | None = None
    planned_to: Day | None = None
    visibility: Visibility = enum_column(Visibility, default=Visibility.PUBLIC)
    online_public: bool = False
    capacity: Capacity | None = None
    min_participants: Count | None = None


@tracked("event", counters=COUNTERS, public=lambda event: event.is_public)
class Event(EventBase, Record, table=True):
    """The thing in the calendar, of whatever kind.

    `starts_at` and `ends_at` are the first start and the last end of its sessions, null without sessions.
    `registration_opens_at` null: as soon as it is planned; `registration_closes_at` null: at the start.
    `reminder_days` null: as the partnership does. `published_at` distinguishes a cancelled event that
    people have seen from a discarded draft. `cancelled_at`: when it was cancelled; null for an event that
    is not. `previous_starts_at`: the first start before the last move; the last known one of an event
    without a date. `minutes_id`: the minutes, set by the room of meetings. `slots`: how many times of a
    consultation people can book; then the capacity is that number. `past_fields`: questions that the
    published form no longer has; people may have answered them. `undated_sessions`: hours and places of the
    days of an event without a date, offered once it gets one. `last_told`: the sessions as people were last
    told; null: as they are (see `events/told.py`).

    `min_days`: so many days before the start it is told when fewer than `min_participants` are confirmed;
    `goes_on_start`: the start for which it was decided to go on nevertheless.
    `cancel_until`: a later cancellation is marked as late. `organisation_limit`: how many people of one
    organisation may sign up by themselves. `confirm_address`: a sign-up counts once its mailbox has confirmed
    it, as always where the partnership asks for that. `offer_hours`: how long an offered seat is held, when
    `move_up` is an offer.

    The counters are moved by `changes.update_counters`, never through the record: `taken` counts the seats
    held (confirmed and offered, without walk-ins), `kept` the free seats kept for organisations and
    territories, `blocks` their unreleased blocks; `queue_last` is the newest key of the waiting list.
    `undealt` and `deals_at` follow from the series. They are copied here so that a sign-up reads one row:
    until the seats are dealt, everybody who signs up is pending.
    """

    __tablename__ = "event"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("group_id", "working_group"),
        within_partnership("project_id", "project"),
        within_partnership("project_activity_id", "project_activity"),
        within_partnership("series_id", "series"),
        sa.ForeignKeyConstraint(["topic_id", "series_id"], ["series_topic.id", "series_topic.series_id"]),
        sa.CheckConstraint("capacity IS NULL OR taken <= capacity", name="seats"),
        sa.CheckConstraint("capacity IS NULL OR taken + kept <= capacity", name="kept"),
        sa.CheckConstraint("slots = 0 OR slots > 0 AND coalesce(capacity, 0) = slots", name="slots"),
        never_negative(
            "taken", "kept", "blocks", "confirmed", "waiting", "pending", "attended", "queue_last"
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_starts"),
        sa.CheckConstraint("min_days BETWEEN 0 AND 60", name="min_days"),
        sa.CheckConstraint("topic_id IS NULL OR series_id IS NOT NULL", name="topic_of_series"),
        sa.Index("ix_event_status_starts_at", "status", "starts_at"),
        sa.Index("ix_event_series_cell", "series_id", "topic_id", "territory_id"),
    )

    status: EventStatus = enum_column(EventStatus, default=EventStatus.DRAFT)
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    organiser_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    starts_at: datetime | None = Field(default=None, index=True)
    ends_at: datetime | None = None
    registration_policy: RegistrationPolicy = enum_column(RegistrationPolicy, default=RegistrationPolicy.OPEN)
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    waiting_list: bool = True
    move_up: MoveUp = enum_column(MoveUp, default=MoveUp.AUTO)
    offer_hours: int = 48
    cancel_until: datetime | None = None
    organisation_limit: int | None = None
    confirm_address: bool = False
    min_days: int = 7
    goes_on_start: datetime | None = None
    reminder_days: list[int] | None = nullable_json_column()
    form_fields: list[Json] = json_column(list)
    past_fields: list[Json] = json_column(list)
    undated_sessions: list[Json] = json_column(list)
    last_told: list[Json] | None = nullable_json_column()
    stay: Json = json_column()
    calendar_sequence: int = 0
    published_at: datetime | None = None
    previous_starts_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: Text = ""
    minutes_id: int | None = None
    taken: int = 0
    kept: int = 0
    blocks: int = 0
    confirmed: int = 0
    waiting: int = 0
    pending: int = 0
    attended: int = 0
    queue_last: int = 0
    undealt: bool = False
    deals_at: datetime | None = None
    slots: int = 0
    folded_text: str = ""

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC and self.published_at is not None


@tracked("session", counters={"attended", "recorded"}, public=lambda session: session.listed)
class EventSession(Record, table=True):
    """One session of an event, with its accounted hours.

    `listed`: the public schedule, which reads one index, shows it. `headcount` of hearings without a sheet.
    Counters: `recorded` of the rows of attendance in any status, `attended` of the people who were present.
    """

    __tablename__ = "event_session"
    __table_args__ = table_args(
        belongs_to_partnership(),
        sa.UniqueConstraint("id", "event_id"),
        within_partnership("event_id", "event"),
        within_partnership("venue_id", "venue"),
        never_negative("attended", "recorded", "headcount"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_starts"),
        sa.Index("ix_event_session_listed", "listed", "starts_at", "id"),
        sa.Index("ix_event_session_event_id_starts_at", "event_id", "starts_at", "id"),
    )

    event_id: int
    partnership_id: int = Field(index=True)
    position: int
    starts_at: datetime
    ends_at: datetime
    hours: Decimal = hours_column()
    venue_id: int | None = Field(default=None, index=True)
    note: Line = ""
    listed: bool = False
    headcount: int | None = None
    attended: int = 0
    recorded: int = 0


class EventPerson(SQLModel, table=True):
    """Somebody named at an event; `user_id` gives a facilitator the right to its attendance."""

    __tablename__ = "event_person"
    __table_args__ = table_args(
        within_partnership("event_id", "event", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    person_id: int | None = Field(default=None, index=True)
    user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: Name
    role: EventRole = enum_column(EventRole)
    position: int = 0


class EventChange(SQLModel, table=True):
    """A change of time or place that was announced: `starts_at`, `ends_at`, `venue`, `session`."""

    __tablename__ = "event_change"
    __table_args__ = table_args(within_partnership("event_id", "event", ondelete="CASCADE"))

    id: int = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    session_id: int | None = None
    what: Word
    from_value: str | None = None
    to_value: str | None = None
    at: datetime = Field(default_factory=clock.now)


class RoundTableLevel(StrEnum):
    """A regional table takes over what local ones could not solve."""

    LOCAL = "local"
    REGIONAL = "regional"


Round = Annotated[int, Field(ge=1, le=1000)]
Roles = Annotated[list[Word], Field(max_length=30)]


class RoundTableBase(SQLModel):
    """`round` counts from 1 within the series.

    Without its `required_roles` the table is not complete; empty: those of the partnership.
    """

    round: Round | None = None
    level: RoundTableLevel = enum_column(RoundTableLevel, default=RoundTableLevel.LOCAL)
    required_roles: Roles = json_column(list)


class RoundTable(RoundTableBase, table=True):
    """The facts of a round table beside its event."""

    __tablename__ = "round_table"
    __table_args__ = (within_partnership("id", "event", ondelete="CASCADE"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int


class RoundTableInvitation(SQLModel, table=True):
    """Who is invited to a round table: an organisation, or those who hold a role (`ospod`)."""

    __tablename__ = "round_table_invitation"
    __table_args__ = table_args(
        sa.CheckConstraint("(organisation_id IS NULL) <> (role IS NULL)", name="one_of_two"),
        within_partnership("event_id", "event", ondelete="CASCADE"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: str | None = None

    organisation: Organisation | None = Relationship(sa_relationship_kwargs=read_only())


class Training(SQLModel, table=True):
    """The facts of a training beside its event."""

    __tablename__ = "training"
    __table_args__ = (within_partnership("id", "event", ondelete="CASCADE"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)

    course: Course | None = Relationship(sa_relationship_kwargs=read_only())


class Meeting(SQLModel, table=True):
    """The facts of a meeting beside its event. Meetings of a group form a chain; agendas have a table."""

    __tablename__ = "meeting"
    __table_args__ = (
        belongs_to_partnership(),
        within_partnership("id", "event", ondelete="CASCADE"),
        within_partnership("previous_meeting_id", "meeting"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int
    previous_meeting_id: int | None = Field(default=None, index=True)
    quorum: int | None = None


class ScheduleRevision(SQLModel, table=True):
    """One row that counts changes of the public schedule; a change makes cached answers stale."""

    __tablename__ = "schedule_revision"

    id: int = Field(default=1, primary_key=True)
    revision: int = 0

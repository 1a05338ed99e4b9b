"""Tables of events: the record, its sessions, people and places, and what only some kinds have."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.changes import tracked
from app.core.columns import (
    Line,
    Name,
    Record,
    Text,
    Word,
    belongs_to_partnership,
    choice,
    json_column,
    table_args,
    within_partnership,
)
from app.courses.models import EventKind, hours_column


class EventStatus(StrEnum):
    """A draft is published by people; from planned on the clock moves it; cancelled from any but held."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    CANCELLED = "cancelled"


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
    """How a free seat reaches those who wait: it is theirs at once, or held until they accept."""

    AUTO = "auto"
    OFFER = "offer"


class EventRole(StrEnum):
    """What a named person does at an event."""

    FACILITATOR = "facilitator"
    LECTURER = "lecturer"
    ORGANISER = "organiser"


class Venue(SQLModel, table=True):
    """A place of a partnership. It is never edited: another room is another venue, so the past stays true."""

    __tablename__ = "venue"
    __table_args__ = table_args(belongs_to_partnership())

    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    name: Line = ""
    address: Line = ""
    room: Line = ""
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    online_url: str | None = None
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


@tracked("event", counters=COUNTERS, public=lambda event: event.is_public)
class Event(Record, table=True):
    """The thing in the calendar, of whatever kind.

    `starts_at` and `ends_at` are the first start and the last end of its sessions, null without sessions.
    `registration_opens_at` null: as soon as it is planned; `registration_closes_at` null: at the start.
    `reminder_days` null: as the partnership does.
    `published_at` tells a cancelled event that people have seen from a draft that was thrown away.
    `minutes_id` is set by the room of meetings once there are minutes.

    `cancel_until`: who cancels later is noted as late. `organisation_limit`: so many of one organisation may
    sign up by themselves. `offer_hours`: how long a seat is held for somebody who waits, where `move_up` is
    an offer.

    The counters are moved by registrations with `changes.count`, never through the record: `taken` are the
    seats held (confirmed and offered, walk-ins aside), `kept` those still kept for organisations and
    territories in so many `blocks`, `queue_last` the newest key of the waiting list.
    `undealt` and `deals_at` follow from the series, and stand here so that a sign-up reads one row: until the
    seats are dealt everybody who signs up is pending.
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
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_starts"),
        sa.CheckConstraint("topic_id IS NULL OR series_id IS NOT NULL", name="topic_of_series"),
        sa.Index("ix_event_status_starts_at", "status", "starts_at"),
        sa.Index("ix_event_series_cell", "series_id", "topic_id", "territory_id"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    kind: EventKind = choice(EventKind)
    title: Name
    description: Text = ""
    group_id: int | None = Field(default=None, index=True)
    project_id: int | None = Field(default=None, index=True)
    project_activity_id: int | None = Field(default=None, index=True)
    series_id: int | None = None
    topic_id: int | None = None
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    status: EventStatus = choice(EventStatus, default=EventStatus.DRAFT)
    planned_from: date | None = None
    planned_to: date | None = None
    visibility: Visibility = choice(Visibility, default=Visibility.PUBLIC)
    organiser_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    starts_at: datetime | None = Field(default=None, index=True)
    ends_at: datetime | None = None
    capacity: int | None = None
    min_participants: int | None = None
    registration_policy: RegistrationPolicy = choice(RegistrationPolicy, default=RegistrationPolicy.OPEN)
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    waiting_list: bool = True
    move_up: MoveUp = choice(MoveUp, default=MoveUp.AUTO)
    offer_hours: int = 48
    cancel_until: datetime | None = None
    organisation_limit: int | None = None
    reminder_days: list[int] | None = Field(default=None, sa_type=cast(Any, sa.JSON(none_as_null=True)))
    form_fields: list[dict[str, Any]] = json_column(list)
    stay: dict[str, Any] = json_column()
    calendar_sequence: int = 0
    published_at: datetime | None = None
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
    folded_text: str = ""

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC and self.published_at is not None


@tracked("session", counters={"attended", "recorded"}, public=lambda session: session.listed)
class EventSession(Record, table=True):
    """One sitting of an event, with its accounted hours.

    `listed`: the public schedule shows it; kept here so that the schedule reads one index.
    `headcount` is for hearings where nobody signs. Counters of registrations: `recorded` are the rows of
    attendance of whatever status, `attended` those who were present.
    """

    __tablename__ = "event_session"
    __table_args__ = table_args(
        belongs_to_partnership(),
        sa.UniqueConstraint("id", "event_id"),
        within_partnership("event_id", "event"),
        within_partnership("venue_id", "venue"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_starts"),
        sa.Index("ix_event_session_listed", "listed", "starts_at", "id"),
    )

    event_id: int = Field(index=True)
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

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    person_id: int | None = Field(default=None, index=True)
    user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: Name
    role: EventRole = choice(EventRole)
    position: int = 0


class EventChange(SQLModel, table=True):
    """A change of time or place that people were told of: `starts_at`, `ends_at`, `venue`, `session`."""

    __tablename__ = "event_change"
    __table_args__ = table_args(within_partnership("event_id", "event", ondelete="CASCADE"))

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    session_id: int | None = None
    what: Word
    from_value: str | None = None
    to_value: str | None = None
    at: datetime = Field(default_factory=clock.now)

"""Tables of registrations and of the needs of participants."""

from datetime import datetime
from enum import IntEnum, StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.database.changes import tracked
from app.core.database.columns import (
    Record,
    Text,
    belongs_to_partnership,
    enum_column,
    json_column,
    never_negative,
    nullable_json_column,
    one_of,
    table_args,
    within_partnership,
)
from app.core.json_values import Json
from app.core.text import LANGUAGES

Answers = Json
"""Answers by the name of the question: texts, numbers, booleans, lists of texts."""
Choices = dict[str, list[str]]
"""The chosen parts of a stay: `lodging` by days, `meals` by names. Empty: nothing."""


class RegistrationStatus(StrEnum):
    """`confirmed` and `offered` hold a seat. With one of the last three the person may sign up again."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    WAITING = "waiting"
    OFFERED = "offered"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class RegistrationSource(StrEnum):
    """Who made a registration: the person, staff, staff at the door, another system, or membership of the
    group that meets."""

    PUBLIC = "public"
    STAFF = "staff"
    WALK_IN = "walk_in"
    API = "api"
    MEMBER = "member"


class Priority(IntEnum):
    """The order in a queue before the time counts. `AFTER` is added to the others."""

    MOVED = -1  # moved to the front by the staff, with a written reason
    SERIES = 0  # enrolled in the whole series, in a series that gives them seats first
    USUAL = 1
    AFTER = 2  # missed earlier events, in a series that deals seats to such people last


INACTIVE_STATUSES = (RegistrationStatus.DECLINED, RegistrationStatus.CANCELLED, RegistrationStatus.EXPIRED)
ACTIVE_STATUSES = tuple(status for status in RegistrationStatus if status not in INACTIVE_STATUSES)
SEAT_STATUSES = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)
"""Statuses that hold a seat."""

DEALING_REASON = "dealing"
"""The reason of those who are pending until the seats of the series are dealt."""
UNCONFIRMED_REASON = "confirm_address"
"""The reason of those who are pending until their mailbox confirms the sign-up; see `proof`."""

# Conditions of partial indexes; SQLite uses one only where a query repeats it word for word.
IS_ACTIVE = sa.text("status NOT IN ('declined', 'cancelled', 'expired')")
IS_WAITING = sa.text("status = 'waiting'")
IS_OFFERED = sa.text("status = 'offered'")
IS_UNCONFIRMED = sa.text("status = 'pending' AND reason = 'confirm_address'")
HOLDS_SLOT = sa.text("slot_id IS NOT NULL AND status NOT IN ('declined', 'cancelled', 'expired')")


@tracked(
    "registration",
    personal={
        "answers",
        "note",
        "staff_note",
        "phone",
        "position",
        "organisation_name",
        "organisation_id",
        "reason",
        "reason_before",
        "consents",
        "stay",
        "log",
    },
    counters={"queue_key", "mailbox_used_at", "receipt_epoch"},
)
class Registration(Record, table=True):
    """A person at an event. Data of a public form are stored here and never change the person.

    `block_id` is the block whose kept seat the person holds. `cancelled_late`: after the event's
    `cancel_until`.

    A member of the group that meets is expected at the meeting: such a registration is confirmed and takes no
    seat, as that of a walk-in. `silent`: no letters go to a member who has not been invited yet. `guest`: has
    no vote. `alternate_for`: the registration of the member in whose place this person comes.

    `queue_key` grows within an event. Waiting people move up by `priority` (see `Priority`), then by
    `queue_key`. A walk-in is confirmed and takes no seat. `deal_place` is the place, from 1, in the order in
    which the `deal_seats` free seats were dealt.

    `substitutes_id`: the registration whose seat this one takes over when its mailbox has confirmed it.

    `status_before` and `reason_before` are those from before the event was cancelled. They and the `block_id`
    come back when the event is reactivated.

    `slot_id`: the booked time of a consultation, which an ended registration has no longer although it still
    names it. `slot_moves`: how often it was changed, so that calendars take the newest time. `log`: what was
    consulted, see `consultation_log`.

    Each right to a registration has an epoch (see `links`); raising it ends the links that were given out.
    `mailbox_used_at`: when somebody first did something by the link to manage, which only the mailbox gets.
    """

    __tablename__ = "registration"
    __table_args__ = table_args(
        belongs_to_partnership(),
        sa.UniqueConstraint("id", "event_id"),
        within_partnership("event_id", "event"),
        within_partnership("person_id", "person"),
        one_of("lang", LANGUAGES),
        one_of("status_before", ACTIVE_STATUSES),
        never_negative("ticket_epoch", name="ticket_epoch"),
        never_negative("calendar_epoch", name="calendar_epoch"),
        never_negative("receipt_epoch", name="receipt_epoch"),
        never_negative("slot_moves", name="slot_moves"),
        sa.CheckConstraint("alternate_for <> id", name="alternate_for"),
        sa.Index(
            "uq_registration_slot_id_holding",
            "slot_id",
            unique=True,
            sqlite_where=HOLDS_SLOT,
            postgresql_where=HOLDS_SLOT,
        ),
        sa.Index(
            "uq_registration_event_id_person_id_living",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=IS_ACTIVE,
            postgresql_where=IS_ACTIVE,
        ),
        sa.Index(
            "ix_registration_event_id_priority_queue_key_waiting",
            "event_id",
            "priority",
            "queue_key",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        sa.Index("ix_registration_event_id_id", "event_id", "id"),
        sa.Index(
            "ix_registration_offer_expires_at",
            "offer_expires_at",
            sqlite_where=IS_OFFERED,
            postgresql_where=IS_OFFERED,
        ),
        sa.Index(
            "ix_registration_created_at_unconfirmed",
            "created_at",
            sqlite_where=IS_UNCONFIRMED,
            postgresql_where=IS_UNCONFIRMED,
        ),
    )

    event_id: int
    partnership_id: int = Field(foreign_key="partnership.id")
    person_id: int = Field(index=True)
    status: RegistrationStatus = enum_column(RegistrationStatus)
    queue_key: int = 0
    priority: int = Priority.USUAL
    enrolment_id: int | None = Field(default=None, foreign_key="series_enrolment.id", index=True)
    block_id: int | None = Field(default=None, foreign_key="seat_block.id", index=True)
    deal_place: int | None = None
    deal_seats: int | None = None
    reason: str | None = None
    source: RegistrationSource = enum_column(RegistrationSource)
    walk_in: bool = False
    guest: bool = False
    alternate_for: int | None = Field(default=None, foreign_key="registration.id", index=True)
    silent: bool = False
    slot_id: int | None = Field(default=None, foreign_key="slot.id")
    slot_moves: int = 0
    log: Json | None = nullable_json_column()
    answers: Answers = json_column()
    stay: Choices = json_column()
    note: str = ""
    staff_note: str = ""
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    organisation_name: str = ""
    position: str = ""
    phone: str = ""
    consents: dict[str, bool] = json_column()
    lang: str = Field(default="cs", max_length=2)
    manage_epoch: int = 0
    ticket_epoch: int = 0
    calendar_epoch: int = 0
    receipt_epoch: int = 0
    mailbox_used_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_late: bool = False
    offer_expires_at: datetime | None = None
    substitutes_id: int | None = Field(default=None, foreign_key="registration.id", index=True)
    status_before: str | None = None
    reason_before: str | None = None

    @property
    def is_member(self) -> bool:
        return self.source == RegistrationSource.MEMBER

    @property
    def takes_no_seat(self) -> bool:
        """Whether it is in no counter of the event: `seats.SEATLESS` in SQL."""
        return self.walk_in or self.is_member


class RegistrationNeed(SQLModel, table=True):
    """The needs of a participant, stored apart from the registration, for a short time and in no log.

    Only people who run the event read them; `needs` deletes them some days after the end.
    """

    __tablename__ = "registration_need"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"], ["registration.id", "registration.event_id"]
        ),
        within_partnership("registration_id", "registration"),
    )

    registration_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event_id: int = Field(index=True)
    partnership_id: int
    accessibility: Text = ""
    diet: Text = ""

"""Request and response bodies of grids and their planning, enrolments, and the dealing of seats."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.core.database.columns import Day, RecordId, RecordView, Shape, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.courses.models import EventKind, Hours, SeatAllocation, TerritoryBrief, TopicView
from app.events.models import EventStatus
from app.events.views import AnyEvent
from app.registrations.models import RegistrationStatus
from app.registrations.shapes import Consents, PersonFields
from app.territories.models import TerritoryRef

AT_ONCE = 500
"""The most events drafted in one call."""


# --- the grid --------------------------------------------------------------------------------------------


class CellState(StrEnum):
    """Held if one of its events was held; else planned if one is to come; cancelled if all were cancelled."""

    MISSING = "missing"
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class CellEvent(View):
    id: int
    title: str
    status: EventStatus
    starts_at: datetime | None
    ends_at: datetime | None
    url: str


class CellView(View):
    """`hours`: those of its events that were not cancelled, of its course while there are none."""

    topic_id: int
    territory_id: int
    state: CellState
    hours: Hours
    events: list[CellEvent]


class GridView(View):
    """`held`, `planned`, `missing` and `cancelled` count cells; `target` is their number unless one was set.

    `others` are events of the series that stand in no cell.
    """

    series_id: int
    title: str
    kind: EventKind
    topics: list[TopicView]
    territories: list[TerritoryBrief]
    cells: list[CellView]
    others: list[CellEvent]
    target: int
    held: int
    planned: int
    missing: int
    cancelled: int
    hours: Hours
    allowed: list[str]


class Cell(Shape):
    topic_id: RecordId
    territory_id: TerritoryRef


class Plan(Shape):
    """Which cells; without them all that are missing. A cell with an event to come or held is left alone.

    Drafts are like the events of `from_topic_id`: the one in the same territory, else the last of that round.
    Without it round tables are like those of the last round before, other kinds are drafted anew.
    """

    cells: Annotated[list[Cell], Field(max_length=AT_ONCE)] | None = None
    from_topic_id: RecordId | None = None
    planned_from: Day | None = None
    planned_to: Day | None = None


class Planned(View):
    """The drafts that were made; none when nothing was missing."""

    events: list[AnyEvent]


# --- enrolments ------------------------------------------------------------------------------------------


class EnrolmentCreate(PersonFields):
    """A person for all topics of the series in one of its territories."""

    territory_id: TerritoryRef
    consents: Consents = Field(default_factory=Consents)


class EnrolmentQuery(SyncQuery):
    """`confirmed`, `waiting` and `pending` in `sort`: how many registrations of the enrolment are."""

    territory: TerritoryRef | None = None
    sort: Word | None = sorted_by(
        "name", "email", "created_at", "cancelled_at", "confirmed", "waiting", "pending"
    )


class EnrolledIn(View):
    """One registration of an enrolment. When it was just made, with the links of a `Receipt`."""

    id: int
    event_id: int
    topic_id: int | None
    title: str
    starts_at: datetime | None
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    deals_at: datetime | None
    receipt_url: str | None
    manage_url: str | None


class EnrolmentReceipt(View):
    """The public is told of new registrations alone: those that the person had are that person's business."""

    id: int
    series_id: int
    territory_id: int
    version: int
    created_at: datetime
    registrations: list[EnrolledIn]


class EnrolmentView(RecordView):
    """An enrolment as the staff see it."""

    series_id: int
    territory_id: int
    person_id: int
    name: str
    email: str | None
    cancelled_at: datetime | None
    registrations: list[EnrolledIn]
    allowed: list[str]


class OfferedEvent(View):
    topic: str
    event_id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    seats: str
    url: str


class OfferedTerritory(View):
    """The events that somebody who enrols there is signed up for."""

    territory: TerritoryBrief
    events: list[OfferedEvent]


class SeriesOffer(View):
    """A series as the public may enrol in it. `undealt`: sign-ups now wait until the seats are dealt."""

    series_id: int
    title: str
    allocation: SeatAllocation
    undealt: bool
    allocates_at: datetime | None
    territories: list[OfferedTerritory]


# --- the dealing of seats --------------------------------------------------------------------------------


class DealtEvent(View):
    """`seats`: how many were dealt; null: there was no limit."""

    event_id: int
    seats: int | None
    confirmed: int
    waiting: int
    declined: int


@dataclass(slots=True)
class Decision:
    """The outcome for one registration. A dataclass, because there may be tens of thousands."""

    registration_id: int
    event_id: int
    place: int
    priority: int
    status: RegistrationStatus
    reason: str | None


class Dealt(View):
    series_id: int
    dealt_at: datetime
    events: list[DealtEvent]
    decisions: list[Decision]

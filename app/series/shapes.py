"""The grid of a series, and what is sent to plan its missing cells."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.core.columns import Day, RecordId, Shape, View
from app.courses.models import EventKind, Hours
from app.courses.shapes import TerritoryBrief, TopicView
from app.events.models import EventStatus
from app.events.views import AnyEvent

AT_ONCE = 500
"""Events drafted by one call."""


class CellState(StrEnum):
    """Held when one of its events was; planned when one is to come; cancelled when all were."""

    MISSING = "missing"
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class EventBrief(View):
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
    events: list[EventBrief]


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
    others: list[EventBrief]
    target: int
    held: int
    planned: int
    missing: int
    cancelled: int
    hours: Hours
    allowed: list[str]


class Cell(Shape):
    topic_id: RecordId
    territory_id: RecordId


class Plan(Shape):
    """Which cells; without them all that are missing. A cell with an event to come or held is left alone."""

    cells: Annotated[list[Cell], Field(max_length=AT_ONCE)] | None = None
    planned_from: Day | None = None
    planned_to: Day | None = None


class Planned(View):
    """The drafts that were made; none when nothing was missing."""

    events: list[AnyEvent]

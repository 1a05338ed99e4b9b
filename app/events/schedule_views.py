"""What the schedule can be asked for and the shape of its rows; the rows are written without these models."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.columns import Line, RecordId, Since, View
from app.core.paging import SyncQuery
from app.courses.models import EventKind
from app.events.clock import Seats
from app.events.models import EventStatus
from app.events.views import Instant, VenueView


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
    territory: RecordId | None = Field(default=None, description="This one and all below it.")
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
    """One session. `seats` is a word, not a count: `free`, `waiting` (a waiting list), `full`, `closed`."""

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
    seats: Seats
    url: str
    version: int
    updated_at: datetime

"""Request and response bodies of slots."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.core.database.columns import Line, Moment, RecordView, Shape, Text, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery


class SlotCreate(Shape):
    """Within the day of the event. `place`: a room or a counter beside others at the same time."""

    starts_at: Moment
    ends_at: Moment
    place: Line = ""


class SlotRun(SlotCreate):
    """From `starts_at` to `ends_at` by so many `minutes`, with a `pause` between two; a rest is left out."""

    minutes: Annotated[int, Field(ge=5, le=480)]
    pause: Annotated[int, Field(ge=0, le=240)] = 0


class SlotUpdate(Shape):
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: Line | None = None


class ConsultationLog(Shape):
    """What was consulted, for how many minutes, with which outcome, and what comes next."""

    text: Text = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    outcome: Text = ""
    next_step: Text = ""


class SlotQuery(SyncQuery):
    """No filters: a day has few slots."""

    sort: Word | None = sorted_by("starts_at", "place")


class SlotView(RecordView):
    """`free`: nobody holds it and it has not begun; it moves without a new version.

    Who holds it is told only to those who read the registrations of the event, the `log` of the consultation
    to the staff of the partnership alone.
    """

    event_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    free: bool
    registration_id: int | None
    person_id: int | None
    person: str | None
    log: ConsultationLog | None
    allowed: list[str]


class SlotsMade(View):
    """In the order of their starts."""

    results: list[SlotView]

"""What is sent and shown of courses and series."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.core.columns import Line, Moment, Name, RecordId, RecordView, Shape, Small, Text, View
from app.core.paging import SyncQuery
from app.courses.models import EventKind, Hours, SeatAllocation

Percent = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=1, le=365)]


class CourseCreate(Shape):
    title: Name
    hours: Hours
    days: Days = 1
    accreditation: Line = ""
    min_attendance_percent: Percent = 80
    description: Text = ""


class CourseUpdate(Shape):
    title: Name | None = None
    hours: Hours | None = None
    days: Days | None = None
    accreditation: Line | None = None
    min_attendance_percent: Percent | None = None
    description: Text | None = None


class CourseView(RecordView):
    """`hours` are accounted hours of the whole course."""

    title: str
    hours: Hours
    days: int
    accreditation: str
    min_attendance_percent: int
    description: str


class CourseQuery(SyncQuery):
    q: Line | None = Field(default=None, description="A part of the title.")


class TopicBody(Shape):
    """A row of the grid. With its `id` it stays the same topic, whatever its title and place."""

    id: RecordId | None = None
    title: Name
    course_id: RecordId | None = None


class TopicView(View):
    """`position` counts from 1; in round tables it is the round."""

    id: int
    position: int
    title: str
    course_id: int | None


class TerritoryBrief(View):
    id: int
    code: str
    name: str


Topics = Annotated[list[TopicBody], Field(max_length=60)]
TerritoryIds = Annotated[list[RecordId], Field(max_length=250)]


NoShows = Annotated[int, Field(ge=1, le=100)]


class SeriesCreate(Shape):
    """`territories` are ids, in the order of the grid's columns.

    `no_show_limit`: whoever missed so many events without an excuse is dealt a seat after all others.
    """

    partnership_id: RecordId
    kind: EventKind
    title: Name
    project_id: RecordId | None = None
    project_activity_id: RecordId | None = None
    topics: Topics = Field(default_factory=list)
    territories: TerritoryIds = Field(default_factory=list)
    allocation: SeatAllocation = SeatAllocation.FIRST_COME
    allocates_at: Moment | None = None
    no_show_limit: NoShows | None = None
    target: Small | None = None


class SeriesUpdate(Shape):
    """`topics` and `territories` are sent whole; a topic with events cannot vanish."""

    title: Name | None = None
    project_id: RecordId | None = None
    project_activity_id: RecordId | None = None
    topics: Topics | None = None
    territories: TerritoryIds | None = None
    allocation: SeatAllocation | None = None
    allocates_at: Moment | None = None
    no_show_limit: NoShows | None = None
    target: Small | None = None


class SeriesView(RecordView):
    partnership_id: int
    kind: EventKind
    title: str
    project_id: int | None
    project_activity_id: int | None
    topics: list[TopicView]
    territories: list[TerritoryBrief]
    allocation: SeatAllocation
    allocates_at: datetime | None
    dealt_at: datetime | None
    no_show_limit: int | None
    target: int | None
    allowed: list[str]


class SeriesQuery(SyncQuery):
    partnership: RecordId | None = None
    project: RecordId | None = None
    activity: RecordId | None = None
    kind: EventKind | None = None
    q: Line | None = Field(default=None, description="A part of the title.")

"""Courses, shared by all partnerships, and series: what is to be held, by topic and territory."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field as BodyField
from pydantic import PlainSerializer
from sqlmodel import Field, Relationship, SQLModel

from app.core.database.changes import tracked
from app.core.database.columns import (
    Count,
    Hundredths,
    Line,
    Moment,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    Word,
    belongs_to_partnership,
    enum_column,
    read_only,
    table_args,
    within_partnership,
)
from app.core.database.references import ReferredBy
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.territories.models import Territory, TerritoryRef

Hours = Annotated[
    Decimal,
    Field(ge=0, le=10_000, decimal_places=2),
    PlainSerializer(float, return_type=float, when_used="json"),
]
"""Accounted hours, which differ from the clock's: 9.00–16.00 with a lunch counts as 8."""


Percent = Annotated[int, BodyField(ge=0, le=100)]
Days = Annotated[int, BodyField(ge=1, le=365)]
NoShows = Annotated[int, BodyField(ge=1, le=100)]


def hours_column() -> Any:
    """Whole hundredths of an hour, because NUMERIC on SQLite is a float."""
    return Field(sa_type=Hundredths)


class EventKind(StrEnum):
    """What an event is; a series plans events of one kind."""

    MEETING = "meeting"
    ROUND_TABLE = "round_table"
    TRAINING = "training"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    PUBLIC_HEARING = "public_hearing"
    FOCUS_GROUP = "focus_group"
    CONFERENCE = "conference"
    SUPERVISION = "supervision"
    CONSULTATION = "consultation"


class SeatAllocation(StrEnum):
    """Who gets a seat when there are more people than seats."""

    FIRST_COME = "first_come"
    SERIES_FIRST = "series_first"


# --- tables ----------------------------------------------------------------------------------------------


class CourseBase(SQLModel):
    """What is sent, stored and shown of a course."""

    title: Name
    hours: Hours = hours_column()
    days: Days = 1
    accreditation: Line = ""
    min_attendance_percent: Percent = 80
    description: Text = ""


@tracked("course", public=lambda course: True)
class Course(CourseBase, Record, table=True):
    """What a training teaches. The hours of its sessions have to add up to `hours`.

    The partnership that added a course owns it; one without an owner belongs to the admins.
    """

    __tablename__ = "course"
    __table_args__ = table_args()

    owner_partnership_id: int | None = Field(default=None, foreign_key="partnership.id", index=True)
    folded_title: str = Field(index=True)
    sort_key: bytes = Field(index=True)


class SeriesTerritory(SQLModel, table=True):
    """One column of the grid."""

    __tablename__ = "series_territory"
    __table_args__ = table_args(
        sa.UniqueConstraint("series_id", "territory_id"),
        within_partnership("series_id", "series", ondelete="CASCADE"),
    )

    id: int | None = Field(default=None, primary_key=True)
    series_id: int
    partnership_id: int
    territory_id: int = Field(foreign_key="territory.id", index=True)
    position: int


class SeriesBase(SQLModel):
    """What is sent, stored and shown of a series."""

    partnership_id: RecordId = Field(foreign_key="partnership.id", index=True)
    kind: EventKind = enum_column(EventKind)
    title: Name
    project_id: RecordId | None = Field(default=None, index=True)
    project_activity_id: RecordId | None = Field(default=None, index=True)
    allocation: SeatAllocation = enum_column(SeatAllocation, default=SeatAllocation.FIRST_COME)
    allocates_at: Moment | None = None
    no_show_limit: NoShows | None = None
    target: Count | None = None


@tracked("series")
class Series(SeriesBase, Record, table=True):
    """A grid of events to be held: its topics (or rounds) times its territories.

    `target` is the number of events promised to the funder; null: the number of cells of the grid.
    `dealt_at` is when the seats were dealt, which happens once and only under `series_first`. People who
    missed at least `no_show_limit` events of the partnership without an excuse then come after all others.
    """

    __tablename__ = "series"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("project_id", "project"),
        within_partnership("project_activity_id", "project_activity"),
    )

    dealt_at: datetime | None = None
    folded_title: str = Field(index=True)

    topics: list["SeriesTopic"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Series.id == foreign(SeriesTopic.series_id)", order_by="SeriesTopic.position"
        )
    )
    territories: list[Territory] = Relationship(
        link_model=SeriesTerritory,
        sa_relationship_kwargs=read_only(
            "Series.id == foreign(SeriesTerritory.series_id)",
            secondaryjoin="Territory.id == foreign(SeriesTerritory.territory_id)",
            order_by="SeriesTerritory.position",
        ),
    )

    @property
    def undealt(self) -> bool:
        """Whether those who sign up now wait until the seats are dealt."""
        return self.allocation == SeatAllocation.SERIES_FIRST and self.dealt_at is None


class SeriesTopic(SQLModel, table=True):
    """One row of the grid. In a series of round tables a topic is a round, in one of trainings a course."""

    __tablename__ = "series_topic"
    __table_args__ = table_args(
        belongs_to_partnership(),
        sa.UniqueConstraint("id", "series_id"),
        within_partnership("series_id", "series", ondelete="CASCADE"),
    )

    id: int = Field(default=None, primary_key=True)
    series_id: int = Field(index=True)
    partnership_id: int
    position: int
    title: Name
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)


# --- what is sent and shown ------------------------------------------------------------------------------


class CourseCreate(CourseBase, Shape):
    """A course to add for everybody."""


class CourseUpdate(Shape):
    """Fields to change."""

    title: Name | None = None
    hours: Hours | None = None
    days: Days | None = None
    accreditation: Line | None = None
    min_attendance_percent: Percent | None = None
    description: Text | None = None


class CourseView(CourseBase, RecordView):
    """`hours` are accounted hours of the whole course; `owner_partnership_id` is who may change it."""

    owner_partnership_id: int | None
    allowed: list[str] = BodyField(default_factory=list)
    referred_by: ReferredBy


class CourseQuery(SyncQuery):
    """Filters of the list of courses."""

    q: Line | None = BodyField(default=None, description="A part of the title.")
    sort: Word | None = sorted_by("title", "hours", "days", "accreditation")


class TopicBody(Shape):
    """A row of the grid. A body with an `id` changes that topic, also its title and place."""

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
    """A column of the grid."""

    id: int
    code: str
    name: str


Topics = Annotated[list[TopicBody], BodyField(max_length=60)]
TerritoryRefs = Annotated[list[TerritoryRef], BodyField(max_length=250)]


class SeriesCreate(SeriesBase, Shape):
    """`territories` are ids or codes, in the order of the grid's columns.

    `no_show_limit`: people who missed so many events without an excuse get a seat after all others.
    """

    topics: Topics = BodyField(default_factory=list)
    territories: TerritoryRefs = BodyField(default_factory=list)


class SeriesUpdate(Shape):
    """`topics` and `territories` are sent whole; a topic with events cannot vanish."""

    title: Name | None = None
    project_id: RecordId | None = None
    project_activity_id: RecordId | None = None
    topics: Topics | None = None
    territories: TerritoryRefs | None = None
    allocation: SeatAllocation | None = None
    allocates_at: Moment | None = None
    no_show_limit: NoShows | None = None
    target: Count | None = None


class SeriesView(SeriesBase, RecordView):
    """A series with its grid."""

    topics: list[TopicView]
    territories: list[TerritoryBrief]
    dealt_at: datetime | None
    allowed: list[str]
    referred_by: ReferredBy


class SeriesQuery(SyncQuery):
    """Filters of the list of series."""

    partnership: RecordId | None = None
    project: RecordId | None = None
    activity: RecordId | None = None
    kind: EventKind | None = None
    q: Line | None = BodyField(default=None, description="A part of the title.")
    sort: Word | None = sorted_by("title", "partnership", "kind", "topics", "territories", "target")

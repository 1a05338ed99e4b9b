"""Courses, shared by all partnerships, and series: what is to be held, by topic and territory."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast

import sqlalchemy as sa
from pydantic import PlainSerializer
from sqlmodel import Field, SQLModel

from app.core.changes import tracked
from app.core.columns import (
    Hellers,
    Line,
    Name,
    Record,
    Text,
    belongs_to_partnership,
    choice,
    table_args,
    within_partnership,
)

Hours = Annotated[
    Decimal,
    Field(ge=0, le=10_000, decimal_places=2),
    PlainSerializer(float, return_type=float, when_used="json"),
]
"""Accounted hours, a figure of its own and not the clock's: 9.00–16.00 with a lunch counts as 8."""


def hours_column() -> Any:
    """Whole hundredths of an hour, because NUMERIC on SQLite is a float."""
    return Field(sa_type=cast(Any, Hellers))


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


@tracked("course", public=lambda course: True)
class Course(Record, table=True):
    """What a training teaches; `hours` is what its sessions have to add up to."""

    __tablename__ = "course"
    __table_args__ = table_args()

    title: Name
    hours: Decimal = hours_column()
    days: int = 1
    accreditation: Line = ""
    min_attendance_percent: int = Field(default=80, ge=0, le=100)
    description: Text = ""
    folded_title: str = Field(index=True)
    sort_key: bytes = Field(index=True)


@tracked("series")
class Series(Record, table=True):
    """A grid of events to be held: its topics (or rounds) times its territories.

    `target` is how many events were promised to the funder; null: as many as the grid has cells.
    `dealt_at` is when the seats were dealt: that happens once, and by `series_first` alone. Whoever missed at
    least `no_show_limit` events of the partnership without an excuse is then dealt to after all others.
    """

    __tablename__ = "series"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("project_id", "project"),
        within_partnership("project_activity_id", "project_activity"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    kind: EventKind = choice(EventKind)
    title: Name
    project_id: int | None = Field(default=None, index=True)
    project_activity_id: int | None = Field(default=None, index=True)
    allocation: SeatAllocation = choice(SeatAllocation, default=SeatAllocation.FIRST_COME)
    allocates_at: datetime | None = None
    no_show_limit: int | None = None
    target: int | None = None
    dealt_at: datetime | None = None
    folded_title: str = Field(index=True)

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

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(index=True)
    partnership_id: int
    position: int
    title: Name
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)


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

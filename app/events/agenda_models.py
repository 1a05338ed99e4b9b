"""The agenda of meetings: its table, the body that is sent and the view that is shown."""

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.database.columns import (
    Line,
    Moment,
    Name,
    RecordId,
    Shape,
    Text,
    View,
    Word,
    belongs_to_partnership,
    never_negative,
    table_args,
    within_partnership,
)

LEVELS = 3
"""Points, points below them, and one level more."""
Level = Annotated[int, BodyField(ge=1, le=LEVELS)]
Minutes = Annotated[int, BodyField(ge=0, le=1440)]


class AgendaItem(SQLModel, table=True):
    """A point of the agenda. Without an event it waits for the next meeting of its group.

    Items of one event form a tree in the order of `position`. `start_offset` is the given start, in minutes
    after that of the event, so that it moves along with the event; null: right after the item before.
    `origin_type` and `origin_id` name the record of a higher room that was put on the agenda.
    """

    __tablename__ = "agenda_item"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event", ondelete="CASCADE"),
        within_partnership("group_id", "working_group"),
        within_partnership("parent_id", "agenda_item"),
        within_partnership("presenter_id", "person"),
        sa.CheckConstraint("event_id IS NOT NULL OR group_id IS NOT NULL", name="somewhere"),
        sa.CheckConstraint("parent_id <> id", name="parent"),
        sa.CheckConstraint("(origin_type IS NULL) = (origin_id IS NULL)", name="origin"),
        never_negative("position", "minutes", "start_offset"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    event_id: int | None = Field(default=None, index=True)
    group_id: int | None = Field(default=None, index=True)
    parent_id: int | None = Field(default=None, index=True)
    position: int
    title: Name
    text: Text = ""
    presenter_id: int | None = Field(default=None, index=True)
    presenter_name: Line = ""
    minutes: int | None = None
    start_offset: int | None = None
    origin_type: Word | None = None
    origin_id: int | None = None
    created_at: datetime = Field(default_factory=clock.now)


class PresenterBody(Shape):
    """Who presents a point: a person of the partnership, or a name. A person keeps the name that is sent."""

    person_id: RecordId | None = None
    name: Line = ""


class AgendaBody(Shape):
    """A point of the agenda, in the order in which they are dealt with. With its `id` it stays the same one.

    `level` 1 is a point, 2 one below the nearest point before it. Without a level `parent_id` places it.
    """

    id: RecordId | None = None
    parent_id: RecordId | None = None
    level: Level | None = None
    title: Name
    text: Text = ""
    presenter: PresenterBody | None = None
    minutes: Minutes | None = None
    starts_at: Moment | None = None
    origin_type: Annotated[Word | None, BodyField(description="As read; it is not changed.")] = None
    origin_id: Annotated[RecordId | None, BodyField(description="As read; it is not changed.")] = None


Agenda = Annotated[list[AgendaBody], BodyField(max_length=100)]


class PresenterView(View):
    """`person_id` is for the staff."""

    person_id: int | None
    name: str


class AgendaItemView(View):
    """A point of the agenda. `starts_at` is given, or follows from the minutes of those before; else null."""

    id: int
    parent_id: int | None
    level: int
    title: str
    text: str
    presenter: PresenterView | None
    minutes: int | None
    starts_at: datetime | None
    origin_type: str | None
    origin_id: int | None

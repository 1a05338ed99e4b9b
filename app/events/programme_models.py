"""The programme of seminars and conferences: its tables, the body that is sent and the view that is shown."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core.database.columns import (
    Line,
    Moment,
    Name,
    RecordId,
    Shape,
    TypedPersonName,
    View,
    belongs_to_partnership,
    enum_column,
    json_column,
    never_negative,
    table_args,
    within_partnership,
)


class ProgrammeKind(StrEnum):
    """What goes on at a time of the programme."""

    TALK = "talk"
    BREAK = "break"
    DISCUSSION = "discussion"


class ProgrammeRole(StrEnum):
    """What a named person does at an item."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"


class ProgrammeItem(SQLModel, table=True):
    """An item of the programme, placed by the day of its event, so that it moves along with that day.

    `day` counts the sessions of the event from 0; `start_offset` and `minutes` count from its start. So the
    programme outlasts a postponement without a date.
    """

    __tablename__ = "programme_item"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event", ondelete="CASCADE"),
        never_negative("day", "start_offset", "position"),
        sa.CheckConstraint("minutes > 0", name="minutes"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    position: int
    day: int
    start_offset: int
    minutes: int
    kind: ProgrammeKind = enum_column(ProgrammeKind, default=ProgrammeKind.TALK)
    title: Line = ""
    attachment_ids: list[int] = json_column(list)


class ProgrammePerson(SQLModel, table=True):
    """Who speaks at an item or moderates it: a person of the partnership, or a name."""

    __tablename__ = "programme_person"
    __table_args__ = table_args(
        within_partnership("item_id", "programme_item", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
    )

    id: int = Field(default=None, primary_key=True)
    item_id: int = Field(index=True)
    partnership_id: int
    person_id: int | None = Field(default=None, index=True)
    name: Name
    role: ProgrammeRole = enum_column(ProgrammeRole)
    position: int = 0


def _as_named(given: object) -> object:
    """A plain text is a name."""
    return {"name": given} if isinstance(given, str) else given


class NamedBody(Shape):
    """A person of the partnership, or a name. A person is shown under the name that is sent, if any."""

    person_id: RecordId | None = None
    name: TypedPersonName = ""


Named = Annotated[NamedBody, BeforeValidator(_as_named)]


class ProgrammeItemBody(Shape):
    """With its `id` an item stays the same one. Times within a session; null only of one without a date.

    A speaker is `{person_id?, name?}` or a plain name.
    """

    id: RecordId | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    kind: ProgrammeKind = ProgrammeKind.TALK
    title: Line = ""
    speakers: list[Named] = BodyField(default_factory=list, max_length=20)
    moderator: Named | None = None
    attachment_ids: list[RecordId] = BodyField(default_factory=list, max_length=20)


class EventProgrammeBody(Shape):
    items: list[ProgrammeItemBody] = BodyField(max_length=200)


class NamedView(View):
    """Only staff see the id."""

    person_id: int | None
    name: str


class ProgrammeItemView(View):
    """Times are null while the event has no such day. `attachment_ids` are those that the reader may see."""

    id: int
    starts_at: datetime | None
    ends_at: datetime | None
    kind: ProgrammeKind
    title: str
    speakers: list[NamedView]
    moderator: NamedView | None
    attachment_ids: list[int]


class EventProgramme(View):
    """In the order of time. `version` is that of the event."""

    event_id: int
    items: list[ProgrammeItemView]
    allowed: list[str]
    version: int

"""Tables of needs, of the effects that answer them, and of the results of round tables."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy.orm import object_session
from sqlmodel import Field, SQLModel

from app.attachments import about
from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Line,
    Name,
    Record,
    RecordId,
    Text,
    belongs_to_partnership,
    enum_column,
    json_column,
    never_negative,
    table_args,
    within_partnership,
)


class NeedWeight(StrEnum):
    """Whether the problem is a core one of its target group, or a marginal one."""

    CORE = "core"
    MARGINAL = "marginal"


class NeedState(StrEnum):
    """A need is raised, passed up once or more often, answered, and closed."""

    RAISED = "raised"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN_STATES = (NeedState.RAISED, NeedState.ESCALATED)
"""Somebody still has to answer."""


class StepKind(StrEnum):
    """What happened to a need after it was raised."""

    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"


class NeedBase(SQLModel):
    """What is sent, stored and shown of a need."""

    title: Name
    text: Text = ""
    target_group: Line = ""
    weight: NeedWeight = enum_column(NeedWeight, default=NeedWeight.CORE)


@tracked("need", public=lambda need: about.anybody_reads(object_session(need), "need", need.id))
class Need(NeedBase, Record, table=True):
    """A need raised at an event or in a group. Where it was raised decides who may read it.

    `escalated_event_id` and `escalated_group_id` are where it was passed to last.
    """

    __tablename__ = "need"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event"),
        within_partnership("group_id", "working_group"),
        within_partnership("escalated_event_id", "event"),
        within_partnership("escalated_group_id", "working_group"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    event_id: int | None = Field(default=None, index=True)
    group_id: int | None = Field(default=None, index=True)
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    escalated_event_id: int | None = Field(default=None, index=True)
    escalated_group_id: int | None = Field(default=None, index=True)
    state: NeedState = enum_column(NeedState, default=NeedState.RAISED)
    raised_on: Day
    answer: str = ""
    folded_target_group: str = ""
    folded_text: str = ""


class NeedStep(SQLModel, table=True):
    """One step of a need: passed to an event or a group, answered, closed with a reason."""

    __tablename__ = "need_step"
    __table_args__ = table_args(
        within_partnership("need_id", "need", ondelete="CASCADE"),
        within_partnership("event_id", "event"),
        within_partnership("group_id", "working_group"),
    )

    id: int = Field(default=None, primary_key=True)
    need_id: int = Field(index=True)
    partnership_id: int
    at: datetime
    kind: StepKind = enum_column(StepKind)
    text: str = ""
    event_id: int | None = Field(default=None, index=True)
    group_id: int | None = Field(default=None, index=True)


Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]


class EffectBase(SQLModel):
    """What is sent, stored and shown of an effect. `source` says where it is proved."""

    title: Name
    text: Text = ""
    since: Day
    quantity: Quantity | None = None
    unit: Line = ""
    source: Name
    need_id: RecordId | None = Field(default=None, index=True)


@tracked("effect", public=lambda effect: about.anybody_reads(object_session(effect), "effect", effect.id))
class Effect(EffectBase, Record, table=True):
    """What changed for people, in the words of the source. `attachment_ids` are files that prove it and are
    attached to other records; a file may be attached to the effect itself too."""

    __tablename__ = "effect"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("need_id", "need"),
        never_negative("quantity"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    attachment_ids: list[int] = json_column(list)
    folded_text: str = ""


Lines = Annotated[list[Name], Field(max_length=100)]
"""One entry a line."""


class ResultBase(SQLModel):
    """The result of a round table in four parts; each is a list of entries."""

    competences: Lines = json_column(list)
    good_practice: Lines = json_column(list)
    gaps: Lines = json_column(list)
    next_programme: Lines = json_column(list)


@tracked("round_table_result")
class RoundTableResult(ResultBase, Record, table=True):
    """Who does what, what works, what is missing, and the programme of the next round."""

    __tablename__ = "round_table_result"
    __table_args__ = table_args(within_partnership("event_id", "event", ondelete="CASCADE"))

    partnership_id: int = Field(index=True)
    event_id: int = Field(unique=True)

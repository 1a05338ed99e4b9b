"""The table of tasks."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Name,
    Record,
    RecordId,
    Text,
    belongs_to_partnership,
    enum_column,
    read_only,
    table_args,
    within_partnership,
)
from app.organisations.people_models import Person


class TaskState(StrEnum):
    """An open task is done with a note, or cancelled; both can be opened again by the staff."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskBase(SQLModel):
    """What is sent, stored and shown of a task."""

    title: Name
    text: Text = ""
    group_id: RecordId | None = Field(default=None, index=True)
    event_id: RecordId | None = Field(default=None, index=True)
    decision_id: RecordId | None = Field(default=None, index=True)
    need_id: RecordId | None = Field(default=None, index=True)
    discussion_id: RecordId | None = Field(default=None, foreign_key="minutes_entry.id", ondelete="SET NULL")
    owner_id: RecordId | None = Field(default=None, index=True)
    due: Day | None = Field(default=None, index=True)


@tracked("task", personal={"owner_id", "note"})
class Task(TaskBase, Record, table=True):
    """Something that a person of the partnership has to do. `note` is what the owner says about it.

    An entry of a discussion in minutes becomes one task at most.
    """

    __tablename__ = "task"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("group_id", "working_group"),
        within_partnership("event_id", "event"),
        within_partnership("decision_id", "decision"),
        within_partnership("need_id", "need"),
        within_partnership("owner_id", "person"),
        sa.Index("uq_task_discussion_id", "discussion_id", unique=True),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    state: TaskState = enum_column(TaskState, default=TaskState.OPEN)
    note: str = ""
    done_at: datetime | None = None
    folded_text: str = ""

    owner: Person | None = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(Task.owner_id)")
    )

    @property
    def owner_name(self) -> str | None:
        return self.owner.name if self.owner else None

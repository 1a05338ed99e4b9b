"""The table of talks, with request and response bodies."""

from datetime import date

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    Word,
    belongs_to_partnership,
    table_args,
    within_partnership,
)
from app.core.database.folded import keep_folded
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery


class TalkBase(SQLModel):
    """What is sent, stored and shown of a talk. `on` is its day; `done`: the next step was taken."""

    on: Day
    organisation_id: RecordId | None = Field(default=None, foreign_key="organisation.id", index=True)
    organisation_name: Line = ""
    person: Line = ""
    topic: Name
    outcome: Text = ""
    group_id: RecordId | None = Field(default=None, index=True)
    next_step: Line = ""
    due: Day | None = None
    done: bool = False


@tracked("talk", personal={"person", "topic", "outcome", "next_step", "folded_text"})
class Talk(TalkBase, Record, table=True):
    """A talk with an organisation of the directory, or with another one by its name."""

    __tablename__ = "talk"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("group_id", "working_group"),
        sa.CheckConstraint("organisation_id IS NOT NULL OR organisation_name <> ''", name="organisation"),
        sa.Index("ix_talk_partnership_id_on", "partnership_id", "on"),
    )

    partnership_id: int = Field(foreign_key="partnership.id")
    folded_text: str = ""


keep_folded(Talk, "topic", "organisation_name", "person", "outcome", "next_step")


class TalkCreate(TalkBase, Shape):
    """Names an organisation by its id or, when it is not in the directory, by its name."""

    partnership_id: RecordId


class TalkUpdate(Shape):
    on: Day | None = None
    organisation_id: RecordId | None = None
    organisation_name: Line | None = None
    person: Line | None = None
    topic: Name | None = None
    outcome: Text | None = None
    group_id: RecordId | None = None
    next_step: Line | None = None
    due: Day | None = None
    done: bool | None = None


class TalkQuery(SyncQuery):
    """Filters of the list."""

    partnership: RecordId | None = None
    group: RecordId | None = None
    organisation: RecordId | None = None
    q: Line | None = BodyField(default=None, description="Words of the talk.")
    overdue: bool | None = BodyField(default=None, description="A next step whose day is over, or none such.")
    sort: Word | None = sorted_by(
        "on", "partnership", "organisation_name", "topic", "group_name", "next_step", "due"
    )


class TalkView(TalkBase, RecordView):
    """`organisation_name` is that of the directory where the organisation is in it."""

    partnership_id: int
    group_name: str | None
    overdue: bool
    allowed: list[str]


def is_overdue(talk: Talk, today: date) -> bool:
    return talk.due is not None and talk.due < today and not talk.done

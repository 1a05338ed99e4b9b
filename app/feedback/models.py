"""The table of suggestions, with request and response bodies."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field as BodyField
from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Line,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    TypedPersonName,
    View,
    Word,
    belongs_to_partnership,
    enum_column,
    one_of,
    table_args,
    within_partnership,
)
from app.core.database.folded import keep_folded
from app.core.text import LANGUAGES
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery

Written = Annotated[Text, StringConstraints(min_length=1)]


class SuggestionState(StrEnum):
    """An escalated one stands on the agenda of a group; a closed one needs nothing more."""

    OPEN = "open"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"


class PromiseBase(SQLModel):
    """What was promised, and until which day."""

    follow_up: Line = ""
    follow_up_due: Day | None = None


@tracked("suggestion", personal={"name", "email", "text", "answer", "reason", "follow_up", "folded_text"})
class Suggestion(PromiseBase, Record, table=True):
    """What somebody wrote to a partnership. `email` is there if they want an answer, `reason` once closed."""

    __tablename__ = "suggestion"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("group_id", "working_group"),
        one_of("lang", LANGUAGES),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    name: str = ""
    email: str | None = None
    text: str
    lang: str = Field(default="cs", max_length=2)
    state: SuggestionState = enum_column(SuggestionState, default=SuggestionState.OPEN)
    group_id: int | None = Field(default=None, index=True)
    escalated_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    reason: str = ""
    closed_at: datetime | None = None
    folded_text: str = ""


keep_folded(Suggestion, "name", "text", "answer")


class SuggestionCreate(Shape):
    """A suggestion or a question; with an address it can be answered."""

    partnership_id: RecordId
    name: TypedPersonName = ""
    email: Email | None = None
    text: Written


class SuggestionReceived(View):
    """Only those who write in the partnership get the `id`."""

    id: int | None


class SuggestionUpdate(Shape):
    follow_up: Line | None = None
    follow_up_due: Day | None = None


class SuggestionAnswer(Shape):
    """Mailed to the sender if an address was given; a promise in it is watched until its day."""

    text: Written
    follow_up: Line = ""
    follow_up_due: Day | None = None


class SuggestionEscalate(Shape):
    """To the agenda of the next meeting of a group."""

    group_id: RecordId


class SuggestionClose(Shape):
    reason: Line = ""


class SuggestionQuery(SyncQuery):
    """Filters of the list. `overdue`: a promise whose day is over."""

    partnership: RecordId | None = None
    group: RecordId | None = None
    state: SuggestionState | None = None
    q: Line | None = BodyField(default=None, description="Words of the suggestion or of its answer.")
    overdue: bool | None = BodyField(default=None, description="A promise whose day is over, or none such.")
    sort: Word | None = sorted_by(
        "text", "partnership", "group_name", "created_at", "state", "follow_up_due", "answered_at"
    )


class SuggestionView(PromiseBase, RecordView):
    partnership_id: int
    name: str
    email: str | None
    text: str
    state: SuggestionState
    group_id: int | None
    group_name: str | None
    escalated_at: datetime | None
    answer: str
    answered_at: datetime | None
    reason: str
    closed_at: datetime | None
    overdue: bool
    allowed: list[str]


def is_overdue(suggestion: Suggestion, today: date) -> bool:
    due = suggestion.follow_up_due
    return due is not None and due < today and suggestion.state != SuggestionState.CLOSED

"""The body and the answer of `POST /minutes/parse`."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.core.database.columns import RecordId, Shape, View

LONGEST = 1_000_000
"""Characters of minutes."""
Span = tuple[int, int]
"""From and to in code points of `text`, half-open."""


class ParseRequest(Shape):
    """Minutes as plain text. With a partnership the names are looked up among its people."""

    text: Annotated[str, StringConstraints(max_length=LONGEST)]
    partnership_id: RecordId | None = None


class MatchView(View):
    """The person who may be meant; `score` is 1 for the very same words."""

    person_id: int
    score: float


class FieldView(View):
    value: str
    span: Span


class PersonView(FieldView):
    match: MatchView | None = None


class NextMeetingView(View):
    """`starts_at` is a day where no time is given."""

    starts_at: datetime | date
    place: str | None
    span: Span


class VotesView(View):
    """Null for a number that is not written."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    for_: int | None = Field(alias="for")
    against: int | None
    abstained: int | None


class DecisionView(View):
    """`unanimous`: the text says so, with or without numbers."""

    text: str
    votes: VotesView | None = None
    unanimous: bool = False
    span: Span


class TaskView(View):
    """`owner` as written; null where none is named."""

    text: str
    owner: str | None
    owner_match: MatchView | None = None
    due: date | None = None
    span: Span


class DeadlineView(View):
    text: str
    due: date
    span: Span


class ProposalView(View):
    """What minutes say. What is not there, or not certain, is null or missing. Nothing of it is stored."""

    text: str = Field(description="What spans refer to.")
    date: FieldView | None
    starts: FieldView | None
    ends: FieldView | None
    place: FieldView | None
    group: FieldView | None
    minute_taker: PersonView | None
    next_meeting: NextMeetingView | None
    present: list[PersonView]
    excused: list[PersonView]
    guests: list[PersonView]
    agenda: list[FieldView]
    decisions: list[DecisionView]
    tasks: list[TaskView]
    deadlines: list[DeadlineView]

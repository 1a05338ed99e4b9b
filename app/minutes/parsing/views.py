"""The body and the answer of `POST /minutes/parse`."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.core.database.columns import RecordId, Shape, View

LONGEST = 120_000
"""Characters of minutes: some sixty pages. The time to read them grows with their length."""
Span = tuple[int, int]
"""From and to in code points of `text`, half-open."""


class ParseRequest(Shape):
    """Minutes as plain text. With a partnership the names are looked up among its people."""

    text: Annotated[str, StringConstraints(max_length=LONGEST)]
    partnership_id: RecordId | None = None


class PersonMatch(View):
    """The person who may be meant; `score` is 1 for the very same words."""

    person_id: int
    score: float


class ParsedField(View):
    value: str
    span: Span


class ParsedPerson(ParsedField):
    match: PersonMatch | None = None


class ParsedNextMeeting(View):
    """`starts_at` is a day where no time is given."""

    starts_at: datetime | date
    place: str | None
    span: Span


class ParsedVotes(View):
    """Null for a number that is not written."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    for_: int | None = Field(alias="for")
    against: int | None
    abstained: int | None


class ParsedDecision(View):
    """`unanimous`: the text says so, with or without numbers."""

    text: str
    votes: ParsedVotes | None = None
    unanimous: bool = False
    span: Span


class ParsedTask(View):
    """`owner` as written; null where none is named."""

    text: str
    owner: str | None
    owner_match: PersonMatch | None = None
    due: date | None = None
    span: Span


class ParsedDeadline(View):
    text: str
    due: date
    span: Span


class ParsedMinutes(View):
    """What minutes say. What is not there, or not certain, is null or missing. Nothing of it is stored."""

    text: str = Field(description="What spans refer to.")
    date: ParsedField | None
    starts: ParsedField | None
    ends: ParsedField | None
    place: ParsedField | None
    group: ParsedField | None
    minute_taker: ParsedPerson | None
    next_meeting: ParsedNextMeeting | None
    present: list[ParsedPerson]
    excused: list[ParsedPerson]
    guests: list[ParsedPerson]
    agenda: list[ParsedField]
    decisions: list[ParsedDecision]
    tasks: list[ParsedTask]
    deadlines: list[ParsedDeadline]

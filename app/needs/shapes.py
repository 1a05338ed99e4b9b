"""Request and response bodies of needs, effects and results of round tables."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.core.database.columns import (
    Day,
    Line,
    Name,
    RecordId,
    RecordView,
    RequiredText,
    Shape,
    Text,
    View,
    Word,
)
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery, SyncQuery
from app.needs.models import EffectBase, Lines, NeedBase, NeedState, NeedWeight, Quantity, ResultBase
from app.territories.models import TerritoryRef


class NeedCreate(NeedBase, Shape):
    """`partnership_id` follows from the event or the group; `raised_on` is the day of a past event, else
    today."""

    partnership_id: RecordId | None = None
    event_id: RecordId | None = None
    group_id: RecordId | None = None
    territory_id: TerritoryRef | None = None
    raised_on: Day | None = None


class NeedUpdate(Shape):
    """Fields to change. Where a need was raised stays."""

    title: Name | None = None
    text: Text | None = None
    target_group: Line | None = None
    territory_id: TerritoryRef | None = None
    weight: NeedWeight | None = None
    raised_on: Day | None = None


class NeedEscalate(Shape):
    """Whom it is passed to: a group, or an event such as a regional round table."""

    group_id: RecordId | None = None
    event_id: RecordId | None = None

    @model_validator(mode="after")
    def one_of_the_two(self) -> "NeedEscalate":
        if bool(self.group_id) == bool(self.event_id):
            raise ValueError("required")
        return self


class NeedAnswer(Shape):
    text: RequiredText


class NeedClose(Shape):
    reason: RequiredText


class NeedView(NeedBase, RecordView):
    """A need. `answer` is empty until it is answered; names that this reader may not know are null."""

    partnership_id: int
    event_id: int | None
    event_title: str | None
    group_id: int | None
    group_name: str | None
    territory_id: int | None
    territory_name: str | None
    escalated_event_id: int | None
    escalated_group_id: int | None
    state: NeedState
    raised_on: date
    answer: str
    allowed: list[str]


class NeedQuery(SyncQuery):
    """Filters of the list of needs."""

    partnership: RecordId | None = None
    event: Annotated[RecordId | None, Field(description="Raised there or passed to it.")] = None
    group: Annotated[RecordId | None, Field(description="Raised there or passed to it.")] = None
    territory: Annotated[TerritoryRef | None, Field(description="This one and all below it.")] = None
    target_group: Annotated[Line | None, Field(description="A part of the target group.")] = None
    weight: NeedWeight | None = None
    state: NeedState | None = None
    open: Annotated[bool | None, Field(description="Not answered and not closed.")] = None
    q: Annotated[Line | None, Field(description="Words of the title, the text or the target group.")] = None
    sort: Word | None = sorted_by(
        "title", "partnership", "territory_name", "target_group", "weight", "state", "raised_on"
    )


TraceKind = Literal["raised", "escalated", "answered", "measure", "effect", "closed"]


class TraceStep(View):
    """One step. `href` is the record behind it, null where this reader may not see it."""

    at: datetime
    kind: TraceKind
    text: str
    href: str | None


class Trace(View):
    """What happened to a need, in the order of time."""

    steps: list[TraceStep]


Evidence = Annotated[list[RecordId], Field(max_length=50)]
"""Ids of attachments of the partnership."""


class EffectCreate(EffectBase, Shape):
    """`partnership_id` follows from the need."""

    partnership_id: RecordId | None = None
    attachment_ids: Evidence = Field(default_factory=list)


class EffectUpdate(Shape):
    """Fields to change."""

    title: Name | None = None
    text: Text | None = None
    since: Day | None = None
    quantity: Quantity | None = None
    unit: Line | None = None
    source: Name | None = None
    need_id: RecordId | None = None
    attachment_ids: Evidence | None = None


class EffectView(EffectBase, RecordView):
    """An effect with the need that it answers, and the files that this reader may see."""

    partnership_id: int
    need_title: str | None
    attachment_ids: list[int]
    allowed: list[str]


class EffectQuery(SyncQuery):
    """Filters of the list of effects."""

    partnership: RecordId | None = None
    need: RecordId | None = None
    q: Annotated[Line | None, Field(description="Words of the title, the text or the source.")] = None
    sort: Word | None = sorted_by("title", "partnership", "since", "quantity", "unit", "source", "need_title")


class ResultUpdate(ResultBase, Shape):
    """The four parts; what is not sent becomes empty."""


class TableBrief(View):
    """Another round table, on one line."""

    id: int
    title: str


class ResultView(ResultBase, View):
    """The result of a round table; `version` 0: nothing is written yet.

    `previous` is the table before in the same series and territory, `planned` what it left for this one.
    """

    event_id: int
    previous: TableBrief | None
    planned: Lines
    version: int
    updated_at: datetime | None
    allowed: list[str]


class SeriesResultRow(ResultBase, View):
    """The result of one table of a series."""

    id: int
    title: str
    starts_at: datetime | None
    topic_id: int | None
    topic_title: str | None
    territory_id: int | None
    territory_name: str | None


class SeriesResultsQuery(PageQuery):
    """Filters of the results of a series."""

    topic: RecordId | None = None
    sort: Word | None = sorted_by("territory_name", "starts_at")

"""What the parts of a project take and answer: activities, indicators, milestones, supported people."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

from app.core.columns import Day, Line, Name, RecordId, RecordView, Shape, Small, Text, View, Word
from app.core.paging import PageQuery, SyncQuery
from app.projects.models import Computation


def plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Quantity = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=2),
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""A figure of an indicator or a sum of hours, with at most two places; a JSON number."""

Hours = Annotated[int, Field(ge=0, le=1000)]


class ActivityCreate(Shape):
    code: Annotated[Word, Field(min_length=1)]
    title: Name
    parent_id: RecordId | None = None
    description: Text = ""
    target: Small | None = None
    position: Small = 0


class ActivityUpdate(Shape):
    code: Annotated[Word, Field(min_length=1)] | None = None
    title: Name | None = None
    parent_id: RecordId | None = None
    description: Text | None = None
    target: Small | None = None
    position: Small | None = None


class ActivityView(RecordView):
    project_id: int
    partnership_id: int
    parent_id: int | None
    code: str
    title: str
    description: str
    target: int | None
    position: int


class ActivityNode(ActivityView):
    """An activity with what stands under it."""

    children: list["ActivityNode"] = Field(default_factory=list)


class IndicatorCreate(Shape):
    name: Name
    unit: Line = ""
    activity_id: RecordId | None = None
    target: Quantity | None = None
    achieved: Quantity | None = Field(
        default=None, description="Of manual indicators; of computed ones it is not used."
    )
    as_of: Day | None = Field(
        default=None, description="The day a manual figure was true; of computed ones it is not used."
    )
    computed_from: Computation = Computation.MANUAL


class IndicatorUpdate(Shape):
    name: Name | None = None
    unit: Line | None = None
    activity_id: RecordId | None = None
    target: Quantity | None = None
    achieved: Quantity | None = None
    as_of: Day | None = None
    computed_from: Computation | None = None


class IndicatorView(RecordView):
    """`achieved` is computed when read, unless `computed_from` says manual; `as_of` is its day."""

    project_id: int
    partnership_id: int
    activity_id: int | None
    name: str
    unit: str
    target: Quantity | None
    achieved: Quantity | None
    as_of: date | None
    computed_from: Computation


class MilestoneCreate(Shape):
    title: Name
    due_on: Day
    done_on: Day | None = None
    activity_id: RecordId | None = None
    note: Text = ""


class MilestoneUpdate(Shape):
    title: Name | None = None
    due_on: Day | None = None
    done_on: Day | None = None
    activity_id: RecordId | None = None
    note: Text | None = None


class MilestoneView(RecordView):
    project_id: int
    partnership_id: int
    activity_id: int | None
    title: str
    due_on: date
    done_on: date | None
    note: str


class MilestoneQuery(SyncQuery):
    partnership: RecordId | None = None
    done: bool | None = None
    due_from: Day | None = None
    due_to: Day | None = None


class SupportedQuery(PageQuery):
    threshold: Hours | None = Field(default=None, description="Hours; default: the rule of the programme.")
    activity: RecordId | None = Field(default=None, description="Only this activity and those under it.")
    over: bool | None = Field(default=None, description="Only those over the threshold, or only those below.")


class SupportedPerson(View):
    """Accounted hours of one person; `over` is null when neither query nor programme gives a threshold."""

    person_id: int
    name: str
    organisation_id: int | None
    hours: Quantity
    in_person_hours: Quantity
    events: int
    threshold: int | None
    over: bool | None


class ParticipationQuery(PageQuery):
    activity: RecordId | None = Field(default=None, description="Only this activity and those under it.")


class Participation(View):
    """One registration whose person came to at least one session."""

    registration_id: int
    event_id: int
    event_title: str
    starts_at: datetime | None
    person_id: int
    name: str
    hours: Quantity

"""What projects take and answer."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema, model_validator

from app.core.columns import Day, Line, Money, Name, RecordId, RecordView, Shape, Text, View, Word
from app.core.paging import SyncQuery
from app.projects.models import ProjectState
from app.projects.part_shapes import ActivityNode, Hours, IndicatorView, MilestoneView, plain

Percent = Annotated[
    Decimal,
    Field(gt=0, le=100, max_digits=5, decimal_places=2),
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
]
"""A share in percent, with at most two places."""


class ProgrammeCreate(Shape):
    code: Annotated[Word, Field(min_length=1)]
    name: Name
    support_threshold_hours: Hours | None = Field(default=None, description="Support below it is trivial.")
    in_person_hours: Hours | None = Field(
        default=None, description="Of the threshold, at least so many in person."
    )
    retention_until: Day | None = Field(default=None, description="Evidence has to be kept until this day.")
    publicity: Line = ""
    note: Text = ""


class ProgrammeUpdate(Shape):
    code: Annotated[Word, Field(min_length=1)] | None = None
    name: Name | None = None
    support_threshold_hours: Hours | None = None
    in_person_hours: Hours | None = None
    retention_until: Day | None = None
    publicity: Line | None = None
    note: Text | None = None


class ProgrammeView(RecordView):
    code: str
    name: str
    support_threshold_hours: int | None
    in_person_hours: int | None
    retention_until: date | None
    publicity: str
    note: str
    allowed: list[str] = Field(default_factory=list)


class ProgrammeQuery(SyncQuery):
    q: Line | None = None


class FundingBody(Shape):
    source: Name
    percent: Percent
    amount: Money | None = Field(
        default=None, description="Computed from total_budget when read; what is sent here is not used."
    )


class FundingView(View):
    source: str
    percent: Percent
    amount: Money | None


class PartnerBody(Shape):
    organisation_id: RecordId
    role: Line = ""
    name: Line | None = Field(default=None, description="Shown in answers; what is sent here is not used.")


class PartnerView(View):
    organisation_id: int
    name: str
    role: str


Funding = Annotated[list[FundingBody], Field(max_length=20)]
Partners = Annotated[list[PartnerBody], Field(max_length=100)]


class ProjectCreate(Shape):
    partnership_id: RecordId
    title: Name
    registration_number: Word | None = None
    applicant_id: RecordId | None = None
    programme_id: RecordId | None = None
    state: ProjectState = ProjectState.IDEA
    starts_on: Day | None = None
    ends_on: Day | None = None
    total_budget: Money | None = Field(default=None, description="Crowns; null when it is not known.")
    funding: Funding = Field(default_factory=list)
    partners: Partners = Field(default_factory=list)
    follows_id: RecordId | None = Field(default=None, description="The project that this one goes on from.")
    description: Text = ""
    note: Text = Field(default="", description="For staff of the partnership alone.")

    @model_validator(mode="before")
    @classmethod
    def _blank_number_is_none(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("registration_number") == "":
            return {**data, "registration_number": None}
        return data


class ProjectUpdate(Shape):
    title: Name | None = None
    registration_number: Word | None = None
    applicant_id: RecordId | None = None
    programme_id: RecordId | None = None
    state: ProjectState | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    total_budget: Money | None = None
    funding: Funding | None = None
    partners: Partners | None = None
    follows_id: RecordId | None = None
    description: Text | None = None
    note: Text | None = None


class ProjectQuery(SyncQuery):
    partnership: RecordId | None = None
    programme: RecordId | None = None
    state: ProjectState | None = None
    q: Line | None = Field(default=None, description="Words of the title or of the registration number.")


class ProjectView(RecordView):
    """`note` is null for those who may not read the inside of the partnership."""

    partnership_id: int
    title: str
    registration_number: str | None
    applicant_id: int | None
    programme_id: int | None
    state: ProjectState
    starts_on: date | None
    ends_on: date | None
    total_budget: Money | None
    funding: list[FundingView]
    partners: list[PartnerView]
    follows_id: int | None
    description: str
    note: str | None


class DetailQuery(Shape):
    include: str = Field(
        default="",
        max_length=60,
        pattern=r"^((activities|indicators|milestones)(,(activities|indicators|milestones))*)?$",
        description="Parts to add, with commas between: activities, indicators, milestones. For staff.",
    )


class ProjectDetail(ProjectView):
    """One project; the parts asked for by `include`, null when not asked for or not the reader's to see."""

    activities: list[ActivityNode] | None = None
    indicators: list[IndicatorView] | None = None
    milestones: list[MilestoneView] | None = None
    allowed: list[str]

"""Request and response bodies of projects and their parts."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.core.database.columns import (
    Count,
    Day,
    Line,
    Money,
    Name,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    Word,
)
from app.core.database.references import ReferredBy
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery, SyncQuery
from app.projects.models import (
    ActivityBase,
    Code,
    Computation,
    IndicatorBase,
    MilestoneBase,
    Percent,
    ProgrammeBase,
    ProjectBase,
    ProjectState,
    Quantity,
    WholeHours,
)

# --- funding programmes ----------------------------------------------------------------------------------


class ProgrammeCreate(ProgrammeBase, Shape):
    pass


class ProgrammeUpdate(Shape):
    code: Code | None = None
    name: Name | None = None
    support_threshold_hours: WholeHours | None = None
    in_person_hours: WholeHours | None = None
    retention_until: Day | None = None
    publicity: Line | None = None
    note: Text | None = None


class ProgrammeView(RecordView):
    """`owner_partnership_id` is who may change it: null for admins alone."""

    owner_partnership_id: int | None
    code: str
    name: str
    support_threshold_hours: int | None
    in_person_hours: int | None
    retention_until: date | None
    publicity: str
    note: str
    allowed: list[str] = Field(default_factory=list)
    referred_by: ReferredBy


class ProgrammeQuery(SyncQuery):
    q: Line | None = None
    sort: Word | None = sorted_by("code", "name", "support_threshold_hours", "retention_until")


# --- activities ------------------------------------------------------------------------------------------


class ActivityCreate(ActivityBase, Shape):
    pass


class ActivityUpdate(Shape):
    code: Code | None = None
    title: Name | None = None
    parent_id: RecordId | None = None
    description: Text | None = None
    target: Count | None = None
    position: Count | None = None


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
    """An activity with those under it."""

    children: list["ActivityNode"] = Field(default_factory=list)


# --- indicators ------------------------------------------------------------------------------------------


class IndicatorCreate(IndicatorBase, Shape):
    pass


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


# --- milestones ------------------------------------------------------------------------------------------


class MilestoneCreate(MilestoneBase, Shape):
    pass


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
    active: bool | None = Field(default=None, description="Projects that go on, or have ended.")
    sort: Word | None = sorted_by("title", "due_on", "done_on", "note")


# --- supported people ------------------------------------------------------------------------------------


class SupportedQuery(PageQuery):
    threshold: WholeHours | None = Field(
        default=None, description="Hours; default: the rule of the programme."
    )
    activity: RecordId | None = Field(default=None, description="Only this activity and those under it.")
    over: bool | None = Field(default=None, description="Only those over the threshold, or only those below.")
    sort: Word | None = sorted_by("name", "hours", "in_person_hours", "events", "over")


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
    sort: Word | None = sorted_by("name", "event_title", "starts_at", "hours")


class Participation(View):
    """One registration whose person came to at least one session."""

    registration_id: int
    event_id: int
    event_title: str
    starts_at: datetime | None
    person_id: int
    name: str
    hours: Quantity


# --- projects --------------------------------------------------------------------------------------------


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


class ProjectCreate(ProjectBase, Shape):
    funding: Funding = Field(default_factory=list)
    partners: Partners = Field(default_factory=list)


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
    sort: Word | None = sorted_by(
        "title", "partnership", "registration_number", "state", "starts_on", "ends_on", "total_budget"
    )


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
    """One project with the parts in `include`; other parts, and those the reader may not see, are null."""

    activities: list[ActivityNode] | None = None
    indicators: list[IndicatorView] | None = None
    milestones: list[MilestoneView] | None = None
    allowed: list[str]
    referred_by: ReferredBy

"""Response bodies of the dashboards."""

from datetime import date, datetime

from app.core.database.columns import Money, RecordId, Shape, View
from app.courses.models import EventKind
from app.dashboards.numbers import Number
from app.events.models import EventStatus
from app.letters.models import Trouble
from app.projects.achieved import Basis
from app.projects.models import Computation, ProjectState, Quantity
from app.projects.shapes import FundingView, MilestoneView
from app.tasks.shapes import TaskView


class OverviewQuery(Shape):
    """Without a partnership: the first of the reader's own, or all for a reader of all partnerships."""

    partnership: RecordId | None = None


class OverviewEvent(View):
    """An event on one line. Where attendance is missing, `recorded` of `expected` are recorded.

    `members` are those expected at a meeting, who are in no count of sign-ups. `to_approve`: sign-ups that
    wait for the staff, not for the dealing of seats.
    """

    id: int
    kind: EventKind
    title: str
    status: EventStatus
    starts_at: datetime | None
    ends_at: datetime | None
    territory_id: int | None
    capacity: int | None
    taken: int
    min_participants: int | None
    confirmed: int
    waiting: int
    to_approve: int = 0
    recorded: int | None = None
    expected: int | None = None
    members: int = 0


class Events(Number):
    """A number with the first of its events."""

    rows: list[OverviewEvent]


class Milestones(Number):
    """A number with the first of its milestones."""

    rows: list[MilestoneView]


class Tasks(Number):
    """A number with the first of its tasks."""

    rows: list[TaskView]


class AppliedGroup(View):
    """A group, with how many applications to join it wait for an answer."""

    id: int
    name: str
    applications: int


class AppliedGroups(Number):
    """A number with the first of its groups."""

    rows: list[AppliedGroup]


class Week(Events):
    """Monday to Sunday."""

    first: date
    last: date


class Overview(View):
    """What a coordinator needs to see in the morning.

    `deadlines` are milestones due in the coming 30 days, `closing_registrations` sign-ups that close within
    a week, `applications` groups with applications to answer. Cancelled events are in `this_week` too:
    somebody may have to be told. `mail_trouble` is there while letters do not go out.
    """

    partnership_id: int | None
    partnerships: list[int] | None
    as_of: date
    this_week: Week
    missing_attendance: Events
    missing_minutes: Events
    below_minimum: Events
    pending: Events
    empty_seats: Events
    waiting_lists: Events
    drafts: Events
    closing_registrations: Events
    deadlines: Milestones
    overdue_milestones: Milestones
    overdue_tasks: Tasks
    applications: AppliedGroups
    mail_trouble: Trouble | None


class ForecastView(View):
    """The forecast of what is achieved at the end; `basis` says how it is computed. Only events with a date
    ahead inside the project count as coming. `missed`: the target will not be reached.

    `planned`: held and planned events. `per_event`: the coming events bring as many attendances each as the
    held ones did. `elapsed`: a manual figure goes on growing as it did since the project's start.
    """

    value: Quantity
    basis: Basis
    missed: bool


class IndicatorFigures(View):
    """`achieved` of a manual indicator has no list behind it."""

    id: int
    name: str
    unit: str
    activity_id: int | None
    computed_from: Computation
    target: Quantity | None
    achieved: Number
    as_of: date | None
    forecast: ForecastView | None


class GridFigures(View):
    """One series. `cells` is topics times territories, of which each is held, planned, cancelled or missing;
    of the planned ones `undated` have no date yet. `events_...` count the events in them."""

    series_id: int
    title: str
    kind: EventKind
    activity_id: int | None
    target: int | None
    href: str
    cells: int
    held: int
    planned: int
    undated: int
    cancelled: int
    missing: int
    events_held: Number
    events_coming: Number


class SupportedFigures(View):
    """People whose support counts: over the threshold of the programme."""

    threshold: int | None
    in_person: int
    people: Number
    over: Number | None
    below: Number | None


class ProjectBrief(View):
    id: int
    partnership_id: int
    title: str
    registration_number: str | None
    state: ProjectState
    starts_on: date | None
    ends_on: date | None


class FundingFigures(View):
    total_budget: Money | None
    shares: list[FundingView]


class ProjectDashboard(View):
    """The results of a project against its targets."""

    project: ProjectBrief
    as_of: date
    indicators: list[IndicatorFigures]
    funding: FundingFigures
    grids: list[GridFigures]
    supported: SupportedFigures
    events_held: Number
    events_coming: Number
    missing_attendance: Number
    missing_minutes: Number
    milestones_open: Number
    milestones_overdue: Number

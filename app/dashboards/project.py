"""The dashboard of a project: what was promised, what was done, and the forecast."""

from datetime import timedelta

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.database.columns import rel
from app.dashboards import grids, numbers
from app.dashboards.numbers import API, Counted, Number
from app.dashboards.shapes import (
    ForecastView,
    FundingFigures,
    IndicatorFigures,
    ProjectBrief,
    ProjectDashboard,
    SupportedFigures,
)
from app.events.models import UNFINISHED_STATUSES, EventStatus
from app.projects import achieved, funding
from app.projects.achieved import Facts, Forecast
from app.projects.models import Computation, Project, ProjectIndicator, plain
from app.projects.service import find_inside
from app.projects.support import per_person

LOADED = (
    joinedload(rel(Project.programme)),
    selectinload(rel(Project.funding)),
    selectinload(rel(Project.indicators)),
)


def project_dashboard(session: Session, actor: Actor, project_id: int) -> ProjectDashboard:
    """For readers of its inside. At most fifteen statements, whatever the size of the project."""
    project = find_inside(session, actor, project_id, *LOADED)
    known = achieved.facts(session, project)
    series = grids.series_of(session, project_id)
    own = _events(actor, project)
    counted = numbers.count(session, {**own, **grids.listings(actor, series)})
    return ProjectDashboard(
        project=ProjectBrief.model_validate(project),
        as_of=clock.today(),
        indicators=[_indicator(one, known) for one in project.indicators],
        funding=FundingFigures(total_budget=project.total_budget, shares=funding.views(project)),
        grids=grids.figures(session, series, counted),
        supported=_supported(known),
        **{name: counted[name] for name in own},
    )


def _events(actor: Actor, project: Project) -> dict[str, Counted]:
    today = clock.today()
    return {
        "events_held": numbers.events(actor, project=project.id, status=[EventStatus.HELD]),
        "events_coming": numbers.events(actor, project=project.id, status=UNFINISHED_STATUSES),
        "missing_attendance": numbers.events(actor, project=project.id, missing_attendance=True),
        "missing_minutes": numbers.events(actor, project=project.id, missing_minutes=True),
        "milestones_open": numbers.milestones(actor, project.id, done=False),
        "milestones_overdue": numbers.milestones(
            actor, project.id, done=False, active=True, due_to=today - timedelta(days=1)
        ),
    }


def _indicator(indicator: ProjectIndicator, known: Facts) -> IndicatorFigures:
    shown = achieved.view(indicator, known)
    expected = achieved.forecast(indicator, known)
    return IndicatorFigures(
        **shown.model_dump(include={"id", "name", "unit", "activity_id", "computed_from", "target", "as_of"}),
        achieved=Number(
            value=None if shown.achieved is None else plain(shown.achieved),
            href=None if shown.achieved is None else _behind(indicator, known.project),
        ),
        forecast=_forecast(indicator, expected) if expected else None,
    )


def _forecast(indicator: ProjectIndicator, expected: Forecast) -> ForecastView:
    missed = indicator.target is not None and expected.value < indicator.target
    return ForecastView(value=expected.value, basis=expected.basis, missed=missed)


def _behind(indicator: ProjectIndicator, project: Project) -> str | None:
    """The address of the list whose `total` is the achieved value."""
    scope = f"activity={indicator.activity_id}&" if indicator.activity_id else ""
    inside = f"{API}/projects/{project.id}"
    match indicator.computed_from:
        case Computation.MANUAL:
            return None
        case Computation.EVENTS_HELD:
            return f"{API}/events?project={project.id}&{scope}status=held&count=true"
        case Computation.ATTENDANCES:
            return f"{inside}/participations?{scope}count=true"
        case Computation.PARTICIPANTS:
            return f"{inside}/supported-persons?{scope}count=true"
        case Computation.SUPPORTED_PERSONS:
            return f"{inside}/supported-persons?{scope}over=true&count=true"


def _supported(known: Facts) -> SupportedFigures:
    people = per_person(known.presences).values()
    path = f"{API}/projects/{known.project.id}/supported-persons"
    over = sum(bool(known.rule.met(one.hours, one.in_person)) for one in people)
    ruled = known.rule.threshold is not None
    return SupportedFigures(
        threshold=known.rule.threshold,
        in_person=known.rule.in_person,
        people=Number(value=len(people), href=f"{path}?count=true"),
        over=Number(value=over, href=f"{path}?over=true&count=true") if ruled else None,
        below=Number(value=len(people) - over, href=f"{path}?over=false&count=true") if ruled else None,
    )

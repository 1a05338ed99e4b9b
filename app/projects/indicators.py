"""Services of indicators of a project: their targets and achieved values."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.deadlines import check_happened
from app.core.web import paging
from app.core.web.paging import Deleted, Slice, SyncQuery
from app.projects import achieved
from app.projects.activities import check_activity
from app.projects.models import Computation, Project, ProjectIndicator
from app.projects.service import find_inside, find_to_write
from app.projects.shapes import IndicatorCreate, IndicatorUpdate, IndicatorView


def indicators_of(project: Project) -> SelectOfScalar[ProjectIndicator]:
    return select(ProjectIndicator).where(ProjectIndicator.project_id == project.id)


def list_indicators(
    session: Session, actor: Actor, project_id: int, query: SyncQuery
) -> Slice[IndicatorView | Deleted]:
    project = find_inside(session, actor, project_id)

    def to_views(rows: list[ProjectIndicator]) -> list[IndicatorView]:
        return achieved.views(session, project, rows)

    excluded = paging.of_other_parent(col(ProjectIndicator.project_id), project_id)
    return paging.synced_page(
        session, actor, ProjectIndicator, indicators_of(project), query, to_views, excluded
    )


def get_indicator(session: Session, actor: Actor, project_id: int, indicator_id: int) -> IndicatorView:
    project = find_inside(session, actor, project_id)
    statement = indicators_of(project).where(ProjectIndicator.id == indicator_id)
    return achieved.views(session, project, [records.get(session, statement)])[0]


def create_indicator(session: Session, actor: Actor, project_id: int, body: IndicatorCreate) -> IndicatorView:
    project = find_to_write(session, actor, project_id)
    indicator = ProjectIndicator(
        partnership_id=project.partnership_id, project_id=project_id, **body.model_dump()
    )
    session.add(indicator)
    return _saved(session, project, indicator)


def update_indicator(
    session: Session, actor: Actor, project_id: int, indicator_id: int, version: int, body: IndicatorUpdate
) -> IndicatorView:
    project, indicator = _get_for_update(session, actor, project_id, indicator_id, version)
    records.apply_changes(indicator, body)
    return _saved(session, project, indicator)


def delete_indicator(
    session: Session, actor: Actor, project_id: int, indicator_id: int, version: int
) -> None:
    project, indicator = _get_for_update(session, actor, project_id, indicator_id, version)
    changes.touch(project)
    records.delete(session, indicator)


def _get_for_update(
    session: Session, actor: Actor, project_id: int, indicator_id: int, version: int
) -> tuple[Project, ProjectIndicator]:
    project = find_to_write(session, actor, project_id)
    statement = indicators_of(project).where(ProjectIndicator.id == indicator_id)
    return project, records.get_for_update(session, statement, version)


def _saved(session: Session, project: Project, indicator: ProjectIndicator) -> IndicatorView:
    """A computed indicator stores no figure, although a client may send the one it has read."""
    if indicator.computed_from != Computation.MANUAL:
        indicator.achieved = indicator.as_of = None
    check_happened(indicator.as_of, "#/as_of")
    with session.no_autoflush:
        check_activity(session, indicator.project_id, indicator.activity_id, "#/activity_id")
    changes.touch(project, indicator)
    session.flush()
    return achieved.views(session, project, [indicator])[0]

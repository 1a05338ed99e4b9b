"""The tree of activities of a project. A change of a part gives the project a new version."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.errors import Conflict, Invalid
from app.core.web import paging
from app.core.web.paging import Deleted, Slice, SyncQuery
from app.projects.models import Project, ProjectActivity
from app.projects.service import find_inside, find_to_write
from app.projects.shapes import ActivityCreate, ActivityNode, ActivityUpdate, ActivityView


def activities_of(project: Project) -> SelectOfScalar[ProjectActivity]:
    return select(ProjectActivity).where(ProjectActivity.project_id == project.id)


def list_activities(
    session: Session, actor: Actor, project_id: int, query: SyncQuery
) -> Slice[ActivityView | Deleted]:
    """Flat rows with `parent_id`, so that pages work for any size; the project shows the nested tree."""
    statement = activities_of(find_inside(session, actor, project_id))
    excluded = paging.of_other_parent(col(ProjectActivity.project_id), project_id)
    return paging.synced_page(session, actor, ProjectActivity, statement, query, activity_views, excluded)


def get_activity(session: Session, actor: Actor, project_id: int, activity_id: int) -> ActivityView:
    project = find_inside(session, actor, project_id)
    activity = records.get(session, activities_of(project).where(ProjectActivity.id == activity_id))
    return ActivityView.model_validate(activity)


def create_activity(session: Session, actor: Actor, project_id: int, body: ActivityCreate) -> ActivityView:
    project = find_to_write(session, actor, project_id)
    activity = ProjectActivity(
        partnership_id=project.partnership_id, project_id=project_id, **body.model_dump()
    )
    _settle(session, activity)
    session.add(activity)
    return _saved(session, project, activity)


def update_activity(
    session: Session, actor: Actor, project_id: int, activity_id: int, version: int, body: ActivityUpdate
) -> ActivityView:
    project, activity = _get_for_update(session, actor, project_id, activity_id, version)
    records.apply_changes(activity, body)
    _settle(session, activity)
    return _saved(session, project, activity)


def delete_activity(session: Session, actor: Actor, project_id: int, activity_id: int, version: int) -> None:
    project, activity = _get_for_update(session, actor, project_id, activity_id, version)
    changes.touch(project)
    records.delete(session, activity)


def _saved(session: Session, project: Project, activity: ProjectActivity) -> ActivityView:
    changes.touch(project, activity)
    session.flush()
    return ActivityView.model_validate(activity)


def _get_for_update(
    session: Session, actor: Actor, project_id: int, activity_id: int, version: int
) -> tuple[Project, ProjectActivity]:
    project = find_to_write(session, actor, project_id)
    statement = activities_of(project).where(ProjectActivity.id == activity_id)
    return project, records.get_for_update(session, statement, version)


def _settle(session: Session, activity: ProjectActivity) -> None:
    """The code must be unique in the project, the parent in the project and not below the activity."""
    with session.no_autoflush:
        same = select(ProjectActivity.id).where(
            ProjectActivity.project_id == activity.project_id,
            ProjectActivity.code == activity.code,
            ProjectActivity.id != (activity.id or 0),
        )
        if session.exec(same).first():
            raise Invalid("#/code", "already_exists")
        parent = check_activity(session, activity.project_id, activity.parent_id, "#/parent_id")
        while parent is not None:
            if parent.id == activity.id:
                raise Conflict("cycle")
            parent = session.get(ProjectActivity, parent.parent_id) if parent.parent_id else None


def check_activity(
    session: Session, project_id: int, activity_id: int | None, pointer: str
) -> ProjectActivity | None:
    activity = records.get_referenced(session, ProjectActivity, activity_id, pointer)
    if activity is not None and activity.project_id != project_id:
        raise Invalid(pointer, "not_found")
    return activity


def activity_views(activities: Sequence[ProjectActivity]) -> list[ActivityView]:
    return [ActivityView.model_validate(activity) for activity in activities]


def tree(activities: Iterable[ProjectActivity]) -> list[ActivityNode]:
    """Roots with the activities under them, in the order of `position` and code."""
    ordered = sorted(activities, key=lambda activity: (activity.position, activity.code))
    nodes = {one.id: ActivityNode(**one.model_dump(), children=[]) for one in ordered}
    roots: list[ActivityNode] = []
    for activity in ordered:
        siblings = nodes[activity.parent_id].children if activity.parent_id else roots
        siblings.append(nodes[activity.id])
    return roots


def subtrees(activities: Iterable[ProjectActivity]) -> dict[int, set[int]]:
    """For each activity its own id and those of all below it."""
    parents = {one.id: one.parent_id for one in activities}
    below: dict[int, set[int]] = {activity_id: set() for activity_id in parents}
    for activity_id in parents:
        above: int | None = activity_id
        while above is not None:
            below[above].add(activity_id)
            above = parents[above]
    return below

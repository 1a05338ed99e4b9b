"""Milestones of one project, and of all projects whose inside the reader may see."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.deadlines import check_happened
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice
from app.projects.activities import check_activity
from app.projects.models import ENDED_STATES, Project, ProjectMilestone
from app.projects.service import find_inside, find_to_write
from app.projects.shapes import MilestoneCreate, MilestoneQuery, MilestoneUpdate, MilestoneView

SORTS: Sorts = {
    "title": by_words(col(ProjectMilestone.title)),
    "due_on": col(ProjectMilestone.due_on),
    "done_on": col(ProjectMilestone.done_on),
    "note": by_words(col(ProjectMilestone.note)),
}


def visible_milestones(actor: Actor, query: MilestoneQuery | None = None) -> SelectOfScalar[ProjectMilestone]:
    inside = actor.partnerships()
    statement = select(ProjectMilestone)
    if inside is not None:
        statement = statement.where(col(ProjectMilestone.partnership_id).in_(inside))
    return _filtered(statement, query) if query else statement


def _filtered(
    statement: SelectOfScalar[ProjectMilestone], query: MilestoneQuery
) -> SelectOfScalar[ProjectMilestone]:
    if query.partnership:
        statement = statement.where(ProjectMilestone.partnership_id == query.partnership)
    if query.done is not None:
        done = col(ProjectMilestone.done_on).is_not(None)
        statement = statement.where(done if query.done else sa.not_(done))
    if query.active is not None:
        ended = select(Project.id).where(col(Project.state).in_(ENDED_STATES))
        is_ended = col(ProjectMilestone.project_id).in_(ended)
        statement = statement.where(sa.not_(is_ended) if query.active else is_ended)
    if query.due_from:
        statement = statement.where(ProjectMilestone.due_on >= query.due_from)
    if query.due_to:
        statement = statement.where(ProjectMilestone.due_on <= query.due_to)
    return statement


def list_all_milestones(
    session: Session, actor: Actor, query: MilestoneQuery
) -> Slice[MilestoneView | Deleted]:
    statement = visible_milestones(actor, query)
    return paging.synced_page(
        session, actor, ProjectMilestone, statement, query, milestone_views, sorts=SORTS
    )


def list_milestones(
    session: Session, actor: Actor, project_id: int, query: MilestoneQuery
) -> Slice[MilestoneView | Deleted]:
    find_inside(session, actor, project_id)
    statement = visible_milestones(actor, query).where(ProjectMilestone.project_id == project_id)
    excluded = paging.of_other_parent(col(ProjectMilestone.project_id), project_id)
    return paging.synced_page(
        session, actor, ProjectMilestone, statement, query, milestone_views, excluded, sorts=SORTS
    )


def get_milestone(session: Session, actor: Actor, project_id: int, milestone_id: int) -> MilestoneView:
    find_inside(session, actor, project_id)
    return MilestoneView.model_validate(records.get(session, _one(actor, project_id, milestone_id)))


def create_milestone(session: Session, actor: Actor, project_id: int, body: MilestoneCreate) -> MilestoneView:
    project = find_to_write(session, actor, project_id)
    check_happened(body.done_on, "#/done_on")
    milestone = ProjectMilestone(
        partnership_id=project.partnership_id, project_id=project_id, **body.model_dump()
    )
    session.add(milestone)
    return _saved(session, project, milestone)


def update_milestone(
    session: Session, actor: Actor, project_id: int, milestone_id: int, version: int, body: MilestoneUpdate
) -> MilestoneView:
    project = find_to_write(session, actor, project_id)
    milestone = records.get_for_update(session, _one(actor, project_id, milestone_id), version)
    check_happened(body.done_on, "#/done_on")
    records.apply_changes(milestone, body)
    return _saved(session, project, milestone)


def delete_milestone(
    session: Session, actor: Actor, project_id: int, milestone_id: int, version: int
) -> None:
    project = find_to_write(session, actor, project_id)
    milestone = records.get_for_update(session, _one(actor, project_id, milestone_id), version)
    changes.touch(project)
    records.delete(session, milestone)


def _one(actor: Actor, project_id: int, milestone_id: int) -> SelectOfScalar[ProjectMilestone]:
    return visible_milestones(actor).where(
        ProjectMilestone.project_id == project_id, ProjectMilestone.id == milestone_id
    )


def _saved(session: Session, project: Project, milestone: ProjectMilestone) -> MilestoneView:
    with session.no_autoflush:
        check_activity(session, milestone.project_id, milestone.activity_id, "#/activity_id")
    changes.touch(project, milestone)
    session.flush()
    return MilestoneView.model_validate(milestone)


def milestone_views(milestones: Sequence[ProjectMilestone]) -> list[MilestoneView]:
    return [MilestoneView.model_validate(milestone) for milestone in milestones]

"""One project with the parts that were asked for."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.projects import achieved
from app.projects.activities import activities_of, tree
from app.projects.indicators import indicators_of
from app.projects.milestones import present as milestone_views
from app.projects.models import Project, ProjectMilestone
from app.projects.service import find_project, present_projects
from app.projects.shapes import DetailQuery, ProjectDetail


def get_project(session: Session, actor: Actor, project_id: int, query: DetailQuery) -> ProjectDetail:
    project = find_project(session, actor, project_id)
    asked = set(query.include.split(",")) if actor.reads(project.partnership_id) else set()
    return ProjectDetail(
        **dict(present_projects(session, actor, [project])[0]),
        **_parts(session, project, asked),
        allowed=_allowed(actor, project),
    )


def _parts(session: Session, project: Project, asked: set[str]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if "activities" in asked:
        parts["activities"] = tree(session.scalars(activities_of(project)))
    if "indicators" in asked:
        rows = session.scalars(indicators_of(project).order_by(sa.text("id"))).all()
        parts["indicators"] = achieved.views(session, project, rows)
    if "milestones" in asked:
        statement = sa.select(ProjectMilestone).where(col(ProjectMilestone.project_id) == project.id)
        ordered = statement.order_by(col(ProjectMilestone.due_on), col(ProjectMilestone.id))
        parts["milestones"] = milestone_views(list(session.scalars(ordered)))
    return parts


def _allowed(actor: Actor, project: Project) -> list[str]:
    """`read_inside`: activities, indicators, milestones and supported people."""
    allowed = ["read_inside"] if actor.reads(project.partnership_id) else []
    return [*allowed, "edit", "delete"] if actor.writes(project.partnership_id) else allowed

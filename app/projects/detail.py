"""One project with the requested parts."""

from sqlmodel import Session

from app.core.actor import Actor
from app.projects import achieved
from app.projects.activities import tree
from app.projects.milestones import milestone_views
from app.projects.models import Project
from app.projects.service import SHOWN, find_project, view
from app.projects.shapes import DetailQuery, ProjectDetail


def get_project(session: Session, actor: Actor, project_id: int, query: DetailQuery) -> ProjectDetail:
    """Requested parts are null for a reader who may not see the inside of the project."""
    project = find_project(session, actor, project_id, *SHOWN)
    asked = set(filter(None, query.include.split(","))) if actor.reads(project.partnership_id) else set()
    if asked:
        session.refresh(project, asked)
    return ProjectDetail(
        **dict(view(actor, project)),
        activities=tree(project.activities) if "activities" in asked else None,
        indicators=achieved.views(session, project, project.indicators) if "indicators" in asked else None,
        milestones=milestone_views(project.milestones) if "milestones" in asked else None,
        allowed=_allowed(actor, project),
    )


def _allowed(actor: Actor, project: Project) -> list[str]:
    """`read_inside`: activities, indicators, milestones and supported people."""
    allowed = ["read_inside"] if actor.reads(project.partnership_id) else []
    return [*allowed, "edit", "delete"] if actor.writes(project.partnership_id) else allowed

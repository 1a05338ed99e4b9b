"""One project with the requested parts."""

from sqlmodel import Session

from app.core.actor import Actor
from app.core.database.references import edit_and_delete, referring
from app.projects import achieved
from app.projects.activities import tree
from app.projects.milestones import milestone_views
from app.projects.models import Project
from app.projects.service import SHOWN, find_project, view
from app.projects.shapes import DetailQuery, ProjectDetail


def get_project(session: Session, actor: Actor, project_id: int, query: DetailQuery) -> ProjectDetail:
    """Requested parts are null for a reader who may not see the inside of the project. That they may is
    `read_inside` in `allowed`: activities, indicators, milestones and supported people."""
    project = find_project(session, actor, project_id, *SHOWN)
    asked = set(filter(None, query.include.split(","))) if actor.reads(project.partnership_id) else set()
    if asked:
        session.refresh(project, asked)
    writes = actor.writes(project.partnership_id)
    kept = referring(session, Project, [project.id]) if writes else {}
    return ProjectDetail(
        **dict(view(actor, project)),
        activities=tree(project.activities) if "activities" in asked else None,
        indicators=achieved.views(session, project, project.indicators) if "indicators" in asked else None,
        milestones=milestone_views(project.milestones) if "milestones" in asked else None,
        allowed=[
            *(["read_inside"] if actor.reads(project.partnership_id) else []),
            *edit_and_delete(writes, bool(kept)),
        ],
        referred_by=kept.get(project.id, []),
    )

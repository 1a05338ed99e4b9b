"""Projects in the search."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.core.web.keyset import by_words
from app.projects.models import Project
from app.projects.service import visible_projects

register(
    "project",
    Searched(
        Project,
        lambda actor, q: with_words(visible_projects(actor), col(Project.folded_text), q),
        lambda: [by_words(col(Project.title)), col(Project.id)],
        "projects:read",
        "/projects/{id}",
        detail=lambda project: project.registration_number or "",
    ),
)

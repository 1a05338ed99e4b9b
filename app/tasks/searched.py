"""Tasks in the search."""

from sqlmodel import col

from app.core.actor import READ_INSIDE
from app.core.searched import Searched, register, with_words
from app.tasks.models import Task
from app.tasks.service import visible_tasks

register(
    "task",
    Searched(
        Task,
        lambda actor, q: with_words(visible_tasks(actor), col(Task.folded_text), q),
        lambda: [col(Task.due).is_(None), col(Task.due), col(Task.id)],
        READ_INSIDE,
        "/tasks/{id}",
    ),
)

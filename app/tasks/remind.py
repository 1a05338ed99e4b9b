"""Letters about tasks that are due: one a day for each owner, with all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User, UserPerson
from app.core import clock, reactions
from app.core.database.columns import rel
from app.core.json_values import Json
from app.core.mail.outbox import Letter, enqueue
from app.core.settings import Settings
from app.letters.kinds import TASK_REMINDER
from app.meetings.members import language_of
from app.partnerships.models import Partnership
from app.tasks.models import Task, TaskState

BEFORE = (7, 1)
"""Days before the day on which a task is due."""
AFTER = (1, 7)
"""Days after it, while the task is still open."""
HOUR = 7
"""Hour of the morning in Prague."""


@reactions.on("tick")
def write_task_reminders(session: Session) -> None:
    """From seven o'clock on."""
    today = clock.today()
    if clock.now() >= clock.at(today, HOUR):
        write_reminders_of(session, today)


def write_reminders_of(session: Session, today: date) -> None:
    """An owner without an address gets none; one letter for each owner and day, whatever ticks repeat."""
    by_owner: dict[int, list[Task]] = defaultdict(list)
    for task in session.exec(_due(today)):
        by_owner[task.owner_id or 0].append(task)
    if not by_owner:
        return
    names = {owner: f"{TASK_REMINDER}:{today}:{owner}" for owner in by_owner}
    written = set(session.exec(select(Letter.once).where(col(Letter.once).in_(names.values()))))
    languages = _languages(session, list(by_owner))
    for owner_id, tasks in by_owner.items():
        if names[owner_id] not in written:
            _write(session, tasks, languages.get(owner_id), today, names[owner_id])


def _due(today: date) -> SelectOfScalar[Task]:
    days = [today + timedelta(days=n) for n in BEFORE] + [today - timedelta(days=n) for n in AFTER]
    return (
        select(Task)
        .where(
            col(Task.state) == TaskState.OPEN,
            col(Task.owner_id).is_not(None),
            col(Task.due).in_([today, *days]),
        )
        .options(selectinload(rel(Task.owner)))
        .order_by(col(Task.due), col(Task.id))
    )


def _languages(session: Session, owners: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The address and the language of those who have a login."""
    statement = (
        select(UserPerson.person_id, User.email, User.lang)
        .join(User, col(User.id) == col(UserPerson.user_id))
        .where(col(UserPerson.person_id).in_(owners), col(User.active))
        .order_by(col(User.id).desc())
    )
    return {person_id: (email, lang) for person_id, email, lang in session.exec(statement)}


def _write(
    session: Session, tasks: Sequence[Task], login: tuple[str, str] | None, today: date, once: str
) -> None:
    owner, to = tasks[0].owner, login
    if to is None and owner is not None and owner.email:
        to = owner.email, language_of(session, owner.id)
    if to is None:
        return
    partnership = session.get_one(Partnership, tasks[0].partnership_id)
    settings: Settings = session.info["settings"]
    here = f"{settings.public_url.rstrip('/')}/staff/tasks/"
    parts: list[Json] = [
        {
            "title": task.title,
            "due": task.due.isoformat() if task.due else None,
            "overdue": task.due is not None and task.due < today,
            "url": f"{here}{task.id}" if login else None,
        }
        for task in tasks
    ]
    data: Json = {"event": {"title": partnership.name}, "parts": parts, "partnership": partnership.name}
    enqueue(session, TASK_REMINDER, *to, data, partnership_id=partnership.id, once=once)

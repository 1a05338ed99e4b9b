"""Tasks in the minutes of the event that they come from."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.decisions.models import Decision
from app.minutes.models import MinutesEntry
from app.minutes.views import MinutesTask
from app.tasks.models import Task, TaskState
from app.tasks.service import SHOWN, visible_tasks


@reactions.on("minutes_shown")
def add_tasks(session: Session, actor: Actor, event_id: int, tasks: list[MinutesTask]) -> None:
    """Those that were not dropped. A task stands in the item of its promise, or of its decision."""
    of_promise = select(MinutesEntry.item_id).where(col(MinutesEntry.id) == col(Task.discussion_id))
    of_decision = select(Decision.item_id).where(col(Decision.id) == col(Task.decision_id))
    item = sa.func.coalesce(of_promise.scalar_subquery(), of_decision.scalar_subquery())
    statement = select(Task, item).where(
        col(Task.id).in_(visible_tasks(actor).with_only_columns(col(Task.id))),
        col(Task.event_id) == event_id,
        col(Task.state) != TaskState.CANCELLED,
    )
    for task, item_id in session.exec(statement.options(SHOWN)):
        tasks.append(MinutesTask.of(task, item_id=item_id))

"""Who promised what a task was made from, and at which event."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.events.models import Event
from app.minutes.models import Minutes, MinutesEntry, MinutesItem
from app.minutes.visible import is_inside
from app.tasks.models import Task
from app.tasks.shapes import PromiseView


def promises(session: Session, actor: Actor, found: Sequence[Task]) -> dict[int | None, PromiseView]:
    """By entry of the discussion; of minutes whose inside the actor reads, because they name the speaker."""
    entries = {task.discussion_id for task in found if task.discussion_id is not None}
    if not entries:
        return {}
    statement = (
        select(MinutesEntry, Event)
        .join(MinutesItem, col(MinutesItem.id) == col(MinutesEntry.item_id))
        .join(Minutes, col(Minutes.id) == col(MinutesItem.minutes_id))
        .join(Event, col(Event.id) == col(Minutes.event_id))
        .where(col(MinutesEntry.id).in_(entries), is_inside(actor))
    )
    return {
        entry.id: PromiseView.of(
            entry, event_title=event.title, on=clock.day_of(event.starts_at) if event.starts_at else None
        )
        for entry, event in session.exec(statement)
    }

"""The items of a programme and their times, by the days of the event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.events.programme_models import ProgrammeItem


def items_of(session: Session, event_id: int) -> Sequence[ProgrammeItem]:
    statement = select(ProgrammeItem).where(ProgrammeItem.event_id == event_id)
    columns = ProgrammeItem.day, ProgrammeItem.start_offset, ProgrammeItem.position
    return session.exec(statement.order_by(*map(col, columns))).all()


def start_of(item: ProgrammeItem, starts: Sequence[datetime]) -> datetime | None:
    """By the starts of the days; None when there is no such day."""
    return starts[item.day] + timedelta(minutes=item.start_offset) if item.day < len(starts) else None

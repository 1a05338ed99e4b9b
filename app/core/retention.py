"""What grows with every request is kept for a time: the change log and the letters."""

from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.database import change_log
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.settings import Settings

FORGETTING = {"changes": change_log.forget_changes, "letters": outbox.forget_letters}
COUNTING = {"changes": change_log.count_forgettable, "letters": outbox.count_forgettable}


def _edges(settings: Settings) -> dict[str, datetime]:
    """What is older than this is deleted."""
    days = {"changes": settings.changes_retention_days, "letters": settings.letters_retention_days}
    return {name: clock.now() - timedelta(days=kept) for name, kept in days.items()}


def forget_some(session: Session, settings: Settings) -> None:
    """A batch of each, small enough for a tick of the worker."""
    for name, edge in _edges(settings).items():
        FORGETTING[name](session, edge)


def forget_all(database: Database, settings: Settings) -> Counter[str]:
    """In many short transactions, so that others can write meanwhile; returns how many of what are gone."""
    gone: Counter[str] = Counter()
    for name, edge in _edges(settings).items():
        passed = None
        while passed != 0:
            with database.writing() as session:
                passed, deleted = FORGETTING[name](session, edge)
            gone[name] += deleted
    return gone


def count_due(session: Session, settings: Settings) -> Counter[str]:
    return Counter({name: COUNTING[name](session, edge) for name, edge in _edges(settings).items()})

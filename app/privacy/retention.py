"""The daily run of all rules of retention, and what it deleted."""

from collections import Counter

from sqlmodel import Session

from app.core import clock, retention
from app.core.database.engine import Database
from app.core.settings import Settings
from app.privacy.models import RetentionRun


def note(session: Session, deleted: Counter[str], *, whole: bool = False) -> None:
    """Add to what was deleted today. `whole`: all rules are through."""
    gone = {name: count for name, count in deleted.items() if count}
    if not (gone or whole):
        return
    run = session.get(RetentionRun, clock.today(), with_for_update=True)
    if run is None:
        run = RetentionRun(day=clock.today())
        session.add(run)
    run.deleted = dict(Counter(run.deleted) + Counter(gone))
    run.ran_at = clock.now() if whole else run.ran_at
    session.flush()


def is_due(session: Session) -> bool:
    """Whether no run of today is through. Two workers may both begin one, which does no harm."""
    run = session.get(RetentionRun, clock.today())
    return run is None or run.ran_at is None


def run_all(database: Database, settings: Settings) -> Counter[str]:
    """Delete all that is over, and note what it was."""
    deleted = retention.forget_all(database, settings)
    with database.writing() as session:
        note(session, deleted, whole=True)
    if deleted:
        database.empty_journal()
    return deleted


def run_daily(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        due = is_due(session)
    if due:
        run_all(database, settings)

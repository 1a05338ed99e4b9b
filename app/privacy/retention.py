"""The daily run of all rules of retention, and what it deleted."""

from collections import Counter
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.core import clock, retention
from app.core.database.columns import table_of
from app.core.database.engine import Database, is_sqlite
from app.core.settings import Settings
from app.privacy.models import RetentionRun


def note(session: Session, deleted: Counter[str], *, whole: bool = False) -> None:
    """Add to what was deleted today. `whole`: all rules are through."""
    gone = {name: count for name, count in deleted.items() if count}
    if not (gone or whole):
        return
    day = clock.today()
    _begin(session, day)
    run = session.get_one(RetentionRun, day, with_for_update=True)
    run.deleted = dict(Counter(run.deleted) + Counter(gone))
    run.ran_at = clock.now() if whole else run.ran_at
    session.flush()


def _begin(session: Session, day: date) -> None:
    """Add the row of the day, which another worker may add at the same moment."""
    insert = (sqlite.insert if is_sqlite(session) else postgresql.insert)(table_of(RetentionRun))
    session.connection().execute(insert.values(day=day, deleted={}).on_conflict_do_nothing())


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

"""After a backup was restored: people who were erased since are erased again.

`erasure` remembers them by id alone. Its rows are read from the database that the backup replaces, and are
carried over. Ids are never used twice, so that the same id in the backup is the same person.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from app.core.database.columns import table_of
from app.core.database.engine import Database
from app.core.json_values import Json
from app.core.settings import Settings
from app.organisations.people_models import Person
from app.privacy.erase import erase
from app.privacy.models import Erasure

ERASURE = table_of(Erasure)
CARRIED = ("person_id", "partnership_id", "erased_at", "erased_by", "reason", "finished_at")


def erasures_at(url: str) -> list[Json]:
    """Those that the database at this address remembers; none where there is none, or a damaged one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return []
    database = Database(url)
    try:
        return erasures_in(database)
    except sa.exc.DBAPIError:
        return []
    finally:
        database.close()


def repeat_at(settings: Settings, erasures: list[Json]) -> int:
    """Erase again whom the backup brought back; returns how many."""
    database = Database(settings.database_url)
    try:
        return repeat(database, settings, erasures)
    finally:
        database.close()


def erasures_in(database: Database) -> list[Json]:
    """Those that a database remembers; none in one of before there were any."""
    with database.reading() as session:
        if not sa.inspect(session.connection()).has_table(ERASURE.name):
            return []
        rows = session.connection().execute(sa.select(*(ERASURE.c[name] for name in CARRIED)))
        return [dict(row) for row in rows.mappings()]


def repeat(database: Database, settings: Settings, erasures: list[Json]) -> int:
    """Each in a transaction of its own."""
    repeated = 0
    for erasure in erasures:
        with database.writing() as session:
            session.info["settings"] = settings
            repeated += _repeat(session, erasure)
    return repeated


def _repeat(session: Session, erasure: Json) -> bool:
    known = select(Erasure.id).where(
        Erasure.person_id == erasure["person_id"], col(Erasure.erased_at) == erasure["erased_at"]
    )
    if session.exec(known).first() is not None:
        return False
    person = session.get(Person, erasure["person_id"])
    if person is None or person.erased_at is not None:
        session.add(Erasure(**erasure))
        return False
    erase(session, person, erasure["reason"], erasure["erased_by"])
    return True

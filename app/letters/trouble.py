"""Letters that do not go out for our own sake are counted, and admins are told of three failures in a row."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.core import clock
from app.core.database.columns import table_of
from app.core.database.engine import is_sqlite
from app.core.json_values import Json
from app.core.settings import Settings
from app.letters.kinds import MAIL_TROUBLE
from app.letters.models import MailTrouble, Trouble
from app.letters.to_admins import write_to_admins

TABLE = table_of(MailTrouble)
THE_ROW = 1
TOLD_AFTER = 3
"""Failures in a row. One or two happen whenever a mail server is restarted."""


def note(session: Session, reason: str) -> None:
    """Count a failure. The third in a row is written to all admins, who get the letter once mail works."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    first = insert(TABLE).values(id=THE_ROW, failures=1, since=clock.now(), error=reason[:500])
    again = {"failures": TABLE.c.failures + 1, "error": first.excluded.error}
    counted = first.on_conflict_do_update(index_elements=["id"], set_=again)
    failures, since = session.connection().execute(counted.returning(TABLE.c.failures, TABLE.c.since)).one()
    if failures == TOLD_AFTER:
        _tell(session, since, reason)


def end(session: Session) -> None:
    """A mail server has taken a letter, or has answered for its receiver."""
    session.connection().execute(sa.delete(TABLE))


def current(session: Session) -> Trouble | None:
    """The trouble that admins were told of; one or two failures are none."""
    found = session.exec(select(MailTrouble).where(col(MailTrouble.failures) >= TOLD_AFTER)).one_or_none()
    return Trouble.of(found) if found else None


def _tell(session: Session, since: datetime, reason: str) -> None:
    settings: Settings = session.info["settings"]
    url = f"{settings.public_url.rstrip('/')}/staff/letters/standing"
    facts: Json = {"since": since.isoformat(), "fault": reason[:500], "letters_url": url}
    write_to_admins(session, MAIL_TROUBLE, facts, since.isoformat())

"""Limits on guessing passwords, counted in the database so that they hold across processes.

`docs/decisions/limits.md` says what is limited by what.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from app.accounts.sign_in_models import FailedAttempts
from app.core import clock, reactions
from app.core.database.engine import is_sqlite
from app.core.errors import Problem, TooMany
from app.core.networks import Client
from app.core.secrets import sign
from app.core.security_events import SecurityEvent, announce

WINDOW = timedelta(minutes=15)

Subjects = Sequence[str]
"""What attempts are counted by, such as `account:7`. Each may fail `SIGN_IN_LIMIT` times in a window."""


def check(session: Session, subjects: Subjects, limit: int | None = None) -> None:
    """Refuse when one of the subjects has reached the limit, the usual one by default. Counts nothing."""
    statement = select(sa.func.max(FailedAttempts.ends_at)).where(
        col(FailedAttempts.subject).in_([_hidden(session, one) for one in subjects]),
        col(FailedAttempts.failures) >= (limit or session.info["settings"].sign_in_limit),
        col(FailedAttempts.ends_at) > clock.now(),
    )
    if until := session.exec(statement).one():
        raise TooMany(int((until - clock.now()).total_seconds()) + 1)


def failed(
    problem: Problem,
    subjects: Subjects,
    user_id: int | None,
    client: Client | None = None,
    event: SecurityEvent = SecurityEvent.SIGN_IN_FAILED,
) -> Problem:
    """The refusal, which counts and announces the failure after the rollback of the request."""

    def note(session: Session) -> None:
        locked = count(session, subjects)
        announce(session, event, user_id, client=client)
        if locked:
            announce(session, SecurityEvent.LOCKED, user_id, client=client)

    problem.afterwards = note
    return problem


def count(session: Session, subjects: Subjects) -> bool:
    """Count a failure of each subject. A window begins with the first. True when one reaches the limit."""
    limit, reached = session.info["settings"].sign_in_limit, False
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    now = clock.now()
    over = col(FailedAttempts.ends_at) <= now
    again = {
        "failures": sa.case((over, 1), else_=col(FailedAttempts.failures) + 1),
        "ends_at": sa.case((over, now + WINDOW), else_=col(FailedAttempts.ends_at)),
    }
    for subject in sorted(_hidden(session, one) for one in subjects):
        values = {"subject": subject, "failures": 1, "ends_at": now + WINDOW}
        statement = insert(FailedAttempts).values(values)
        counted = statement.on_conflict_do_update(index_elements=["subject"], set_=again)
        failures = session.connection().execute(counted.returning(col(FailedAttempts.failures))).scalar_one()
        reached = reached or failures == limit
    return reached


@reactions.on("tick")
def forget_old(session: Session) -> None:
    session.exec(delete(FailedAttempts).where(col(FailedAttempts.ends_at) < clock.now()))


def _hidden(session: Session, subject: str) -> str:
    return sign(session.info["settings"].secret_key, "attempts", subject)

"""What is deleted when its time is over: one rule for each `Kept` of the register of processing.

A rule deletes a batch in a short transaction, so that others can write meanwhile, and is called until nothing
is left. `app.privacy.retention` runs all of them every day.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.database import change_log
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.personal import Kept
from app.core.settings import Settings
from app.core.web import idempotency

Deleting = Callable[[Session], tuple[int, int]]
"""Deletes a batch; returns how many rows it has passed and how many of them it has deleted."""
Counting = Callable[[Session], int]
"""How many rows the rule would delete altogether."""
Days = Callable[[Settings], int | None]
"""Days after the event, or after something was written; None when the rule does not count days."""


@dataclass(frozen=True)
class Rule:
    """How one kind of data ends. `often`: so cheap that every tick of the worker deletes a batch."""

    days: Days
    delete: Deleting
    count: Counting
    often: bool


RULES: dict[Kept, Rule] = {}
LASTING = (Kept.LOGINS, Kept.CONTACTS, Kept.REFUSALS, Kept.SUBSCRIPTIONS, Kept.MINUTES)
"""What no day ends, because it is in use until somebody ends it."""


def rule(kept: Kept, days: Days, count: Counting, *, often: bool = False) -> Callable[[Deleting], Deleting]:
    """Declare the function that deletes what is kept so long, beside the one that counts it."""

    def register(delete: Deleting) -> Deleting:
        RULES[kept] = Rule(days, delete, count, often)
        return delete

    return register


def settings_of(session: Session) -> Settings:
    settings: Settings = session.info["settings"]
    return settings


def edge(session: Session, kept: Kept) -> datetime:
    """What was over before this moment is deleted."""
    return clock.now() - timedelta(days=RULES[kept].days(settings_of(session)) or 0)


def days_of(kept: Kept, settings: Settings) -> int | None:
    """The days that the notice tells; None where a day is not what ends it."""
    return RULES[kept].days(settings) if kept in RULES else None


def forget_some(session: Session) -> Counter[str]:
    """A batch of what ends at any hour, small enough for a tick of the worker; returns how many are gone."""
    often = {kept: known for kept, known in RULES.items() if known.often}
    return Counter({kept.value: known.delete(session)[1] for kept, known in often.items()})


def forget_all(database: Database, settings: Settings) -> Counter[str]:
    """Run all rules in many short transactions; returns how many of what are gone."""
    gone: Counter[str] = Counter()
    for kept, known in RULES.items():
        passed = None
        while passed != 0:
            with database.writing() as session:
                session.info["settings"] = settings
                passed, deleted = known.delete(session)
            gone[kept.value] += deleted
    return gone


def count_due(session: Session, settings: Settings) -> Counter[str]:
    """What `forget_all` would delete now."""
    session.info["settings"] = settings
    return Counter({kept.value: known.count(session) for kept, known in RULES.items()})


# --- what the core itself keeps --------------------------------------------------------------------------


@rule(
    Kept.CHANGES,
    lambda settings: settings.changes_retention_days,
    lambda session: change_log.count_forgettable(session, edge(session, Kept.CHANGES)),
    often=True,
)
def forget_changes(session: Session) -> tuple[int, int]:
    return change_log.forget_changes(session, edge(session, Kept.CHANGES))


@rule(
    Kept.LETTERS,
    lambda settings: settings.letters_retention_days,
    lambda session: outbox.count_forgettable(session, edge(session, Kept.LETTERS)),
    often=True,
)
def forget_letters(session: Session) -> tuple[int, int]:
    return outbox.forget_letters(session, edge(session, Kept.LETTERS))


@rule(Kept.ANSWERS, lambda settings: idempotency.RETENTION.days, idempotency.count_expired, often=True)
def forget_answers(session: Session) -> tuple[int, int]:
    deleted = idempotency.delete_expired(session)
    return 0, deleted

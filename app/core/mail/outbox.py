"""The outbox: letters are written in the transaction that causes them, and a worker delivers them later.

A row holds the kind of letter, the language and a snapshot of the facts; text and links are made at delivery.
Delivery is at least once, in order per receiver (a letter waits while an earlier one to the same receiver
is open), with growing delays. A worker that is killed may have sent one letter without noting it: only that
one is sent again, under the same Message-ID. Without SMTP the letters stay here, and staff can see them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from app.core import clock
from app.core.database.columns import json_column, never_negative, one_of, table_args, table_of
from app.core.database.engine import Database, after_commit, execute_at_commit, is_sqlite
from app.core.json_values import Json
from app.core.mail import mailboxes
from app.core.mail.mailboxes import mailbox_of
from app.core.text import LANGUAGES

DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
LEASE = timedelta(minutes=5)
ONCE = sa.text("once IS NOT NULL")
LIMITED = sa.text("mailbox IS NOT NULL")
UNDELIVERED = ("refused", "failed")
STATES = ("open", "sent", *UNDELIVERED)
BY_PUBLIC = "by_public"
"""The note in `session.info` of a request without a sign-in."""
_wake: list[Callable[[], None]] = []


class Letter(SQLModel, table=True):
    """A letter to one receiver. States: open, sent, refused (by the mail server), failed (tries used up).

    `subject` and `text` are there once it was sent: what went out, personal links blanked.
    `once` is a unique name of a letter that must not be written twice, such as one reminder to one person.
    `mailbox` is there when a public form caused the letter: `mailboxes` limits, holds and joins these.
    `joined_to` is the letter in whose message it went out.
    """

    __tablename__ = "letter"
    __table_args__ = table_args(
        one_of("state", STATES),
        one_of("lang", LANGUAGES),
        never_negative("attempts", name="attempts"),
        sa.Index(
            "ix_letter_open",
            "due_at",
            "id",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_letter_receiver_state_id", "receiver", "state", "id"),
        sa.Index(
            "ix_letter_mailbox_sent_at", "mailbox", "sent_at", sqlite_where=LIMITED, postgresql_where=LIMITED
        ),
        sa.Index("uq_letter_once", "once", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
    )

    id: int = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now)
    partnership_id: int | None = Field(
        default=None, foreign_key="partnership.id", ondelete="SET NULL", index=True
    )
    kind: str
    receiver: str
    lang: str = "cs"
    data: Json = json_column()
    about: str | None = Field(default=None, index=True)
    once: str | None = None
    message_id: int | None = Field(default=None, foreign_key="message.id", ondelete="SET NULL", index=True)
    mailbox: str | None = None
    held: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    joined_to: int | None = None
    state: str = "open"
    due_at: datetime = Field(default_factory=clock.now)
    attempts: int = 0
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None
    subject: str | None = None
    text: str | None = None


LETTER = table_of(Letter)
_INSERT = sa.insert(LETTER).inline()
_INSERT_ONCE = {
    dialect: insert(LETTER).on_conflict_do_nothing(index_elements=["once"], index_where=ONCE).inline()
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True)
class ClaimedLetter:
    """A letter that only this worker may deliver until its lease ends, with those in the same message."""

    id: int
    partnership_id: int | None
    kind: str
    receiver: str
    lang: str
    data: Json
    about: str | None
    attempts: int
    created_at: datetime
    mailbox: str | None
    joined: tuple["ClaimedLetter", ...] = ()


def enqueue(
    session: Session,
    kind: str,
    receiver: str,
    lang: str,
    data: Json,
    *,
    partnership_id: int | None = None,
    about: str | None = None,
    once: str | None = None,
    message_id: int | None = None,
) -> None:
    """Write a letter into the outbox. `data` is plain JSON; `about` names the record, as `registration:7`.

    `message_id` is that of a message to participants which the letter is a copy of. With `once` nothing is
    written when there is such a letter already. In a session of somebody without a sign-in a letter of a
    partnership counts for the limit of its mailbox. Letters of accounts have limits of their own: sign-ups by
    strangers must not keep back a new password.
    """
    row = {"kind": kind, "receiver": receiver, "lang": lang, "data": data, "partnership_id": partnership_id}
    defaults = {
        "created_at": clock.now(),
        "due_at": clock.now(),
        "state": "open",
        "attempts": 0,
        "held": False,
        "about": about,
        "message_id": message_id,
        "mailbox": mailbox_of(receiver) if partnership_id and session.info.get(BY_PUBLIC) else None,
    }
    if once is None:
        execute_at_commit(session, _INSERT, {**row, **defaults})
    else:
        statement = _INSERT_ONCE[session.info["database"].dialect]
        execute_at_commit(session, statement, {**row, **defaults, "once": once})
    after_commit(session, _wake_worker)


def on_enqueued(callback: Callable[[], None]) -> None:
    _wake[:] = [callback]


def _wake_worker() -> None:
    for callback in _wake:
        callback()


def claim_next(database: Database, mailbox_limit: int | None = None) -> ClaimedLetter | None:
    """Take the next letter that is due. Looks before it locks, so that an idle worker does not lock.

    `mailbox_limit` is the number of messages an hour that public forms may cause to one mailbox.
    """
    while _is_any_due(database):
        with database.writing() as session:
            letter = _claim(session)
            if letter is None or mailbox_limit is None:
                return letter
            quota = mailboxes.quota(session, letter.mailbox, mailbox_limit) if letter.mailbox else None
            if quota and quota.full_until:
                mailboxes.hold(session, letter.id, quota.full_until)
                continue
            return letter if quota and not quota.last else _with_others(session, letter)
    return None


def _is_any_due(database: Database) -> bool:
    with database.reading() as session:
        return session.execute(_due(clock.now(), lock=False)).first() is not None


def _claim(session: Session) -> ClaimedLetter | None:
    chosen = _due(clock.now(), lock=not is_sqlite(session)).scalar_subquery()
    statement = sa.update(LETTER).where(LETTER.c.id == chosen)
    row = session.connection().execute(statement.values(_claimed()).returning(*_claimed_columns())).first()
    return ClaimedLetter(**row._mapping) if row else None


def _with_others(session: Session, letter: ClaimedLetter) -> ClaimedLetter:
    others = mailboxes.claim_others(session, letter, _claimed(), _claimed_columns())
    return replace(letter, joined=tuple(ClaimedLetter(**row._mapping) for row in others))


def _claimed() -> Json:
    return {"claimed_until": clock.now() + LEASE, "attempts": LETTER.c.attempts + 1, "held": False}


def _due(now: datetime, lock: bool) -> Any:
    earlier = LETTER.alias("earlier")
    blocked = sa.exists().where(
        earlier.c.receiver == LETTER.c.receiver,
        earlier.c.state == "open",
        ~earlier.c.held,
        earlier.c.id < LETTER.c.id,
    )
    free = sa.or_(LETTER.c.claimed_until.is_(None), LETTER.c.claimed_until < now)
    statement = (
        sa.select(LETTER.c.id)
        .where(LETTER.c.state == "open", LETTER.c.due_at <= now, free, ~blocked)
        .order_by(LETTER.c.due_at, LETTER.c.id)
        .limit(1)
    )
    return statement.with_for_update(skip_locked=True) if lock else statement


def _claimed_columns() -> list[Any]:
    return [LETTER.c[one.name] for one in fields(ClaimedLetter) if one.name != "joined"]


def mark_sent(
    session: Session, letter: ClaimedLetter, subject: str, text: str | None, joined_to: int | None = None
) -> None:
    """Also when another worker has claimed the letter meanwhile: it was delivered.

    `subject` and `text` are what went out, for staff to read; of letters of accounts no text is kept.
    """
    done = {"state": "sent", "sent_at": clock.now(), "claimed_until": None, "error": None}
    _set(session, letter, **done, subject=subject, text=text, joined_to=joined_to)


def mark_refused(session: Session, letter: ClaimedLetter, reason: str) -> None:
    _set(session, letter, _still_claimed(letter), state="refused", claimed_until=None, error=reason[:500])


def mark_failed(session: Session, letter: ClaimedLetter, reason: str) -> None:
    """Try again later, with growing delays. After the last try the letter is failed and shown as such."""
    if letter.attempts > len(DELAYS):
        _set(session, letter, _still_claimed(letter), state="failed", claimed_until=None, error=reason[:500])
        return
    due = clock.now() + DELAYS[letter.attempts - 1]
    _set(session, letter, _still_claimed(letter), due_at=due, claimed_until=None, error=reason[:500])


def _still_claimed(letter: ClaimedLetter) -> Any:
    """The claim still holds: no other worker has claimed the letter since."""
    return sa.and_(LETTER.c.state == "open", LETTER.c.attempts == letter.attempts)


def _set(session: Session, letter: ClaimedLetter, *where: Any, **values: Any) -> None:
    session.connection().execute(sa.update(LETTER).where(LETTER.c.id == letter.id, *where).values(values))


def send_again(session: Session, letter_id: int, receiver: str) -> bool:
    """Reopen a letter that did not arrive, to this address. False when its state is not such (any more)."""
    fresh = {"state": "open", "receiver": receiver, "due_at": clock.now(), "attempts": 0, "error": None}
    fresh |= {"mailbox": None, "held": False}
    undelivered = sa.and_(LETTER.c.id == letter_id, LETTER.c.state.in_(UNDELIVERED))
    opened = session.connection().execute(sa.update(LETTER).where(undelivered).values(fresh)).rowcount
    after_commit(session, _wake_worker)
    return bool(opened)


def hurry(session: Session, partnerships: Collection[int] | None) -> int:
    """Make letters due now that wait for another try, of these partnerships or of all; returns how many."""
    waiting = sa.and_(LETTER.c.state == "open", LETTER.c.attempts > 0, LETTER.c.due_at > clock.now())
    if partnerships is not None:
        waiting &= LETTER.c.partnership_id.in_(partnerships)
    hurried = sa.update(LETTER).where(waiting).values(due_at=clock.now())
    after_commit(session, _wake_worker)
    return session.connection().execute(hurried).rowcount


def readdress(session: Session, about: str, receiver: str) -> None:
    """Open letters about this record go to another address, as staff want; without one they are deleted."""
    is_open = sa.and_(LETTER.c.about == about, LETTER.c.state == "open")
    if receiver:
        due_at = sa.case((LETTER.c.held, clock.now()), else_=LETTER.c.due_at)
        there = {"receiver": receiver, "mailbox": None, "held": False, "due_at": due_at}
        session.connection().execute(sa.update(LETTER).where(is_open).values(there))
    else:
        session.connection().execute(sa.delete(LETTER).where(is_open))


def cancel_unsent(session: Session, about: str, kinds: Collection[str] | None = None) -> int:
    """Delete the letters about this record, of these kinds or of all, whose delivery has not started."""
    waiting = sa.and_(LETTER.c.about == about, LETTER.c.state == "open", LETTER.c.attempts == 0)
    if kinds is not None:
        waiting &= LETTER.c.kind.in_(kinds)
    return session.connection().execute(sa.delete(LETTER).where(waiting)).rowcount


def drop_unsent(session: Session, partnership_id: int | None, receiver: str, kinds: Collection[str]) -> None:
    """Delete letters of these kinds to this receiver whose delivery has not started."""
    waiting = sa.and_(
        LETTER.c.receiver == receiver,
        LETTER.c.partnership_id == partnership_id,
        LETTER.c.kind.in_(kinds),
        LETTER.c.state == "open",
        LETTER.c.attempts == 0,
    )
    session.connection().execute(sa.delete(LETTER).where(waiting))


def was_sent(session: Session, about: str, kinds: Sequence[str]) -> bool:
    """Whether a letter of these kinds about this record was sent, or is being sent now."""
    left = sa.or_(LETTER.c.state == "sent", sa.and_(LETTER.c.state == "open", LETTER.c.attempts > 0))
    statement = sa.select(LETTER.c.id).where(LETTER.c.about == about, LETTER.c.kind.in_(kinds), left)
    return session.connection().execute(statement.limit(1)).first() is not None


def was_written_since(
    session: Session, about: str, kinds: Sequence[str], since: datetime, receiver: str | None = None
) -> bool:
    """Whether there is a letter of these kinds about this record, to one receiver or to any, from then on."""
    written = sa.select(LETTER.c.id).where(
        LETTER.c.about == about, LETTER.c.kind.in_(kinds), LETTER.c.created_at >= since
    )
    if receiver is not None:
        written = written.where(LETTER.c.receiver == receiver)
    return session.connection().execute(written.limit(1)).first() is not None


def forget_letters(session: Session, before: datetime, at_most: int = 1_000) -> tuple[int, int]:
    """Delete letters that were written before, so many at most; returns how many it has passed and deleted.

    The state makes no difference: without a mail server letters stay open, and one of years ago is of no use.
    """
    oldest = sa.select(LETTER.c.id, LETTER.c.created_at).order_by(LETTER.c.id).limit(at_most)
    rows = session.connection().execute(oldest).all()
    old = [row.id for row in rows if row.created_at < before]
    session.connection().execute(sa.delete(LETTER).where(LETTER.c.id.in_(old)))
    return len(old), len(old)


def count_forgettable(session: Session, before: datetime) -> int:
    """How many letters `forget_letters` would delete altogether."""
    statement = sa.select(sa.func.count()).select_from(LETTER).where(LETTER.c.created_at < before)
    return int(session.connection().execute(statement).scalar_one())

"""How many letters one mailbox gets: those that public forms cause are limited, delayed and joined.

Anybody can type anybody's address into a form. So a mailbox gets `MAILBOX_LIMIT` messages an hour of letters
that were caused without a sign-in. The last of them takes along what waits behind it; later letters are held
until the hour is over and then go out as one message. None is dropped. What staff cause is not limited; a
letter of theirs takes along what is held for its receiver, so the order stays. The count is in the database.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.addresses import normal_address
from app.core.database.columns import metadata
from app.core.database.engine import is_sqlite

HOUR = timedelta(hours=1)
MOST_JOINED = 40


class Quota(NamedTuple):
    """`full_until`: no further message before; `last`: the next message is the last of this hour."""

    full_until: datetime | None
    last: bool


def mailbox_of(address: str) -> str:
    """One spelling of a mailbox: without case, and without the tag behind a `+` that many servers ignore."""
    local, _, domain = normal_address(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def quota(session: Session, mailbox: str, limit: int) -> Quota:
    """Joined letters count as one."""
    table = _table()
    recent = (
        sa.select(table.c.sent_at)
        .where(
            table.c.mailbox == mailbox,
            table.c.state == "sent",
            table.c.joined_to.is_(None),
            table.c.sent_at > clock.now() - HOUR,
        )
        .order_by(table.c.sent_at.desc())
        .limit(limit)
    )
    sent = session.connection().execute(recent).scalars().all()
    return Quota(sent[-1] + HOUR if len(sent) >= limit else None, len(sent) + 1 >= limit)


def hold(session: Session, letter_id: int, until: datetime) -> None:
    """The try does not count. Other letters to this receiver need not wait for it."""
    values = {"held": True, "due_at": until, "claimed_until": None, "attempts": _table().c.attempts - 1}
    session.connection().execute(sa.update(_table()).where(_table().c.id == letter_id).values(values))


def claim_others(
    session: Session, leader: Any, claimed: dict[str, Any], columns: Sequence[Any]
) -> Sequence[Any]:
    """Claim the letters that go out in the message of `leader`; returns these columns of them, oldest first.

    They are of one partnership: a message has one address for answers and one emblem.
    """
    table = _table()
    others = sa.and_(
        table.c.receiver == leader.receiver,
        table.c.partnership_id.is_not_distinct_from(leader.partnership_id),
        table.c.state == "open",
        table.c.mailbox.is_not(None),
        table.c.id != leader.id,
        sa.or_(table.c.claimed_until.is_(None), table.c.claimed_until < clock.now()),
    )
    if leader.mailbox is None:
        others &= table.c.held & (table.c.id < leader.id)
    else:
        others &= table.c.id < sa.func.coalesce(_next_unlimited(leader), sa.literal(2**31))
    chosen = sa.select(table.c.id).where(others).order_by(table.c.id).limit(MOST_JOINED)
    if not is_sqlite(session):
        chosen = chosen.with_for_update(skip_locked=True)
    taken = sa.update(table).where(table.c.id.in_(chosen)).values(claimed).returning(*columns)
    return sorted(session.connection().execute(taken).all(), key=lambda row: row.id)


def _next_unlimited(leader: Any) -> Any:
    """The first letter behind that staff or the clock have caused: nothing after it may go out before it."""
    later = _table().alias("later")
    return (
        sa.select(sa.func.min(later.c.id))
        .where(
            later.c.receiver == leader.receiver,
            later.c.state == "open",
            later.c.mailbox.is_(None),
            later.c.id > leader.id,
        )
        .scalar_subquery()
    )


def _table() -> sa.Table:
    return metadata.tables["letter"]

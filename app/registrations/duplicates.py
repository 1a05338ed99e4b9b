"""Possible duplicates at one event, by the rule of `alike`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from app.core.addresses import normal_address
from app.core.database import prepared
from app.core.text import fold
from app.events.event_row import EventRow
from app.organisations.alike import Named, are_alike, are_near, words_of
from app.registrations.letter_recipients import PERSON
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION

IN_A_LIST = 500
"""The largest event whose lists show duplicates; beyond that only a single registration shows its own."""

Duplicates = dict[int, list[int]]
"""`{registration id: ids of registrations that may be the same person's}`"""


class ComparedRow(Named, Protocol):
    """A registration with the name that is compared."""

    @property
    def id(self) -> int: ...


class NamedRow(NamedTuple):
    """A registration with the name that is compared."""

    id: int
    folded_name: str
    folded_email: str


class Typed(NamedTuple):
    """Somebody whose name was typed."""

    folded_name: str
    folded_email: str


NAMES = (
    sa.select(REGISTRATION.c.id, PERSON.c.folded_name, PERSON.c.folded_email)
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .where(~prepared.among(REGISTRATION.c.status, INACTIVE_STATUSES))
    .order_by(REGISTRATION.c.id)
)
"""Selects the active registrations; add the event."""
OF_EVENT = NAMES.where(REGISTRATION.c.event_id == sa.bindparam("event"))


def in_event(session: Session, event: EventRow) -> Duplicates:
    """Empty for an event so large that the search would cost more than the list."""
    if event.confirmed + event.waiting + event.pending > IN_A_LIST:
        return {}
    return among(prepared.rows(session, OF_EVENT, {"event": event.id}))


def among(registrations: Iterable[ComparedRow]) -> Duplicates:
    """Duplicates among all active registrations of an event."""
    by_words: dict[Sequence[str], set[int]] = defaultdict(set)
    by_mailbox: dict[str, list[ComparedRow]] = defaultdict(list)
    for row in registrations:
        by_words[words_of(row.folded_name)].add(row.id)
        if row.folded_email:
            by_mailbox[row.folded_email].append(row)
    found: dict[int, set[int]] = defaultdict(set)
    for same in by_words.values():  # of the same words: all are alike
        for one_id in same if len(same) > 1 else ():
            found[one_id] |= same - {one_id}
    for group in by_mailbox.values():
        for one, other in combinations(group, 2):
            if are_alike(one, other):
                found[one.id].add(other.id)
                found[other.id].add(one.id)
    return {one_id: sorted(others) for one_id, others in found.items()}


def of_one(session: Session, registration: Registration) -> Duplicates:
    if registration.status in INACTIVE_STATUSES:
        return {}
    [me] = _read(session, NAMES.where(REGISTRATION.c.id == registration.id))
    others = _like(session, registration.event_id, me, are_alike)
    return {registration.id: [one for one in others if one != registration.id]}


def typed_like(session: Session, event_id: int, name: str, email: str | None) -> list[int]:
    """Confirmed registrations of people with a name near to this one, whatever their mailbox."""
    typed = Typed(fold(name), normal_address(email or ""))

    def is_near(one: Named, other: Named) -> bool:
        return are_alike(one, other) or are_near(words_of(one.folded_name), words_of(other.folded_name))

    confirmed = REGISTRATION.c.status == RegistrationStatus.CONFIRMED
    return _like(session, event_id, typed, is_near, confirmed)


def _like(
    session: Session,
    event_id: int,
    somebody: Named,
    rule: Callable[[Named, Named], bool],
    *conditions: sa.ColumnElement[bool],
) -> list[int]:
    statement = NAMES.where(REGISTRATION.c.event_id == event_id, *conditions)
    return [row.id for row in _read(session, statement) if rule(somebody, row)]


def _read(session: Session, statement: sa.Select[tuple[int, str, str]]) -> list[NamedRow]:
    return [NamedRow._make(row) for row in session.connection().execute(statement)]

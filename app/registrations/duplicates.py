"""Possible duplicates at one event, by the rule of `alike`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core.addresses import normal_address
from app.core.text import fold
from app.events.event_row import EventRow
from app.organisations.alike import Named, are_alike, are_near, words_of
from app.registrations.letters import PERSON
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION

IN_A_LIST = 500
"""The largest event whose lists show duplicates; beyond that only a single registration shows its own."""

Duplicates = dict[int, list[int]]
"""`{registration id: ids of registrations that may be the same person's}`"""


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
    .where(REGISTRATION.c.status.not_in(INACTIVE_STATUSES))
    .order_by(REGISTRATION.c.id)
)
"""Selects the active registrations; add the event."""


def in_event(session: Session, event: EventRow) -> Duplicates:
    """Empty for an event so large that the search would cost more than the list."""
    if event.confirmed + event.waiting + event.pending > IN_A_LIST:
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    for group in _candidates(_read(session, NAMES.where(REGISTRATION.c.event_id == event.id))):
        for one, other in combinations(group, 2):
            if are_alike(one, other):
                found[one.id].add(other.id)
                found[other.id].add(one.id)
    return {one: sorted(others) for one, others in found.items()}


def _candidates(rows: Iterable[NamedRow]) -> Iterable[list[NamedRow]]:
    """Those of the same words, and those of the same mailbox: nobody else can be alike."""
    groups: dict[str, list[NamedRow]] = defaultdict(list)
    for row in rows:
        groups[" ".join(words_of(row.folded_name))].append(row)
        if row.folded_email:
            groups[row.folded_email].append(row)
    return groups.values()


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

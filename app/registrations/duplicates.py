"""Possible duplicates: one name at one event with two addresses. Only staff can tell if it is one person."""

from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session

from app.events.event_row import EventRow
from app.registrations.letters import PERSON
from app.registrations.models import INACTIVE_STATUSES, Registration
from app.registrations.seats import REGISTRATION

IN_A_LIST = 500
"""The largest event whose lists show duplicates; beyond that only a single registration shows its own."""

Duplicates = dict[int, list[int]]
"""`{registration id: ids of registrations that may be the same person's}`"""


def in_event(session: Session, event: EventRow) -> Duplicates:
    """Empty for an event so large that the search would cost more than the list."""
    if event.confirmed + event.waiting + event.pending > IN_A_LIST:
        return {}
    named: dict[str, list[int]] = defaultdict(list)
    statement = sa.select(REGISTRATION.c.id, PERSON.c.folded_name)
    statement = statement.join(PERSON, PERSON.c.id == REGISTRATION.c.person_id).where(
        REGISTRATION.c.event_id == event.id, REGISTRATION.c.status.not_in(INACTIVE_STATUSES)
    )
    for row in session.connection().execute(statement.order_by(REGISTRATION.c.id)):
        named[row.folded_name].append(row.id)
    return {one: [other for other in alike if other != one] for alike in named.values() for one in alike}


def of_one(session: Session, registration: Registration) -> Duplicates:
    """Finds people of the same name in the partnership, then those of them at the event."""
    if registration.status in INACTIVE_STATUSES:
        return {}
    me, you = PERSON.alias(), PERSON.alias()
    namesakes = sa.select(you.c.id).select_from(
        me.join(
            you, sa.and_(you.c.partnership_id == me.c.partnership_id, you.c.folded_name == me.c.folded_name)
        )
    )
    columns = REGISTRATION.c
    statement = sa.select(columns.id).where(
        columns.event_id == registration.event_id,
        columns.id != registration.id,
        columns.person_id.in_(namesakes.where(me.c.id == registration.person_id)),
        columns.status.not_in(INACTIVE_STATUSES),
    )
    return {registration.id: list(session.connection().scalars(statement.order_by(columns.id)))}

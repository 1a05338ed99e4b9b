"""Who of the invited institutions came in which round of a series, and who never did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import fold, sort_key
from app.courses.models import SeriesTopic
from app.courses.series import find_series, topics_of
from app.courses.shapes import TopicView
from app.events.clock import status_at
from app.events.models import Event, EventStatus
from app.invitations.institution_shapes import (
    Institutions,
    InstitutionsQuery,
    InstitutionView,
    RoundState,
    RoundView,
)
from app.invitations.models import InvitationStatus
from app.invitations.present import INVITATION
from app.organisations.service import organisation_names
from app.registrations.models import OVER, Attendance, AttendanceStatus
from app.registrations.present import ORGANISATION, PERSON
from app.registrations.seats import EVENT, REGISTRATION
from app.territories.service import below

ATTENDANCE = cast(Any, Attendance).__table__
BEST = list(RoundState)
"""Of several events of one round the best counts: whoever came to one of them came."""
MISSED = (RoundState.DID_NOT_COME, RoundState.DECLINED)


@dataclass
class _Facts:
    """Of one institution at one event. An invitation is `open` until it is declined."""

    is_invited: bool = False
    is_open: bool = False
    signed_up: bool = False
    came: bool = False


@dataclass
class _Institution:
    """`id` is None for an office that is not in the directory; it goes by its name."""

    id: int | None
    name: str
    at: dict[int, _Facts] = field(default_factory=lambda: defaultdict(_Facts))


def institutions_of(session: Session, actor: Actor, series_id: int, query: InstitutionsQuery) -> Institutions:
    """Rows are all who were invited at least once; people are asked for whom they stand."""
    series = find_series(session, actor, series_id)
    if not actor.reads(series.partnership_id):
        raise Forbidden()
    topics = topics_of(session, [series_id])[series_id]
    events = _events(session, series_id, query)
    found = _invited(session, [event.id for event in events])
    _add_registrations(session, [event.id for event in events], found)
    recorded = _recorded(session, [event.id for event in events])
    rows = [_row(one, topics, events, recorded) for one in found]
    if query.never_came is not None:
        rows = [row for row in rows if row.never_came == query.never_came]
    rows.sort(key=lambda row: (sort_key(row.name), row.organisation_id or 0))
    return Institutions(
        series_id=series_id,
        title=series.title,
        topics=[TopicView.model_validate(topic) for topic in topics],
        results=rows,
        never_came=sum(row.never_came for row in rows),
    )


def _events(session: Session, series_id: int, query: InstitutionsQuery) -> list[Any]:
    """What was called off counts against nobody."""
    statement = sa.select(EVENT).where(
        EVENT.c.series_id == series_id,
        EVENT.c.topic_id.is_not(None),
        EVENT.c.status.not_in((EventStatus.DRAFT, EventStatus.CANCELLED)),
    )
    if query.territory is not None:
        statement = statement.where(col(Event.territory_id).in_(below(query.territory)))
    return list(session.connection().execute(statement.order_by(EVENT.c.starts_at, EVENT.c.id)))


def _invited(session: Session, event_ids: Sequence[int]) -> list[_Institution]:
    columns = INVITATION.c
    stands_for = sa.func.coalesce(columns.organisation_id, PERSON.c.organisation_id)
    statement = (
        sa.select(columns.event_id, columns.office, columns.status, stands_for.label("organisation_id"))
        .outerjoin(PERSON, PERSON.c.id == columns.person_id)
        .where(columns.event_id.in_(event_ids), columns.status != InvitationStatus.WITHDRAWN)
        .order_by(columns.id)
    )
    rows = [row for row in session.connection().execute(statement) if row.organisation_id or row.office]
    names = organisation_names(session, [row.organisation_id for row in rows])
    found: dict[int | str, _Institution] = {}
    for row in rows:
        name = names.get(row.organisation_id or 0) or row.office
        key = row.organisation_id or fold(row.office)
        one = found.setdefault(key, _Institution(row.organisation_id, name))
        facts = one.at[row.event_id]
        facts.is_invited = True
        facts.is_open = facts.is_open or row.status != InvitationStatus.DECLINED
    return list(found.values())


def _add_registrations(session: Session, event_ids: Sequence[int], found: Iterable[_Institution]) -> None:
    """By the organisation of the registration; one that was only typed is compared by its name."""
    columns = REGISTRATION.c
    came = sa.exists().where(
        ATTENDANCE.c.registration_id == columns.id, ATTENDANCE.c.status == AttendanceStatus.PRESENT
    )
    name = sa.func.coalesce(ORGANISATION.c.name, columns.organisation_name)
    statement = (
        sa.select(columns.event_id, columns.organisation_id, name.label("name"), came.label("came"))
        .outerjoin(ORGANISATION, ORGANISATION.c.id == columns.organisation_id)
        .where(columns.event_id.in_(event_ids), columns.status.not_in(OVER))
    )
    by_id = {one.id: one for one in found if one.id is not None}
    by_name = {fold(one.name): one for one in found}
    for row in session.connection().execute(statement):
        one = by_id.get(row.organisation_id) or by_name.get(fold(row.name))
        if one is not None:
            facts = one.at[row.event_id]
            facts.signed_up, facts.came = True, facts.came or row.came


def _recorded(session: Session, event_ids: Sequence[int]) -> set[int]:
    """Events of which somebody has written down who was there."""
    statement = sa.select(ATTENDANCE.c.event_id).distinct().where(ATTENDANCE.c.event_id.in_(event_ids))
    return set(session.connection().scalars(statement))


def _row(
    one: _Institution, topics: Sequence[SeriesTopic], events: Sequence[Any], recorded: set[int]
) -> InstitutionView:
    concerned = [event for event in events if event.id in one.at]
    now = clock.now()
    states = {event.id: _state(one.at[event.id], event, now, recorded) for event in concerned}
    rounds = [_round(one, cast(int, topic.id), concerned, states) for topic in topics]
    missed = any(states[event.id] in MISSED and _is_over(event, now) for event in concerned)
    return InstitutionView(
        organisation_id=one.id,
        name=one.name,
        rounds=rounds,
        invited=sum(each.invited for each in rounds),
        came=sum(each.came for each in rounds),
        never_came=missed and RoundState.CAME not in states.values(),
    )


def _is_over(event: Any, now: datetime) -> bool:
    return status_at(event, now) == EventStatus.HELD


def _state(facts: _Facts, event: Any, now: datetime, recorded: set[int]) -> RoundState:
    """While nobody has written down who was there, nobody is said to have stayed away."""
    if facts.came:
        return RoundState.CAME
    if not facts.signed_up and not facts.is_open:
        return RoundState.DECLINED
    if _is_over(event, now):
        return RoundState.DID_NOT_COME if event.id in recorded else RoundState.NOT_RECORDED
    return RoundState.REGISTERED if facts.signed_up else RoundState.INVITED


def _round(
    one: _Institution, topic_id: int, events: Sequence[Any], states: dict[int, RoundState]
) -> RoundView:
    here = [event.id for event in events if event.topic_id == topic_id]
    return RoundView(
        topic_id=topic_id,
        state=min((states[number] for number in here), key=BEST.index, default=RoundState.NOT_INVITED),
        invited=sum(one.at[number].is_invited for number in here),
        came=sum(one.at[number].came for number in here),
        event_ids=here,
    )

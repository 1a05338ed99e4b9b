"""A table of invited institutions by rounds of a series: who came when, and who never did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import fold, sort_key
from app.courses.models import SeriesTopic, TopicView
from app.courses.series import find_series, topics_of
from app.events.models import TAKING_PLACE_STATUSES, Event, EventStatus
from app.events.status import status_at
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.shapes import (
    Institutions,
    InstitutionsQuery,
    InstitutionView,
    RoundState,
    RoundView,
)
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.organisations.service import organisation_names
from app.registrations.models import INACTIVE_STATUSES, Registration
from app.territories.service import below

BEST = list(RoundState)
"""If a round has several events, the best state counts: an institution that came to one of them came."""
MISSED = (RoundState.DID_NOT_COME, RoundState.DECLINED)


@dataclass
class _Facts:
    """The facts of one institution at one event. An invitation is `open` until it is declined."""

    is_invited: bool = False
    is_open: bool = False
    signed_up: bool = False
    came: bool = False


@dataclass
class _Institution:
    """`id` is None for an office that is not in the directory, which its name identifies."""

    id: int | None
    name: str
    at: dict[int, _Facts] = field(default_factory=lambda: defaultdict(_Facts))


def institutions_of(session: Session, actor: Actor, series_id: int, query: InstitutionsQuery) -> Institutions:
    """A row for each institution invited at least once. A person counts for their organisation."""
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
    _sort(rows, query.sort or "name")
    return Institutions(
        series_id=series_id,
        title=series.title,
        topics=[TopicView.model_validate(topic) for topic in topics],
        results=rows,
        never_came=sum(row.never_came for row in rows),
    )


def _sort(rows: list[InstitutionView], by: str) -> None:
    """In place; those that are equal stay in the order of their names."""
    rows.sort(key=lambda row: (sort_key(row.name), row.organisation_id or 0))
    name = by.removeprefix("-")
    if by == "-name":
        rows.reverse()
    elif name in ("invited", "came"):
        rows.sort(key=lambda row: row.invited if name == "invited" else row.came, reverse=by != name)
    elif name != "name":
        topic_id = int(name.removeprefix("topic_"))
        rows.sort(key=lambda row: _place(row, topic_id), reverse=by != name)


def _place(row: InstitutionView, topic_id: int) -> int:
    """The best state first. A topic of another series orders nothing."""
    return next((BEST.index(one.state) for one in row.rounds if one.topic_id == topic_id), 0)


def _events(session: Session, series_id: int, query: InstitutionsQuery) -> Sequence[Event]:
    """The events of the series that are not cancelled."""
    statement = select(Event).where(
        Event.series_id == series_id,
        col(Event.topic_id).is_not(None),
        col(Event.status).in_(TAKING_PLACE_STATUSES),
    )
    if query.territory is not None:
        statement = statement.where(col(Event.territory_id).in_(below(query.territory)))
    return session.exec(statement.order_by(col(Event.starts_at).nulls_last(), col(Event.id))).all()


def _invited(session: Session, event_ids: Sequence[int]) -> list[_Institution]:
    stands_for = sa.func.coalesce(col(Invitation.organisation_id), col(Person.organisation_id))
    statement = (
        select(Invitation.event_id, Invitation.office, Invitation.status, stands_for)
        .outerjoin(Person, col(Person.id) == Invitation.person_id)
        .where(col(Invitation.event_id).in_(event_ids), Invitation.status != InvitationStatus.WITHDRAWN)
        .order_by(col(Invitation.id))
    )
    rows = session.exec(statement).all()
    names = organisation_names(session, [organisation_id for *_, organisation_id in rows])
    found: dict[int | str, _Institution] = {}
    for event_id, office, status, organisation_id in rows:
        if not (organisation_id or office):
            continue
        name = names.get(organisation_id or 0) or office
        one = found.setdefault(organisation_id or fold(office), _Institution(organisation_id, name))
        facts = one.at[event_id]
        facts.is_invited = True
        facts.is_open = facts.is_open or status != InvitationStatus.DECLINED
    return list(found.values())


def _add_registrations(session: Session, event_ids: Sequence[int], found: Iterable[_Institution]) -> None:
    """Match registrations by their organisation; compare a typed one by its name."""
    came = sa.exists().where(
        col(Attendance.registration_id) == Registration.id,
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    name = sa.func.coalesce(col(Organisation.name), col(Registration.organisation_name))
    statement = (
        select(Registration.event_id, col(Registration.organisation_id), name, came)
        .outerjoin(Organisation, col(Organisation.id) == Registration.organisation_id)
        .where(col(Registration.event_id).in_(event_ids), col(Registration.status).not_in(INACTIVE_STATUSES))
    )
    by_id = {one.id: one for one in found}
    by_name = {fold(one.name): one for one in found}
    for event_id, organisation_id, typed, was_there in session.exec(statement):
        known = by_id.get(organisation_id) if organisation_id else None
        one = known or by_name.get(fold(typed))
        if one is not None:
            facts = one.at[event_id]
            facts.signed_up, facts.came = True, facts.came or was_there


def _recorded(session: Session, event_ids: Sequence[int]) -> set[int]:
    """Events whose attendance was recorded."""
    return set(
        session.exec(select(Attendance.event_id).distinct().where(col(Attendance.event_id).in_(event_ids)))
    )


def _row(
    one: _Institution, topics: Sequence[SeriesTopic], events: Sequence[Event], recorded: set[int]
) -> InstitutionView:
    concerned = [event for event in events if event.id in one.at]
    now = clock.now()
    states = {event.id: _state(one.at[event.id], event, now, recorded) for event in concerned}
    rounds = [_round(one, topic.id, concerned, states) for topic in topics]
    missed = any(states[event.id] in MISSED and _is_over(event, now) for event in concerned)
    return InstitutionView(
        organisation_id=one.id,
        name=one.name,
        rounds=rounds,
        invited=sum(each.invited for each in rounds),
        came=sum(each.came for each in rounds),
        never_came=missed and RoundState.CAME not in states.values(),
    )


def _is_over(event: Event, now: datetime) -> bool:
    return status_at(event, now) == EventStatus.HELD


def _state(facts: _Facts, event: Event, now: datetime, recorded: set[int]) -> RoundState:
    """An institution is absent only when attendance was recorded."""
    if facts.came:
        return RoundState.CAME
    if not facts.signed_up and not facts.is_open:
        return RoundState.DECLINED
    if _is_over(event, now):
        return RoundState.DID_NOT_COME if event.id in recorded else RoundState.NOT_RECORDED
    return RoundState.REGISTERED if facts.signed_up else RoundState.INVITED


def _round(
    one: _Institution, topic_id: int, events: Sequence[Event], states: dict[int, RoundState]
) -> RoundView:
    here = [event.id for event in events if event.topic_id == topic_id]
    return RoundView(
        topic_id=topic_id,
        state=min((states[number] for number in here), key=BEST.index, default=RoundState.NOT_INVITED),
        invited=sum(one.at[number].is_invited for number in here),
        came=sum(one.at[number].came for number in here),
        event_ids=here,
    )

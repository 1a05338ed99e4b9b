"""Services of needs: who may read them, raising and changing them, and their three moves."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.database.changes import Change
from app.core.deadlines import check_happened
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.text import fold, search_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.courses.models import EventKind
from app.events.agenda import put_on_agenda, put_on_meeting, take_off
from app.events.models import Event
from app.events.visible import events_once_for_members, visible_events
from app.needs.models import OPEN_STATES, Need, NeedState, NeedStep, NeedWeight, StepKind
from app.needs.shapes import (
    NeedAnswer,
    NeedClose,
    NeedCreate,
    NeedEscalate,
    NeedQuery,
    NeedUpdate,
    NeedView,
)
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import groups_once_own, own_groups
from app.partnerships.models import Partnership
from app.territories.models import Territory
from app.territories.service import below, resolve

SORTS: Sorts = {
    "title": by_words(col(Need.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Need.partnership_id)),
    "territory_name": referred(Territory, col(Territory.sort_key), col(Need.territory_id)),
    "target_group": by_words(col(Need.target_group)),
    "weight": order_of(col(Need.weight), NeedWeight),
    "state": order_of(col(Need.state), NeedState),
    "raised_on": col(Need.raised_on),
}


def visible_needs(actor: Actor) -> SelectOfScalar[Need]:
    """Staff see all needs of their partnerships; others those of events they may see, of groups that meet in
    public, and of their own groups."""
    statement = select(Need)
    inside = actor.partnerships()
    if inside is None:
        return statement
    events = visible_events(actor).with_only_columns(col(Event.id))
    ways = [
        col(Need.event_id).in_(events),
        sa.and_(col(Need.event_id).is_(None), col(Need.group_id).in_(_public_groups())),
        col(Need.partnership_id).in_(inside),
    ]
    if actor.person_ids:
        ways.append(col(Need.group_id).in_(own_groups(actor)))
    return statement.where(sa.or_(*ways))


def was_visible_to_member(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on changes: a member may have seen the need, at an event or in a group."""
    seen = sa.or_(
        col(Need.event_id).in_(events_once_for_members(actor)),
        col(Need.group_id).in_(groups_once_own(actor)),
    )
    return sa.exists().where(col(Need.id) == col(Change.record_id), seen)


def _public_groups() -> SelectOfScalar[int]:
    """Groups whose rule says that they are public; a group without the rule follows its partnership."""
    own, usual = (col(table.rules)["public"].as_boolean() for table in (WorkingGroup, Partnership))
    return (
        select(col(WorkingGroup.id))
        .join(Partnership, col(Partnership.id) == col(WorkingGroup.partnership_id))
        .where(sa.or_(own.is_(True), sa.and_(own.is_(None), usual.is_(True))))
    )


def filtered(statement: SelectOfScalar[Need], query: NeedQuery) -> SelectOfScalar[Need]:
    for value, column in (
        (query.partnership, Need.partnership_id),
        (query.weight, Need.weight),
        (query.state, Need.state),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    if query.event:
        statement = statement.where(at_event([query.event]))
    if query.group:
        there = (col(Need.group_id) == query.group) | (col(Need.escalated_group_id) == query.group)
        statement = statement.where(there)
    if query.territory:
        statement = statement.where(col(Need.territory_id).in_(below(query.territory)))
    if query.target_group:
        part = fold(query.target_group)
        statement = statement.where(col(Need.folded_target_group).contains(part, autoescape=True))
    if query.open is not None:
        is_open = col(Need.state).in_(OPEN_STATES)
        statement = statement.where(is_open if query.open else ~is_open)
    for word in search_words(query.q or ""):
        statement = statement.where(col(Need.folded_text).contains(word, autoescape=True))
    return statement


def at_event(event_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """A condition: raised at one of these events or passed to it, now or before."""
    passed = select(col(NeedStep.need_id)).where(col(NeedStep.event_id).in_(event_ids))
    return sa.or_(col(Need.event_id).in_(event_ids), col(Need.id).in_(passed))


def list_needs(session: Session, actor: Actor, query: NeedQuery) -> Slice[NeedView | Deleted]:
    def to_views(found: Sequence[Need]) -> list[NeedView]:
        return need_views(session, actor, found)

    statement, seen = filtered(visible_needs(actor), query), was_visible_to_member(actor)
    return paging.synced_page(session, actor, Need, statement, query, to_views, also_seen=seen, sorts=SORTS)


def one(actor: Actor, need_id: int | None) -> SelectOfScalar[Need]:
    return visible_needs(actor).where(col(Need.id) == need_id)


def get_need(session: Session, actor: Actor, need_id: int | None) -> NeedView:
    return need_views(session, actor, [records.get(session, one(actor, need_id))])[0]


def create_need(session: Session, actor: Actor, body: NeedCreate) -> NeedView:
    event = records.get_referenced(session, Event, body.event_id, "#/event_id")
    group = records.get_referenced(session, WorkingGroup, body.group_id, "#/group_id")
    place = body.partnership_id or (event or group or body).partnership_id
    if place is None:
        raise Invalid("#/partnership_id", "required")
    if not actor.writes(place):
        raise Forbidden()
    records.get_referenced(session, Partnership, place, "#/partnership_id")
    records.get_referenced(session, Event, body.event_id, "#/event_id", place)
    records.get_referenced(session, WorkingGroup, body.group_id, "#/group_id", place)
    resolve(session, body)
    if body.territory_id is None and event is not None:
        body.territory_id = event.territory_id
    check_happened(body.raised_on, "#/raised_on")
    facts = body.model_dump(exclude={"partnership_id", "raised_on"})
    need = Need(**facts, partnership_id=place, raised_on=body.raised_on or _day_of(event))
    _index(need)
    session.add(need)
    session.flush()
    return get_need(session, actor, need.id)


def _day_of(event: Event | None) -> date:
    """The day of an event that has begun, else today."""
    if event is None or event.starts_at is None or event.starts_at > clock.now():
        return clock.today()
    return clock.day_of(event.starts_at)


def _index(need: Need) -> None:
    need.folded_target_group = fold(need.target_group)
    need.folded_text = fold(f"{need.title} {need.text} {need.target_group}")


def update_need(session: Session, actor: Actor, need_id: int, version: int, body: NeedUpdate) -> NeedView:
    need = _for_update(session, actor, need_id, version)
    resolve(session, body)
    check_happened(body.raised_on, "#/raised_on")
    if records.apply_changes(need, body):
        _index(need)
    session.flush()
    return get_need(session, actor, need_id)


def escalate_need(session: Session, actor: Actor, need_id: int, body: NeedEscalate) -> NeedView:
    """Pass it to an event, such as the regional table that closes the round, or to a group.

    It stands on the agenda of that meeting, or of the next one of the group.
    """
    need = _for_move(session, actor, need_id, OPEN_STATES)
    place = need.partnership_id
    event = records.get_referenced(session, Event, body.event_id, "#/event_id", place)
    records.get_referenced(session, WorkingGroup, body.group_id, "#/group_id", place)
    if body.event_id and body.event_id in (need.event_id, need.escalated_event_id):
        raise Invalid("#/event_id", "duplicate")
    need.escalated_event_id, need.escalated_group_id = body.event_id, body.group_id
    _step(session, need, NeedState.ESCALATED, event_id=body.event_id, group_id=body.group_id)
    if event is not None and event.kind == EventKind.MEETING:
        put_on_meeting(session, event, need.title, need.text, "need", need_id)
    elif body.group_id is not None:
        put_on_agenda(session, body.group_id, need.title, need.text, "need", need_id)
    return get_need(session, actor, need_id)


def answer_need(session: Session, actor: Actor, need_id: int, body: NeedAnswer) -> NeedView:
    need = _for_move(session, actor, need_id, OPEN_STATES)
    need.answer = body.text
    _step(session, need, NeedState.ANSWERED, text=body.text)
    return get_need(session, actor, need_id)


def close_need(session: Session, actor: Actor, need_id: int, body: NeedClose) -> NeedView:
    """Also an answered one: nothing more will be done about it."""
    need = _for_move(session, actor, need_id, (*OPEN_STATES, NeedState.ANSWERED))
    _step(session, need, NeedState.CLOSED, text=body.reason)
    return get_need(session, actor, need_id)


def _for_update(session: Session, actor: Actor, need_id: int, version: int) -> Need:
    need = records.get_for_update(session, one(actor, need_id), version)
    if not actor.writes(need.partnership_id):
        raise Forbidden()
    return need


def _for_move(session: Session, actor: Actor, need_id: int, states: Sequence[NeedState]) -> Need:
    need = _for_update(session, actor, need_id, records.ANY_VERSION)
    if need.state not in states:
        raise Conflict("wrong_state", state=need.state.value)
    return need


def _step(
    session: Session,
    need: Need,
    state: NeedState,
    *,
    text: str = "",
    event_id: int | None = None,
    group_id: int | None = None,
) -> None:
    """Move the need to `state` and keep the step."""
    need.state = state
    step = NeedStep(
        need_id=need.id,
        partnership_id=need.partnership_id,
        at=clock.now(),
        kind=StepKind(state.value),
        text=text,
        event_id=event_id,
        group_id=group_id,
    )
    session.add(step)
    session.flush()
    if state in (NeedState.ANSWERED, NeedState.CLOSED):
        take_off(session, "need", need.id)


def need_views(session: Session, actor: Actor, found: Sequence[Need]) -> list[NeedView]:
    events = titles_of(session, actor, [need.event_id for need in found])
    groups = group_names(session, [need.group_id for need in found])
    named = select(Territory.id, Territory.name).where(
        col(Territory.id).in_({one.territory_id for one in found})
    )
    territories: dict[int | None, str] = dict(session.exec(named).all())
    return [
        NeedView.of(
            need,
            event_title=events.get(need.event_id),
            group_name=groups.get(need.group_id),
            territory_name=territories.get(need.territory_id),
            allowed=_allowed(actor, need),
        )
        for need in found
    ]


def _allowed(actor: Actor, need: Need) -> list[str]:
    if not actor.writes(need.partnership_id):
        return []
    if need.state in OPEN_STATES:
        return ["edit", "escalate", "answer", "close", "add_effect"]
    return ["edit", "close", "add_effect"] if need.state == NeedState.ANSWERED else ["edit"]


def titles_of(session: Session, actor: Actor, event_ids: Sequence[int | None]) -> dict[int | None, str]:
    """The titles of those events that the reader may see."""
    wanted = {one for one in event_ids if one is not None}
    statement = visible_events(actor).where(col(Event.id).in_(wanted))
    rows = session.execute(statement.with_only_columns(col(Event.id), col(Event.title)))
    return dict(rows.all())


def group_names(session: Session, group_ids: Sequence[int | None]) -> dict[int | None, str]:
    wanted = {one for one in group_ids if one is not None}
    statement = select(WorkingGroup.id, WorkingGroup.name).where(col(WorkingGroup.id).in_(wanted))
    return dict(session.exec(statement).all())

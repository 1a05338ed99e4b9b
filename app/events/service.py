"""Events: read, create, change, delete. Their status is moved in `transitions`."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from app.core import clock, reactions, text
from app.core.actor import PUBLIC, Actor
from app.core.database import changes, records
from app.core.database.engine import trial
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.json_values import Json
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, read_by, referred
from app.core.web.paging import Deleted, Slice
from app.courses.activity import check_project
from app.courses.models import EventKind, Series, SeriesTopic
from app.events import dates
from app.events.agenda import replace_agenda, take_waiting
from app.events.clashes import event_view
from app.events.dates import Effects, Move, Standing
from app.events.detail import event_rows, event_views
from app.events.event_reads import EVENT, listed_events, public_event
from app.events.filters import filtered, kinds_of
from app.events.kinds import create_facts, row_beside, update_facts
from app.events.models import (
    COUNTERS,
    Event,
    EventBase,
    EventChange,
    EventRole,
    EventStatus,
    RegistrationPolicy,
    Visibility,
)
from app.events.people import replace_people
from app.events.schedule_revision import bump_schedule, update_listing
from app.events.sessions import replace_sessions, sessions_of, without_date
from app.events.shapes import (
    EventCreate,
    EventUpdate,
    MeetingCreate,
    MeetingUpdate,
    RegistrationBody,
    RegistrationChange,
)
from app.events.sign_up_form import replace_questions
from app.events.status import STATUS_NOW, registration_state, status_at
from app.events.stay import apply_stay_offer
from app.events.views import EventFilters, EventView, MeetingView, RoundTableView, TrainingView
from app.events.visible import visible_events, was_visible_to_member
from app.organisations.models import Organisation
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.partnerships.rules import rules_of
from app.territories.service import resolve

__all__ = [
    "bump_schedule",
    "change_event",
    "create_event",
    "draft_events",
    "event_views",
    "find_event",
    "get_event",
    "get_event_for_update",
    "list_events",
    "make_event",
    "registration_state",
    "seen_event",
    "update_event",
    "visible_events",
]
V = TypeVar("V", bound=EventView)
KINDS: dict[type[EventView], EventKind] = {
    RoundTableView: EventKind.ROUND_TABLE,
    TrainingView: EventKind.TRAINING,
    MeetingView: EventKind.MEETING,
}
"""The kind of the events of a view; `EventView` is the view of all kinds."""

SORTS: Sorts = {
    "title": by_words(col(Event.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Event.partnership_id)),
    "kind": order_of(col(Event.kind), EventKind),
    "starts_at": col(Event.starts_at),
    "status": order_of(STATUS_NOW, EventStatus),
    "confirmed": col(Event.confirmed),
    "waiting": col(Event.waiting),
}

PLANNED = {*EventBase.model_fields, "territory_id", "organiser_id"}
NESTED = {"registration", "sessions", "undated_sessions", "facilitators", "capacity", "took_place"}
RULES = {
    "policy": "registration_policy",
    "opens_at": "registration_opens_at",
    "closes_at": "registration_closes_at",
    **{
        name: name
        for name in (
            "waiting_list",
            "min_days",
            "reminder_days",
            "move_up",
            "offer_hours",
            "cancel_until",
            "organisation_limit",
            "confirm_address",
        )
    },
}
NEVER_NULL = {"policy", "waiting_list", "move_up", "offer_hours", "min_days", "confirm_address"}


def list_events(
    session: Session, actor: Actor, query: EventFilters, kind: EventKind | None = None
) -> Slice[Json | Deleted]:
    """Events in the shapes of their kinds, or of one kind alone."""
    kinds = kinds_of(query, kind)
    statement: Any = read_by(filtered(visible_events(actor), query, kinds), listed_events(), EVENT.c.id)
    others = seen = None
    if query.updated_since:
        others = select(Event).where(col(Event.kind).not_in(kinds)) if kinds else None
        seen = was_visible_to_member(actor)
    rows = partial(event_rows, session, actor)
    return paging.synced_page(session, actor, Event, statement, query, rows, others, seen, sorts=SORTS)


def find_event(session: Session, actor: Actor, event_id: int, kind: EventKind | None = None) -> Event:
    event = records.get(session, visible_events(actor).where(Event.id == event_id))
    if kind and event.kind != kind:
        raise NotFound()
    return event


def get_event(session: Session, actor: Actor, event_id: int, shape: type[V]) -> V:
    return _in_shape(event_view(session, actor, seen_event(session, actor, event_id)), shape)


def seen_event(session: Session, actor: Actor, event_id: int) -> Event:
    """As `find_event`, for reading alone: what the public reads is the row of a prepared statement."""
    event = public_event(session, event_id) if actor is PUBLIC else find_event(session, actor, event_id)
    if event is None:
        raise NotFound()
    return event


def _in_shape(view: EventView, shape: type[V]) -> V:
    if not isinstance(view, shape):
        raise NotFound()
    return view


def get_event_for_update(
    session: Session, actor: Actor, event_id: int, version: int, kind: EventKind | None = None
) -> Event:
    """Lock an event that this actor may change: no seat of it is taken meanwhile."""
    event = find_event(session, actor, event_id, kind)
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    statement = visible_events(actor).where(Event.id == event_id)
    return records.get_for_update(session, statement.execution_options(populate_existing=True), version)


def create_event(session: Session, actor: Actor, body: EventCreate, shape: type[V]) -> V:
    return _in_shape(event_view(session, actor, make_event(session, actor, body)), shape)


def make_event(session: Session, actor: Actor, body: EventCreate) -> Event:
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    records.get_referenced(session, Partnership, body.partnership_id, "#/partnership_id")
    resolve(session, body)
    event = Event(**body.model_dump(include=PLANNED))
    event.undated_sessions = without_date(session, body.undated_sessions)
    _apply_sign_up_rules(session, event, body.registration)
    _complete(session, event)
    if body.kind == EventKind.MEETING:
        _meet_as_the_group(session, event, body)
    session.add(event)
    session.flush()
    create_facts(session, event, body)
    if body.facilitators:
        replace_people(session, event, EventRole.FACILITATOR, body.facilitators, "facilitators")
    if body.sessions:
        replace_sessions(session, event, body.sessions)
    apply_stay_offer(event, body.registration.stay)
    if isinstance(body, MeetingCreate):
        replace_agenda(session, event, body.agenda, event.starts_at)
    session.flush()
    take_waiting(session, event)
    return event


def _meet_as_the_group(session: Session, event: Event, body: EventCreate) -> None:
    """Among members where the group does not meet in public, but for what was said of the meeting."""
    if rules_of(session, body.group_id, body.partnership_id).public is not False:
        return
    if "visibility" not in body.model_fields_set:
        event.visibility = Visibility.MEMBERS
    if "policy" not in body.registration.model_fields_set:
        event.registration_policy = RegistrationPolicy.MEMBERS


def draft_events(session: Session, drafts: Sequence[tuple[Event, Json]]) -> None:
    """Store many drafts at once, each with the facts of its kind, which the caller has checked."""
    session.add_all([event for event, _ in drafts])
    session.flush()
    session.add_all(filter(None, (row_beside(event, facts) for event, facts in drafts)))
    session.flush()


def change_event(
    session: Session,
    actor: Actor,
    event_id: int,
    version: int,
    body: EventUpdate,
    shape: type[V],
    *,
    dry_run: bool,
) -> V | Effects:
    """The changed event, or with `dry_run` what the change would bring along."""
    change = try_update if dry_run else update_event
    return change(session, actor, event_id, version, body, shape)


def update_event(
    session: Session, actor: Actor, event_id: int, version: int, body: EventUpdate, shape: type[V]
) -> V:
    """Change what was sent; a new time or place of a published event is announced to those who signed up."""
    event, fields, changed, move, freed = _update(session, actor, event_id, version, body, shape)
    announce_changes(session, event, changed, move)
    if freed:
        announce_freed(session, event)
    if "group_id" in fields:
        reactions.announce("event_regrouped", session=session, event=event)
    if "visibility" in fields:
        reactions.announce("readers_changed", session=session, group_ids=[], event_ids=[event.id])
    return _in_shape(event_view(session, actor, event), shape)


def try_update(
    session: Session, actor: Actor, event_id: int, version: int, body: EventUpdate, shape: type[V]
) -> Effects:
    """What the change would bring along. Everything is taken back."""
    with trial(session):
        tried = _update(session, actor, event_id, version, body, shape)
    return Effects(effects=tried.move.effects, told=dates.is_told(tried.event, tried.changed))


class _Updated(NamedTuple):
    event: Event
    fields: set[str]
    changed: list[EventChange]
    move: Move
    freed: bool


def _update(
    session: Session, actor: Actor, event_id: int, version: int, body: EventUpdate, shape: type[V]
) -> _Updated:
    """`fields` are the columns that really changed. `freed`: seats were added for waiting people."""
    if body.sessions is not None:
        dates.lock_dealing(session, event_id)
    event = get_event_for_update(session, actor, event_id, version, KINDS.get(shape))
    was = Standing.of(session, event)
    resolve(session, body)
    fields = records.apply_changes(event, body, leave=NESTED)
    if body.registration is not None:
        _apply_sign_up_rules(session, event, body.registration)
    freed = "capacity" in body.model_fields_set and _set_capacity(event, body.capacity)
    _complete(session, event)
    _check_slots(event)
    moved = session.is_modified(event)
    session.flush()
    moved = update_facts(session, event, body) or moved
    if body.facilitators is not None:
        moved = (
            replace_people(session, event, EventRole.FACILITATOR, body.facilitators, "facilitators") or moved
        )
    changed: list[EventChange] = []
    if body.sessions is not None:
        before = [one.model_dump() for one in sessions_of(session, event.id)]
        changed = replace_sessions(session, event, body.sessions, took_place=body.took_place)
        moved = moved or [one.model_dump() for one in sessions_of(session, event.id)] != before
    if isinstance(body, MeetingUpdate) and body.agenda is not None:
        moved = replace_agenda(session, event, body.agenda, was.starts_at) or moved
    moved = _set_undated(session, event, body) or moved
    moved = apply_stay_offer(event, body.registration.stay if body.registration else None) or moved
    move = dates.follow(session, event, was)
    dates.check_opening(event, was)
    if moved:
        reopen(event)
        changes.touch(event)
        update_listing(session, event)
    session.flush()
    return _Updated(event, fields, changed, move, freed)


def _set_undated(session: Session, event: Event, body: EventUpdate) -> bool:
    """Hours and places of days without a date; an event with a date has none. Returns whether it changed."""
    if body.undated_sessions is None or event.starts_at is not None:
        return False
    wanted = without_date(session, body.undated_sessions)
    changed = event.undated_sessions != wanted
    if changed:
        event.undated_sessions = wanted
    return changed


def announce_changes(session: Session, event: Event, changed: list[EventChange], move: Move) -> None:
    """Higher rooms write letters about a new time or place."""
    if changed:
        reactions.announce("event_changed", session=session, event=event, changes=changed, move=move)


def announce_freed(session: Session, event: Event) -> None:
    """The queue moves up into the new seats."""
    reactions.announce("seats_freed", session=session, event_id=event.id)
    session.expire(event, sorted(COUNTERS))


def reopen(event: Event) -> None:
    """Move the status back when a later end of registration allows it."""
    if event.status in (EventStatus.OPEN, EventStatus.CLOSED):
        event.status = status_at(event, clock.now())


def _set_capacity(event: Event, capacity: int | None) -> bool:
    """The row is locked, so `taken` is exact. Returns whether seats were added for waiting people."""
    if capacity is not None and event.taken > capacity:
        raise Conflict("capacity_below_confirmed", confirmed=event.taken)
    if capacity is not None and event.taken + event.kept > capacity:
        raise Conflict("capacity_below_kept", confirmed=event.taken, kept=event.kept)
    before, event.capacity = event.capacity, capacity
    return before is not None and (capacity is None or capacity > before)


def _check_slots(event: Event) -> None:
    """Where people book times, seats are given in no other way."""
    if event.slots and (event.capacity != event.slots or event.waiting_list or event.series_id is not None):
        raise Conflict("event_has_slots")


def _apply_sign_up_rules(
    session: Session, event: Event, rules: RegistrationBody | RegistrationChange
) -> None:
    for name, column in RULES.items():
        if name in rules.model_fields_set or isinstance(rules, RegistrationBody):
            value = getattr(rules, name)
            if value is None and name in NEVER_NULL:
                raise Invalid(f"#/registration/{name}", "required")
            setattr(event, column, value)
    if rules.fields is not None and "fields" in rules.model_fields_set:
        replace_questions(session, event, rules.fields)
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and closes and closes <= opens:
        raise Invalid("#/registration/closes_at", "ends_before_starts")


def _complete(session: Session, event: Event) -> None:
    """Check the references of the event and fill in what follows from them."""
    place = event.partnership_id
    with session.no_autoflush:
        records.get_referenced(session, WorkingGroup, event.group_id, "#/group_id", place)
        records.get_referenced(session, Organisation, event.organiser_id, "#/organiser_id")
        _apply_series(session, event)
        check_project(session, event)
    if event.planned_from and event.planned_to and event.planned_to < event.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    folded = text.fold(f"{event.title} {event.description}")
    if event.folded_text != folded:
        event.folded_text = folded


def _apply_series(session: Session, event: Event) -> None:
    """A topic sets the series, and a series the project, unless another one is given."""
    topic = records.get_referenced(session, SeriesTopic, event.topic_id, "#/topic_id", event.partnership_id)
    if topic and event.series_id is None:
        event.series_id = topic.series_id
    if topic and topic.series_id != event.series_id:
        raise Invalid("#/topic_id", "not_found")
    series = records.get_referenced(session, Series, event.series_id, "#/series_id", event.partnership_id)
    apply_dealing_rule(event, series)
    if series and event.id is None and event.project_id is None and event.project_activity_id is None:
        event.project_id, event.project_activity_id = series.project_id, series.project_activity_id


def apply_dealing_rule(event: Event, series: Series | None) -> None:
    """Copy the rule of the series. The rule cannot change while people wait for the dealing."""
    undealt = series is not None and series.undealt
    if event.undealt and not undealt and event.pending:
        raise Conflict("in_use")
    if undealt and (event.taken or event.waiting or event.pending):
        return
    event.undealt = undealt
    event.deals_at = series.allocates_at if series and undealt else None

"""Events: read, create, change, delete. Their states are moved in `moves`."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from app.core import changes, clock, paging, reactions, records, text
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.paging import Slice
from app.courses.activity import check_project
from app.courses.models import EventKind, Series, SeriesTopic
from app.events.clashes import present_event
from app.events.clock import registration_state, seats, status_at
from app.events.kinds import OWN, create_own, update_own
from app.events.models import Event, EventChange, EventRole, EventSession, EventStatus
from app.events.people import replace_people
from app.events.present import present_events
from app.events.questions import check_questions
from app.events.revision import bump_schedule, show
from app.events.sessions import replace_sessions, sessions_of
from app.events.shapes import EventCreate, EventUpdate, RegistrationBody, RegistrationChange
from app.events.stay import take_stay
from app.events.views import AnyEvent, EventQuery, KindlessQuery
from app.events.visible import filtered, once_shown, visible_events
from app.organisations.models import Organisation
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.territories.models import Territory

__all__ = [
    "bump_schedule",
    "claim_event",
    "create_event",
    "delete_event",
    "draft_events",
    "find_event",
    "get_event",
    "list_events",
    "present_events",
    "registration_state",
    "seats",
    "update_event",
    "visible_events",
]
UNDATED = datetime(2200, 1, 1, tzinfo=UTC)
"""Where an event without a date stands in a list by time: behind all that can have one."""

NESTED = {"registration", "sessions", "facilitators", "capacity"}
RULES = {
    "policy": "registration_policy",
    "opens_at": "registration_opens_at",
    "closes_at": "registration_closes_at",
    **{
        name: name
        for name in (
            "waiting_list",
            "reminder_days",
            "move_up",
            "offer_hours",
            "cancel_until",
            "organisation_limit",
        )
    },
}
NEVER_NULL = {"policy", "waiting_list", "move_up", "offer_hours"}


def list_events(
    session: Session, actor: Actor, query: KindlessQuery, kind: EventKind | None = None
) -> Slice[Any]:
    kinds = [kind] if kind else query.kind if isinstance(query, EventQuery) else []

    def present(rows: list[Any]) -> list[AnyEvent]:
        return present_events(session, actor, rows)

    statement = filtered(visible_events(actor), query, kinds)
    if query.sort:
        return _by_start(session, statement, query, present)
    others = sa.select(Event).where(col(Event.kind).not_in(kinds)) if kinds else None
    return paging.synced_page(session, actor, Event, statement, query, present, others, once_shown(actor))


def _by_start(
    session: Session, statement: Any, query: KindlessQuery, present: Callable[[list[Any]], list[AnyEvent]]
) -> Slice[Any]:
    """By the first start. Nobody keeps such a list in step: a postponed event moves in it."""
    if query.updated_since:
        raise Invalid("?sort", "not_allowed")
    start = sa.func.coalesce(col(Event.starts_at), sa.literal(UNDATED, UTCDateTime()))
    key = paging.time_key(col(Event.id), start)
    return paging.page(
        session,
        statement,
        query,
        present,
        key,
        lambda event: [(event.starts_at or UNDATED).isoformat(), event.id],
    )


def find_event(session: Session, actor: Actor, event_id: int, kind: EventKind | None = None) -> Event:
    event = cast(Event, records.find(session, visible_events(actor).where(col(Event.id) == event_id)))
    if kind and event.kind != kind:
        raise NotFound()
    return event


def get_event(session: Session, actor: Actor, event_id: int, kind: EventKind | None = None) -> AnyEvent:
    return present_event(session, actor, find_event(session, actor, event_id, kind))


def claim_event(
    session: Session, actor: Actor, event_id: int, version: int, kind: EventKind | None = None
) -> Event:
    """An event to be changed by this actor, locked: nobody takes its seats meanwhile."""
    event = find_event(session, actor, event_id, kind)
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    statement = (
        visible_events(actor).where(col(Event.id) == event_id).execution_options(populate_existing=True)
    )
    return cast(Event, records.claim(session, statement, version))


def create_event(session: Session, actor: Actor, body: EventCreate) -> AnyEvent:
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    records.require(session, Partnership, body.partnership_id, "#/partnership_id")
    columns = cast(Any, Event).__table__.c
    plain = {
        name: value for name in type(body).model_fields if name in columns for value in [getattr(body, name)]
    }
    event = Event(**plain)
    _take_rules(event, body.registration)
    _complete(session, event)
    session.add(event)
    session.flush()
    create_own(session, event, body)
    if body.facilitators:
        replace_people(session, event, EventRole.FACILITATOR, body.facilitators, "facilitators")
    if body.sessions:
        replace_sessions(session, event, body.sessions)
    take_stay(event, body.registration.stay)
    session.flush()
    return present_event(session, actor, event)


def draft_events(session: Session, drafts: Sequence[tuple[Event, dict[str, Any]]]) -> None:
    """Many drafts at once, each with the facts of its kind; whoever makes them has checked them."""
    session.add_all([event for event, _ in drafts])
    session.flush()
    for event, facts in drafts:
        if table := OWN.get(event.kind):
            session.add(table(id=event.id, partnership_id=event.partnership_id, **facts))
    session.flush()


def update_event(
    session: Session,
    actor: Actor,
    event_id: int,
    version: int,
    body: EventUpdate,
    kind: EventKind | None = None,
) -> AnyEvent:
    """Change what was sent; a new time or place of a published event is told to those who signed up."""
    event = claim_event(session, actor, event_id, version, kind)
    records.take_over(event, body, leave=NESTED)
    if body.registration is not None:
        _take_rules(event, body.registration)
    freed = "capacity" in body.model_fields_set and _set_capacity(event, body.capacity)
    _complete(session, event)
    moved = session.is_modified(event)
    session.flush()
    moved = update_own(session, event, body) or moved
    if body.facilitators is not None:
        moved = (
            replace_people(session, event, EventRole.FACILITATOR, body.facilitators, "facilitators") or moved
        )
    told: list[EventChange] = []
    if body.sessions is not None:
        before = [sitting.model_dump() for sitting in sessions_of(session, event.id)]
        told = replace_sessions(session, event, body.sessions)
        moved = moved or [sitting.model_dump() for sitting in sessions_of(session, event.id)] != before
    moved = take_stay(event, body.registration.stay if body.registration else None) or moved
    if moved:
        reopen(event)
        changes.touch(event)
        show(session, event)
    session.flush()
    announce(session, event, told, freed)
    return present_event(session, actor, event)


def announce(session: Session, event: Event, told: list[EventChange], freed: bool = False) -> None:
    """Let the higher rooms know: people are written to, the queue moves."""
    if told:
        reactions.announce("event_changed", session=session, event=event, changes=told)
    if freed:
        reactions.announce("seats_freed", session=session, event=event)


def reopen(event: Event) -> None:
    """A later date or a later end of registration takes an event back from where the clock had moved it."""
    if event.status in (EventStatus.OPEN, EventStatus.CLOSED):
        event.status = status_at(event, clock.now())


def _set_capacity(event: Event, capacity: int | None) -> bool:
    """The row is locked, so `taken` is exact. Tells whether seats were added for those who wait."""
    if capacity is not None and event.taken > capacity:
        raise Conflict("capacity_below_confirmed", confirmed=event.taken)
    if capacity is not None and event.taken + event.kept > capacity:
        raise Conflict("capacity_below_kept", confirmed=event.taken, kept=event.kept)
    before, event.capacity = event.capacity, capacity
    return before is not None and (capacity is None or capacity > before)


def _take_rules(event: Event, rules: RegistrationBody | RegistrationChange) -> None:
    for name, column in RULES.items():
        if name in rules.model_fields_set or isinstance(rules, RegistrationBody):
            value = getattr(rules, name)
            if value is None and name in NEVER_NULL:
                raise Invalid(f"#/registration/{name}", "required")
            setattr(event, column, value)
    if rules.fields is not None and "fields" in rules.model_fields_set:
        check_questions(rules.fields)
        event.form_fields = [field.model_dump(mode="json") for field in rules.fields]
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and closes and closes <= opens:
        raise Invalid("#/registration/closes_at", "ends_before_starts")


def _complete(session: Session, event: Event) -> None:
    """Check what the event refers to and fill in what follows from it."""
    place = event.partnership_id
    with session.no_autoflush:
        records.require(session, WorkingGroup, event.group_id, "#/group_id", place)
        records.require(session, Territory, event.territory_id, "#/territory_id")
        records.require(session, Organisation, event.organiser_id, "#/organiser_id")
        _take_series(session, event)
        check_project(session, event)
    if event.planned_from and event.planned_to and event.planned_to < event.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    folded = text.fold(f"{event.title} {event.description}")
    if event.folded_text != folded:
        event.folded_text = folded


def _take_series(session: Session, event: Event) -> None:
    """A topic brings its series, a series its project, unless another one is named."""
    topic = records.require(session, SeriesTopic, event.topic_id, "#/topic_id", event.partnership_id)
    if topic and event.series_id is None:
        event.series_id = topic.series_id
    if topic and topic.series_id != event.series_id:
        raise Invalid("#/topic_id", "not_found")
    series = records.require(session, Series, event.series_id, "#/series_id", event.partnership_id)
    take_dealing(event, series)
    if series and event.id is None and event.project_id is None and event.project_activity_id is None:
        event.project_id, event.project_activity_id = series.project_id, series.project_activity_id


def take_dealing(event: Event, series: Series | None) -> None:
    """An event follows the rule of its series; who waits for the dealing of one cannot end up in none."""
    undealt = series is not None and series.undealt
    if event.undealt and not undealt and event.pending:
        raise Conflict("in_use")
    if undealt and (event.taken or event.waiting or event.pending):
        return
    event.undealt = undealt
    event.deals_at = series.allocates_at if series and undealt else None


def delete_event(
    session: Session, actor: Actor, event_id: int, version: int, kind: EventKind | None = None
) -> None:
    """For mistakes: with a registration, a headcount or minutes the event stays and can only be cancelled."""
    event = claim_event(session, actor, event_id, version, kind)
    sittings = sessions_of(session, event.id)
    signed_up = event.taken or event.waiting or event.pending
    if signed_up or event.minutes_id is not None or any(_has_attendance(sitting) for sitting in sittings):
        raise Conflict("in_use")
    try:
        for sitting in sittings:
            session.delete(sitting)
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    records.remove(session, event)


def _has_attendance(sitting: EventSession) -> bool:
    return bool(sitting.recorded or sitting.attended or sitting.headcount is not None)

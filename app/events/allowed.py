"""What this reader may do with an event now. Pages show it and derive no permission themselves."""

from collections.abc import Iterable
from datetime import datetime

from app.core.actor import ANY_KEY, EXPORT, Actor
from app.courses.models import EventKind
from app.events.minimum import is_undecided
from app.events.models import (
    SIGN_UP_STATUSES,
    TAKING_PLACE_STATUSES,
    UNFINISHED_STATUSES,
    UPCOMING_STATUSES,
    Event,
    EventPerson,
    EventStatus,
    RegistrationPolicy,
)
from app.events.status import availability, registration_state, status_at

TRANSITIONS: dict[str, tuple[EventStatus, ...]] = {
    "publish": (EventStatus.DRAFT,),
    "cancel": UNFINISHED_STATUSES,
    "postpone": TAKING_PLACE_STATUSES,
    "close": SIGN_UP_STATUSES,
    "reactivate": (EventStatus.CANCELLED,),
    "go_on": UPCOMING_STATUSES,
}
"""The statuses from which each transition leads on."""
AHEAD_ALONE = ("publish", "reactivate")
"""Transitions of an event that is not over; a draft that is over is published only as one that took place."""
MOVES = {
    status: [name for name, statuses in TRANSITIONS.items() if status in statuses and name != "go_on"]
    for status in EventStatus
}
"""By status, the transitions that no decision has to precede."""
MOVES_OF_PAST = {
    status: [name for name in names if name not in AHEAD_ALONE] for status, names in MOVES.items()
}
"""The same for an event that is over."""
MAY_HAVE_TAKEN_PLACE = (EventStatus.DRAFT, *TAKING_PLACE_STATUSES)


NOT_FOR_KEYS = "none"
"""No scope: what only people who signed in may do."""
SCOPES_OF = {
    "check_in": "attendance:write",
    "registrations": "registrations:read",
    "export": EXPORT,
    "letters": NOT_FOR_KEYS,
}
"""What API keys need for words that lead to another room than that of events."""


def allowed(
    event: Event, actor: Actor, people: Iterable[EventPerson], now: datetime, *, kept: bool
) -> list[str]:
    """What this reader may do now; of an API key, what its scopes take it to. `kept`: it is referred to."""
    found = _words(event, actor, people, now, kept=kept)
    if actor.scopes is None:
        return found
    return [word for word in found if actor.may_use(SCOPES_OF.get(word, ANY_KEY))]


def _words(
    event: Event, actor: Actor, people: Iterable[EventPerson], now: datetime, *, kept: bool
) -> list[str]:
    status = status_at(event, now)
    writes, reads = actor.writes(event.partnership_id), actor.reads(event.partnership_id)
    recording = writes or _is_named(actor, event, people)
    found = []
    if writes:
        is_past = event.ends_at is not None and event.ends_at <= now
        found += ["edit", "message", "copy", *(MOVES_OF_PAST if is_past else MOVES)[status]]
        if is_undecided(event, now):
            found.append("go_on")
        if status == EventStatus.HELD and event.attended:
            found.remove("postpone")
        if status in MAY_HAVE_TAKEN_PLACE:
            found.append("took_place")
        if not kept:
            found.append("delete")
        found += _to_offer(event, status)
        found += _to_fill(event, status, now)
    by_link = event.registration_policy == RegistrationPolicy.INVITATION and not writes
    is_open = status == EventStatus.OPEN and not by_link
    if is_open and (event.kept or availability(event, now) != "full"):
        found.append("register")
    if recording and status in TAKING_PLACE_STATUSES:
        found.append("check_in")
    if reads or recording:
        found += ["registrations", "export"]
    if reads:
        found.append("letters")
    return found


def _to_offer(event: Event, status: EventStatus) -> list[str]:
    """Times of a consultation, until it is over."""
    offers = event.kind == EventKind.CONSULTATION and status in UNFINISHED_STATUSES
    return ["add_slots"] if offers else []


def _to_fill(event: Event, status: EventStatus, now: datetime) -> list[str]:
    """Staff may sign people up until the event is over, and invite while invited people can still answer."""
    if status not in UPCOMING_STATUSES:
        return []
    answerable = event.starts_at is not None and registration_state(event, now) != "closed"
    return ["sign_up", "invite"] if answerable else ["sign_up"]


def _is_named(actor: Actor, event: Event, people: Iterable[EventPerson]) -> bool:
    """Whether the actor is a facilitator named on the event."""
    if not actor.known or "facilitator" not in actor.roles_in(event.partnership_id):
        return False
    return any(row.user_id == actor.user_id or row.person_id in actor.person_ids for row in people)

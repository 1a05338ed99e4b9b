"""What this reader may do with an event now; pages show these and work out none of it themselves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.core.actor import Actor
from app.events.clock import registration_state, seats, status_at
from app.events.models import EventStatus, RegistrationPolicy

MOVES: dict[str, tuple[EventStatus, ...]] = {
    "publish": (EventStatus.DRAFT,),
    "cancel": (EventStatus.DRAFT, EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED),
    "postpone": (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED),
    "close": (EventStatus.PLANNED, EventStatus.OPEN),
}
"""From which states a move leads on."""


def allowed(event: Any, actor: Actor, people: Iterable[Any], now: datetime) -> list[str]:
    state = status_at(event, now)
    writes, reads = actor.writes(event.partnership_id), actor.reads(event.partnership_id)
    recording = writes or _is_named(actor, event, people)
    alive = state not in (EventStatus.DRAFT, EventStatus.CANCELLED)
    found = []
    if writes:
        found += ["edit", *(move for move, states in MOVES.items() if state in states)]
        if not (event.taken or event.waiting or event.pending):
            found.append("delete")
        found += _to_fill(event, state, now)
    by_link = event.registration_policy == RegistrationPolicy.INVITATION and not writes
    has_room = seats(event, now) != "full" or event.kept
    if registration_state(event, now) == "open" and has_room and not by_link:
        found.append("register")
    if recording and alive:
        found.append("check_in")
    if reads or recording:
        found += ["registrations", "export"]
    return found


def _to_fill(event: Any, state: EventStatus, now: datetime) -> list[str]:
    """The staff enter people until the event is over, and invite as long as an answer can still come."""
    if state in (EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.HELD):
        return []
    answerable = event.starts_at is not None and registration_state(event, now) != "closed"
    return ["sign_up", "invite"] if answerable else ["sign_up"]


def _is_named(actor: Actor, event: Any, people: Iterable[Any]) -> bool:
    """A facilitator at an event they are named on."""
    if not actor.known or "facilitator" not in actor.roles_in(event.partnership_id):
        return False
    return any(row.user_id == actor.user_id or row.person_id in actor.person_ids for row in people)

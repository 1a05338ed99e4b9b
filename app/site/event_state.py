"""The state of an event as pages show it: by the clock, even if the worker has not moved the status yet."""

from datetime import datetime

from app.core.clock import now
from app.site.json_values import Record

MOVED_BY_CLOCK = ("planned", "open", "closed")
BY_SIGN_UP = {"open": "open", "not_yet": "planned", "closed": "closed"}
ONLY_FOR = ("invitation", "members")


def state_of(event: Record) -> str:
    """A code of `event_status`. Nothing but people moves drafts, cancelled and held events."""
    status: str = event["status"]
    if status not in MOVED_BY_CLOCK:
        return status
    if event["ends_at"] and datetime.fromisoformat(event["ends_at"]) <= now():
        return "held"
    return BY_SIGN_UP[event["registration"]["state"]]


def public_state(event: Record) -> tuple[str, str]:
    """The code and the kind of the public badge: while sign-up is open, the word of the schedule."""
    state = state_of(event)
    return (seats_of(event), "seats") if state == "open" else (state, "event_status")


def seats_of(event: Record) -> str:
    """The word of the schedule for an event whose sign-up is open. A newcomer never passes waiting people."""
    rules = event["registration"]
    policy: str = rules["policy"]
    if policy in ONLY_FOR:
        return policy
    if rules["free"] is None or (rules["free"] and not event["counts"]["waiting"]):
        return "free"
    return "waiting" if rules["waiting_list"] else "full"

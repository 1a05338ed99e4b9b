"""Which modules react to announcements (`core/reactions.py`), in the order in which they hear them."""

from importlib import import_module

SUBSCRIBERS = (
    "accounts.sessions",
    "partnerships.parts",
    "partnerships.members",
    "events.status",
    "seat_blocks.release",
    "registrations.needs",
    "registrations.reactions",
    "registrations.decide",
    "registrations.merge",
    "registrations.remind",
    "attendance.reactions",
    "attendance.reliability",
    "attendance.thank",
    "invitations.reactions",
    "series.enrol",
    "series.enrolments",
    "series.allocate",
)
"""Lower rooms come first: a room that reacts finds those below it done."""


def subscribe() -> None:
    """Importing a module registers its handlers; a second call changes nothing."""
    for module in SUBSCRIBERS:
        import_module(f"app.{module}")

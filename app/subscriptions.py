"""The modules that react to announcements (`core/reactions.py`), in the order of their reactions."""

from importlib import import_module

SUBSCRIBERS = (
    "accounts.sessions",
    "partnerships.parts",
    "partnerships.members",
    "events.status",
    "seat_blocks.release",
    "registrations.answered",
    "registrations.needs",
    "registrations.reactions",
    "registrations.decide",
    "registrations.merge",
    "registrations.renew_link",
    "registrations.remind",
    "attendance.reactions",
    "attendance.reliability",
    "attendance.thank",
    "invitations.reactions",
    "series.enrol",
    "series.enrolments",
    "series.allocate",
)
"""Lower rooms come first: when a room reacts, the rooms below it have reacted already."""


def subscribe() -> None:
    """Import the modules, which registers their handlers. A second call changes nothing."""
    for module in SUBSCRIBERS:
        import_module(f"app.{module}")

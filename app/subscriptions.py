"""The modules that react to announcements (`core/reactions.py`) or declare rules of merging, in order."""

from importlib import import_module

SUBSCRIBERS = (
    "accounts.sessions",
    "accounts.attempts",
    "organisations.merge",
    "organisations.merge_parts",
    "partnerships.merge",
    "events.status",
    "events.merge",
    "seat_blocks.release",
    "seat_blocks.merge",
    "registrations.answered",
    "registrations.needs",
    "registrations.reactions",
    "registrations.cancelled_event",
    "registrations.decide",
    "registrations.merge",
    "registrations.renew_link",
    "registrations.remind",
    "attendance.reactions",
    "attendance.merge",
    "attendance.reliability",
    "attendance.thank",
    "invitations.reactions",
    "invitations.merge",
    "series.enrol",
    "series.merge",
    "series.allocate",
    "projects.merge",
    "dashboards.digest",
)
"""Lower rooms come first: when a room reacts, the rooms below it have reacted already."""


def subscribe() -> None:
    """Import the modules, which registers their handlers. A second call changes nothing."""
    for module in SUBSCRIBERS:
        import_module(f"app.{module}")

"""The modules that react to announcements (`core/reactions.py`) or declare rules of merging, in order.

Also those that say what files can be attached to (`attachments/about.py`), that declare personal data
(`core/personal.py`), or delete them when their time is over.
"""

from importlib import import_module

SUBSCRIBERS = (
    "accounts.sessions",
    "accounts.attempts",
    "accounts.password_links",
    "organisations.merge_parts",
    "partnerships.merge",
    "events.status",
    "events.merge",
    "attachments.kinds",
    "attachments.reactions",
    "seat_blocks.release",
    "seat_blocks.merge",
    "registrations.answered",
    "registrations.needs",
    "registrations.reactions",
    "registrations.cancelled_event",
    "registrations.decide",
    "registrations.confirm_address",
    "registrations.merge",
    "registrations.renew_link",
    "registrations.letter_links",
    "registrations.remind",
    "attendance.reactions",
    "attendance.merge",
    "attendance.reliability",
    "attendance.thank",
    "invitations.reactions",
    "invitations.letters",
    "invitations.merge",
    "series.enrol",
    "series.merge",
    "minutes.merge",
    "series.allocate",
    "meetings.reactions",
    "meetings.quorum",
    "meetings.merge",
    "decisions.visible",
    "decisions.merge",
    "decisions.decide",
    "needs.round_tables",
    "needs.attached",
    "projects.merge",
    "talks.merge",
    "newsletter.subscribe",
    "newsletter.service",
    "audit.store",
    "privacy.own_data",
    "dashboards.digest",
)
"""Lower rooms come first: when a room reacts, the rooms below it have reacted already."""

PERSONAL = (
    "territories.personal",
    "accounts.personal",
    "organisations.personal",
    "organisations.merge",
    "partnerships.personal",
    "partnerships.forget",
    "letters.personal",
    "courses.personal",
    "events.personal",
    "attachments.personal",
    "attachments.sweep",
    "seat_blocks.personal",
    "registrations.personal",
    "registrations.needs",
    "registrations.details",
    "messages.personal",
    "messages.forget",
    "attendance.personal",
    "invitations.personal",
    "invitations.forget",
    "series.personal",
    "meetings.personal",
    "decisions.personal",
    "needs.personal",
    "minutes.personal",
    "projects.personal",
    "talks.personal",
    "talks.forget",
    "newsletter.personal",
    "feedback.personal",
    "feedback.forget",
    "audit.personal",
    "privacy.personal",
    "privacy.evidence",
    "privacy.inactive",
)


def subscribe() -> None:
    """Import the modules, which registers what they declare. A second call changes nothing."""
    for module in (*SUBSCRIBERS, *PERSONAL):
        import_module(f"app.{module}")

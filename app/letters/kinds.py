"""The kinds of letters, each with a template `templates/mail/<kind>.jinja`, and the placeholders of each."""

from app.core.mail.wording import SIGNATURE

LETTER_KINDS = (
    "registration_confirmed",
    "registration_waiting",
    "registration_pending",
    "registration_unconfirmed",
    "registration_moved_up",
    "registration_offered",
    "registration_expired",
    "registration_cancelled",
    "registration_declined",
    "registration_link",
    "registrations_made",
    "event_changed",
    "event_cancelled",
    "event_reactivated",
    "event_reminder",
    "event_thanks",
    "invitation",
    "invitation_second_call",
    "invitation_withdrawn",
    "meeting_invitation",
    "meeting_alternate",
    "series_enrolled",
    "series_dealt",
)
EVENT_MESSAGE = "event_message"
"""What a coordinator writes to participants: the letter brings its own words."""
NEWSLETTER = "newsletter"
"""One number of a newsletter: those who asked for it end it by a link of its own."""
NEWSLETTER_CONFIRM = "newsletter_confirm"
"""Asks whether a mailbox wants the newsletter that somebody has ordered for it."""
SUGGESTION_ANSWERED = "suggestion_answered"
"""To somebody from the public who has written a suggestion or a question."""
MAIL_TROUBLE = "mail_trouble"
"""To admins: letters do not go out. It belongs to no partnership, and is not worded by one."""
ACCOUNT_KINDS = (
    "account_invitation",
    "password_reset",
    "password_changed",
    "second_factor_on",
    "second_factor_off",
)
"""About a login. Their text is not kept: a link in it acts for the user."""
SECURITY_ALERT = "security_alert"
"""To admins: something that may be an attack. It belongs to no partnership either."""
PERSONAL_DATA = "personal_data"
"""The link to all that is kept of a person. It is made at delivery and stored nowhere."""
STAFF_KINDS = ("staff_digest", "staff_below_minimum")
"""To the coordinators. A partnership has no words of its own for them."""
TASK_REMINDER = "task_reminder"
"""To the owners of tasks, in the product's words."""
CANCELLING_KINDS = {"registration_cancelled", "registration_declined", "event_cancelled"}
"""They end a registration: its calendar entries are cancelled."""

UNASKED_KINDS = frozenset(
    {"invitation", "invitation_second_call", "invitation_withdrawn", "meeting_alternate"}
)
"""Their receivers did not ask for them, and an alternate is named by somebody else: they offer a link to get
no more, and respect it. All others are about a registration that somebody made, or about an account."""


def is_unasked(kind: str, about: str | None) -> bool:
    """Also news about an event to somebody who is only invited to it."""
    return kind in UNASKED_KINDS or (about or "").startswith("invitation:")


COMMON = ("name", "event", "when", "place", "partnership", "manage_url")
INVITED = ("name", "event", "when", "place", "partnership", "invitation_url", "message")
OF_MEETING = (*INVITED, "agenda")
UNINVITED = ("name", "event", "when", "place", "partnership")
OF_SERIES = ("name", "event", "partnership")
OF_SEVERAL = ("event", "when", "place", "partnership", "cancel_until")
MORE = {
    "registration_waiting": ("waiting_position",),
    "registration_confirmed": ("cancel_until",),
    "registration_moved_up": ("cancel_until",),
    "registration_offered": ("expires_at", "cancel_until"),
    "event_reminder": ("cancel_until",),
    "event_reactivated": ("waiting_position", "expires_at", "cancel_until"),
    "registration_pending": ("why",),
    "registration_unconfirmed": ("expires_at",),
    "registration_cancelled": ("reason",),
    "registration_declined": ("reason",),
    "event_cancelled": ("reason",),
    "event_changed": ("reason",),
}


def placeholders(kind: str) -> tuple[str, ...]:
    """Those that this kind of letter knows."""
    if kind == SIGNATURE or kind.startswith("series_"):
        return OF_SERIES
    if kind == "registrations_made":
        return OF_SEVERAL
    if kind.startswith("meeting_"):
        return OF_MEETING
    if kind == "invitation_withdrawn":
        return UNINVITED
    if kind.startswith("invitation"):
        return INVITED
    return (*COMMON, *MORE.get(kind, ()))

"""When a sign-up has to be confirmed by its mailbox before it counts.

Whoever types a name, an address or an organisation has proved none of them. Where that would decide who gets
a seat, the registration is pending with the reason `confirm_address`. It holds no seat and is in no queue,
but keeps its place by time. A button behind the link in the mail confirms it; else it ends after two days.
At such an event the answer is the same for everybody, so it tells nobody who is a member.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.events.event_row import CONFIRM_ADDRESS, EVENT, EventRow
from app.events.models import RegistrationPolicy
from app.registrations.models import UNCONFIRMED_REASON, Registration, RegistrationStatus

CONFIRM_WITHIN = timedelta(hours=48)


def is_wanted(event: EventRow) -> bool:
    """Of whoever signs up by themselves, without an invitation."""
    members = event.registration_policy == RegistrationPolicy.MEMBERS
    return members or event.blocks > 0 or event.confirm_address


def wanted() -> sa.ColumnElement[bool]:
    """The same as a condition on the row of the event."""
    columns = EVENT.c
    members = columns.registration_policy == RegistrationPolicy.MEMBERS
    return sa.or_(members, columns.blocks > 0, CONFIRM_ADDRESS)


def is_unconfirmed(registration: Registration) -> bool:
    return registration.status == RegistrationStatus.PENDING and registration.reason == UNCONFIRMED_REASON


def confirmed_until(registration: Registration) -> datetime:
    return registration.created_at + CONFIRM_WITHIN


def has_lapsed(registration: Registration) -> bool:
    """Whether it is too late, even if the worker has not handled it yet."""
    return is_unconfirmed(registration) and confirmed_until(registration) <= clock.now()

"""The rules of who may sign up when; they do not look at seats."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database.columns import table_of
from app.core.errors import Conflict, Invalid, NotFound
from app.core.text import fold
from app.events import event_row
from app.events.access import sees_event
from app.events.event_row import EventRow
from app.events.models import RegistrationPolicy, Visibility
from app.events.status import registration_state
from app.organisations.models import Organisation
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.registrations.models import INACTIVE_STATUSES as OVER_FOR_GOOD
from app.registrations.models import UNCONFIRMED_REASON, Registration
from app.registrations.seats import SEATLESS
from app.registrations.shapes import Contact

REGISTRATION, ORGANISATION = (table_of(table) for table in (Registration, Organisation))


def check_event(
    session: Session, actor: Actor, event: EventRow, by_staff: bool, *, invited: bool = False
) -> None:
    """Raises the reason against a sign-up. Staff may sign people up until the event is over.

    An invited person may know of the event, and may sign up for an event by invitation.
    """
    is_shown = event.visibility == Visibility.PUBLIC and event.published_at is not None
    if not (is_shown or by_staff or invited or sees_event(session, actor, event.id)):
        raise NotFound()
    now = clock.now()
    state = registration_state(event, now)
    if state == "cancelled":
        raise Conflict("event_cancelled")
    if state == "draft" or event_row.is_over(event, now) or (state != "open" and not by_staff):
        raise Conflict("registration_closed")
    if event.registration_policy == RegistrationPolicy.INVITATION and not (by_staff or invited):
        raise Conflict("not_invited")


def check_organisation(session: Session, event: EventRow, body: Contact) -> None:
    """Enforce `organisation_limit` for people who sign up by themselves. The caller has locked the event.

    Sign-ups that are still to be confirmed do not count.
    A chosen organisation and a typed one with its name are the same.
    """
    if body.organisation_id is None and not body.organisation_name:
        raise Invalid("#/organisation_name", "required")
    columns, names = REGISTRATION.c, ORGANISATION.c
    called = sa.func.coalesce(names.name, columns.organisation_name)
    active = sa.select(called).outerjoin(ORGANISATION, names.id == columns.organisation_id)
    active = active.where(
        columns.event_id == event.id,
        columns.status.not_in(OVER_FOR_GOOD),
        columns.reason.is_distinct_from(UNCONFIRMED_REASON),
        ~SEATLESS,
    )
    chosen = sa.select(names.name).where(names.id == body.organisation_id)
    own = session.connection().scalar(chosen) or body.organisation_name or ""
    signed_up = sum(fold(name) == fold(own) for name in session.connection().scalars(active))
    if event.organisation_limit is not None and signed_up >= event.organisation_limit:
        raise Conflict("organisation_limit", limit=event.organisation_limit)


def check_member(session: Session, event: EventRow, person_id: int) -> None:
    if not is_member(session, event, person_id):
        raise Conflict("not_invited")


def is_member(session: Session, event: EventRow, person_id: int) -> bool:
    """Whether the person is in the event's group or, without one, in any group of the partnership."""
    today = clock.today()
    since, until = col(GroupMember.since), col(GroupMember.until)
    current = sa.and_(sa.or_(since.is_(None), since <= today), sa.or_(until.is_(None), until >= today))
    statement = select(GroupMember.id).join(WorkingGroup, col(WorkingGroup.id) == GroupMember.group_id)
    statement = statement.where(GroupMember.person_id == person_id, current)
    if event.group_id is not None:
        statement = statement.where(WorkingGroup.id == event.group_id)
    else:
        statement = statement.where(WorkingGroup.partnership_id == event.partnership_id)
    return session.exec(statement.limit(1)).first() is not None

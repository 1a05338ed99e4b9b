"""A person who is erased takes part in nothing to come: seats go to those who wait, links end."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.events import event_row
from app.events.models import Event
from app.invitations.models import Invitation, InvitationStatus
from app.meetings.reactions import end_links as end_meeting_links
from app.registrations import queue
from app.registrations.allowed import can_leave
from app.registrations.decide import give_up_seat
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.renew_link import end_links
from app.series.models import SeriesEnrolment


def leave(session: Session, person_id: int) -> None:
    """No letter is written: there is nobody to read it."""
    _leave_events(session, person_id)
    for enrolment in session.exec(select(SeriesEnrolment).where(SeriesEnrolment.person_id == person_id)):
        enrolment.cancelled_at = enrolment.cancelled_at or clock.now()
    end_links(session, person_id)
    end_meeting_links(session, person_id)
    _end_invitations(session, person_id)
    session.flush()


def _end_invitations(session: Session, person_id: int) -> None:
    """Those that were not answered, and every one that could still be accepted. The links of others end."""
    coming = sa.or_(col(Event.ends_at).is_(None), col(Event.ends_at) > clock.now())
    sent = col(Invitation.status) == InvitationStatus.SENT
    theirs = select(Invitation, sa.or_(sent, coming)).join(Event, col(Event.id) == Invitation.event_id)
    for invitation, is_open in session.exec(theirs.where(Invitation.person_id == person_id)):
        if is_open:
            invitation.status = InvitationStatus.WITHDRAWN
        else:
            invitation.link_epoch += 1


def _leave_events(session: Session, person_id: int) -> None:
    """At an event of several days at which the person was present, the registration stays as evidence."""
    current = select(Registration.event_id, Registration.id).where(
        Registration.person_id == person_id, col(Registration.status).not_in(INACTIVE_STATUSES)
    )
    for event_id, registration_id in session.exec(current.order_by(col(Registration.event_id))).all():
        with queue.lock_event(session, event_id) as event:
            one = session.get_one(Registration, registration_id, with_for_update=True, populate_existing=True)
            active = one.status not in INACTIVE_STATUSES and not event_row.is_over(event, clock.now())
            if active and can_leave(session, one):
                give_up_seat(session, one, RegistrationStatus.CANCELLED, None)

"""Members of the group at its meetings: each is a registration that takes no seat, known before they come."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.json_values import Json
from app.courses.models import EventKind
from app.events import event_row
from app.events.models import UPCOMING_STATUSES, Event
from app.meetings.models import MeetingMember
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, GroupRole
from app.registrations import letters, sign_up
from app.registrations.allowed import can_leave
from app.registrations.decide import give_up_seat
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationSource, RegistrationStatus


def is_group_meeting(event: Event) -> bool:
    return event.kind == EventKind.MEETING and event.group_id is not None


def day_of(event: Event) -> date:
    """The day for which membership counts."""
    return clock.day_of(event.starts_at) if event.starts_at else clock.today()


def members_at(session: Session, group_id: int, day: date) -> Sequence[GroupMember]:
    """Who belongs to the group on that day. Alternates come only in the place of somebody."""
    since, until = col(GroupMember.since), col(GroupMember.until)
    statement = select(GroupMember).where(
        GroupMember.group_id == group_id,
        GroupMember.role != GroupRole.ALTERNATE,
        sa.or_(since.is_(None), since <= day),
        sa.or_(until.is_(None), until >= day),
    )
    return session.exec(statement.order_by(col(GroupMember.id))).all()


def of_meeting(session: Session, event_id: int) -> Sequence[MeetingMember]:
    statement = select(MeetingMember).where(MeetingMember.event_id == event_id)
    return session.exec(statement.order_by(col(MeetingMember.id))).all()


def of_registration(session: Session, registration_id: int) -> MeetingMember | None:
    """The member of the group, not an alternate, whose registration it is."""
    statement = select(MeetingMember).where(
        MeetingMember.registration_id == registration_id, col(MeetingMember.member_id).is_not(None)
    )
    return session.exec(statement).one_or_none()


def expect_members(session: Session, event: Event) -> None:
    """Each member of the day is expected at the meeting; who is a member no longer is not.

    A registration that the staff have cancelled stays so until they confirm it.
    """
    if not is_group_meeting(event) or event.published_at is None:
        return
    event_row.lock(session, event.id)
    wanted = members_at(session, event.group_id or 0, day_of(event))
    known = {one.member_id: one for one in of_meeting(session, event.id) if one.member_id is not None}
    _leave(session, [one for number, one in known.items() if number not in {member.id for member in wanted}])
    for member in wanted:
        expected = known.get(member.id) or MeetingMember(
            partnership_id=event.partnership_id, event_id=event.id, member_id=member.id
        )
        if member.person_id is not None and expected.registration_id is None:
            guest = member.role == GroupRole.GUEST
            expected.registration_id = registration_for(
                session, event.id, member.person_id, member.organisation_id, guest=guest
            )
        session.add(expected)
    session.flush()


def registration_for(
    session: Session,
    event_id: int,
    person_id: int,
    organisation_id: int | None = None,
    **more: object,
) -> int:
    """The registration of this person for the meeting: the one there is, or a new one as a member."""
    known = sign_up.active_registration(session, event_id, person_id)
    if known is not None:
        return known.id
    event, person = event_row.read_event(session, event_id), session.get_one(Person, person_id)
    row: Json = {
        "status": RegistrationStatus.CONFIRMED,
        "reason": None,
        "queue_key": event.queue_last,
        "source": RegistrationSource.MEMBER,
        "answers": {},
        "consents": {"photos": False, "newsletter": False},
        "lang": language_of(session, person_id),
        "note": "",
        "phone": "",
        "organisation_id": organisation_id or person.organisation_id,
        "organisation_name": "",
        "position": person.position,
        "silent": True,
        **more,
    }
    made = sign_up.insert(session, event, person_id, row)
    if made is None:
        raise RuntimeError("the event is locked, so nobody else has signed this person up")
    return made.id


def language_of(session: Session, person_id: int) -> str:
    """The language in which the person signed up last."""
    last = select(Registration.lang).where(Registration.person_id == person_id)
    return session.exec(last.order_by(col(Registration.id).desc()).limit(1)).first() or "cs"


def _leave(session: Session, gone: Iterable[MeetingMember]) -> None:
    """They are expected no more; those invited get the calendar entry withdrawn."""
    for one in gone:
        registration = (
            session.get(Registration, one.registration_id, with_for_update=True)
            if one.registration_id is not None
            else None
        )
        if registration is None or (registration.is_member and strike(session, registration)):
            session.delete(one)
    session.flush()


def strike(session: Session, registration: Registration) -> bool:
    """Cancel the registration of a member who will not come; False when the person was present."""
    if registration.status in INACTIVE_STATUSES:
        return True
    if not can_leave(session, registration):
        return False
    told = not registration.silent
    give_up_seat(session, registration, RegistrationStatus.CANCELLED, None)
    if told:
        letters.send(session, "registration_cancelled", registration.event_id, registration.id, calendar=True)
    return True


def meetings_ahead(session: Session, group_id: int) -> Sequence[Event]:
    """Published meetings of the group that are not over."""
    statement = select(Event).where(
        Event.group_id == group_id,
        Event.kind == EventKind.MEETING,
        col(Event.status).in_(UPCOMING_STATUSES),
        sa.or_(col(Event.ends_at).is_(None), col(Event.ends_at) > clock.now()),
    )
    return session.exec(statement.order_by(col(Event.id))).all()

"""The answer of a member to a meeting, by the link of a letter or with an account.

An apology is an excuse in the attendance of all sessions, however long before. The person who comes in the
place of the member is registered for the meeting as their alternate.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.attendance import record
from app.attendance.models import AttendanceMethod, AttendanceMode, AttendanceStatus
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.courses.models import EventKind
from app.events import event_row
from app.events.agenda import items_of, rows_of
from app.events.agenda_models import AgendaItemView, PresenterView
from app.events.models import UPCOMING_STATUSES, Event, EventStatus
from app.events.service import find_event
from app.events.sessions import sessions_of
from app.meetings.letters import ALTERNATE, MEETING, MeetingLetter
from app.meetings.members import day_of, registration_for, strike
from app.meetings.models import MeetingMember, MemberAnswer
from app.meetings.shapes import Alternate, AlternateView, Apology, MeetingAccept, MyMeeting
from app.organisations.models import Organisation
from app.organisations.people import derived, find_or_add_person
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember
from app.partnerships.rules import deadlines, rules_of
from app.registrations import letter_recipients, letters, own_link
from app.registrations.models import INACTIVE_STATUSES, Registration


def by_account(session: Session, actor: Actor, event_id: int) -> MeetingMember:
    """The reader's own place at the meeting. Forbidden for those who are no members."""
    event = find_event(session, actor, event_id, EventKind.MEETING)
    statement = (
        select(MeetingMember)
        .join(Registration, col(Registration.id) == col(MeetingMember.registration_id))
        .where(MeetingMember.event_id == event.id, col(Registration.person_id).in_(actor.person_ids))
    )
    found = session.exec(statement.order_by(col(MeetingMember.id))).first()
    if found is None:
        raise Forbidden()
    return found


def accept(session: Session, one: MeetingMember, body: MeetingAccept) -> MyMeeting:
    """The member comes; an apology from before and its alternate are taken back."""
    event = _locked(session, one)
    if one.registration_id is None:
        _name_somebody(session, event, one, body)
    registration = session.get_one(Registration, one.registration_id)
    for at in _sessions(session, event):
        known = record.recorded_attendance(session, at, registration.id)
        if known.status == AttendanceStatus.EXCUSED:
            record.write(session, at, known, _recording(AttendanceStatus.UNKNOWN))
    _drop_alternates(session, registration, but=None)
    return _answered(session, event, one, MemberAnswer.ACCEPTED)


def apologise(session: Session, one: MeetingMember, body: Apology) -> MyMeeting:
    """The member does not come. A repeated apology replaces the note and the alternate."""
    event = _locked(session, one)
    if one.registration_id is None:
        if body.alternate is not None:
            raise Invalid("#/alternate", "not_allowed")
        return _answered(session, event, one, MemberAnswer.APOLOGISED)
    registration = session.get_one(Registration, one.registration_id)
    if body.alternate is not None and one.member_id is None:
        raise Invalid("#/alternate", "not_allowed")
    for at in _sessions(session, event):
        known = record.recorded_attendance(session, at, registration.id)
        if known.status == AttendanceStatus.PRESENT:
            raise Conflict("wrong_state", state=AttendanceStatus.PRESENT.value)
        record.write(session, at, known, _recording(AttendanceStatus.EXCUSED))
    registration.note = body.note
    _send_alternate(session, event, registration, body.alternate)
    return _answered(session, event, one, MemberAnswer.APOLOGISED)


def _locked(session: Session, one: MeetingMember) -> Event:
    """The event, locked, while it is still to come; so is the registration."""
    found = event_row.lock(session, one.event_id)
    own_link.check_coming(found)
    session.refresh(one, with_for_update=True)
    if one.registration_id is not None:
        registration = session.get_one(
            Registration, one.registration_id, with_for_update=True, populate_existing=True
        )
        if registration.status in INACTIVE_STATUSES:
            raise Conflict("wrong_state", state=registration.status.value)
    return session.get_one(Event, one.event_id)


def _sessions(session: Session, event: Event) -> list[record.SessionRow]:
    return [record.find_session(session, at.id) for at in sessions_of(session, event.id)]


def _recording(status: AttendanceStatus) -> record.Recording:
    mode, method = AttendanceMode.IN_PERSON, AttendanceMethod.SELF
    return record.Recording(status, None, mode, method, clock.now(), None)


def _answered(session: Session, event: Event, one: MeetingMember, answer: MemberAnswer) -> MyMeeting:
    one.answer, one.answered_at = answer, clock.now()
    session.flush()
    return my_meeting(session, one)


def _name_somebody(session: Session, event: Event, one: MeetingMember, body: MeetingAccept) -> None:
    """An organisation says who comes. They get the letter with the calendar entry and a link of their own."""
    for name in ("first_name", "last_name"):
        if not getattr(body, name):
            raise Invalid(f"#/{name}", "required")
    member = session.get_one(GroupMember, one.member_id)
    somebody = Alternate(first_name=body.first_name or "", last_name=body.last_name or "", email=body.email)
    person_id = _person(session, event, somebody, member.organisation_id)
    one.registration_id = registration_for(session, event.id, person_id, member.organisation_id)
    _write(session, event, MEETING, one.registration_id)


def _person(session: Session, event: Event, body: Alternate, organisation_id: int | None) -> int:
    return find_or_add_person(
        session,
        event.partnership_id,
        body.first_name,
        body.last_name,
        body.email,
        organisation_id=organisation_id,
    )


def _send_alternate(
    session: Session, event: Event, registration: Registration, body: Alternate | None
) -> None:
    """Register the alternate with a letter. One who was named before stays, others go."""
    if body is not None:
        _check_free(session, event, registration, body)
    person_id = _person(session, event, body, registration.organisation_id) if body else None
    if person_id == registration.person_id:
        raise Invalid("#/alternate", "not_allowed")
    standing = _drop_alternates(session, registration, but=person_id)
    if person_id is None or standing:
        return
    own = {"alternate_for": registration.id}
    number = registration_for(session, event.id, person_id, registration.organisation_id, **own)
    alternate = session.get_one(Registration, number, with_for_update=True, populate_existing=True)
    if alternate.alternate_for not in (None, registration.id) or _is_expected(session, event, number):
        raise Invalid("#/alternate", "already_exists")
    alternate.alternate_for = registration.id
    session.add(
        MeetingMember(
            partnership_id=event.partnership_id,
            event_id=event.id,
            registration_id=number,
            invited_at=clock.now(),
        )
    )
    absent = session.get_one(Person, registration.person_id)
    _write(session, event, ALTERNATE, number, absent=full_name(absent))


def _check_free(session: Session, event: Event, registration: Registration, body: Alternate) -> None:
    """Refuse somebody whom the meeting expects already. Without an address the name alone tells who it is."""
    keys = derived(body.first_name, body.last_name, body.email)
    expected = (
        select(Person)
        .join(Registration, col(Registration.person_id) == col(Person.id))
        .join(MeetingMember, col(MeetingMember.registration_id) == col(Registration.id))
        .where(
            MeetingMember.event_id == event.id,
            col(Registration.status).not_in(INACTIVE_STATUSES),
            col(Registration.alternate_for).is_distinct_from(registration.id),
            col(Person.folded_name) == keys["folded_name"],
        )
    )
    for person in session.exec(expected):
        if not (keys["folded_email"] and person.folded_email) or keys["folded_email"] == person.folded_email:
            code = "not_allowed" if person.id == registration.person_id else "already_exists"
            raise Invalid("#/alternate", code)


def _is_expected(session: Session, event: Event, registration_id: int) -> bool:
    statement = select(MeetingMember.id).where(
        MeetingMember.event_id == event.id, MeetingMember.registration_id == registration_id
    )
    return session.exec(statement.limit(1)).first() is not None


def _write(
    session: Session, event: Event, kind: str, registration_id: int, absent: str | None = None
) -> None:
    session.get_one(Registration, registration_id).silent = False
    session.flush()
    letter = MeetingLetter(session, event)
    for to in letter_recipients.recipients(session, [registration_id]):
        letter.post(session, kind, to, absent)


def alternates_of(session: Session, registration_id: int) -> Sequence[Registration]:
    statement = select(Registration).where(
        Registration.alternate_for == registration_id, col(Registration.status).not_in(INACTIVE_STATUSES)
    )
    return session.exec(statement.order_by(col(Registration.id))).all()


def _drop_alternates(session: Session, registration: Registration, but: int | None) -> bool:
    """Those who are not needed any more come no longer. Returns whether the person `but` was among them."""
    stays = False
    for alternate in alternates_of(session, registration.id):
        if alternate.person_id == but:
            stays = True
        elif not alternate.is_member:
            alternate.alternate_for = None
        elif strike(session, alternate):
            own = select(MeetingMember).where(MeetingMember.registration_id == alternate.id)
            for one in session.exec(own):
                session.delete(one)
    session.flush()
    return stays


# --- reading ---------------------------------------------------------------------------------------------


def my_meeting(session: Session, one: MeetingMember) -> MyMeeting:
    event = session.get_one(Event, one.event_id)
    row = event_row.read_event(session, event.id)
    registration = session.get(Registration, one.registration_id) if one.registration_id else None
    member = session.get(GroupMember, one.member_id) if one.member_id else None
    person = session.get_one(Person, registration.person_id) if registration else None
    office = (registration.organisation_id if registration else None) or (member and member.organisation_id)
    organisation = session.get(Organisation, office) if office else None
    about = letters.letter_event(session, event.id)
    about = about.seen_with(registration.status) if registration else about.outside
    return MyMeeting(
        event=own_link.event_facts(session, row, about),
        agenda=_agenda(session, event),
        name=full_name(person) if person else None,
        organisation_name=organisation.name if organisation else None,
        answer=one.answer,
        answered_at=one.answered_at,
        note=registration.note if registration else "",
        alternate=_alternate_view(session, registration),
        alternate_for=_represented(session, registration),
        apologies_by=deadlines(
            rules_of(session, event.group_id, event.partnership_id), day_of(event)
        ).apologies_by,
        allowed=_allowed(row, registration),
    )


def _agenda(session: Session, event: Event) -> list[AgendaItemView]:
    rows = rows_of(items_of(session, [event.id])[event.id], event.starts_at, inside=False)
    return [
        AgendaItemView(
            **{**row, "presenter": PresenterView(**row["presenter"]) if row["presenter"] else None}
        )
        for row in rows
    ]


def _alternate_view(session: Session, registration: Registration | None) -> AlternateView | None:
    for alternate in alternates_of(session, registration.id) if registration else ():
        person = session.get_one(Person, alternate.person_id)
        return AlternateView(first_name=person.first_name, last_name=person.last_name, email=person.email)
    return None


def _represented(session: Session, registration: Registration | None) -> str | None:
    if registration is None or registration.alternate_for is None:
        return None
    absent = session.get_one(Registration, registration.alternate_for)
    return full_name(session.get_one(Person, absent.person_id))


def _allowed(event: event_row.EventRow, registration: Registration | None) -> list[str]:
    ended = registration is not None and registration.status in INACTIVE_STATUSES
    if ended or event.status == EventStatus.CANCELLED or event_row.is_over(event, clock.now()):
        return []
    found = ["accept", "apologise"]
    if registration is not None and registration.alternate_for is None:
        found.append("name_alternate")
    return found if registration is not None else [*found, "name_somebody"]


def apologised_between(session: Session, start: datetime, end: datetime) -> Sequence[tuple[int, str]]:
    """Members who apologised from meetings ahead: the event and the name, in the order of their answers."""
    statement = (
        select(MeetingMember.event_id, Person)
        .join(Registration, col(Registration.id) == col(MeetingMember.registration_id))
        .join(Person, col(Person.id) == col(Registration.person_id))
        .join(Event, col(Event.id) == col(MeetingMember.event_id))
        .where(
            MeetingMember.answer == MemberAnswer.APOLOGISED,
            col(MeetingMember.answered_at) >= start,
            col(MeetingMember.answered_at) < end,
            col(Event.status).in_(UPCOMING_STATUSES),
        )
    )
    found = session.exec(statement.order_by(col(MeetingMember.answered_at), col(MeetingMember.id)))
    return [(event_id, full_name(person)) for event_id, person in found]

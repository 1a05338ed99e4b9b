"""Members at a meeting with their answers, and what waits for the next agenda of a group."""

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.courses.models import EventKind
from app.events.access import check_reader
from app.events.agenda import waiting_for
from app.events.service import find_event
from app.meetings import links
from app.meetings.letters import office_email
from app.meetings.members import of_meeting
from app.meetings.models import MeetingMember
from app.meetings.shapes import MemberAtMeeting, MembersAtMeeting, WaitingAgenda, WaitingItem
from app.organisations.models import Organisation
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.partnerships.groups import sees_inside
from app.registrations.models import INACTIVE_STATUSES, Registration


def list_members(session: Session, actor: Actor, event_id: int) -> MembersAtMeeting:
    """Who is expected, and what they answered. Facilitators of the meeting may read it too."""
    event = find_event(session, actor, event_id, EventKind.MEETING)
    check_reader(session, actor, event.id, event.partnership_id)
    writes = actor.writes(event.partnership_id) and actor.may_use("registrations:write")
    found = [_view(session, one, writes=writes) for one in of_meeting(session, event.id)]
    return MembersAtMeeting(results=[one for one in found if one is not None])


def _view(session: Session, one: MeetingMember, *, writes: bool) -> MemberAtMeeting | None:
    """None for somebody whom the staff have struck from the list."""
    member = session.get(GroupMember, one.member_id) if one.member_id else None
    registration = session.get(Registration, one.registration_id) if one.registration_id else None
    if registration is not None and registration.status in INACTIVE_STATUSES:
        return None
    person = session.get(Person, registration.person_id) if registration else None
    office = (registration and registration.organisation_id) or (member and member.organisation_id)
    organisation = session.get(Organisation, office) if office else None
    return MemberAtMeeting(
        id=one.id,
        member_id=one.member_id,
        registration_id=one.registration_id,
        name=full_name(person) if person else (organisation.name if organisation else ""),
        organisation_name=organisation.name if organisation else "",
        role=member.role.value if member else "alternate",
        voting=member.voting if member else False,
        answer=one.answer,
        answered_at=one.answered_at,
        invited_at=one.invited_at,
        note=registration.note if registration else "",
        has_address=bool(
            person.email
            if person
            else organisation and office_email(session, one.partnership_id, organisation)
        ),
        alternate_for=_represented(session, registration),
        url=links.url(session.info["settings"], one) if writes else None,
    )


def _represented(session: Session, registration: Registration | None) -> str | None:
    if registration is None or registration.alternate_for is None:
        return None
    statement = (
        select(Person)
        .join(Registration, col(Registration.person_id) == col(Person.id))
        .where(Registration.id == registration.alternate_for)
    )
    return full_name(session.exec(statement).one())


def list_waiting(session: Session, actor: Actor, group_id: int) -> WaitingAgenda:
    """What the next meeting of the group will deal with, for the staff and the members."""
    group = session.get(WorkingGroup, group_id)
    if group is None:
        raise NotFound()
    if not sees_inside(session, actor, group):
        raise Forbidden()
    return WaitingAgenda(results=[WaitingItem.of(item) for item in waiting_for(session, group_id)])

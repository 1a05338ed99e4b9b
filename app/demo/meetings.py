"""Members at the meetings of their groups: expected, invited, present, excused, represented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.attendance.models import Attendance, AttendanceMethod, AttendanceStatus
from app.attendance.record import recount
from app.core.database import changes
from app.demo.scene import Scene
from app.events.event_row import EVENT
from app.events.models import Event
from app.events.sessions import sessions_of
from app.meetings.members import day_of, members_at
from app.meetings.models import MeetingMember, MemberAnswer
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, GroupRole
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus

USUAL = timedelta(days=10)
"""Members are invited so long before a meeting, unless they are invited late."""
EXCUSE = "Omlouvám se, jsem na školení."


def as_members(scene: Scene, event: Event, signed: Sequence[Registration], lead: timedelta = USUAL) -> None:
    """Those who were there are members of the group, or guests; neither takes a seat."""
    members = {one.person_id: one for one in members_at(scene.session, event.group_id or 0, day_of(event))}
    for one in signed:
        one.source = RegistrationSource.MEMBER
        one.guest = one.person_id not in members
        if one.person_id in members:
            _expect(scene, event, one, members[one.person_id], lead, MemberAnswer.ACCEPTED)
    scene.session.flush()
    _empty_counters(scene, event)


def _expect(
    scene: Scene,
    event: Event,
    registration: Registration,
    member: GroupMember | None,
    lead: timedelta,
    answer: MemberAnswer,
) -> None:
    invited = _invited_at(scene, event, lead)
    scene.session.add(
        MeetingMember(
            partnership_id=event.partnership_id,
            event_id=event.id,
            member_id=member.id if member else None,
            registration_id=registration.id,
            invited_at=invited,
            answer=answer,
            answered_at=None if answer == MemberAnswer.NONE else invited + timedelta(hours=20),
        )
    )


def _invited_at(scene: Scene, event: Event, lead: timedelta) -> datetime:
    return min((event.starts_at or scene.now) - lead, scene.now - timedelta(days=1))


def _empty_counters(scene: Scene, event: Event) -> None:
    none = dict.fromkeys(("taken", "confirmed", "waiting", "pending"), 0)
    changes.update_counters(scene.session, sa.update(EVENT).where(EVENT.c.id == event.id).values(none))


def excuse_the_others(
    scene: Scene,
    event: Event,
    present: Sequence[Person],
    lead: timedelta = USUAL,
    alternate: Person | None = None,
) -> None:
    """Members who were not there had apologised; the first of them sent an `alternate`."""
    here = {one.id for one in present}
    for member in members_at(scene.session, event.group_id or 0, day_of(event)):
        if member.person_id is None or member.person_id in here or member.role == GroupRole.ALTERNATE:
            continue
        absent = _registered(scene, event, member.person_id, member.organisation_id)
        absent.note = EXCUSE
        _expect(scene, event, absent, member, lead, MemberAnswer.APOLOGISED)
        _record(scene, event, absent, AttendanceStatus.EXCUSED)
        if alternate is not None:
            instead = _registered(scene, event, alternate.id, alternate.organisation_id)
            instead.alternate_for = absent.id
            _expect(scene, event, instead, None, lead, MemberAnswer.ACCEPTED)
            _record(scene, event, instead, AttendanceStatus.PRESENT)
            alternate = None
    scene.session.flush()
    recount(scene.session, event.id)


def expect_all(scene: Scene, event: Event, excused: int = 0, *, invited: bool = True) -> None:
    """Members of a meeting to come. The last `excused` of them have apologised, the first has accepted."""
    members = [
        one
        for one in members_at(scene.session, event.group_id or 0, day_of(event))
        if one.person_id is not None
    ]
    for place, member in enumerate(members):
        answer = MemberAnswer.ACCEPTED if invited and place == 0 else MemberAnswer.NONE
        apologises = place >= len(members) - excused
        registration = _registered(scene, event, member.person_id or 0, member.organisation_id)
        registration.silent = not invited
        if apologises:
            answer, registration.note = MemberAnswer.APOLOGISED, EXCUSE
            _record(scene, event, registration, AttendanceStatus.EXCUSED)
        _expect(scene, event, registration, member, USUAL, answer)
    scene.session.flush()
    recount(scene.session, event.id)


def _registered(scene: Scene, event: Event, person_id: int, organisation_id: int | None) -> Registration:
    return scene.keep(
        Registration(
            event_id=event.id,
            partnership_id=event.partnership_id,
            person_id=person_id,
            status=RegistrationStatus.CONFIRMED,
            source=RegistrationSource.MEMBER,
            organisation_id=organisation_id,
            created_at=_invited_at(scene, event, USUAL),
        )
    )


def _record(scene: Scene, event: Event, one: Registration, status: AttendanceStatus) -> None:
    """Apologies came with the answer, presence was recorded at the door."""
    excused = status == AttendanceStatus.EXCUSED
    for at in sessions_of(scene.session, event.id):
        recorded = _invited_at(scene, event, USUAL) + timedelta(hours=20) if excused else at.starts_at
        scene.session.add(
            Attendance(
                registration_id=one.id,
                session_id=at.id,
                event_id=event.id,
                partnership_id=event.partnership_id,
                status=status,
                recorded_at=recorded,
                method=AttendanceMethod.SELF if excused else AttendanceMethod.SHEET,
            )
        )
    scene.session.flush()

"""What a meeting shows of its members: quorum, deadlines, the first invitation, the reader's answer.

Lists and dashboards show meetings, so their facts are read in few statements, and only what can be there.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import reactions
from app.core.actor import Actor
from app.core.json_values import Json
from app.events.models import Event, Meeting
from app.events.views import QuorumView
from app.meetings.members import day_of
from app.meetings.models import MeetingMember, MemberAnswer
from app.partnerships.group_models import GroupMember, KnownRules
from app.partnerships.rules import deadlines, rules_of_groups
from app.registrations.models import (
    INACTIVE_STATUSES,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)

Meetings = Sequence[tuple[Event, Meeting]]
Rules = Mapping[int, KnownRules]
PERCENT = 100


class Expected(NamedTuple):
    """A member or an alternate at a meeting, with the person who is registered."""

    event_id: int
    member_id: int | None
    registration_id: int | None
    invited_at: datetime | None
    answer: MemberAnswer
    person_id: int | None
    source: RegistrationSource | None
    status: RegistrationStatus | None

    @property
    def comes(self) -> bool:
        """On the attendance list, and in no count of sign-ups."""
        return self.source == RegistrationSource.MEMBER and self.status not in INACTIVE_STATUSES

    @property
    def waits_for_invitation(self) -> bool:
        """Not so who was struck from the list, or has answered without one."""
        silent = self.invited_at is None and self.answer == MemberAnswer.NONE
        return self.member_id is not None and silent and self.status not in INACTIVE_STATUSES


def members_at(session: Session, meeting_ids: Collection[int | None]) -> Counter[int | None]:
    """How many members and alternates are expected at each of the meetings."""
    ids = [one for one in meeting_ids if one is not None]
    return Counter(one.event_id for one in (_expected(session, ids) if ids else ()) if one.comes)


@reactions.on("meetings_shown")
def show_meetings(session: Session, actor: Actor, meetings: Meetings, facts: dict[int, Json]) -> None:
    """Fill in the facts of each meeting of a group."""
    groups = {event.group_id for event, _ in meetings if event.group_id is not None}
    rules = rules_of_groups(session, groups) if groups else {}
    for event, _ in meetings:
        if event.starts_at is not None and event.group_id is not None:
            facts[event.id]["deadlines"] = deadlines(rules[event.group_id], day_of(event))._asdict()
    attended = any(event.attended for event, _ in meetings)
    expected = _expected(session, facts) if attended or actor.known else []
    _show_answers(actor, meetings, expected, facts)
    _show_quorum(session, meetings, rules, expected, facts)


def recorded_quorum(session: Session, event_id: int) -> QuorumView | None:
    """Of a meeting whose attendance is recorded, where it or its group has one."""
    found = select(Event, Meeting).join(Meeting, col(Meeting.id) == col(Event.id))
    meetings = session.exec(found.where(col(Event.id) == event_id, col(Event.attended) > 0)).all()
    groups = [event.group_id for event, _ in meetings if event.group_id is not None]
    facts: dict[int, Json] = {event_id: {}}
    rules = rules_of_groups(session, groups) if groups else {}
    _show_quorum(session, meetings, rules, _expected(session, [event_id]) if meetings else [], facts)
    known = facts[event_id].get("quorum")
    return QuorumView(**known) if known else None


def _expected(session: Session, ids: Iterable[int]) -> list[Expected]:
    statement = (
        sa.select(
            col(MeetingMember.event_id),
            col(MeetingMember.member_id),
            col(MeetingMember.registration_id),
            col(MeetingMember.invited_at),
            col(MeetingMember.answer),
            col(Registration.person_id),
            col(Registration.source),
            col(Registration.status),
        )
        .select_from(MeetingMember)
        .outerjoin(Registration, col(Registration.id) == col(MeetingMember.registration_id))
        .where(col(MeetingMember.event_id).in_(list(ids)))
    )
    return [Expected._make(row) for row in session.execute(statement)]


def _show_answers(
    actor: Actor, meetings: Meetings, expected: Sequence[Expected], facts: dict[int, Json]
) -> None:
    inside = {event.id for event, _ in meetings if actor.reads(event.partnership_id)}
    for event_id in inside:
        facts[event_id] |= {"expected": 0, "uninvited": 0}
    for one in expected:
        known = facts[one.event_id]
        if one.event_id in inside and one.comes:
            known["expected"] += 1
        if one.event_id in inside and one.waits_for_invitation:
            known["uninvited"] += 1
        if one.event_id in inside and one.member_id is not None and one.invited_at is not None:
            known["invited_at"] = min(known["invited_at"] or one.invited_at, one.invited_at)
        if one.person_id is not None and one.person_id in actor.person_ids:
            known["my_answer"] = one.answer.value


def _show_quorum(
    session: Session,
    meetings: Meetings,
    rules: Rules,
    expected: Sequence[Expected],
    facts: dict[int, Json],
) -> None:
    asking = [
        (event, own)
        for event, own in meetings
        if own.quorum is not None or _percent(event, rules) is not None
    ]
    if not asking:
        return
    events = [event for event, _ in asking]
    voting = _voting_members(session, events)
    present = _present_members(session, [event for event in events if event.attended], voting, expected)
    for event, own in asking:
        needed = own.quorum
        if needed is None:
            needed = -(-len(voting[event.id]) * (_percent(event, rules) or 0) // PERCENT)
        here = len(present.get(event.id, ()))
        facts[event.id]["quorum"] = {"needed": needed, "present": here, "reached": here >= max(needed, 1)}


def _percent(event: Event, rules: Rules) -> int | None:
    return rules[event.group_id].quorum_percent if event.group_id is not None else None


def _voting_members(session: Session, events: Sequence[Event]) -> dict[int, list[GroupMember]]:
    """Members with a vote on the day of each event."""
    groups = {event.group_id for event in events if event.group_id is not None}
    statement = select(GroupMember).where(col(GroupMember.group_id).in_(groups), col(GroupMember.voting))
    of_group: dict[int, list[GroupMember]] = defaultdict(list)
    for member in session.exec(statement):
        of_group[member.group_id].append(member)
    return {
        event.id: [
            one
            for one in of_group[event.group_id or 0]
            if (one.since is None or one.since <= day_of(event))
            and (one.until is None or one.until >= day_of(event))
        ]
        for event in events
    }


def _present_members(
    session: Session,
    events: Sequence[Event],
    voting: Mapping[int, Sequence[GroupMember]],
    expected: Sequence[Expected],
) -> dict[int, set[int]]:
    """Ids of the members with a vote who are there, or for whom an alternate is."""
    found: dict[int, set[int]] = {event.id: set() for event in events}
    if not found:
        return found
    there = sa.exists().where(
        col(Attendance.registration_id) == col(Registration.id),
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    standing = sa.func.coalesce(col(Registration.alternate_for), col(Registration.id))
    present = sa.select(standing).where(col(Registration.event_id).in_(list(found)), there)
    represented = select(Registration).where(col(Registration.id).in_(present))
    places = {one.registration_id: one.member_id for one in expected if one.registration_id is not None}
    for registration in session.exec(represented):
        for member in voting[registration.event_id]:
            same = member.person_id is not None and member.person_id == registration.person_id
            if same or places.get(registration.id) == member.id:
                found[registration.event_id].add(member.id)
    return found

"""What a meeting shows of its members: quorum, deadlines, the first invitation, the reader's answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import reactions
from app.core.actor import Actor
from app.core.json_values import Json
from app.events.models import Event, Meeting
from app.meetings.invite import invited_at
from app.meetings.members import day_of
from app.meetings.models import MeetingMember
from app.partnerships.group_models import GroupMember, KnownRules
from app.partnerships.rules import deadlines, rules_of_groups
from app.registrations.models import Registration

Meetings = Sequence[tuple[Event, Meeting]]
PERCENT = 100


@reactions.on("meetings_shown")
def show_meetings(session: Session, actor: Actor, meetings: Meetings, facts: dict[int, Json]) -> None:
    """Fill in the facts of each meeting of a group."""
    of_groups = [(event, own) for event, own in meetings if event.group_id is not None]
    rules = rules_of_groups(session, {event.group_id or 0 for event, _ in of_groups})
    for event, _ in of_groups:
        if event.starts_at is not None:
            found = deadlines(rules[event.group_id or 0], day_of(event))
            facts[event.id]["deadlines"] = found._asdict()
    _show_quorum(session, meetings, rules, facts)
    _show_answers(session, actor, meetings, facts)


def _show_answers(session: Session, actor: Actor, meetings: Meetings, facts: dict[int, Json]) -> None:
    inside = [event.id for event, _ in meetings if actor.reads(event.partnership_id)]
    for event_id, moment in invited_at(session, inside).items() if inside else ():
        facts[event_id]["invited_at"] = moment
    if not actor.person_ids:
        return
    own = (
        select(col(MeetingMember.event_id), col(MeetingMember.answer))
        .join(Registration, col(Registration.id) == col(MeetingMember.registration_id))
        .where(
            col(MeetingMember.event_id).in_(list(facts)), col(Registration.person_id).in_(actor.person_ids)
        )
    )
    for event_id, answer in session.exec(own):
        facts[event_id]["my_answer"] = answer.value


def _show_quorum(
    session: Session, meetings: Meetings, rules: Mapping[int, KnownRules], facts: dict[int, Json]
) -> None:
    asking = [
        (event, own)
        for event, own in meetings
        if own.quorum is not None or _percent(event, rules) is not None
    ]
    if not asking:
        return
    voting = _voting_members(session, [event for event, _ in asking])
    present = _present_members(session, [event for event, _ in asking], voting)
    for event, own in asking:
        needed = own.quorum
        if needed is None:
            needed = -(-len(voting[event.id]) * (_percent(event, rules) or 0) // PERCENT)
        here = len(present[event.id])
        facts[event.id]["quorum"] = {"needed": needed, "present": here, "reached": here >= needed}


def _percent(event: Event, rules: Mapping[int, KnownRules]) -> int | None:
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
    session: Session, events: Sequence[Event], voting: Mapping[int, Sequence[GroupMember]]
) -> dict[int, set[int]]:
    """Ids of the members with a vote who are there, or for whom an alternate is."""
    ids = [event.id for event in events]
    there = sa.exists().where(
        col(Attendance.registration_id) == col(Registration.id),
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    standing = sa.func.coalesce(col(Registration.alternate_for), col(Registration.id))
    present = sa.select(standing).where(col(Registration.event_id).in_(ids), there)
    represented = select(Registration).where(col(Registration.id).in_(present))
    places = {
        one.registration_id: one.member_id
        for one in session.exec(select(MeetingMember).where(col(MeetingMember.event_id).in_(ids)))
        if one.registration_id is not None
    }
    found: dict[int, set[int]] = {event_id: set() for event_id in ids}
    for registration in session.exec(represented):
        for member in voting[registration.event_id]:
            same = member.person_id is not None and member.person_id == registration.person_id
            if same or places.get(registration.id) == member.id:
                found[registration.event_id].add(member.id)
    return found

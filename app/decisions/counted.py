"""Votes counted at a meeting: who may vote on its day, and which numbers cannot be."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.decisions.models import Decision, DecisionMode
from app.decisions.shapes import Votes
from app.events.models import Event, Meeting
from app.partnerships.group_models import GroupMember, GroupRole, KnownRules
from app.partnerships.rules import rules_of

PERCENT = 100


def voting_seats(session: Session, group_id: int, rules: KnownRules, day: date) -> Sequence[GroupMember]:
    """Seats with a vote on that day; those of guests where the rules of the group let them."""
    statement = select(GroupMember).where(
        col(GroupMember.group_id) == group_id,
        col(GroupMember.since).is_(None) | (col(GroupMember.since) <= day),
        col(GroupMember.until).is_(None) | (col(GroupMember.until) >= day),
    )
    return [
        one
        for one in session.exec(statement)
        if one.voting or (one.role == GroupRole.GUEST and rules.guests_vote)
    ]


def needed_of(members: int, rules: KnownRules) -> int:
    """How many votes of so many members the rules ask for, rounded up."""
    return -(-members * (rules.quorum_percent or 0) // PERCENT)


def check_votes(session: Session, decision: Decision, votes: Votes | None) -> None:
    """Refuse numbers that the members and the quorum of that day do not allow. A vote cannot do without."""
    cast = votes.for_ + votes.against + votes.abstained if votes else 0
    if decision.mode == DecisionMode.VOTE and not cast:
        raise Invalid("#/votes/for", "required")
    if votes is None:
        return
    rules = rules_of(session, decision.group_id)
    event = session.get(Event, decision.event_id) if decision.event_id else None
    members = _members(session, decision, rules, event)
    if cast > members:
        raise Invalid("#/votes/for", "more_than_members", cast=cast, members=members)
    if decision.mode != DecisionMode.VOTE:
        return
    meeting = session.get(Meeting, event.id) if event else None
    own = meeting.quorum if meeting else None
    needed = needed_of(members, rules) if own is None else own
    if cast < needed:
        raise Conflict("no_quorum", cast=cast, members=members, needed=needed)
    if votes.for_ <= votes.against:
        raise Conflict("no_majority")


def _members(session: Session, decision: Decision, rules: KnownRules, event: Event | None) -> int:
    """How many may vote on the day of the meeting, else on that from which the decision holds, today at the
    latest. An organisation without a person has a vote at a meeting."""
    day = min(decision.valid_from or clock.today(), clock.today())
    if event is not None and event.starts_at is not None:
        day = clock.day_of(event.starts_at)
    seats = voting_seats(session, decision.group_id, rules, day)
    return len({(one.person_id, None if one.person_id else one.organisation_id) for one in seats})

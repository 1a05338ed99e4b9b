"""Ballots: voting members vote per rollam, or object to what is adopted by silence.

A vote can be changed until the decision is made or the time for it is over. An objection is a vote against.
"""

from collections import Counter
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import changes
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.web.keyset import Condition
from app.decisions.counted import needed_of, voting_seats
from app.decisions.models import Ballot, Decision, DecisionBallot, DecisionMode, DecisionState
from app.decisions.shapes import Vote
from app.decisions.visible import groups_where
from app.partnerships.group_models import GroupMember, GroupRole, KnownRules
from app.partnerships.groups import own_groups
from app.partnerships.rules import rules_of

BALLOTS = (DecisionMode.PER_ROLLAM, DecisionMode.SILENCE)


class Counted(NamedTuple):
    """Ballots by what they say."""

    in_favour: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained


def by_ballot(decision: Decision) -> bool:
    return decision.mode in BALLOTS


def is_open(decision: Decision) -> bool:
    """Whether votes are taken now."""
    until = decision.comment_until
    in_time = until is None or until > clock.now()
    return by_ballot(decision) and decision.state == DecisionState.PROPOSED and in_time


def count(decision: Decision) -> Counted:
    counted = Counter(one.vote for one in decision.ballots)
    return Counted(counted[Ballot.FOR], counted[Ballot.AGAINST], counted[Ballot.ABSTAIN])


def quorum(session: Session, decision: Decision, rules: KnownRules) -> int:
    """How many ballots the rules ask for."""
    return needed_of(len(voters(session, decision, rules)), rules)


def voters(session: Session, decision: Decision, rules: KnownRules) -> set[int]:
    """People who have a vote in the group today."""
    seats = voting_seats(session, decision.group_id, rules, clock.today())
    return {one.person_id for one in seats if one.person_id}


def awaiting(actor: Actor) -> Condition:
    """A condition on decisions: they are open to the actor's vote, which is not cast."""
    guests = col(GroupMember.group_id).in_(groups_where("guests_vote"))
    votes = col(GroupMember.voting) | ((col(GroupMember.role) == GroupRole.GUEST) & guests)
    cast = select(DecisionBallot.decision_id).where(col(DecisionBallot.person_id).in_(actor.person_ids))
    until = col(Decision.comment_until)
    return sa.and_(
        col(Decision.state) == DecisionState.PROPOSED,
        col(Decision.mode).in_(BALLOTS),
        until.is_(None) | (until > clock.now()),
        col(Decision.group_id).in_(own_groups(actor).where(votes)),
        col(Decision.id).not_in(cast),
    )


def is_waiting(session: Session, decision: Decision, rules: KnownRules) -> bool:
    """Whether it is too early to adopt: by silence until the time is over; per rollam also until then, unless
    everybody has voted."""
    if not is_open(decision) or decision.comment_until is None:
        return False
    voted = {one.person_id for one in decision.ballots}
    everybody = voters(session, decision, rules) <= voted
    return decision.mode == DecisionMode.SILENCE or not everybody


def recordable(session: Session, decision: Decision, rules: KnownRules) -> set[int]:
    """People whose votes the staff may record: a vote of one's own is not replaced."""
    own = {one.person_id for one in decision.ballots if not one.by_staff}
    return voters(session, decision, rules) - own


def own_person(session: Session, actor: Actor, decision: Decision, rules: KnownRules) -> int | None:
    """Who the actor is among those who vote."""
    mine = actor.person_ids & voters(session, decision, rules) if actor.person_ids else frozenset()
    return min(mine, default=None)


def own_vote(actor: Actor, decision: Decision) -> Ballot | None:
    return next((one.vote for one in decision.ballots if one.person_id in actor.person_ids), None)


def cast_vote(session: Session, actor: Actor, decision: Decision, body: Vote) -> None:
    """Members vote for themselves; staff record the vote of any member who has one and has not cast it."""
    rules = rules_of(session, decision.group_id)
    person_id = body.person_id or own_person(session, actor, decision, rules)
    by_staff = actor.writes(decision.partnership_id) and person_id not in actor.person_ids
    if not by_staff and (person_id is None or person_id not in actor.person_ids):
        raise Forbidden()
    if person_id is None:
        raise Invalid("#/person_id", "required")
    if not by_ballot(decision):
        raise Conflict("no_vote_here")
    if decision.state != DecisionState.PROPOSED:
        raise Conflict("wrong_state", state=decision.state.value)
    if not is_open(decision):
        raise Conflict("voting_closed")
    if person_id not in voters(session, decision, rules):
        raise Conflict("not_voting")
    _store(session, decision, person_id, body.vote, by_staff)


def _store(session: Session, decision: Decision, person_id: int, vote: Ballot, by_staff: bool) -> None:
    """The caller has locked the decision, so two votes of one person follow each other."""
    statement = select(DecisionBallot).where(
        col(DecisionBallot.decision_id) == decision.id, col(DecisionBallot.person_id) == person_id
    )
    stored = session.exec(statement).one_or_none()
    if by_staff and stored is not None and not stored.by_staff:
        raise Conflict("own_ballot")
    ballot = stored or DecisionBallot(
        partnership_id=decision.partnership_id,
        decision_id=decision.id,
        person_id=person_id,
        vote=vote,
        cast_at=clock.now(),
    )
    ballot.vote, ballot.cast_at, ballot.by_staff = vote, clock.now(), by_staff
    session.add(ballot)
    changes.touch(decision)
    session.flush()


def check_outcome(session: Session, decision: Decision, rules: KnownRules) -> None:
    """Refuse to adopt what the ballots and the rules of the group do not carry."""
    counted = count(decision)
    if decision.mode == DecisionMode.SILENCE and counted.against:
        raise Conflict("objected")
    if is_waiting(session, decision, rules):
        raise Conflict("still_open")
    if decision.mode != DecisionMode.PER_ROLLAM:
        return
    needed = quorum(session, decision, rules)
    if counted.cast < needed:
        members = len(voters(session, decision, rules))
        raise Conflict("no_quorum", cast=counted.cast, members=members, needed=needed)
    if counted.in_favour <= counted.against:
        raise Conflict("no_majority")

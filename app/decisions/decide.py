"""Adopting and rejecting a decision, and adoption by silence when its time is over."""

from datetime import datetime

import structlog
from sqlmodel import Session, col, func, select

from app.attachments import readers
from app.attachments.models import AboutType
from app.core import clock, reactions
from app.core.actor import SYSTEM, Actor
from app.core.database import records
from app.core.database.engine import step
from app.core.errors import Problem
from app.core.web.keyset import Condition
from app.decisions import ballots, effects, views
from app.decisions.counted import check_votes
from app.decisions.models import Ballot, Decision, DecisionBallot, DecisionMode, DecisionState
from app.decisions.service import get_decision, one, to_decide
from app.decisions.shapes import Adoption, DecisionDetail, Rejection, Votes
from app.partnerships.group_models import WorkingGroup
from app.partnerships.rules import rules_of

log = structlog.get_logger("decisions")
AT_ONCE = 50


def adopt(session: Session, actor: Actor, decision_id: int, body: Adoption) -> DecisionDetail:
    """Adopt the decision and carry its effect out from `valid_from`, today by default."""
    decision = to_decide(session, actor, decision_id, records.ANY_VERSION)
    _adopt(session, decision, body.votes)
    return get_decision(session, actor, decision_id)


def _adopt(session: Session, decision: Decision, votes: Votes | None) -> None:
    _one_at_a_time(session, decision)
    views.check_adoption(session, decision, rules_of(session, decision.group_id))
    check_votes(session, decision, votes)
    _store_votes(decision, votes)
    decision.valid_from = views.valid_from(decision)
    decision.state, decision.decided_at = DecisionState.ADOPTED, clock.now()
    session.flush()
    effects.carry_out(session, decision, decision.valid_from)
    readers.touch_files(session, AboutType.DECISION, [decision.id])
    reactions.announce("decision_adopted", session=session, decision=decision)


def _one_at_a_time(session: Session, decision: Decision) -> None:
    """Two decisions that change the same group follow each other."""
    if decision.effect_group_id is not None:
        session.get_one(WorkingGroup, decision.effect_group_id, with_for_update=True)


def _store_votes(decision: Decision, votes: Votes | None) -> None:
    """Per rollam the ballots are counted; else the votes are those of the meeting."""
    if decision.mode == DecisionMode.PER_ROLLAM:
        counted = ballots.count(decision)
        stored = counted.in_favour, counted.against, counted.abstained
    elif votes is None:
        return
    else:
        stored = votes.for_, votes.against, votes.abstained
    decision.votes_for, decision.votes_against, decision.votes_abstained = stored


def reject(session: Session, actor: Actor, decision_id: int, body: Rejection) -> DecisionDetail:
    decision = to_decide(session, actor, decision_id, records.ANY_VERSION)
    if decision.mode == DecisionMode.PER_ROLLAM:
        _store_votes(decision, None)
    decision.state, decision.decided_at, decision.reason = (
        DecisionState.REJECTED,
        clock.now(),
        body.reason,
    )
    session.flush()
    return get_decision(session, actor, decision_id)


# --- by silence ------------------------------------------------------------------------------------------


@reactions.on("tick")
def adopt_what_nobody_objects_to(session: Session) -> None:
    """Adopt what is over without an objection. One that cannot be carried out stays for the staff."""
    objected = select(DecisionBallot.decision_id).where(col(DecisionBallot.vote) == Ballot.AGAINST)
    due = select(col(Decision.id)).where(_waiting(), col(Decision.comment_until) <= clock.now())
    due = due.where(col(Decision.id).not_in(objected))
    for number in session.exec(due.order_by(col(Decision.id)).limit(AT_ONCE)).all():
        try:
            with step(session):
                decision = records.get_for_update(session, one(SYSTEM, number), records.ANY_VERSION)
                if decision.state == DecisionState.PROPOSED:
                    _adopt(session, decision, None)
        except Problem as refusal:
            log.warning("decision_not_adopted", decision=number, code=refusal.code)


@reactions.on("tick_planned")
def next_silence(session: Session, moments: list[datetime]) -> None:
    coming = select(func.min(col(Decision.comment_until))).where(
        _waiting(), col(Decision.comment_until) > clock.now()
    )
    moments.extend(filter(None, [session.exec(coming).one()]))


def _waiting() -> Condition:
    """Proposed, and adopted by silence."""
    return (col(Decision.state) == DecisionState.PROPOSED) & (col(Decision.mode) == DecisionMode.SILENCE)

"""Answers about decisions: names only for the inside of a group, votes only where its rules say so.

An API key needs the scope for people to see names.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import selectinload
from sqlmodel import Session

from app.core import clock
from app.core.actor import PEOPLE, Actor
from app.core.database.columns import rel
from app.core.errors import Conflict, Invalid
from app.decisions import ballots, effects
from app.decisions.models import Decision, DecisionBallot, DecisionMember, DecisionState, EffectKind
from app.decisions.shapes import (
    BallotView,
    DecisionDetail,
    DecisionEffectView,
    DecisionMemberView,
    DecisionQuorum,
    DecisionView,
    Preview,
    VotesView,
)
from app.decisions.since import check_since
from app.partnerships.group_models import KnownRules
from app.partnerships.groups import own_groups
from app.partnerships.rules import rules_of_groups

SHOWN = (
    selectinload(rel(Decision.group)),
    selectinload(rel(Decision.effect_group)),
    selectinload(rel(Decision.effect_parent)),
    selectinload(rel(Decision.ballots)).selectinload(rel(DecisionBallot.person)),
    selectinload(rel(Decision.members)).options(
        selectinload(rel(DecisionMember.person)), selectinload(rel(DecisionMember.organisation))
    ),
)


def views(session: Session, actor: Actor, found: Sequence[Decision]) -> list[DecisionView]:
    rules = rules_of_groups(session, {one.group_id for one in found})
    mine = set(session.exec(own_groups(actor)).all()) if actor.person_ids else set()
    named = actor.may_use(PEOPLE)
    return [
        DecisionView.of(
            one,
            votes=_votes(one, rules[one.group_id]),
            effect=_effect(one, named and (actor.reads(one.partnership_id) or one.group_id in mine)),
        )
        for one in found
    ]


def detail(session: Session, actor: Actor, decision: Decision) -> DecisionDetail:
    rules = rules_of_groups(session, [decision.group_id])[decision.group_id]
    inside = actor.reads(decision.partnership_id) or effects.is_inside(session, actor, decision.group_id)
    named = inside and actor.may_use(PEOPLE)
    own = ballots.own_vote(actor, decision)
    proposed = decision.state == DecisionState.PROPOSED
    refused = _adoption_refused(session, decision, rules) if proposed and inside else None
    return DecisionDetail.of(
        decision,
        votes=_votes(decision, rules),
        effect=_effect(decision, named),
        ballots=[BallotView.of(one) for one in decision.ballots] if named else [],
        quorum=_quorum(session, decision, rules) if inside else None,
        my_vote=own,
        preview=_preview(session, decision) if named else None,
        adopt_refused=refused,
        allowed=_allowed(session, actor, decision, rules, adoptable=proposed and refused is None),
    )


def check_adoption(session: Session, decision: Decision, rules: KnownRules) -> None:
    """Refuse what cannot be adopted now, with whatever votes of a meeting."""
    ballots.check_outcome(session, decision, rules)
    check_since(session, decision, valid_from(decision))


def _adoption_refused(session: Session, decision: Decision, rules: KnownRules) -> str | None:
    """The code of that refusal."""
    try:
        check_adoption(session, decision, rules)
    except Invalid as refusal:
        return refusal.fields[0].code
    except Conflict as refusal:
        return refusal.code
    return None


def _preview(session: Session, decision: Decision) -> Preview | None:
    if decision.state != DecisionState.PROPOSED or decision.effect_kind == EffectKind.NONE:
        return None
    return effects.preview(session, decision, valid_from(decision))


def valid_from(decision: Decision) -> date:
    """From when an adoption today holds."""
    return decision.valid_from or clock.today()


def _votes(decision: Decision, rules: KnownRules) -> VotesView | None:
    if not rules.votes:
        return None
    if decision.state == DecisionState.PROPOSED and ballots.by_ballot(decision):
        counted = ballots.count(decision)
        return VotesView(for_=counted.in_favour, against=counted.against, abstained=counted.abstained)
    if decision.votes_for is None:
        return None
    return VotesView(
        for_=decision.votes_for,
        against=decision.votes_against or 0,
        abstained=decision.votes_abstained or 0,
    )


def _quorum(session: Session, decision: Decision, rules: KnownRules) -> DecisionQuorum | None:
    if rules.quorum_percent is None or not ballots.by_ballot(decision):
        return None
    needed, cast = ballots.quorum(session, decision, rules), ballots.count(decision).cast
    return DecisionQuorum(needed=needed, present=cast, reached=cast >= needed)


def _effect(decision: Decision, named: bool) -> DecisionEffectView:
    kind = decision.effect_kind
    return DecisionEffectView(
        kind=kind,
        group_id=decision.effect_group_id,
        group_name=decision.effect_group.name if decision.effect_group else None,
        parent_id=decision.effect_parent_id,
        parent_name=decision.effect_parent.name if decision.effect_parent else None,
        members=[DecisionMemberView.of(one) for one in decision.members] if named else [],
        competence=decision.competence if kind == EffectKind.DELEGATE else None,
    )


def _allowed(
    session: Session, actor: Actor, decision: Decision, rules: KnownRules, *, adoptable: bool
) -> list[str]:
    writes = actor.writes(decision.partnership_id)
    if decision.state != DecisionState.PROPOSED:
        return ["attach"] if writes else []
    open_to_votes = ballots.is_open(decision)
    allowed = ["edit", "reject", "attach"] if writes else []
    if writes and adoptable:
        allowed.insert(1, "adopt")
    if writes and open_to_votes and ballots.recordable(session, decision, rules):
        allowed.append("record_votes")
    votes = open_to_votes and not actor.only_reads
    if votes and ballots.own_person(session, actor, decision, rules) is not None:
        allowed.append("vote")
    return allowed

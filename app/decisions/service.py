"""Decisions: list, detail, proposal and change of a proposed one."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.deadlines import check_ahead, deadline
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.text import fold, search_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.decisions import ballots, letters, views
from app.decisions.models import (
    Decision,
    DecisionMember,
    DecisionMode,
    DecisionState,
    EffectKind,
)
from app.decisions.shapes import (
    CommentUntil,
    DecisionCreate,
    DecisionDetail,
    DecisionEffect,
    DecisionQuery,
    DecisionUpdate,
    DecisionView,
    NewMember,
    Vote,
)
from app.decisions.since import check_since
from app.decisions.visible import visible_decisions, was_visible_to_member
from app.events.models import Event
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupRole, Side, WorkingGroup
from app.partnerships.groups import visible_groups
from app.partnerships.members import WITHOUT_VOTE

SORTS: Sorts = {
    "title": by_words(col(Decision.title)),
    "group": referred(WorkingGroup, col(WorkingGroup.sort_key), col(Decision.group_id)),
    "state": order_of(col(Decision.state), DecisionState),
    "mode": order_of(col(Decision.mode), DecisionMode),
    "valid_from": col(Decision.valid_from),
    "created_at": col(Decision.created_at),
}
OF_EFFECT = {"effect", "comment_until"}
"""Fields of a body that are no columns of the same name, or that are stored in another form."""


def list_decisions(session: Session, actor: Actor, query: DecisionQuery) -> Slice[DecisionView | Deleted]:
    def to_views(found: Sequence[Decision]) -> list[DecisionView]:
        return views.views(session, actor, found)

    statement = _filtered(visible_decisions(actor), query).options(*views.SHOWN)
    if query.waiting is not None:
        waiting = ballots.awaiting(actor)
        statement = statement.where(waiting if query.waiting else ~waiting)
    seen = was_visible_to_member(actor)
    return paging.synced_page(
        session, actor, Decision, statement, query, to_views, also_seen=seen, sorts=SORTS
    )


def _filtered(statement: SelectOfScalar[Decision], query: DecisionQuery) -> SelectOfScalar[Decision]:
    equal: dict[Any, object] = {
        Decision.partnership_id: query.partnership,
        Decision.group_id: query.group,
        Decision.event_id: query.event,
        Decision.state: query.state,
        Decision.mode: query.mode,
    }
    for column, value in equal.items():
        if value is not None:
            statement = statement.where(column == value)
    for word in search_words(query.q or ""):
        statement = statement.where(col(Decision.folded_text).contains(word, autoescape=True))
    return statement


def get_decision(session: Session, actor: Actor, decision_id: int | None) -> DecisionDetail:
    """Read from the database, also after a change."""
    return views.detail(session, actor, records.get(session, one(actor, decision_id)))


def one(actor: Actor, decision_id: int | None) -> SelectOfScalar[Decision]:
    statement = visible_decisions(actor).where(col(Decision.id) == decision_id)
    return statement.options(*views.SHOWN).execution_options(populate_existing=True)


def to_decide(session: Session, actor: Actor, decision_id: int, version: int) -> Decision:
    """A proposed decision of a partnership in which the actor writes, locked."""
    decision = records.get_for_update(session, one(actor, decision_id), version)
    if not actor.writes(decision.partnership_id):
        raise Forbidden()
    if decision.state != DecisionState.PROPOSED:
        raise Conflict("wrong_state", state=decision.state.value)
    return decision


def create_decision(session: Session, actor: Actor, body: DecisionCreate) -> DecisionDetail:
    decision = propose(session, actor, body)
    detail = get_decision(session, actor, decision.id)
    letters.write_to_voters(session, decision)
    return detail


def propose(session: Session, actor: Actor, body: DecisionCreate) -> Decision:
    """Without a letter to those who are to vote."""
    group = session.exec(visible_groups(actor).where(col(WorkingGroup.id) == body.group_id)).one_or_none()
    if group is None:
        raise Invalid("#/group_id", "not_found") if actor.writes_somewhere else Forbidden()
    if not actor.writes(group.partnership_id):
        raise Forbidden()
    decision = Decision(
        **body.model_dump(exclude=OF_EFFECT),
        partnership_id=group.partnership_id,
        folded_text=_folded(body.title, body.text),
    )
    _set_deadline(decision, body.comment_until)
    _check(session, decision)
    _set_effect(session, decision, body.effect)
    _check_since(session, decision)
    session.add(decision)
    session.flush()
    _replace_members(session, decision, _wanted(body.effect))
    return decision


def _set_deadline(decision: Decision, given: CommentUntil) -> None:
    """One that stays as it is may be over."""
    until = None if given is None else deadline(given)
    if until != decision.comment_until:
        if until is not None:
            check_ahead(until, "#/comment_until")
        decision.comment_until = until


def _folded(title: str, text: str) -> str:
    return fold(f"{title} {text}")


def _check(session: Session, decision: Decision) -> None:
    place = decision.partnership_id
    records.get_referenced(session, Event, decision.event_id, "#/event_id", place)
    records.check_referenced_above(session, "minutes_item", decision.item_id, "#/item_id", place)
    if decision.mode == DecisionMode.SILENCE and decision.comment_until is None:
        raise Invalid("#/comment_until", "required")


def _set_effect(session: Session, decision: Decision, effect: DecisionEffect) -> None:
    """Take over what belongs to this kind of effect, and refuse what it lacks."""
    place = decision.partnership_id
    if effect.kind != EffectKind.NONE and effect.group_id is None:
        raise Invalid("#/effect/group_id", "required")
    if effect.kind == EffectKind.DELEGATE and not effect.competence:
        raise Invalid("#/effect/competence", "required")
    if effect.kind == EffectKind.RECOMPOSE and not effect.members:
        raise Invalid("#/effect/members", "required")
    if (
        effect.kind == EffectKind.MOVE
        and effect.parent_id is not None
        and effect.parent_id == effect.group_id
    ):
        raise Conflict("cycle")
    changes_group = effect.kind != EffectKind.NONE
    decision.effect_kind = effect.kind
    decision.effect_group_id = effect.group_id if changes_group else None
    decision.effect_parent_id = effect.parent_id if effect.kind == EffectKind.MOVE else None
    decision.competence = (effect.competence or "") if effect.kind == EffectKind.DELEGATE else ""
    records.get_referenced(session, WorkingGroup, decision.effect_group_id, "#/effect/group_id", place)
    records.get_referenced(session, WorkingGroup, decision.effect_parent_id, "#/effect/parent_id", place)


def _check_since(session: Session, decision: Decision) -> None:
    if decision.valid_from is not None:
        check_since(session, decision, decision.valid_from)


def _wanted(effect: DecisionEffect) -> list[NewMember]:
    return (effect.members or []) if effect.kind == EffectKind.RECOMPOSE else []


Seat = tuple[int | None, int | None, GroupRole, Side | None, bool]


def _seats(members: Sequence[NewMember]) -> list[Seat]:
    return [
        (one.person_id, one.organisation_id, one.role, one.side, _votes(one.role, one.voting))
        for one in members
    ]


def _seat(one: DecisionMember) -> Seat:
    return one.person_id, one.organisation_id, one.role, one.side, one.voting


def _votes(role: GroupRole, voting: bool | None) -> bool:
    return role not in WITHOUT_VOTE if voting is None else voting


def _replace_members(session: Session, decision: Decision, members: Sequence[NewMember]) -> None:
    session.exec(delete(DecisionMember).where(col(DecisionMember.decision_id) == decision.id))
    people = [one.person_id for one in members if one.person_id]
    for place, member in enumerate(members):
        pointer = f"#/effect/members/{place}"
        if member.person_id is None and member.organisation_id is None:
            raise Invalid(f"{pointer}/person_id", "required")
        if member.person_id and people.count(member.person_id) > 1:
            raise Invalid(f"{pointer}/person_id", "duplicate")
        records.get_referenced(
            session, Person, member.person_id, f"{pointer}/person_id", decision.partnership_id
        )
        records.get_referenced(session, Organisation, member.organisation_id, f"{pointer}/organisation_id")
        stored = {**member.model_dump(), "voting": _votes(member.role, member.voting)}
        session.add(DecisionMember(partnership_id=decision.partnership_id, decision_id=decision.id, **stored))
    session.flush()


def update_decision(
    session: Session, actor: Actor, decision_id: int, version: int, body: DecisionUpdate
) -> DecisionDetail:
    """Change a proposed decision."""
    decision = to_decide(session, actor, decision_id, version)
    before = _voted_on(decision)
    with session.no_autoflush:
        changed = records.apply_changes(decision, body, leave=OF_EFFECT)
        if "comment_until" in body.model_fields_set:
            _put_off(decision, body.comment_until)
        if "mode" in changed and ballots.by_ballot(decision) and decision.comment_until is not None:
            check_ahead(decision.comment_until, "#/comment_until")
        decision.folded_text = _folded(decision.title, decision.text)
        _check(session, decision)
        if body.effect is not None:
            _set_effect(session, decision, body.effect)
        _check_since(session, decision)
    members = _wanted(body.effect) if body.effect else None
    recomposed = members is not None and _seats(members) != [_seat(one) for one in decision.members]
    if decision.ballots and (recomposed or _voted_on(decision) != before):
        raise Conflict("votes_cast")
    if members is not None and recomposed:
        session.flush()
        _replace_members(session, decision, members)
        changes.touch(decision)
    session.flush()
    if "mode" in changed:
        letters.write_to_voters(session, decision)
    return get_decision(session, actor, decision_id)


def _voted_on(decision: Decision) -> tuple[object, ...]:
    """What people vote on or object to."""
    effect = decision.effect_kind, decision.effect_group_id, decision.effect_parent_id, decision.competence
    return decision.title, decision.text, decision.mode, *effect


def _put_off(decision: Decision, given: CommentUntil) -> None:
    before = decision.comment_until
    _set_deadline(decision, given)
    until = decision.comment_until
    if decision.ballots and before is not None and (until is None or until < before):
        raise Conflict("votes_cast")


def vote(session: Session, actor: Actor, decision_id: int, body: Vote) -> DecisionDetail:
    """The ballot of a member."""
    decision = records.get_for_update(session, one(actor, decision_id), records.ANY_VERSION)
    ballots.cast_vote(session, actor, decision, body)
    return get_decision(session, actor, decision_id)

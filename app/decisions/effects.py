"""What a decision changes in the structure: told before it is adopted, carried out when it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.decisions.models import Decision, DecisionMember, EffectKind
from app.decisions.shapes import Preview, Seat
from app.partnerships import placements
from app.partnerships.chart_models import GroupCompetence
from app.partnerships.group_models import GroupMember, GroupPlacement, PlacementCreate, WorkingGroup
from app.partnerships.groups import sees_inside

Key = tuple[int | None, int | None, str, bool]


class Change(NamedTuple):
    """A recomposed group: who stays as they are, who leaves, and who joins."""

    stays: list[GroupMember]
    leaves: list[GroupMember]
    joins: list[DecisionMember]


def is_inside(session: Session, actor: Actor, group_id: int) -> bool:
    return sees_inside(session, actor, session.get_one(WorkingGroup, group_id))


def preview(session: Session, decision: Decision, since: date) -> Preview:
    """What adopting would do, with names, as things are now."""
    change = _recomposed(session, decision, since)
    return Preview(
        valid_from=since,
        moves_from=_parent_name(session, decision, since),
        joins=[Seat(name=_name(one), role=one.role) for one in change.joins],
        leaves=[Seat(name=_name(one), role=one.role) for one in change.leaves],
        stays=len(change.stays),
    )


def _name(one: GroupMember | DecisionMember) -> str:
    return one.person_name or one.organisation_name or ""


def _parent_name(session: Session, decision: Decision, day: date) -> str | None:
    """The group above the moved one until then."""
    statement = (
        select(GroupPlacement)
        .where(
            col(GroupPlacement.group_id) == decision.effect_group_id,
            col(GroupPlacement.valid_from) <= day,
        )
        .order_by(col(GroupPlacement.valid_from).desc())
        .options(selectinload(rel(GroupPlacement.parent)))
    )
    found = session.exec(statement.limit(1)).first()
    return found.parent_name if found else None


def carry_out(session: Session, decision: Decision, since: date) -> None:
    """Change the structure from `since` on; earlier days stay as they were."""
    if decision.effect_kind == EffectKind.NONE or decision.effect_group_id is None:
        return
    group = session.get_one(WorkingGroup, decision.effect_group_id)
    match decision.effect_kind:
        case EffectKind.MOVE:
            move = PlacementCreate(
                parent_id=decision.effect_parent_id, valid_from=since, decision_id=decision.id
            )
            placements.place(session, group, move)
        case EffectKind.RECOMPOSE:
            _recompose(session, decision, since)
        case EffectKind.DELEGATE:
            session.add(
                GroupCompetence(
                    partnership_id=group.partnership_id,
                    group_id=group.id,
                    competence=decision.competence,
                    since=since,
                    decision_id=decision.id,
                )
            )
    changes.touch(group)
    session.flush()


def _recompose(session: Session, decision: Decision, since: date) -> None:
    """Memberships that are not in the new composition end the day before; one that would begin later, or on
    that day, never begins."""
    change = _recomposed(session, decision, since)
    for member in change.leaves:
        if member.since is not None and member.since >= since:
            records.delete(session, member)
        else:
            member.until, member.decision_id = since - timedelta(days=1), decision.id
    session.flush()
    for one in change.joins:
        session.add(
            GroupMember(
                partnership_id=decision.partnership_id,
                group_id=decision.effect_group_id or 0,
                person_id=one.person_id,
                organisation_id=one.organisation_id,
                role=one.role,
                side=one.side,
                voting=one.voting,
                since=since,
                decision_id=decision.id,
            )
        )
    session.flush()
    reactions.announce("group_members_changed", session=session, group_id=decision.effect_group_id or 0)


def _recomposed(session: Session, decision: Decision, since: date) -> Change:
    if decision.effect_kind != EffectKind.RECOMPOSE:
        return Change([], [], [])
    wanted = {_key(one) for one in decision.members}
    current = _current(session, decision.effect_group_id or 0, since)
    held = {_key(one) for one in current}
    return Change(
        stays=[one for one in current if _key(one) in wanted],
        leaves=[one for one in current if _key(one) not in wanted],
        joins=[one for one in decision.members if _key(one) not in held],
    )


def _key(one: GroupMember | DecisionMember) -> Key:
    """Somebody in another role, or with a vote in place of none, joins anew."""
    return one.person_id, one.organisation_id, one.role.value, one.voting


def _current(session: Session, group_id: int, day: date) -> Sequence[GroupMember]:
    """Memberships that hold on this day or later."""
    statement = select(GroupMember).where(
        col(GroupMember.group_id) == group_id,
        col(GroupMember.until).is_(None) | (col(GroupMember.until) >= day),
    )
    named = (selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))
    return session.exec(statement.options(*named).order_by(col(GroupMember.id))).all()

"""What a decision changes in the structure: told before it is adopted, carried out when it is."""

from collections.abc import Iterable, Sequence
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

Somebody = tuple[int | None, int | None]
"""A person, or an organisation without one."""


class Change(NamedTuple):
    """A recomposed group: the seats that stay, those that end, and those that begin."""

    stays: list[GroupMember]
    ends: list[GroupMember]
    begins: list[DecisionMember]


def is_inside(session: Session, actor: Actor, group_id: int) -> bool:
    return sees_inside(session, actor, session.get_one(WorkingGroup, group_id))


def preview(session: Session, decision: Decision, since: date) -> Preview:
    """What adopting would do, with names, as things are now."""
    change = _recomposed(session, decision, since)
    stays = {_somebody(one) for one in change.stays}
    before = stays | {_somebody(one) for one in change.ends}
    after = stays | {_somebody(one) for one in change.begins}
    return Preview(
        valid_from=since,
        moves_from=_parent_name(session, decision, since),
        joins=_seats(one for one in change.begins if _somebody(one) not in before),
        leaves=_seats(one for one in change.ends if _somebody(one) not in after),
        changes=_seats(one for one in change.begins if _somebody(one) in before),
        stays=len(before & after),
    )


def _seats(found: Iterable[GroupMember | DecisionMember]) -> list[Seat]:
    return [Seat(name=_name(one), role=one.role) for one in found]


def _somebody(one: GroupMember | DecisionMember) -> Somebody:
    return one.person_id, None if one.person_id else one.organisation_id


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
    """Memberships that are not in the new composition end the day before. One that would begin on that day
    never begins; none begins later (`check_since`)."""
    change = _recomposed(session, decision, since)
    for member in change.ends:
        if member.since is not None and member.since >= since:
            records.delete(session, member)
        else:
            member.until, member.decision_id = since - timedelta(days=1), decision.id
    session.flush()
    for one in change.begins:
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
    wanted = decision.members
    current = _current(session, decision.effect_group_id or 0, since)
    return Change(
        stays=[seat for seat in current if any(_goes_on(seat, one) for one in wanted)],
        ends=[seat for seat in current if not any(_goes_on(seat, one) for one in wanted)],
        begins=[one for one in wanted if not any(_goes_on(seat, one) for seat in current)],
    )


def _goes_on(seat: GroupMember, wanted: DecisionMember) -> bool:
    """Somebody in another role, on another side or with a vote in place of none gets a new seat. A person for
    whom the decision names no organisation or side keeps theirs."""
    same_body = seat.organisation_id == wanted.organisation_id or (
        wanted.person_id is not None and wanted.organisation_id is None
    )
    return (
        seat.person_id == wanted.person_id
        and same_body
        and (seat.role, seat.voting) == (wanted.role, wanted.voting)
        and wanted.side in (None, seat.side)
    )


def _current(session: Session, group_id: int, day: date) -> Sequence[GroupMember]:
    """Memberships that hold on this day or later."""
    statement = select(GroupMember).where(
        col(GroupMember.group_id) == group_id,
        col(GroupMember.until).is_(None) | (col(GroupMember.until) >= day),
    )
    named = (selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))
    return session.exec(statement.options(*named).order_by(col(GroupMember.id))).all()

"""The chart of a partnership as of a day, and what changed in it between two days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.partnerships.chart_models import (
    Chart,
    ChartChange,
    ChartNode,
    CompetenceView,
    Delegation,
    GroupCompetence,
)
from app.partnerships.group_models import (
    GroupKind,
    GroupMember,
    GroupPlacement,
    GroupRole,
    WorkingGroup,
)
from app.partnerships.groups import is_open
from app.partnerships.models import Partnership
from app.partnerships.service import visible_partnerships


class Facts(NamedTuple):
    """All that charts of a partnership are made of, by group and in order of time."""

    groups: dict[int, WorkingGroup]
    placements: dict[int, list[GroupPlacement]]
    members: dict[int, list[GroupMember]]
    competences: dict[int, list[GroupCompetence]]


def get_chart(
    session: Session, actor: Actor, partnership_id: int, on: date | None, compare: date | None
) -> Chart:
    statement = visible_partnerships(actor).where(col(Partnership.id) == partnership_id)
    records.get(session, statement)
    on, facts = on or clock.today(), _facts(session, partnership_id)
    before, after = (min(on, compare), max(on, compare)) if compare else (on, on)
    return Chart(
        partnership_id=partnership_id,
        on=on,
        compare=compare,
        groups=_tree(facts, on),
        compared=_tree(facts, compare) if compare else [],
        changes=list(_changes(facts, before, after)),
        delegated=list(_delegated(facts, before, after)),
    )


def _facts(session: Session, partnership_id: int) -> Facts:
    placements: dict[int, list[GroupPlacement]] = defaultdict(list)
    members: dict[int, list[GroupMember]] = defaultdict(list)
    competences: dict[int, list[GroupCompetence]] = defaultdict(list)
    groups = select(WorkingGroup).where(col(WorkingGroup.partnership_id) == partnership_id)
    found = session.exec(groups.order_by(col(WorkingGroup.sort_key), col(WorkingGroup.id))).all()
    placed = select(GroupPlacement).where(col(GroupPlacement.partnership_id) == partnership_id)
    for place in session.exec(placed.order_by(col(GroupPlacement.valid_from))):
        placements[place.group_id].append(place)
    for member in session.exec(select(GroupMember).where(col(GroupMember.partnership_id) == partnership_id)):
        members[member.group_id].append(member)
    given = select(GroupCompetence).where(col(GroupCompetence.partnership_id) == partnership_id)
    for one in session.exec(given.order_by(col(GroupCompetence.since), col(GroupCompetence.id))):
        competences[one.group_id].append(one)
    return Facts({group.id: group for group in found}, placements, members, competences)


def is_current(record: GroupMember | GroupCompetence, day: date) -> bool:
    """Whether it holds on this day; without `since` or `until` its time is open."""
    return (record.since is None or record.since <= day) and (record.until is None or record.until >= day)


def competence_views(found: Iterable[GroupCompetence], day: date) -> list[CompetenceView]:
    return [CompetenceView.of(one) for one in found if is_current(one, day)]


# --- one day ---------------------------------------------------------------------------------------------


def _tree(facts: Facts, day: date) -> list[ChartNode]:
    standing = _standing(facts, day)
    nodes = {number: _node(facts, number, day) for number in standing}
    top: list[ChartNode] = []
    for number, node in nodes.items():
        above = nodes.get(standing[number] or 0)
        (above.groups if above else top).append(node)
    return top


def _standing(facts: Facts, day: date) -> dict[int, int | None]:
    """The groups of a day, each with the group above it; one that is not there on that day counts as none."""
    found = {
        number: place.parent_id
        for number, group in facts.groups.items()
        if (place := _place(facts, number, day)) and (group.until is None or group.until >= day)
    }
    return {number: parent if parent in found else None for number, parent in found.items()}


def _place(facts: Facts, group_id: int, day: date) -> GroupPlacement | None:
    held = [place for place in facts.placements[group_id] if place.valid_from <= day]
    return held[-1] if held else None


def _node(facts: Facts, number: int, day: date) -> ChartNode:
    group = facts.groups[number]
    return ChartNode(
        id=number,
        name=group.name,
        kind=group.kind,
        since=facts.placements[number][0].valid_from,
        open_to_new_members=is_open(group),
        leader_elected=_leader_elected(group, facts.members[number], day),
        competences=competence_views(facts.competences[number], day),
        groups=[],
    )


def _leader_elected(group: WorkingGroup, members: list[GroupMember], day: date) -> bool | None:
    current = [member.role for member in members if is_current(member, day)]
    if not current or group.kind == GroupKind.OPEN:
        return None
    return GroupRole.CHAIR in current


# --- between two days ------------------------------------------------------------------------------------


def _changes(facts: Facts, before: date, after: date) -> Iterator[ChartChange]:
    earlier, later = _standing(facts, before), _standing(facts, after)
    for number in facts.groups:
        if number in later and number not in earlier:
            yield _change(facts, "added", number, None, later[number], after)
        elif number in earlier and number not in later:
            yield _change(facts, "removed", number, earlier[number], None, after)
        elif number in earlier:
            if earlier[number] != later[number]:
                yield _change(facts, "moved", number, earlier[number], later[number], after)
            if recomposed := _recomposed(facts, number, before, after):
                yield recomposed


def _change(
    facts: Facts, kind: str, number: int, from_: int | None, to: int | None, day: date
) -> ChartChange:
    place = _place(facts, number, day)
    return ChartChange.unvalidated(
        {
            "kind": kind,
            "group_id": number,
            "group_name": facts.groups[number].name,
            "from_": from_,
            "to": to,
            "from_name": facts.groups[from_].name if from_ else None,
            "to_name": facts.groups[to].name if to else None,
            "decision_id": place.decision_id if place and kind != "removed" else None,
        }
    )


def _recomposed(facts: Facts, number: int, before: date, after: date) -> ChartChange | None:
    """Other people or organisations are members, or they stand there in another role."""
    members = facts.members[number]
    earlier, later = ({_seat(one) for one in members if is_current(one, day)} for day in (before, after))
    if earlier == later:
        return None
    decided = [one for one in members if one.decision_id and _seat(one) in earlier ^ later]
    return ChartChange.unvalidated(
        {
            "kind": "recomposed",
            "group_id": number,
            "group_name": facts.groups[number].name,
            "from_": len(earlier),
            "to": len(later),
            "from_name": None,
            "to_name": None,
            "decision_id": max((one.decision_id or 0 for one in decided), default=None),
        }
    )


def _seat(member: GroupMember) -> tuple[int | None, int | None, GroupRole]:
    return member.person_id, member.organisation_id, member.role


def _delegated(facts: Facts, before: date, after: date) -> Iterator[Delegation]:
    for number, given in facts.competences.items():
        for one in given:
            if before < one.since <= after:
                yield Delegation.of(one, group_name=facts.groups[number].name)

"""The composition of a group: by side of the triad, by territory, and who is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database.columns import rel
from app.organisations.models import OrganisationKind
from app.partnerships.chart import competence_views, is_current
from app.partnerships.chart_models import (
    Composition,
    GroupCompetence,
    Missing,
    PlaceCount,
    SideCount,
)
from app.partnerships.group_models import GroupMember, GroupRole, Side
from app.partnerships.members import opened
from app.territories.models import Territory, TerritoryLevel

APART = (GroupRole.GUEST, GroupRole.ALTERNATE)
WITHOUT: dict[Side, Missing] = {
    Side.COMMISSIONER: "no_commissioner",
    Side.PROVIDER: "no_provider",
    Side.USER: "no_users",
}


def get_composition(session: Session, actor: Actor, group_id: int, on: date | None) -> Composition:
    """For those who see the inside of the group."""
    group, day = opened(session, actor, group_id), on or clock.today()
    found = [one for one in _members(session, group_id) if is_current(one, day)]
    full = [one for one in found if one.role not in APART]
    places = _places(session, full)
    chair = next((one.person_name or one.organisation_name for one in full if _chairs(one)), None)
    given = select(GroupCompetence).where(col(GroupCompetence.group_id) == group_id)
    return Composition(
        group_id=group.id,
        on=day,
        members=len(full),
        voting=sum(one.voting for one in found),
        guests=sum(one.role == GroupRole.GUEST for one in found),
        alternates=sum(one.role == GroupRole.ALTERNATE for one in found),
        chair=chair,
        by_side=_by_side(full),
        by_territory=_by_territory(full, places),
        missing=list(_missing(full, places)),
        competences=competence_views(session.exec(given.order_by(col(GroupCompetence.since))), day),
    )


def _chairs(member: GroupMember) -> bool:
    return member.role == GroupRole.CHAIR


def _members(session: Session, group_id: int) -> Sequence[GroupMember]:
    statement = select(GroupMember).where(col(GroupMember.group_id) == group_id)
    shown = (selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))
    return session.exec(statement.options(*shown).order_by(col(GroupMember.id))).all()


def _places(session: Session, members: Sequence[GroupMember]) -> dict[int, Territory]:
    """The territories in which the organisations of the members have their seats, by id."""
    wanted = {one.organisation.territory_id for one in members if one.organisation}
    found = session.exec(select(Territory).where(col(Territory.id).in_(wanted - {None})))
    return {one.id: one for one in found}


def _by_side(members: Sequence[GroupMember]) -> list[SideCount]:
    """All sides in their order, also those without a member; last the members of whom it is not known."""
    counted, voting = Counter(one.side for one in members), Counter(one.side for one in members if one.voting)
    sides: list[Side | None] = [*Side, *([None] if counted[None] else [])]
    return [SideCount(side=side, members=counted[side], voting=voting[side]) for side in sides]


def _by_territory(members: Sequence[GroupMember], places: dict[int, Territory]) -> list[PlaceCount]:
    """In the order of names; last the members without an organisation or of one without a known seat."""
    counted: Counter[int | None] = Counter(_seat(one) for one in members)
    offices = {(_seat(one), one.organisation_id) for one in members if one.organisation_id}
    ordered: list[int | None] = [*sorted(places, key=lambda number: places[number].sort_key), None]
    return [
        PlaceCount(
            territory_id=number,
            name=places[number].name if number else None,
            level=places[number].level if number else None,
            members=counted[number],
            organisations=sum(seat == number for seat, _ in offices),
        )
        for number in ordered
        if counted[number]
    ]


def _seat(member: GroupMember) -> int | None:
    return member.organisation.territory_id if member.organisation else None


def _missing(members: Sequence[GroupMember], places: dict[int, Territory]) -> Iterator[Missing]:
    """A municipality is small when its territory is no larger than itself: not an ORP, district or region."""
    sides = {one.side for one in members}
    yield from (code for side, code in WITHOUT.items() if side not in sides)
    municipal = (one.organisation for one in members if one.organisation)
    seats = {
        places[one.territory_id].level
        for one in municipal
        if one.kind == OrganisationKind.MUNICIPALITY and one.territory_id
    }
    if TerritoryLevel.MUNICIPALITY not in seats:
        yield "no_small_municipalities"
    if not any(map(_chairs, members)):
        yield "no_chair"

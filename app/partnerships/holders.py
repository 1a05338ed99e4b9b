"""People who hold a role in a partnership or belong to a group, with their dates."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core import clock, text
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember
from app.partnerships.models import PartnershipRole


class Holder(NamedTuple):
    """A person with the days between which they hold the role or belong to the group; open ends are None."""

    person_id: int
    name: str
    since: date | None
    until: date | None


def role_holders(session: Session, partnership_ids: Collection[int]) -> dict[tuple[int, str], list[Holder]]:
    """Holders by partnership and folded name of the role."""
    found: dict[tuple[int, str], list[Holder]] = defaultdict(list)
    if not partnership_ids:
        return found
    statement = (
        select(PartnershipRole, Person)
        .join(Person, col(Person.id) == col(PartnershipRole.person_id))
        .where(col(PartnershipRole.partnership_id).in_(partnership_ids))
        .order_by(col(PartnershipRole.position), col(PartnershipRole.id))
    )
    for role, person in session.exec(statement):
        holder = Holder(role.person_id, full_name(person), role.since, role.until)
        found[role.partnership_id, text.fold(role.role)].append(holder)
    return found


def group_members(session: Session, group_ids: Collection[int]) -> dict[int, list[Holder]]:
    """Members by group, without organisations that no person represents."""
    found: dict[int, list[Holder]] = defaultdict(list)
    if not group_ids:
        return found
    statement = (
        select(GroupMember, Person)
        .join(Person, col(Person.id) == col(GroupMember.person_id))
        .where(col(GroupMember.group_id).in_(group_ids))
        .order_by(col(Person.sort_key), col(Person.id))
    )
    for member, person in session.exec(statement):
        if person.id is not None:
            found[member.group_id].append(Holder(person.id, full_name(person), member.since, member.until))
    return found


def names_at(holders: Iterable[Holder], moment: datetime) -> dict[int, str]:
    """`{person id: name}` of the holders on the day of that moment."""
    day = clock.day_of(moment)
    return {
        one.person_id: one.name
        for one in holders
        if (one.since is None or one.since <= day) and (one.until is None or one.until >= day)
    }

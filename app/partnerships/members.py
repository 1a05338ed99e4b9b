"""Who is in a group: known to the staff of the partnership and to the members themselves."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, clock, paging, reactions, records
from app.core.actor import Actor
from app.core.errors import Forbidden, Invalid
from app.organisations.models import Organisation
from app.organisations.people import person_names
from app.organisations.people_models import Person
from app.organisations.service import organisation_names
from app.partnerships.group_models import (
    GroupMember,
    GroupMemberCreate,
    GroupMemberQuery,
    GroupMemberUpdate,
    GroupMemberView,
    GroupRole,
    WorkingGroup,
)
from app.partnerships.groups import claim_group, one, sees_inside

WITHOUT_VOTE = {GroupRole.GUEST, GroupRole.ALTERNATE}
"""Unless somebody says otherwise: an alternate votes in the place of a member only."""


def list_members(session: Session, actor: Actor, group_id: int, query: GroupMemberQuery) -> paging.Slice[Any]:
    group = _opened(session, actor, group_id)
    statement = sa.select(GroupMember).where(col(GroupMember.group_id) == group.id)
    if query.on:
        statement = statement.where(
            col(GroupMember.since).is_(None) | (col(GroupMember.since) <= query.on),
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= query.on),
        )

    def present(found: list[Any]) -> list[GroupMemberView]:
        return present_members(session, found)

    never = paging.outside(col(GroupMember.group_id), group.id)
    shown = paging.within(group.partnership_id)
    return paging.synced_page(session, actor, GroupMember, statement, query, present, never, shown)


def _opened(session: Session, actor: Actor, group_id: int) -> WorkingGroup:
    group: WorkingGroup = records.find(session, one(actor, group_id))
    if not sees_inside(session, actor, group):
        raise Forbidden()
    return group


def present_members(session: Session, members: Sequence[GroupMember]) -> list[GroupMemberView]:
    people = person_names(session, [member.person_id for member in members])
    organisations = organisation_names(session, [member.organisation_id for member in members])
    return [
        GroupMemberView(
            **member.model_dump(),
            person_name=people.get(member.person_id or 0),
            organisation_name=organisations.get(member.organisation_id or 0),
        )
        for member in members
    ]


def get_member(session: Session, actor: Actor, group_id: int, member_id: int) -> GroupMemberView:
    _opened(session, actor, group_id)
    return present_members(session, [records.find(session, _of(group_id, member_id))])[0]


def _of(group_id: int, member_id: int) -> Any:
    return sa.select(GroupMember).where(
        col(GroupMember.group_id) == group_id, col(GroupMember.id) == member_id
    )


def add_member(session: Session, actor: Actor, group_id: int, body: GroupMemberCreate) -> GroupMemberView:
    """Without `since` they join today; null says that nobody knows since when."""
    group = claim_group(session, actor, group_id, records.ANY_VERSION)
    fields = body.model_dump()
    if "since" not in body.model_fields_set:
        fields["since"] = clock.today() if not body.until or body.until >= clock.today() else None
    if body.voting is None:
        fields["voting"] = body.role not in WITHOUT_VOTE
    member = GroupMember(group_id=group_id, partnership_id=group.partnership_id, **fields)
    _check(session, member)
    session.add(member)
    changes.touch(group)
    session.flush()
    return present_members(session, [member])[0]


def _check(session: Session, member: GroupMember) -> None:
    if member.person_id is None and member.organisation_id is None:
        raise Invalid("#/person_id", "required")
    records.require(session, Person, member.person_id, "#/person_id", member.partnership_id)
    records.require(session, Organisation, member.organisation_id, "#/organisation_id")
    if member.since and member.until and member.until < member.since:
        raise Invalid("#/until", "ends_before_starts")


def update_member(
    session: Session, actor: Actor, group_id: int, member_id: int, version: int, body: GroupMemberUpdate
) -> GroupMemberView:
    group = claim_group(session, actor, group_id, records.ANY_VERSION)
    member: GroupMember = records.claim(session, _of(group_id, member_id), version)
    with session.no_autoflush:
        records.take_over(member, body)
        _check(session, member)
    changes.touch(group, member)
    session.flush()
    return present_members(session, [member])[0]


def remove_member(session: Session, actor: Actor, group_id: int, member_id: int, version: int) -> None:
    """For a mistake; whoever leaves gets a last day instead."""
    group = claim_group(session, actor, group_id, records.ANY_VERSION)
    records.remove(session, records.claim(session, _of(group_id, member_id), version))
    changes.touch(group)
    session.flush()


@reactions.on("people_merged")
def keep_memberships(session: Session, kept: Person, gone: Person) -> None:
    """Where both were members at once, the membership of the one that stays is enough."""
    table: Any = cast(Any, GroupMember).__table__
    present = sa.select(table.c.group_id).where(table.c.person_id == kept.id, table.c.until.is_(None))
    twice = sa.delete(table).where(
        table.c.person_id == gone.id, table.c.until.is_(None), table.c.group_id.in_(present)
    )
    changes.write(session, twice, "deleted")
    moved = sa.update(table).where(table.c.person_id == gone.id)
    values = {"person_id": kept.id, "version": table.c.version + 1, "updated_at": clock.now()}
    changes.write(session, moved.values(values), "updated")

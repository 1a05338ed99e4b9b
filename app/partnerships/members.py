"""Services of members of a group, whom staff of the partnership and the members may see."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.web import paging
from app.core.web.keyset import Sorts, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import (
    GroupMember,
    GroupMemberCreate,
    GroupMemberQuery,
    GroupMemberUpdate,
    GroupMemberView,
    GroupRole,
    WorkingGroup,
)
from app.partnerships.groups import get_group_for_update, one, sees_inside

WITHOUT_VOTE = {GroupRole.GUEST, GroupRole.ALTERNATE}
"""Roles without a vote by default: an alternate only votes in the place of a member."""
SORTS: Sorts = {
    "name": referred(Person, col(Person.sort_key), col(GroupMember.person_id)),
    "organisation_name": referred(Organisation, col(Organisation.sort_key), col(GroupMember.organisation_id)),
    "role": order_of(col(GroupMember.role), GroupRole),
    "since": col(GroupMember.since),
    "until": col(GroupMember.until),
}
SHOWN = (selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))


def list_members(
    session: Session, actor: Actor, group_id: int, query: GroupMemberQuery
) -> Slice[GroupMemberView | Deleted]:
    group = opened(session, actor, group_id)
    statement = select(GroupMember).where(col(GroupMember.group_id) == group.id).options(*SHOWN)
    if query.on:
        statement = statement.where(
            col(GroupMember.since).is_(None) | (col(GroupMember.since) <= query.on),
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= query.on),
        )
    excluded = paging.of_other_parent(col(GroupMember.group_id), group.id)
    shown = paging.in_partnership(group.partnership_id)
    return paging.synced_page(
        session, actor, GroupMember, statement, query, _views, excluded, shown, sorts=SORTS
    )


def opened(session: Session, actor: Actor, group_id: int) -> WorkingGroup:
    """The group, for those who see its inside."""
    group = records.get(session, one(actor, group_id))
    if not sees_inside(session, actor, group):
        raise Forbidden()
    return group


def _views(members: Sequence[GroupMember]) -> list[GroupMemberView]:
    return [GroupMemberView.of(member) for member in members]


def get_member(session: Session, actor: Actor, group_id: int, member_id: int) -> GroupMemberView:
    opened(session, actor, group_id)
    return _view(session, group_id, member_id)


def _view(session: Session, group_id: int, member_id: int | None) -> GroupMemberView:
    """Read from the database, also after a change."""
    statement = _of(group_id, member_id).options(*SHOWN).execution_options(populate_existing=True)
    return GroupMemberView.of(records.get(session, statement))


def _of(group_id: int, member_id: int | None) -> SelectOfScalar[GroupMember]:
    return select(GroupMember).where(col(GroupMember.group_id) == group_id, col(GroupMember.id) == member_id)


def add_member(session: Session, actor: Actor, group_id: int, body: GroupMemberCreate) -> GroupMemberView:
    """Without `since` the member joins today; null means that the day is not known."""
    group = get_group_for_update(session, actor, group_id, records.ANY_VERSION)
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
    reactions.announce("group_members_changed", session=session, group_id=group_id)
    return _view(session, group_id, member.id)


def _check(session: Session, member: GroupMember) -> None:
    if member.person_id is None and member.organisation_id is None:
        raise Invalid("#/person_id", "required")
    records.get_referenced(session, Person, member.person_id, "#/person_id", member.partnership_id)
    records.get_referenced(session, Organisation, member.organisation_id, "#/organisation_id")
    if member.since and member.until and member.until < member.since:
        raise Invalid("#/until", "ends_before_starts")


def update_member(
    session: Session, actor: Actor, group_id: int, member_id: int, version: int, body: GroupMemberUpdate
) -> GroupMemberView:
    group = get_group_for_update(session, actor, group_id, records.ANY_VERSION)
    member = records.get_for_update(session, _of(group_id, member_id), version)
    with session.no_autoflush:
        records.apply_changes(member, body)
        _check(session, member)
    changes.touch(group, member)
    session.flush()
    reactions.announce("group_members_changed", session=session, group_id=group_id)
    return _view(session, group_id, member_id)


def remove_member(session: Session, actor: Actor, group_id: int, member_id: int, version: int) -> None:
    """For mistakes; give a member who leaves a last day instead."""
    group = get_group_for_update(session, actor, group_id, records.ANY_VERSION)
    records.delete(session, records.get_for_update(session, _of(group_id, member_id), version))
    changes.touch(group)
    session.flush()
    reactions.announce("group_members_changed", session=session, group_id=group_id)


def promote_member(session: Session, actor: Actor, group_id: int, member_id: int) -> GroupMemberView:
    """Make a member of a guest from today on. The time as a guest stays in the history."""
    group = get_group_for_update(session, actor, group_id, records.ANY_VERSION)
    guest = records.get_for_update(session, _of(group_id, member_id), records.ANY_VERSION)
    today = clock.today()
    if guest.role != GroupRole.GUEST or (guest.until and guest.until < today):
        raise Conflict("wrong_state", state=guest.role.value)
    if guest.since is None or guest.since < today:
        member = GroupMember(
            group_id=group_id,
            partnership_id=guest.partnership_id,
            person_id=guest.person_id,
            organisation_id=guest.organisation_id,
            side=guest.side,
            since=today,
            until=guest.until,
        )
        guest.until = today - timedelta(days=1)
        session.flush()
        session.add(member)
        guest = member
    guest.role, guest.voting = GroupRole.MEMBER, True
    changes.touch(group)
    session.flush()
    reactions.announce("group_members_changed", session=session, group_id=group_id)
    return _view(session, group_id, guest.id)

"""Services of working groups: everybody may see them, staff of the partnership create and change them."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.roles import check_partnership
from app.core import clock, reactions
from app.core.actor import READ_INSIDE, READING, WRITING, Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.core.database.references import keep_by, referring
from app.core.errors import Forbidden, Invalid
from app.core.searched import all_words
from app.core.text import fold, sort_key
from app.core.web import paging
from app.core.web.keyset import Sorts, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.partnerships import placements
from app.partnerships.application_models import ApplicationState, GroupApplication
from app.partnerships.group_models import (
    GroupCreate,
    GroupDetail,
    GroupKind,
    GroupMember,
    GroupPlacement,
    GroupQuery,
    GroupUpdate,
    GroupView,
    PlacementCreate,
    PlacementView,
    WorkingGroup,
)
from app.partnerships.models import Partnership
from app.partnerships.rules import rules_of

keep_by(WorkingGroup, holding=(GroupMember, GroupApplication))
FOUNDED = (
    sa.select(sa.func.min(col(GroupPlacement.valid_from)))
    .where(col(GroupPlacement.group_id) == WorkingGroup.id)
    .correlate_except(GroupPlacement)
    .scalar_subquery()
)
SORTS: Sorts = {
    "name": col(WorkingGroup.sort_key),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(WorkingGroup.partnership_id)),
    "kind": order_of(col(WorkingGroup.kind), GroupKind),
    "open_to_new_members": sa.cast(col(WorkingGroup.open_to_new_members), sa.Integer),
    "since": FOUNDED,
    "until": col(WorkingGroup.until),
}
SHOWN = selectinload(rel(WorkingGroup.placements)).selectinload(rel(GroupPlacement.parent))


def visible_groups(actor: Actor, query: GroupQuery | None = None) -> SelectOfScalar[WorkingGroup]:
    """Everybody sees all groups; `members` decides who sees their members."""
    statement = select(WorkingGroup)
    if query is None:
        return statement
    if query.partnership:
        statement = statement.where(col(WorkingGroup.partnership_id) == query.partnership)
    if query.parent:
        statement = statement.where(placements.parent_today() == query.parent)
    if query.kind:
        statement = statement.where(col(WorkingGroup.kind) == query.kind)
    if query.allowed:
        statement = statement.where(_where_allowed(actor, query.allowed))
    if query.mine is not None:
        mine = col(WorkingGroup.id).in_(own_groups(actor))
        statement = statement.where(mine if query.mine else ~mine)
    if query.applications is not None:
        waiting = _with_applications(actor)
        statement = statement.where(waiting if query.applications else ~waiting)
    if query.q:
        statement = statement.where(*all_words(col(WorkingGroup.folded_name), query.q))
    return statement


def _with_applications(actor: Actor) -> sa.ColumnElement[bool]:
    """Groups to which somebody has applied and waits for the answer, of partnerships that the actor reads."""
    waiting = sa.exists().where(
        col(GroupApplication.group_id) == WorkingGroup.id,
        col(GroupApplication.state) == ApplicationState.OPEN,
    )
    places = actor.partnerships()
    return waiting if places is None else waiting & col(WorkingGroup.partnership_id).in_(places)


def _where_allowed(actor: Actor, what: Literal["edit", "see_members"]) -> sa.ColumnElement[bool]:
    """The groups whose `allowed` holds this word."""
    if what == "see_members" and not actor.may_use(READ_INSIDE):
        return sa.false()
    places = actor.partnerships(WRITING if what == "edit" else READING)
    if places is None:
        return sa.true()
    there = col(WorkingGroup.partnership_id).in_(places)
    return there if what == "edit" else there | col(WorkingGroup.id).in_(own_groups(actor))


def own_groups(actor: Actor) -> SelectOfScalar[int]:
    """A select of the ids of the groups the actor is in today."""
    return select(col(GroupMember.group_id)).where(
        col(GroupMember.person_id).in_(actor.person_ids),
        col(GroupMember.since).is_(None) | (col(GroupMember.since) <= clock.today()),
        col(GroupMember.until).is_(None) | (col(GroupMember.until) >= clock.today()),
    )


def groups_once_own(actor: Actor) -> SelectOfScalar[int]:
    """Also those in which the membership of the actor is over."""
    return select(col(GroupMember.group_id)).where(col(GroupMember.person_id).in_(actor.person_ids))


def sees_inside(session: Session, actor: Actor, group: WorkingGroup) -> bool:
    """Whether the actor is staff of the partnership or a member."""
    if actor.reads(group.partnership_id):
        return True
    mine = own_groups(actor).where(col(GroupMember.group_id) == group.id)
    return bool(actor.person_ids) and session.exec(mine.limit(1)).first() is not None


def list_groups(session: Session, actor: Actor, query: GroupQuery) -> Slice[GroupView | Deleted]:
    statement = visible_groups(actor, query).options(SHOWN)
    return paging.synced_page(session, actor, WorkingGroup, statement, query, _views, sorts=SORTS)


def _views(groups: Sequence[WorkingGroup]) -> list[GroupView]:
    return [GroupView.of(group) for group in groups]


def get_group(session: Session, actor: Actor, group_id: int | None) -> GroupDetail:
    """Read from the database, also after a change."""
    group = records.get(session, one(actor, group_id).execution_options(populate_existing=True))
    writes = actor.writes(group.partnership_id)
    kept = referring(session, WorkingGroup, [group.id]) if writes else {}
    allowed = ["edit", "move", "add_member", "add_event"] if writes else []
    if writes and not kept:
        allowed.append("delete")
    if actor.may_use(READ_INSIDE) and sees_inside(session, actor, group):
        allowed.append("see_members")
    if actor.may_use(READ_INSIDE) and actor.reads(group.partnership_id):
        allowed.append("see_applications")
    if is_open(group):
        allowed.append("apply")
    places = [PlacementView.of(place) for place in group.placements]
    return GroupDetail.of(group, placements=places, allowed=allowed, referred_by=kept.get(group.id, []))


def is_open(group: WorkingGroup) -> bool:
    """Whether anybody may apply to the group today."""
    return group.open_to_new_members and (group.until is None or group.until >= clock.today())


def one(actor: Actor, group_id: int | None) -> SelectOfScalar[WorkingGroup]:
    """A group with its places in the chart."""
    return visible_groups(actor).where(col(WorkingGroup.id) == group_id).options(SHOWN)


def get_group_for_update(session: Session, actor: Actor, group_id: int, version: int) -> WorkingGroup:
    group = records.get_for_update(session, one(actor, group_id), version)
    if not actor.writes(group.partnership_id):
        raise Forbidden()
    return group


def create_group(session: Session, actor: Actor, body: GroupCreate) -> GroupDetail:
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    check_partnership(session, body.partnership_id)
    since = body.since or clock.today()
    _check_span(since, body.until)
    fields = body.model_dump(exclude={"parent_id", "since"})
    group = WorkingGroup(**fields, folded_name=fold(body.name), sort_key=sort_key(body.name))
    session.add(group)
    session.flush()
    placements.place(session, group, PlacementCreate(parent_id=body.parent_id, valid_from=since))
    return get_group(session, actor, group.id)


def _check_span(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Invalid("#/until", "ends_before_starts")


def update_group(
    session: Session, actor: Actor, group_id: int, version: int, body: GroupUpdate
) -> GroupDetail:
    group = get_group_for_update(session, actor, group_id, version)
    was_public = bool(rules_of(session, group_id).public)
    if "name" in records.apply_changes(group, body, leave={"parent_id"}):
        group.folded_name, group.sort_key = fold(group.name), sort_key(group.name)
    _check_span(group.since, group.until)
    if "parent_id" in body.model_fields_set and body.parent_id != group.parent_id:
        placements.place(session, group, PlacementCreate(parent_id=body.parent_id, valid_from=clock.today()))
        changes.touch(group)
    session.flush()
    if bool(rules_of(session, group_id).public) != was_public:
        reactions.announce("readers_changed", session=session, group_ids=[group_id], event_ids=[])
    return get_group(session, actor, group_id)


def place_group(session: Session, actor: Actor, group_id: int, body: PlacementCreate) -> PlacementView:
    """Move the group as of a day; the history keeps earlier placements."""
    group = get_group_for_update(session, actor, group_id, records.ANY_VERSION)
    placement = placements.place(session, group, body)
    changes.touch(group)
    session.flush()
    shown = select(GroupPlacement).where(col(GroupPlacement.id) == placement.id)
    shown = shown.options(selectinload(rel(GroupPlacement.parent))).execution_options(populate_existing=True)
    return PlacementView.of(session.exec(shown).one())


def delete_group(session: Session, actor: Actor, group_id: int, version: int) -> None:
    """For a group created by mistake. A group in use stays (409 `in_use`), and so does one that has or had
    members or applications; give it a last day instead."""
    group = get_group_for_update(session, actor, group_id, version)
    records.delete(session, group)

"""Services of partnerships: everybody may read them, staff change them, admins create them."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import reactions
from app.core.actor import PEOPLE, READING, WRITING, Actor
from app.core.database import changes, records
from app.core.database.columns import View, rel
from app.core.database.references import referring
from app.core.errors import Forbidden
from app.core.searched import all_words
from app.core.text import fold, sort_key
from app.core.web import paging
from app.core.web.keyset import Sorts, counted, order_of
from app.core.web.paging import Deleted, Slice
from app.organisations.service import shown_name
from app.partnerships.models import (
    MemberView,
    NamedRoleView,
    Partnership,
    PartnershipCreate,
    PartnershipDetail,
    PartnershipKind,
    PartnershipMember,
    PartnershipQuery,
    PartnershipRole,
    PartnershipTerritory,
    PartnershipUpdate,
    PartnershipView,
    PhaseView,
)
from app.partnerships.parts import replace_parts
from app.partnerships.rules import public_groups
from app.territories.service import below

PARTS = {"territory_ids", "phases", "members", "roles"}
SHOWN = (
    selectinload(rel(Partnership.territories)),
    selectinload(rel(Partnership.phases)),
    selectinload(rel(Partnership.members)).selectinload(rel(PartnershipMember.organisation)),
    selectinload(rel(Partnership.roles)).selectinload(rel(PartnershipRole.person)),
)

SORTS: Sorts = {
    "name": col(Partnership.sort_key),
    "kind": order_of(col(Partnership.kind), PartnershipKind),
    "members": counted(PartnershipMember, col(PartnershipMember.partnership_id), col(Partnership.id)),
}


def visible_partnerships(actor: Actor, query: PartnershipQuery | None = None) -> SelectOfScalar[Partnership]:
    """Everybody sees all partnerships; other rooms decide who sees the records inside."""
    statement = select(Partnership)
    if query is None:
        return statement
    mine = actor.partnerships(WRITING if query.allowed == "edit" else READING) if query.allowed else None
    if mine is not None:
        statement = statement.where(col(Partnership.id).in_(mine))
    if query.kind:
        statement = statement.where(col(Partnership.kind) == query.kind)
    if query.territory:
        there = select(col(PartnershipTerritory.partnership_id)).where(
            col(PartnershipTerritory.territory_id).in_(below(query.territory))
        )
        statement = statement.where(col(Partnership.id).in_(there))
    if query.q:
        statement = statement.where(*all_words(col(Partnership.folded_name), query.q))
    return statement


def list_partnerships(
    session: Session, actor: Actor, query: PartnershipQuery
) -> Slice[PartnershipView | Deleted]:
    def to_views(found: Sequence[Partnership]) -> list[PartnershipView]:
        return [PartnershipView.of(one, **_lists(actor, one)) for one in found]

    statement = visible_partnerships(actor, query).options(*SHOWN)
    return paging.synced_page(session, actor, Partnership, statement, query, to_views, sorts=SORTS)


def _lists(actor: Actor, partnership: Partnership) -> dict[str, list[View]]:
    """The lists of a partnership; only its staff see the people with roles."""
    named = actor.may_use(PEOPLE) and actor.reads(partnership.id)
    return {
        "phases": [PhaseView.of(one) for one in partnership.phases],
        "members": [
            MemberView.of(one)
            for one in partnership.members
            if shown_name(actor, one.organisation) is not None
        ],
        "roles": [NamedRoleView.of(one) for one in partnership.roles if named],
    }


def _one(actor: Actor, partnership_id: int | None) -> SelectOfScalar[Partnership]:
    return visible_partnerships(actor).where(col(Partnership.id) == partnership_id)


def get_partnership(session: Session, actor: Actor, partnership_id: int | None) -> PartnershipDetail:
    """Read from the database, also after a change."""
    statement = _one(actor, partnership_id).options(*SHOWN).execution_options(populate_existing=True)
    partnership = records.get(session, statement)
    kept = referring(session, Partnership, [partnership.id]) if actor.writes(None) else {}
    allowed = _allowed(actor, partnership, kept=bool(kept))
    said = kept.get(partnership.id, [])
    return PartnershipDetail.of(partnership, **_lists(actor, partnership), allowed=allowed, referred_by=said)


def _allowed(actor: Actor, partnership: Partnership, *, kept: bool) -> list[str]:
    allowed = ["edit", "add_group", "add_event", "add_person"] if actor.writes(partnership.id) else []
    if actor.reads(partnership.id):
        allowed.append("see_people")
    if actor.writes(None) and not kept:
        allowed.append("delete")
    return allowed


def create_partnership(session: Session, actor: Actor, body: PartnershipCreate) -> PartnershipDetail:
    if not actor.writes(None):
        raise Forbidden()
    partnership = Partnership(
        **body.model_dump(exclude=PARTS), folded_name=fold(body.name), sort_key=sort_key(body.name)
    )
    session.add(partnership)
    session.flush()
    replace_parts(session, partnership.id or 0, body)
    return get_partnership(session, actor, partnership.id)


def update_partnership(
    session: Session, actor: Actor, partnership_id: int, version: int, body: PartnershipUpdate
) -> PartnershipDetail:
    partnership = records.get_for_update(session, _one(actor, partnership_id), version)
    if not actor.writes(partnership_id):
        raise Forbidden()
    public_before = public_groups(session, partnership_id)
    if replace_parts(session, partnership_id, body):
        changes.touch(partnership)
    if "name" in records.apply_changes(partnership, body, leave=PARTS):
        partnership.folded_name = fold(partnership.name)
        partnership.sort_key = sort_key(partnership.name)
    session.flush()
    if moved := public_before ^ public_groups(session, partnership_id):
        reactions.announce("readers_changed", session=session, group_ids=sorted(moved), event_ids=[])
    return get_partnership(session, actor, partnership_id)


def delete_partnership(session: Session, actor: Actor, partnership_id: int, version: int) -> None:
    """Only an empty partnership can be deleted; with groups, people or events 409 `in_use`."""
    partnership = records.get_for_update(session, _one(actor, partnership_id), version)
    if not actor.writes(None):
        raise Forbidden()
    records.delete(session, partnership)

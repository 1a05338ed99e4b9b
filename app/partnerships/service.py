"""Partnerships: everybody may read them, their staff changes them, admins found them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, paging, records
from app.core.actor import READING, WRITING, Actor
from app.core.errors import Forbidden
from app.core.text import fold, sort_key
from app.partnerships.models import (
    Partnership,
    PartnershipCreate,
    PartnershipDetail,
    PartnershipQuery,
    PartnershipTerritory,
    PartnershipUpdate,
)
from app.partnerships.parts import present_partnerships, replace_parts
from app.territories.service import below

PARTS = {"territory_ids", "phases", "members", "roles"}


def visible_partnerships(actor: Actor, query: PartnershipQuery | None = None) -> Any:
    """All of them, for everybody; what is inside is decided where it is kept."""
    statement = sa.select(Partnership)
    if query is None:
        return statement
    mine = actor.partnerships(WRITING if query.allowed == "edit" else READING) if query.allowed else None
    if mine is not None:
        statement = statement.where(col(Partnership.id).in_(mine))
    if query.kind:
        statement = statement.where(col(Partnership.kind) == query.kind)
    if query.territory:
        there = sa.select(col(PartnershipTerritory.partnership_id)).where(
            col(PartnershipTerritory.territory_id).in_(below(query.territory))
        )
        statement = statement.where(col(Partnership.id).in_(there))
    if query.q:
        statement = statement.where(col(Partnership.folded_name).contains(fold(query.q), autoescape=True))
    return statement


def list_partnerships(session: Session, actor: Actor, query: PartnershipQuery) -> paging.Slice[Any]:
    return paging.synced_page(
        session,
        actor,
        Partnership,
        visible_partnerships(actor, query),
        query,
        lambda found: present_partnerships(session, actor, found),
    )


def get_partnership(session: Session, actor: Actor, partnership_id: int) -> PartnershipDetail:
    return _detail(session, actor, records.find(session, _one(actor, partnership_id)))


def _one(actor: Actor, partnership_id: int) -> Any:
    return visible_partnerships(actor).where(col(Partnership.id) == partnership_id)


def _detail(session: Session, actor: Actor, partnership: Partnership) -> PartnershipDetail:
    [view] = present_partnerships(session, actor, [partnership])
    allowed = ["edit", "add_group", "add_event", "add_person"] if actor.writes(partnership.id) else []
    if actor.reads(partnership.id):
        allowed.append("see_people")
    if actor.writes(None):
        allowed.append("delete")
    return PartnershipDetail(**view.model_dump(), allowed=allowed)


def create_partnership(session: Session, actor: Actor, body: PartnershipCreate) -> PartnershipDetail:
    if not actor.writes(None):
        raise Forbidden()
    partnership = Partnership(
        **body.model_dump(exclude=PARTS), folded_name=fold(body.name), sort_key=sort_key(body.name)
    )
    session.add(partnership)
    session.flush()
    replace_parts(session, partnership, body)
    return _detail(session, actor, partnership)


def update_partnership(
    session: Session, actor: Actor, partnership_id: int, version: int, body: PartnershipUpdate
) -> PartnershipDetail:
    partnership: Partnership = records.claim(session, _one(actor, partnership_id), version)
    if not actor.writes(partnership_id):
        raise Forbidden()
    if "name" in records.take_over(partnership, body, leave=PARTS):
        partnership.folded_name = fold(partnership.name)
        partnership.sort_key = sort_key(partnership.name)
    if replace_parts(session, partnership, body):
        changes.touch(partnership)
    session.flush()
    return _detail(session, actor, partnership)


def delete_partnership(session: Session, actor: Actor, partnership_id: int, version: int) -> None:
    """Only one that holds nothing yet: groups, people or events keep it (409 `in_use`)."""
    partnership = records.claim(session, _one(actor, partnership_id), version)
    if not actor.writes(None):
        raise Forbidden()
    records.remove(session, partnership)

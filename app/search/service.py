"""One search for everything that the reader may see.

Rooms register their types (`core/searched.py`), each with the function that decides what an actor may read.
The public finds those types that are open to all; an API key finds the types whose scope it has.
"""

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database.columns import Record
from app.core.database.search_index import first_hits
from app.core.searched import REGISTERED, Searched
from app.core.web import access_log
from app.partnerships.models import Partnership
from app.search.shapes import Hit, Hits, HitType, SearchQuery

R = TypeVar("R", bound=Record)


def search(session: Session, actor: Actor, query: SearchQuery) -> Hits:
    hits: list[Hit] = []
    more: list[HitType] = []
    for kind in HitType:
        searched = REGISTERED[kind]
        if kind in (query.types or HitType) and _is_open(actor, searched):
            records = _ranked(session, actor, searched, query)
            hits += [_hit(kind, searched, record) for record in records[: query.limit]]
            more += [kind] if len(records) > query.limit else []
    access_log.seen(session, (hit.id for hit in hits if hit.type == HitType.PERSON))
    return Hits(results=_with_partnerships(session, hits), more=more)


def _ranked(session: Session, actor: Actor, searched: Searched[R], query: SearchQuery) -> Sequence[R]:
    """The best of the first hits: so many words stand everywhere that ranking all would take too long."""
    hits = [
        first_hits(session, searched.table, found, words) if words else found.with_only_columns(_id(searched))
        for found, words in searched.found(actor, query.q)
    ]
    every = sa.union(*(sa.select(ids.subquery()) for ids in hits))
    statement = select(searched.table).where(_id(searched).in_(every))
    statement = statement.options(*searched.options).order_by(*searched.order())
    return session.exec(statement.limit(query.limit + 1)).all()


def _id(searched: Searched[R]) -> Mapped[int]:
    return col(searched.table.id)


def _is_open(actor: Actor, searched: Searched[R]) -> bool:
    """Whether this reader finds records of this type at all; which ones, the room decides."""
    return actor.may_use(searched.scope) and (actor.known or searched.public)


def _hit(kind: HitType, searched: Searched[R], record: R) -> Hit:
    return Hit(
        type=kind,
        id=record.id,
        title=searched.title(record),
        detail=searched.detail(record),
        starts_at=getattr(record, "starts_at", None),
        partnership_id=searched.partnership(record),
        partnership_name=None,
        url=searched.path.format(id=record.id, event_id=getattr(record, "event_id", None)),
    )


def _with_partnerships(session: Session, hits: list[Hit]) -> list[Hit]:
    places = {hit.partnership_id for hit in hits}
    statement = select(Partnership.id, Partnership.name).where(col(Partnership.id).in_(places))
    names: dict[int | None, str] = dict(session.exec(statement).all())
    return [hit.model_copy(update={"partnership_name": names.get(hit.partnership_id)}) for hit in hits]

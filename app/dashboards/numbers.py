"""Numbers that can be looked behind: each is counted by the select of the very list its address names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session

from app.core.actor import Actor
from app.core.columns import View
from app.courses.models import EventKind
from app.events.views import EventQuery, KindlessQuery
from app.events.visible import filtered, visible_events
from app.projects.milestones import visible_milestones
from app.projects.part_shapes import MilestoneQuery

API = "/api/v1"
PATHS = {
    None: "/events",
    EventKind.ROUND_TABLE: "/round-tables",
    EventKind.TRAINING: "/trainings",
    EventKind.MEETING: "/meetings",
}


class Number(View):
    """A count and the address of the list it is the `total` of; null where the figure was typed in."""

    value: int | float | None
    href: str | None


@dataclass(frozen=True)
class Listing:
    """A list of the API: its address and its select."""

    href: str
    statement: Any


def address(path: str, query: BaseModel) -> str:
    """The list with its filters, counted."""
    filters = query.model_dump(mode="json", by_alias=True, exclude_unset=True)
    pairs = [
        (name, str(value).lower() if isinstance(value, bool) else value) for name, value in filters.items()
    ]
    return f"{API}{path}?{urlencode([*pairs, ('count', 'true')], doseq=True)}"


def events(actor: Actor, kind: EventKind | None = None, **filters: Any) -> Listing:
    """`/events`, or the list of one kind. A filter that is None is none."""
    given = {name: value for name, value in filters.items() if value is not None}
    query: KindlessQuery = EventQuery(**given) if kind is None else KindlessQuery(**given)
    kinds = [kind] if kind else query.kind if isinstance(query, EventQuery) else []
    return Listing(address(PATHS[kind], query), filtered(visible_events(actor), query, kinds))


def milestones(actor: Actor, project_id: int | None = None, **filters: Any) -> Listing:
    """`/milestones`, or those of one project."""
    query = MilestoneQuery(**{name: value for name, value in filters.items() if value is not None})
    statement = visible_milestones(actor, query)
    if project_id is None:
        return Listing(address("/milestones", query), statement)
    own = statement.where(sa.literal_column("project_milestone.project_id") == project_id)
    return Listing(address(f"/projects/{project_id}/milestones", query), own)


def count(session: Session, listings: Mapping[str, Listing]) -> dict[str, Number]:
    """All of them in one statement."""
    columns = [
        sa.select(sa.func.count())
        .select_from(listing.statement.order_by(None).subquery())
        .scalar_subquery()
        .label(name)
        for name, listing in listings.items()
    ]
    row = session.execute(sa.select(*columns)).one()
    return {
        name: Number(value=value, href=listing.href)
        for (name, listing), value in zip(listings.items(), row, strict=True)
    }


def first_rows(session: Session, listing: Listing, order: Sequence[Any], limit: int = 10) -> list[Any]:
    return list(session.scalars(listing.statement.order_by(*order).limit(limit)))

"""Venues of a partnership, created when an event names them."""

from collections.abc import Sequence
from typing import Protocol

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database.high_water_mark import synced_until
from app.core.web import paging
from app.core.web.keyset import SortKey
from app.core.web.paging import Slice
from app.events.models import Venue
from app.events.shapes import VenueBody
from app.events.views import VenueQuery, VenueView
from app.territories.service import resolve


class Place(Protocol):
    """The words for a place: a `Venue`, or a row with these columns."""

    @property
    def name(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def online_url(self) -> str | None: ...


def venue_id_of(session: Session, partnership_id: int, body: VenueBody, pointer: str) -> int | None:
    """Get or create the venue with exactly these words; None for an empty place."""
    resolve(session, body, f"{pointer}/territory_id")
    facts = body.model_dump()
    if not any(facts.values()):
        return None
    same = [col(getattr(Venue, name)).is_not_distinct_from(value) for name, value in facts.items()]
    known = select(Venue.id).where(Venue.partnership_id == partnership_id, *same)
    found = session.exec(known.order_by(col(Venue.id)).limit(1)).first()
    if found is not None:
        return found
    venue = Venue(partnership_id=partnership_id, **facts)
    session.add(venue)
    session.flush()
    return venue.id


def venue_label(venue: Place) -> str:
    """`radnice, místnost 210`: the place on one line."""
    return ", ".join(part for part in (venue.name, venue.room, venue.address, venue.online_url) if part)


def visible_venues(actor: Actor) -> SelectOfScalar[Venue]:
    """Those of the partnerships that the actor reads."""
    inside = actor.partnerships()
    return select(Venue) if inside is None else select(Venue).where(col(Venue.partnership_id).in_(inside))


def list_venues(session: Session, actor: Actor, query: VenueQuery) -> Slice[VenueView]:
    """Venues used before, for planners. Venues never change or go, so there are no tombstones."""
    until = synced_until(session)
    statement = visible_venues(actor)
    if query.partnership:
        statement = statement.where(Venue.partnership_id == query.partnership)
    if query.updated_since:
        statement = statement.where(col(Venue.created_at) >= query.updated_since)
    found = paging.page(session, statement, query, _venue_views, SortKey(col(Venue.id)))
    found.synced_until = until
    return found


def _venue_views(venues: Sequence[Venue]) -> list[VenueView]:
    return [
        VenueView(
            **venue.model_dump(include=set(VenueView.model_fields)), online=venue.online_url is not None
        )
        for venue in venues
    ]

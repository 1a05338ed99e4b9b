"""Events in the search."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock, text
from app.core.actor import Actor
from app.core.searched import Branch, Searched, all_words, register
from app.core.web.keyset import Column
from app.events.models import Event
from app.events.visible import visible_events


def _events(actor: Actor, q: str) -> Sequence[Branch]:
    return [(visible_events(actor).where(*all_words(col(Event.folded_text), q)), text.search_words(q))]


def _by_nearness() -> Sequence[Column]:
    """What is to come, the next first; then what has no date yet; then the past, the last first."""
    start, now = col(Event.starts_at), clock.now()
    ahead = start >= now
    rank = sa.case((ahead, 0), (start.is_(None), 1), else_=2)
    return [rank, sa.case((ahead, start)), start.desc(), col(Event.id)]


register("event", Searched(Event, _events, _by_nearness, "events:read", "/events/{id}", public=True))

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
    """What is to come, the next first; then the past, the last first."""
    start, now = col(Event.starts_at), clock.now()
    to_come = sa.case((start >= now, start))
    return [sa.case((start >= now, 0), else_=1), to_come, start.desc(), col(Event.id)]


register("event", Searched(Event, _events, _by_nearness, "events:read", "/events/{id}", public=True))

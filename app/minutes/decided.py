"""What was decided at the event of minutes, and who has to do what: in the order of their items."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from sqlmodel import Session, col

from app.core import reactions
from app.core.actor import Actor
from app.decisions import views
from app.decisions.models import Decision
from app.decisions.shapes import DecisionView
from app.decisions.visible import visible_decisions
from app.minutes.models import MinutesItem
from app.minutes.views import MinutesTask


class OfItem(Protocol):
    """Something that stands in an item of the minutes, or in none."""

    id: int
    item_id: int | None


Found = TypeVar("Found", bound=OfItem)


def decisions_of(
    session: Session, actor: Actor, event_id: int, items: Sequence[MinutesItem], *, inside: bool
) -> list[DecisionView]:
    """Those that the actor may read; the public sees none of an internal item."""
    statement = visible_decisions(actor).where(col(Decision.event_id) == event_id).options(*views.SHOWN)
    found = views.views(session, actor, session.exec(statement).all())
    shown = {None, *(item.id for item in items)}
    return _in_order([one for one in found if inside or one.item_id in shown], items)


def tasks_of(
    session: Session, actor: Actor, event_id: int, items: Sequence[MinutesItem]
) -> list[MinutesTask]:
    """Those that the actor may read; the room of tasks adds them."""
    found: list[MinutesTask] = []
    reactions.announce("minutes_shown", session=session, actor=actor, event_id=event_id, tasks=found)
    return _in_order(found, items)


def _in_order(found: Iterable[Found], items: Sequence[MinutesItem]) -> list[Found]:
    """Those of no item stand last."""
    places = {item.id: place for place, item in enumerate(items)}
    return sorted(found, key=lambda one: (places.get(one.item_id or 0, len(places)), one.id))

"""What happened to a need: from the table where it was raised to the effect."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.needs.effects import visible_effects
from app.needs.models import Effect, Need, NeedStep
from app.needs.service import group_names, one, titles_of
from app.needs.shapes import Trace, TraceKind, TraceStep

API = "/api/v1"


def trace_need(session: Session, actor: Actor, need_id: int) -> Trace:
    """The steps in the order of time; a place that the reader may not see is not named."""
    need = records.get(session, one(actor, need_id))
    taken = (
        select(NeedStep).where(col(NeedStep.need_id) == need_id).order_by(col(NeedStep.at), col(NeedStep.id))
    )
    steps = session.exec(taken).all()
    places = _Places(session, actor, need, steps)
    found = [places.step(clock.start_of(need.raised_on), "raised", need.event_id, need.group_id)]
    for step in steps:
        if step.kind == "escalated":
            found.append(places.step(step.at, "escalated", step.event_id, step.group_id))
        else:
            found.append(TraceStep(at=step.at, kind=step.kind.value, text=step.text, href=None))
    found += _effects(session, actor, need_id)
    return Trace(steps=sorted(found, key=_order))


def _order(step: TraceStep) -> tuple[date, bool, datetime]:
    """Effects have a day alone, and come after what led to them on that day."""
    return clock.day_of(step.at), step.kind == "effect", step.at


class _Places:
    """The events and groups that a need has passed, as this reader may see them."""

    def __init__(self, session: Session, actor: Actor, need: Need, steps: Sequence[NeedStep]) -> None:
        self.titles = titles_of(session, actor, [need.event_id, *(step.event_id for step in steps)])
        self.groups = group_names(session, [need.group_id, *(step.group_id for step in steps)])

    def step(self, at: datetime, kind: TraceKind, event_id: int | None, group_id: int | None) -> TraceStep:
        if event_id in self.titles:
            return TraceStep(at=at, kind=kind, text=self.titles[event_id], href=f"{API}/events/{event_id}")
        if group_id in self.groups:
            return TraceStep(
                at=at, kind=kind, text=self.groups[group_id], href=f"{API}/working-groups/{group_id}"
            )
        return TraceStep(at=at, kind=kind, text="", href=None)


def _effects(session: Session, actor: Actor, need_id: int) -> list[TraceStep]:
    statement = visible_effects(actor).where(col(Effect.need_id) == need_id).order_by(col(Effect.id))
    return [
        TraceStep(
            at=clock.start_of(effect.since),
            kind="effect",
            text=effect.title,
            href=f"{API}/effects/{effect.id}",
        )
        for effect in session.exec(statement)
    ]

"""Shows at a round table which needs were raised there or passed to it."""

from collections import defaultdict

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.json_values import Json
from app.needs.models import Need, NeedStep
from app.needs.service import at_event, visible_needs


@reactions.on("needs_shown")
def add_needs(session: Session, actor: Actor, needs: dict[int, list[Json]]) -> None:
    """Fill in the needs of the events that are shown, by event."""
    ids = list(needs)
    statement = visible_needs(actor).where(at_event(ids)).order_by(col(Need.id))
    found = session.exec(statement).all()
    if not found:
        return
    passed: dict[int, set[int]] = defaultdict(set)
    steps = select(NeedStep.need_id, NeedStep.event_id).where(
        col(NeedStep.need_id).in_([need.id for need in found]), col(NeedStep.event_id).in_(ids)
    )
    for need_id, event_id in session.exec(steps):
        if event_id is not None:
            passed[need_id].add(event_id)
    for need in found:
        raised = {need.event_id} if need.event_id is not None else set()
        for event_id in sorted((raised | passed[need.id]) & needs.keys()):
            needs[event_id].append(_brief(need, event_id))


def _brief(need: Need, event_id: int) -> Json:
    return {
        "id": need.id,
        "title": need.title,
        "target_group": need.target_group,
        "territory_id": need.territory_id,
        "weight": need.weight.value,
        "state": need.state.value,
        "raised_here": need.event_id == event_id,
    }

"""Slots of a consultation."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.slots import service
from app.slots.shapes import SlotCreate, SlotQuery, SlotRun, SlotsMade, SlotUpdate, SlotView

routes = Router(tags=["slots"])


@routes.get("/events/{event_id}/slots")
@reads(public=True, personal="person_id")
def list_slots(
    context: RequestContext, event_id: RecordId, query: Annotated[SlotQuery, Query()]
) -> Slice[SlotView | Deleted]:
    """The times that people can book. Everybody who sees the event may read it; who holds one, the staff."""
    return service.list_slots(context.session, context.actor, event_id, query)


@routes.post("/events/{event_id}/slots", status_code=201)
@writes(scope="registrations:write")
def create_slot(context: RequestContext, event_id: RecordId, body: SlotCreate) -> SlotView:
    """With the first one people sign up for a time: the seats of the event are its slots."""
    view = service.create_slot(context.session, context.actor, event_id, body)
    return context.created(view, f"/events/{event_id}/slots/{view.id}")


@routes.post("/events/{event_id}/slots/run", status_code=201)
@writes(scope="registrations:write")
def create_run(context: RequestContext, event_id: RecordId, body: SlotRun) -> SlotsMade:
    """Slots one after the other, such as from 9:00 to 12:00 by 30 minutes: all of them or none."""
    made = service.create_run(context.session, context.actor, event_id, body)
    return context.created(made, f"/events/{event_id}/slots")


@routes.get("/events/{event_id}/slots/{slot_id}")
@reads(public=True, personal="person_id")
def get_slot(context: RequestContext, event_id: RecordId, slot_id: RecordId) -> SlotView:
    return service.get_slot(context.session, context.actor, event_id, slot_id)


@routes.patch("/events/{event_id}/slots/{slot_id}")
@writes(scope="registrations:write")
def update_slot(context: RequestContext, event_id: RecordId, slot_id: RecordId, body: SlotUpdate) -> SlotView:
    return service.update_slot(context.session, context.actor, event_id, slot_id, context.version, body)


@routes.delete("/events/{event_id}/slots/{slot_id}", status_code=204)
@writes(scope="registrations:write")
def delete_slot(context: RequestContext, event_id: RecordId, slot_id: RecordId) -> None:
    service.delete_slot(context.session, context.actor, event_id, slot_id, context.version)

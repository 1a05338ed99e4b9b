"""Kept seats of an event."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.seat_blocks import service
from app.seat_blocks.shapes import SeatBlockCreate, SeatBlockQuery, SeatBlockUpdate, SeatBlockView

routes = Router(tags=["seat blocks"])


@routes.get("/events/{event_id}/seat-blocks")
@reads(public=True)
def list_blocks(
    context: RequestContext, event_id: RecordId, query: Annotated[SeatBlockQuery, Query()]
) -> Slice[SeatBlockView | Deleted]:
    """For whom seats are kept, and until when. Everybody who sees the event may read it."""
    return service.list_blocks(context.session, context.actor, event_id, query)


@routes.post("/events/{event_id}/seat-blocks", status_code=201)
@writes(scope="registrations:write")
def create_block(context: RequestContext, event_id: RecordId, body: SeatBlockCreate) -> SeatBlockView:
    view = service.create_block(context.session, context.actor, event_id, body)
    return context.created(view, f"/seat-blocks/{view.id}")


@routes.get("/seat-blocks/{block_id}")
@reads(public=True)
def get_block(context: RequestContext, block_id: RecordId) -> SeatBlockView:
    return service.get_block(context.session, context.actor, block_id)


@routes.patch("/seat-blocks/{block_id}")
@writes(scope="registrations:write")
def update_block(context: RequestContext, block_id: RecordId, body: SeatBlockUpdate) -> SeatBlockView:
    return service.update_block(context.session, context.actor, block_id, context.version, body)


@routes.post("/seat-blocks/{block_id}/release")
@writes(scope="registrations:write")
def release_block(context: RequestContext, block_id: RecordId) -> SeatBlockView:
    """Free the seats that are still kept; the waiting list gets them first."""
    return service.release_block(context.session, context.actor, block_id)


@routes.delete("/seat-blocks/{block_id}", status_code=204)
@writes(scope="registrations:write")
def delete_block(context: RequestContext, block_id: RecordId) -> None:
    service.delete_block(context.session, context.actor, block_id, context.version)

"""Kept seats of an event."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.registrations import blocks
from app.registrations.block_shapes import SeatBlockCreate, SeatBlockQuery, SeatBlockUpdate, SeatBlockView
from app.registrations.routes_attendance import routes as routes


@routes.get("/events/{event_id}/seat-blocks", **listed(SeatBlockView | Deleted))
@reads(public=True)
def list_blocks(call: Call, event_id: RecordId, query: Annotated[SeatBlockQuery, Query()]) -> Slice[Any]:
    """For whom seats are kept, and until when: told to everybody who sees the event."""
    return blocks.list_blocks(call.session, call.actor, event_id, query)


@routes.post("/events/{event_id}/seat-blocks", response_model=SeatBlockView, status_code=201)
@writes(scope="registrations:write")
def create_block(call: Call, event_id: RecordId, body: SeatBlockCreate) -> Any:
    view = blocks.create_block(call.session, call.actor, event_id, body)
    return call.created(view, f"/seat-blocks/{view.id}")


@routes.get("/seat-blocks/{block_id}", response_model=SeatBlockView)
@reads(public=True)
def get_block(call: Call, block_id: RecordId) -> Any:
    return blocks.get_block(call.session, call.actor, block_id)


@routes.patch("/seat-blocks/{block_id}", response_model=SeatBlockView)
@writes(scope="registrations:write")
def update_block(call: Call, block_id: RecordId, body: SeatBlockUpdate) -> Any:
    return blocks.update_block(call.session, call.actor, block_id, call.version, body)


@routes.post("/seat-blocks/{block_id}/release", response_model=SeatBlockView)
@writes(scope="registrations:write")
def release_block(call: Call, block_id: RecordId) -> Any:
    return blocks.release_block(call.session, call.actor, block_id)


@routes.delete("/seat-blocks/{block_id}", status_code=204)
@writes(scope="registrations:write")
def delete_block(call: Call, block_id: RecordId) -> None:
    blocks.delete_block(call.session, call.actor, block_id, call.version)

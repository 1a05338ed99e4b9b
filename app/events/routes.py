"""`/events` of all kinds, the verbs that move them, and the places they are held at."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.events import clashes, moves, service, venues
from app.events.routes_by_kind import routes as routes
from app.events.shapes import Cancellation, EventCreate, EventUpdate, Postponement
from app.events.views import AnyEvent, ClashList, EventQuery, VenueQuery, VenueView


@routes.get("/events", **listed(AnyEvent | Deleted))
@reads(public=True, scope="events:read")
def list_events(call: Call, query: Annotated[EventQuery, Query()]) -> Slice[Any]:
    """Events of all kinds; each in the shape of its kind."""
    return service.list_events(call.session, call.actor, query)


@routes.post("/events", response_model=AnyEvent, status_code=201)
@writes(scope="events:write")
def create_event(call: Call, body: EventCreate) -> Any:
    """Draft an event. Round tables, trainings and meetings have addresses that take their own facts too."""
    view = service.create_event(call.session, call.actor, body)
    return call.created(view, f"/events/{view.id}")


@routes.get("/events/{event_id}", response_model=AnyEvent)
@reads(public=True, scope="events:read")
def get_event(call: Call, event_id: RecordId) -> Any:
    """One event of any kind."""
    return service.get_event(call.session, call.actor, event_id)


@routes.patch("/events/{event_id}", response_model=AnyEvent)
@writes(scope="events:write")
def update_event(call: Call, event_id: RecordId, body: EventUpdate) -> Any:
    """Change what was sent. A new time or place of a published event is told to those who signed up."""
    return service.update_event(call.session, call.actor, event_id, call.version, body)


@routes.delete("/events/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_event(call: Call, event_id: RecordId) -> None:
    """Delete an event that nobody signed up for; others are cancelled."""
    service.delete_event(call.session, call.actor, event_id, call.version)


@routes.get("/events/{event_id}/clashes", response_model=ClashList)
@reads(scope="events:read")
def list_clashes(call: Call, event_id: RecordId) -> Any:
    """Other events at the same time in the same room or with the same people, for those who may edit."""
    event = service.find_event(call.session, call.actor, event_id)
    return {"results": clashes.list_clashes(call.session, call.actor, event)}


@routes.post("/events/{event_id}/publish", response_model=AnyEvent)
@writes(scope="events:write")
def publish_event(call: Call, event_id: RecordId) -> Any:
    """A draft becomes planned; from now on the clock moves it."""
    return moves.publish_event(call.session, call.actor, event_id)


@routes.post("/events/{event_id}/cancel", response_model=AnyEvent)
@writes(scope="events:write")
def cancel_event(call: Call, event_id: RecordId, body: Cancellation | None = None) -> Any:
    """Cancel; everybody who signed up is told the reason."""
    return moves.cancel_event(call.session, call.actor, event_id, body or Cancellation())


@routes.post("/events/{event_id}/postpone", response_model=AnyEvent)
@writes(scope="events:write")
def postpone_event(call: Call, event_id: RecordId, body: Postponement) -> Any:
    """Move to new sessions, or to none while the date is not known."""
    return moves.postpone_event(call.session, call.actor, event_id, body)


@routes.post("/events/{event_id}/close", response_model=AnyEvent)
@writes(scope="events:write")
def close_event(call: Call, event_id: RecordId) -> Any:
    """End registration now."""
    return moves.close_event(call.session, call.actor, event_id)


@routes.get("/venues", **listed(VenueView))
@reads(scope="events:read")
def list_venues(call: Call, query: Annotated[VenueQuery, Query()]) -> Slice[Any]:
    """Places that the partnership has used."""
    return venues.list_venues(call.session, call.actor, query)

"""`/events` of all kinds, those of one kind with their own facts, what moves them, and their places."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice
from app.courses.models import EventKind
from app.events import clashes, service, transitions, venues
from app.events.shapes import (
    Cancellation,
    EventCreate,
    EventUpdate,
    MeetingCreate,
    MeetingUpdate,
    Postponement,
    RoundTableCreate,
    RoundTableUpdate,
    TrainingCreate,
    TrainingUpdate,
)
from app.events.views import (
    AnyEvent,
    ClashList,
    EventFilters,
    EventQuery,
    EventView,
    MeetingView,
    RoundTableView,
    TrainingView,
    VenueQuery,
    VenueView,
)

routes = Routes(tags=["events and schedule"])
Filters = Annotated[EventFilters, Query()]


@routes.get("/round-tables")
@reads(public=True, scope="events:read")
def list_round_tables(call: Call, query: Filters) -> Slice[RoundTableView | Deleted]:
    """Events that are round tables."""
    return service.list_events(call.session, call.actor, query, RoundTableView)


@routes.post("/round-tables", status_code=201)
@writes(scope="events:write")
def create_round_table(call: Call, body: RoundTableCreate) -> RoundTableView:
    """Draft a round table; its round is that of its topic unless it is sent."""
    view = service.create_event(call.session, call.actor, body, RoundTableView)
    return call.created(view, f"/round-tables/{view.id}")


@routes.get("/round-tables/{event_id}")
@reads(public=True, scope="events:read")
def get_round_table(call: Call, event_id: RecordId) -> RoundTableView:
    """One round table."""
    return service.get_event(call.session, call.actor, event_id, RoundTableView)


@routes.patch("/round-tables/{event_id}")
@writes(scope="events:write")
def update_round_table(call: Call, event_id: RecordId, body: RoundTableUpdate) -> RoundTableView:
    """Change what was sent."""
    return service.update_event(call.session, call.actor, event_id, call.version, body, RoundTableView)


@routes.delete("/round-tables/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_round_table(call: Call, event_id: RecordId) -> None:
    """Delete a round table without registrations."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.ROUND_TABLE)


@routes.get("/trainings")
@reads(public=True, scope="events:read")
def list_trainings(call: Call, query: Filters) -> Slice[TrainingView | Deleted]:
    """Events that are trainings."""
    return service.list_events(call.session, call.actor, query, TrainingView)


@routes.post("/trainings", status_code=201)
@writes(scope="events:write")
def create_training(call: Call, body: TrainingCreate) -> TrainingView:
    """Draft a training; the hours of its sessions add up to its course's."""
    view = service.create_event(call.session, call.actor, body, TrainingView)
    return call.created(view, f"/trainings/{view.id}")


@routes.get("/trainings/{event_id}")
@reads(public=True, scope="events:read")
def get_training(call: Call, event_id: RecordId) -> TrainingView:
    """One training."""
    return service.get_event(call.session, call.actor, event_id, TrainingView)


@routes.patch("/trainings/{event_id}")
@writes(scope="events:write")
def update_training(call: Call, event_id: RecordId, body: TrainingUpdate) -> TrainingView:
    """Change what was sent."""
    return service.update_event(call.session, call.actor, event_id, call.version, body, TrainingView)


@routes.delete("/trainings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_training(call: Call, event_id: RecordId) -> None:
    """Delete a training without registrations."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.TRAINING)


@routes.get("/meetings")
@reads(public=True, scope="events:read")
def list_meetings(call: Call, query: Filters) -> Slice[MeetingView | Deleted]:
    """Events that are meetings."""
    return service.list_events(call.session, call.actor, query, MeetingView)


@routes.post("/meetings", status_code=201)
@writes(scope="events:write")
def create_meeting(call: Call, body: MeetingCreate) -> MeetingView:
    """Draft a meeting."""
    view = service.create_event(call.session, call.actor, body, MeetingView)
    return call.created(view, f"/meetings/{view.id}")


@routes.get("/meetings/{event_id}")
@reads(public=True, scope="events:read")
def get_meeting(call: Call, event_id: RecordId) -> MeetingView:
    """One meeting."""
    return service.get_event(call.session, call.actor, event_id, MeetingView)


@routes.patch("/meetings/{event_id}")
@writes(scope="events:write")
def update_meeting(call: Call, event_id: RecordId, body: MeetingUpdate) -> MeetingView:
    """Change what was sent."""
    return service.update_event(call.session, call.actor, event_id, call.version, body, MeetingView)


@routes.delete("/meetings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_meeting(call: Call, event_id: RecordId) -> None:
    """Delete a meeting without registrations."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.MEETING)


@routes.get("/events")
@reads(public=True, scope="events:read")
def list_events(call: Call, query: Annotated[EventQuery, Query()]) -> Slice[AnyEvent | Deleted]:
    """Events of all kinds; each in the shape of its kind."""
    return service.list_events(call.session, call.actor, query, EventView)


@routes.post("/events", status_code=201)
@writes(scope="events:write")
def create_event(call: Call, body: EventCreate) -> AnyEvent:
    """Draft an event. Round tables, trainings and meetings have addresses that take their own facts too."""
    view = service.create_event(call.session, call.actor, body, EventView)
    return call.created(view, f"/events/{view.id}")


@routes.get("/events/{event_id}")
@reads(public=True, scope="events:read")
def get_event(call: Call, event_id: RecordId) -> AnyEvent:
    """One event of any kind."""
    return service.get_event(call.session, call.actor, event_id, EventView)


@routes.patch("/events/{event_id}")
@writes(scope="events:write")
def update_event(call: Call, event_id: RecordId, body: EventUpdate) -> AnyEvent:
    """Change what was sent. A new time or place of a published event is announced to those who signed up."""
    return service.update_event(call.session, call.actor, event_id, call.version, body, EventView)


@routes.delete("/events/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_event(call: Call, event_id: RecordId) -> None:
    """Delete an event without registrations; others are cancelled."""
    service.delete_event(call.session, call.actor, event_id, call.version)


@routes.get("/events/{event_id}/clashes")
@reads(scope="events:read")
def list_clashes(call: Call, event_id: RecordId) -> ClashList:
    """Other events at the same time in the same room or with the same people, for those who may edit."""
    return ClashList(results=clashes.list_clashes(call.session, call.actor, event_id))


@routes.post("/events/{event_id}/publish")
@writes(scope="events:write")
def publish_event(call: Call, event_id: RecordId) -> AnyEvent:
    """A draft becomes planned; from now on the clock moves it."""
    return transitions.publish_event(call.session, call.actor, event_id)


@routes.post("/events/{event_id}/cancel")
@writes(scope="events:write")
def cancel_event(call: Call, event_id: RecordId, body: Cancellation | None = None) -> AnyEvent:
    """Cancel; all who signed up learn the reason."""
    return transitions.cancel_event(call.session, call.actor, event_id, body or Cancellation())


@routes.post("/events/{event_id}/postpone")
@writes(scope="events:write")
def postpone_event(call: Call, event_id: RecordId, body: Postponement) -> AnyEvent:
    """Move to new sessions, or to none while the date is not known."""
    return transitions.postpone_event(call.session, call.actor, event_id, body)


@routes.post("/events/{event_id}/close")
@writes(scope="events:write")
def close_event(call: Call, event_id: RecordId) -> AnyEvent:
    """End registration now."""
    return transitions.close_event(call.session, call.actor, event_id)


@routes.get("/venues")
@reads(scope="events:read")
def list_venues(call: Call, query: Annotated[VenueQuery, Query()]) -> Slice[VenueView]:
    """Places that the partnership has used."""
    return venues.list_venues(call.session, call.actor, query)

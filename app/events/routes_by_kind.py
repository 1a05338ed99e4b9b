"""`/round-tables`, `/trainings`, `/meetings`: the same records as `/events`, with their own facts."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.courses.models import EventKind
from app.events import service
from app.events.routes_schedule import routes as routes
from app.events.shapes import (
    MeetingCreate,
    MeetingUpdate,
    RoundTableCreate,
    RoundTableUpdate,
    TrainingCreate,
    TrainingUpdate,
)
from app.events.views import KindlessQuery, MeetingView, RoundTableView, TrainingView

Filters = Annotated[KindlessQuery, Query()]


@routes.get("/round-tables", **listed(RoundTableView | Deleted))
@reads(public=True, scope="events:read")
def list_round_tables(call: Call, query: Filters) -> Slice[Any]:
    """Events that are round tables."""
    return service.list_events(call.session, call.actor, query, EventKind.ROUND_TABLE)


@routes.post("/round-tables", response_model=RoundTableView, status_code=201)
@writes(scope="events:write")
def create_round_table(call: Call, body: RoundTableCreate) -> Any:
    """Draft a round table; its round is that of its topic unless it is sent."""
    view = service.create_event(call.session, call.actor, body)
    return call.created(view, f"/round-tables/{view.id}")


@routes.get("/round-tables/{event_id}", response_model=RoundTableView)
@reads(public=True, scope="events:read")
def get_round_table(call: Call, event_id: RecordId) -> Any:
    """One round table."""
    return service.get_event(call.session, call.actor, event_id, EventKind.ROUND_TABLE)


@routes.patch("/round-tables/{event_id}", response_model=RoundTableView)
@writes(scope="events:write")
def update_round_table(call: Call, event_id: RecordId, body: RoundTableUpdate) -> Any:
    """Change what was sent."""
    kind = EventKind.ROUND_TABLE
    return service.update_event(call.session, call.actor, event_id, call.version, body, kind)


@routes.delete("/round-tables/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_round_table(call: Call, event_id: RecordId) -> None:
    """Delete a round table that nobody signed up for."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.ROUND_TABLE)


@routes.get("/trainings", **listed(TrainingView | Deleted))
@reads(public=True, scope="events:read")
def list_trainings(call: Call, query: Filters) -> Slice[Any]:
    """Events that are trainings."""
    return service.list_events(call.session, call.actor, query, EventKind.TRAINING)


@routes.post("/trainings", response_model=TrainingView, status_code=201)
@writes(scope="events:write")
def create_training(call: Call, body: TrainingCreate) -> Any:
    """Draft a training; the hours of its sessions add up to its course's."""
    view = service.create_event(call.session, call.actor, body)
    return call.created(view, f"/trainings/{view.id}")


@routes.get("/trainings/{event_id}", response_model=TrainingView)
@reads(public=True, scope="events:read")
def get_training(call: Call, event_id: RecordId) -> Any:
    """One training."""
    return service.get_event(call.session, call.actor, event_id, EventKind.TRAINING)


@routes.patch("/trainings/{event_id}", response_model=TrainingView)
@writes(scope="events:write")
def update_training(call: Call, event_id: RecordId, body: TrainingUpdate) -> Any:
    """Change what was sent."""
    kind = EventKind.TRAINING
    return service.update_event(call.session, call.actor, event_id, call.version, body, kind)


@routes.delete("/trainings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_training(call: Call, event_id: RecordId) -> None:
    """Delete a training that nobody signed up for."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.TRAINING)


@routes.get("/meetings", **listed(MeetingView | Deleted))
@reads(public=True, scope="events:read")
def list_meetings(call: Call, query: Filters) -> Slice[Any]:
    """Events that are meetings."""
    return service.list_events(call.session, call.actor, query, EventKind.MEETING)


@routes.post("/meetings", response_model=MeetingView, status_code=201)
@writes(scope="events:write")
def create_meeting(call: Call, body: MeetingCreate) -> Any:
    """Draft a meeting."""
    view = service.create_event(call.session, call.actor, body)
    return call.created(view, f"/meetings/{view.id}")


@routes.get("/meetings/{event_id}", response_model=MeetingView)
@reads(public=True, scope="events:read")
def get_meeting(call: Call, event_id: RecordId) -> Any:
    """One meeting."""
    return service.get_event(call.session, call.actor, event_id, EventKind.MEETING)


@routes.patch("/meetings/{event_id}", response_model=MeetingView)
@writes(scope="events:write")
def update_meeting(call: Call, event_id: RecordId, body: MeetingUpdate) -> Any:
    """Change what was sent."""
    kind = EventKind.MEETING
    return service.update_event(call.session, call.actor, event_id, call.version, body, kind)


@routes.delete("/meetings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_meeting(call: Call, event_id: RecordId) -> None:
    """Delete a meeting that nobody signed up for."""
    service.delete_event(call.session, call.actor, event_id, call.version, EventKind.MEETING)

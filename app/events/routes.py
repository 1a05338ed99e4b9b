"""`/events` of all kinds, those of one kind with their own facts, what moves them, and their places."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.json_values import Json
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.core.web.routing import page_of
from app.courses.models import EventKind
from app.events import clashes, copy, delete, service, transitions, venues
from app.events.dates import Effects
from app.events.shapes import (
    Cancellation,
    EventCopy,
    EventCreate,
    EventUpdate,
    MeetingCreate,
    MeetingUpdate,
    Postponement,
    Publication,
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

routes = Router(tags=["events and schedule"])
Filters = Annotated[EventFilters, Query()]
DryRun = Annotated[bool, Query(description="Change nothing; answer what the change would bring along.")]


@routes.get("/round-tables", response_model=page_of(RoundTableView | Deleted))
@reads(public=True, scope="events:read")
def list_round_tables(context: RequestContext, query: Filters) -> Slice[Json | Deleted]:
    """Events that are round tables."""
    return service.list_events(context.session, context.actor, query, EventKind.ROUND_TABLE)


@routes.post("/round-tables", status_code=201)
@writes(scope="events:write")
def create_round_table(context: RequestContext, body: RoundTableCreate) -> RoundTableView:
    """Draft a round table; its round is that of its topic unless it is sent."""
    view = service.create_event(context.session, context.actor, body, RoundTableView)
    return context.created(view, f"/round-tables/{view.id}")


@routes.get("/round-tables/{event_id}")
@reads(public=True, scope="events:read")
def get_round_table(context: RequestContext, event_id: RecordId) -> RoundTableView:
    """One round table."""
    return service.get_event(context.session, context.actor, event_id, RoundTableView)


@routes.patch("/round-tables/{event_id}")
@writes(scope="events:write")
def update_round_table(
    context: RequestContext, event_id: RecordId, body: RoundTableUpdate, dry_run: DryRun = False
) -> RoundTableView | Effects:
    """Change what was sent."""
    return service.change_event(
        context.session, context.actor, event_id, context.version, body, RoundTableView, dry_run=dry_run
    )


@routes.delete("/round-tables/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_round_table(context: RequestContext, event_id: RecordId) -> None:
    """Delete a round table without registrations."""
    delete.delete_event(context.session, context.actor, event_id, context.version, EventKind.ROUND_TABLE)


@routes.get("/trainings", response_model=page_of(TrainingView | Deleted))
@reads(public=True, scope="events:read")
def list_trainings(context: RequestContext, query: Filters) -> Slice[Json | Deleted]:
    """Events that are trainings."""
    return service.list_events(context.session, context.actor, query, EventKind.TRAINING)


@routes.post("/trainings", status_code=201)
@writes(scope="events:write")
def create_training(context: RequestContext, body: TrainingCreate) -> TrainingView:
    """Draft a training; the hours of its sessions add up to its course's."""
    view = service.create_event(context.session, context.actor, body, TrainingView)
    return context.created(view, f"/trainings/{view.id}")


@routes.get("/trainings/{event_id}")
@reads(public=True, scope="events:read")
def get_training(context: RequestContext, event_id: RecordId) -> TrainingView:
    """One training."""
    return service.get_event(context.session, context.actor, event_id, TrainingView)


@routes.patch("/trainings/{event_id}")
@writes(scope="events:write")
def update_training(
    context: RequestContext, event_id: RecordId, body: TrainingUpdate, dry_run: DryRun = False
) -> TrainingView | Effects:
    """Change what was sent."""
    return service.change_event(
        context.session, context.actor, event_id, context.version, body, TrainingView, dry_run=dry_run
    )


@routes.delete("/trainings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_training(context: RequestContext, event_id: RecordId) -> None:
    """Delete a training without registrations."""
    delete.delete_event(context.session, context.actor, event_id, context.version, EventKind.TRAINING)


@routes.get("/meetings", response_model=page_of(MeetingView | Deleted))
@reads(public=True, scope="events:read")
def list_meetings(context: RequestContext, query: Filters) -> Slice[Json | Deleted]:
    """Events that are meetings."""
    return service.list_events(context.session, context.actor, query, EventKind.MEETING)


@routes.post("/meetings", status_code=201)
@writes(scope="events:write")
def create_meeting(context: RequestContext, body: MeetingCreate) -> MeetingView:
    """Draft a meeting."""
    view = service.create_event(context.session, context.actor, body, MeetingView)
    return context.created(view, f"/meetings/{view.id}")


@routes.get("/meetings/{event_id}")
@reads(public=True, scope="events:read")
def get_meeting(context: RequestContext, event_id: RecordId) -> MeetingView:
    """One meeting."""
    return service.get_event(context.session, context.actor, event_id, MeetingView)


@routes.patch("/meetings/{event_id}")
@writes(scope="events:write")
def update_meeting(
    context: RequestContext, event_id: RecordId, body: MeetingUpdate, dry_run: DryRun = False
) -> MeetingView | Effects:
    """Change what was sent."""
    return service.change_event(
        context.session, context.actor, event_id, context.version, body, MeetingView, dry_run=dry_run
    )


@routes.delete("/meetings/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_meeting(context: RequestContext, event_id: RecordId) -> None:
    """Delete a meeting without registrations."""
    delete.delete_event(context.session, context.actor, event_id, context.version, EventKind.MEETING)


@routes.get("/events", response_model=page_of(AnyEvent | Deleted))
@reads(public=True, scope="events:read", fast_path=True)
def list_events(context: RequestContext, query: Annotated[EventQuery, Query()]) -> Slice[Json | Deleted]:
    """Events of all kinds; each in the shape of its kind."""
    return service.list_events(context.session, context.actor, query)


@routes.post("/events", status_code=201)
@writes(scope="events:write")
def create_event(context: RequestContext, body: EventCreate) -> AnyEvent:
    """Draft an event. Round tables, trainings and meetings have addresses that take their own facts too."""
    view = service.create_event(context.session, context.actor, body, EventView)
    return context.created(view, f"/events/{view.id}")


@routes.get("/events/{event_id}")
@reads(public=True, scope="events:read", fast_path=True)
def get_event(context: RequestContext, event_id: RecordId) -> AnyEvent:
    """One event of any kind."""
    return service.get_event(context.session, context.actor, event_id, EventView)


@routes.patch("/events/{event_id}")
@writes(scope="events:write")
def update_event(
    context: RequestContext, event_id: RecordId, body: EventUpdate, dry_run: DryRun = False
) -> AnyEvent | Effects:
    """Change what was sent. A new time or place of a published event is announced to those who signed up."""
    return service.change_event(
        context.session, context.actor, event_id, context.version, body, EventView, dry_run=dry_run
    )


@routes.delete("/events/{event_id}", status_code=204)
@writes(scope="events:write")
def delete_event(context: RequestContext, event_id: RecordId) -> None:
    """Delete an event without registrations; others are cancelled."""
    delete.delete_event(context.session, context.actor, event_id, context.version)


@routes.get("/events/{event_id}/clashes")
@reads(scope="events:read")
def list_clashes(context: RequestContext, event_id: RecordId) -> ClashList:
    """Other events at the same time in the same room or with the same people, for those who may edit."""
    return ClashList(results=clashes.list_clashes(context.session, context.actor, event_id))


@routes.post("/events/{event_id}/publish")
@writes(scope="events:write")
def publish_event(context: RequestContext, event_id: RecordId, body: Publication | None = None) -> AnyEvent:
    """A draft becomes planned; from now on the clock moves it."""
    return transitions.publish_event(context.session, context.actor, event_id, body or Publication())


@routes.post("/events/{event_id}/cancel")
@writes(scope="events:write")
def cancel_event(context: RequestContext, event_id: RecordId, body: Cancellation | None = None) -> AnyEvent:
    """Cancel; all who signed up learn the reason. If people were there, only the days ahead are cancelled."""
    return transitions.cancel_event(context.session, context.actor, event_id, body or Cancellation())


@routes.post("/events/{event_id}/reactivate")
@writes(scope="events:write")
def reactivate_event(context: RequestContext, event_id: RecordId) -> AnyEvent:
    """Take back the cancellation of an event that lies ahead; everybody gets the state from before."""
    return transitions.reactivate_event(context.session, context.actor, event_id)


@routes.post("/events/{event_id}/postpone")
@writes(scope="events:write")
def postpone_event(
    context: RequestContext, event_id: RecordId, body: Postponement, dry_run: DryRun = False
) -> AnyEvent | Effects:
    """Move to new sessions, or to none while the date is not known."""
    postpone = transitions.try_postponement if dry_run else transitions.postpone_event
    return postpone(context.session, context.actor, event_id, body)


@routes.post("/events/{event_id}/close")
@writes(scope="events:write")
def close_event(context: RequestContext, event_id: RecordId) -> AnyEvent:
    """End registration now."""
    return transitions.close_event(context.session, context.actor, event_id)


@routes.post("/events/{event_id}/copy", status_code=201)
@writes(scope="events:write")
def copy_event(context: RequestContext, event_id: RecordId, body: EventCopy | None = None) -> AnyEvent:
    """Draft an event like this one: description, people, rules of sign-up, form, invited, required roles."""
    view = copy.copy_event(context.session, context.actor, event_id, body or EventCopy())
    return context.created(view, f"/events/{view.id}")


@routes.post("/events/{event_id}/go-on")
@writes(scope="events:write")
def go_on(context: RequestContext, event_id: RecordId) -> AnyEvent:
    """Let the event take place although it is below its minimum; the other way is to cancel it."""
    return transitions.go_on(context.session, context.actor, event_id)


@routes.get("/venues")
@reads(scope="events:read")
def list_venues(context: RequestContext, query: Annotated[VenueQuery, Query()]) -> Slice[VenueView]:
    """Places that the partnership has used."""
    return venues.list_venues(context.session, context.actor, query)

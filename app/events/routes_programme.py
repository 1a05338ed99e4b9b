"""`/events/{id}/programme`: talks, breaks and discussions of a seminar or a conference."""

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.events import programme
from app.events.programme_models import EventProgramme, EventProgrammeBody

routes = Router(tags=["events and schedule"])


@routes.get("/events/{event_id}/programme")
@reads(public=True, scope="events:read")
def get_event_programme(context: RequestContext, event_id: RecordId) -> EventProgramme:
    """Of any event but a meeting, which has an agenda."""
    return programme.get_event_programme(context.session, context.actor, event_id)


@routes.put("/events/{event_id}/programme")
@writes(scope="events:write")
def replace_event_programme(
    context: RequestContext, event_id: RecordId, body: EventProgrammeBody
) -> EventProgramme:
    """The whole programme; items keep their ids. `If-Match` takes the version of the event."""
    return programme.replace_event_programme(context.session, context.actor, event_id, context.version, body)

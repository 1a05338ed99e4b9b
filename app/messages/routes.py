"""Routes of messages to participants."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Slice
from app.messages import service
from app.messages.models import (
    MessageCreate,
    MessageDraft,
    MessagePreview,
    MessageQuery,
    MessageSent,
    MessageView,
)

routes = Router(tags=["messages"])


@routes.get("/events/{event_id}/messages")
@reads(scope="registrations:read")
def list_messages(
    context: RequestContext, event_id: RecordId, query: Annotated[MessageQuery, Query()]
) -> Slice[MessageView]:
    """What was written to the participants, oldest first."""
    return service.list_messages(context.session, context.actor, event_id, query)


@routes.post("/events/{event_id}/messages", status_code=202)
@writes(scope="registrations:write")
def send_message(context: RequestContext, event_id: RecordId, body: MessageCreate) -> MessageSent:
    """Write to participants by state or by chosen registrations; the letters leave one after another."""
    sent = service.send(context.session, context.actor, event_id, body)
    return sent if sent.id is None else context.created(sent, f"/messages/{sent.id}")


@routes.post("/events/{event_id}/messages/preview")
@reads(scope="registrations:write")
def preview_message(context: RequestContext, event_id: RecordId, body: MessageDraft) -> MessagePreview:
    """The message to an invented participant. Stores nothing."""
    return service.preview(context.session, context.actor, event_id, body, context.lang)


@routes.get("/messages/{message_id}")
@reads(scope="registrations:read")
def get_message(context: RequestContext, message_id: RecordId) -> MessageView:
    """A message, and how many of its letters were sent or did not arrive."""
    return service.get_message(context.session, context.actor, message_id)

"""Routes of suggestions and questions."""

from typing import Annotated

from fastapi import Query

from app.core.actor import READ_INSIDE, WRITE_INSIDE
from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.feedback import service
from app.feedback.models import (
    SuggestionAnswer,
    SuggestionClose,
    SuggestionCreate,
    SuggestionEscalate,
    SuggestionQuery,
    SuggestionReceived,
    SuggestionUpdate,
    SuggestionView,
)

routes = Router(tags=["suggestions"])


@routes.get("/suggestions")
@reads(scope=READ_INSIDE, people=True)
def list_suggestions(
    context: RequestContext, query: Annotated[SuggestionQuery, Query()]
) -> Slice[SuggestionView | Deleted]:
    """Those of the partnerships whose inside the reader sees."""
    return service.list_suggestions(context.session, context.actor, query)


@routes.post("/suggestions", status_code=201)
@writes(public=True, scope="partnerships:write")
def create_suggestion(context: RequestContext, body: SuggestionCreate) -> SuggestionReceived:
    """Open to everybody. There is no link: the answer goes to the mailbox, if one was given."""
    if not context.actor.known:
        context.app_context.registration_limit.take(f"{context.client_network} suggestion")
    return service.create_suggestion(context.session, context.actor, body, context.lang)


@routes.get("/suggestions/{suggestion_id}")
@reads(scope=READ_INSIDE)
def get_suggestion(context: RequestContext, suggestion_id: RecordId) -> SuggestionView:
    return service.get_suggestion(context.session, context.actor, suggestion_id)


@routes.patch("/suggestions/{suggestion_id}")
@writes(scope=WRITE_INSIDE)
def update_suggestion(
    context: RequestContext, suggestion_id: RecordId, body: SuggestionUpdate
) -> SuggestionView:
    """The promise that is watched; 409 `wrong_state` once it is closed."""
    return service.update_suggestion(context.session, context.actor, suggestion_id, context.version, body)


@routes.delete("/suggestions/{suggestion_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_suggestion(context: RequestContext, suggestion_id: RecordId) -> None:
    """What is no suggestion, such as an advertisement."""
    service.delete_suggestion(context.session, context.actor, suggestion_id, context.version)


@routes.post("/suggestions/{suggestion_id}/answer")
@writes(scope=WRITE_INSIDE)
def answer_suggestion(
    context: RequestContext, suggestion_id: RecordId, body: SuggestionAnswer
) -> SuggestionView:
    """Mailed to the sender if an address was given."""
    return service.answer_suggestion(context.session, context.actor, suggestion_id, body)


@routes.post("/suggestions/{suggestion_id}/escalate")
@writes(scope=WRITE_INSIDE)
def escalate_suggestion(
    context: RequestContext, suggestion_id: RecordId, body: SuggestionEscalate
) -> SuggestionView:
    """To the agenda of the next meeting of a group."""
    return service.escalate_suggestion(context.session, context.actor, suggestion_id, body)


@routes.post("/suggestions/{suggestion_id}/close")
@writes(scope=WRITE_INSIDE)
def close_suggestion(
    context: RequestContext, suggestion_id: RecordId, body: SuggestionClose
) -> SuggestionView:
    """Nothing more is to be done; a promise is not watched any longer."""
    return service.close_suggestion(context.session, context.actor, suggestion_id, body)

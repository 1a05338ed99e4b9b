"""Routes of the feed of changes, for other systems, and of the outbox, for staff."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.json_values import Json
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Slice
from app.core.web.routing import PROBLEM_CONTENT
from app.integrations import outbox, service
from app.integrations.models import (
    ChangeRow,
    ChangesQuery,
    LetterRow,
    LettersQuery,
    LettersResend,
    LettersResent,
    LettersStanding,
    LetterText,
)

routes = Router(tags=["integrations"])
EXPIRED: dict[int | str, Json] = {
    410: {"description": "The log does not reach back to this cursor", "content": PROBLEM_CONTENT}
}


@routes.get("/changes", responses=EXPIRED)
@reads(scope="changes:read")
def list_changes(context: RequestContext, query: Annotated[ChangesQuery, Query()]) -> Slice[ChangeRow]:
    """Changes after a cursor, in an order in which none is missed and none comes twice."""
    return service.feed(context.session, context.actor, query)


@routes.get("/letters")
@reads(people=True)
def list_letters(context: RequestContext, query: Annotated[LettersQuery, Query()]) -> Slice[LetterRow]:
    """The outbox of the reader's partnerships, without the texts."""
    return outbox.list_letters(context.session, context.actor, query)


@routes.get("/letters/standing")
@reads
def get_letters_standing(context: RequestContext) -> LettersStanding:
    """What has not arrived in the reader's partnerships, and whether mail works."""
    return outbox.standing(context.session, context.actor)


@routes.get("/events/{event_id}/letters")
@reads(people=True)
def list_event_letters(
    context: RequestContext, event_id: RecordId, query: Annotated[LettersQuery, Query()]
) -> Slice[LetterRow]:
    """The letters to those who are signed up for an event or invited to it."""
    return outbox.list_event_letters(context.session, context.actor, event_id, query)


@routes.get("/letters/{letter_id}/text")
@reads
def get_letter_text(context: RequestContext, letter_id: RecordId) -> LetterText:
    """What a letter said when it was sent. 404 for letters of accounts and for those not sent."""
    return outbox.letter_text(context.session, context.actor, letter_id)


@routes.post("/letters/resend")
@writes
def resend_letters(context: RequestContext, body: LettersResend) -> LettersResent:
    """Send all letters of one state again, in the partnerships in which the sender writes."""
    return outbox.resend_all(context.session, context.actor, body)


@routes.post("/letters/{letter_id}/resend")
@writes
def resend_letter(context: RequestContext, letter_id: RecordId) -> LetterRow:
    """For letters that were refused or failed, after the address of the person was corrected."""
    return outbox.resend(context.session, context.actor, letter_id)

"""Doors for other systems: the feed of changes; for the staff the outbox."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, listed, reads, writes
from app.integrations import outbox, service
from app.integrations.models import ChangeRow, ChangesQuery, LetterRow, LettersQuery

routes = Routes(tags=["integrations"])


@routes.get("/changes", **listed(ChangeRow))
@reads(scope="changes:read")
def list_changes(call: Call, query: Annotated[ChangesQuery, Query()]) -> Any:
    """What changed after a cursor, in an order in which nothing is missed and nothing comes twice."""
    return service.feed(call.session, call.actor, query)


@routes.get("/letters", **listed(LetterRow))
@reads
def list_letters(call: Call, query: Annotated[LettersQuery, Query()]) -> Any:
    """The outbox of the reader's partnerships, without the texts."""
    return outbox.list_letters(call.session, call.actor, query)


@routes.post("/letters/{letter_id}/resend", response_model=LetterRow)
@writes
def resend_letter(call: Call, letter_id: RecordId) -> Any:
    """For letters that were refused or given up, once the address of the person is put right."""
    return outbox.resend(call.session, call.actor, letter_id)

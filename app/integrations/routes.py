"""Doors for other systems: the feed of changes; for admins the outbox."""

from typing import Annotated, Any

from fastapi import Query

from app.core.http import Call, Routes, listed, reads
from app.integrations import service
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
    """The outbox, for admins."""
    return service.letters(call.session, call.actor, query)

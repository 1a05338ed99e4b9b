"""Routes of what happened: security events, who looked at whom, and what changed."""

from typing import Annotated

from fastapi import Query

from app.audit import service
from app.audit.models import (
    AccessQuery,
    AccessView,
    HistoryQuery,
    HistoryRow,
    SecurityEventQuery,
    SecurityEventView,
)
from app.core.web.endpoints import RequestContext, Router, reads
from app.core.web.paging import Slice

routes = Router(tags=["audit"])


@routes.get("/security-events")
@reads(people=True)
def list_security_events(
    context: RequestContext, query: Annotated[SecurityEventQuery, Query()]
) -> Slice[SecurityEventView]:
    """What happened to accounts and rights, the newest first; the reader's own account is always included."""
    return service.list_security_events(context.session, context.actor, query)


@routes.get("/access-log")
@reads(slow=True, people=True)
def list_accesses(context: RequestContext, query: Annotated[AccessQuery, Query()]) -> Slice[AccessView]:
    """Who looked at whom, the newest first. A second may pass until a request is in it."""
    return service.list_accesses(context.session, context.actor, query)


@routes.get("/history")
@reads(slow=True, people=True)
def list_history(context: RequestContext, query: Annotated[HistoryQuery, Query()]) -> Slice[HistoryRow]:
    """What changed, by whom, before and after, the newest first. Nothing can change it."""
    return service.list_history(context.session, context.actor, query)

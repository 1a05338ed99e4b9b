"""Decisions of groups."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.decisions import decide, service
from app.decisions.shapes import (
    Adoption,
    DecisionCreate,
    DecisionDetail,
    DecisionQuery,
    DecisionUpdate,
    DecisionView,
    Rejection,
    Vote,
)

routes = Router(tags=["decisions"])


@routes.get("/decisions")
@reads(public=True, scope="partnerships:read")
def list_decisions(
    context: RequestContext, query: Annotated[DecisionQuery, Query()]
) -> Slice[DecisionView | Deleted]:
    """The public sees adopted decisions of groups that are public, members all of their own groups."""
    return service.list_decisions(context.session, context.actor, query)


@routes.post("/decisions", status_code=201)
@writes(scope="partnerships:write")
def create_decision(context: RequestContext, body: DecisionCreate) -> DecisionDetail:
    view = service.create_decision(context.session, context.actor, body)
    return context.created(view, f"/decisions/{view.id}")


@routes.get("/decisions/{decision_id}")
@reads(public=True, scope="partnerships:read")
def get_decision(context: RequestContext, decision_id: RecordId) -> DecisionDetail:
    return service.get_decision(context.session, context.actor, decision_id)


@routes.patch("/decisions/{decision_id}")
@writes(scope="partnerships:write")
def update_decision(context: RequestContext, decision_id: RecordId, body: DecisionUpdate) -> DecisionDetail:
    """While it is proposed. Once somebody has voted, title, text, mode and effect stay, and the deadline may
    only be put off."""
    return service.update_decision(context.session, context.actor, decision_id, context.version, body)


@routes.post("/decisions/{decision_id}/adopt")
@writes(scope="partnerships:write")
def adopt_decision(
    context: RequestContext, decision_id: RecordId, body: Adoption | None = None
) -> DecisionDetail:
    """Carries the effect out from `valid_from`, today by default."""
    return decide.adopt(context.session, context.actor, decision_id, body or Adoption())


@routes.post("/decisions/{decision_id}/reject")
@writes(scope="partnerships:write")
def reject_decision(context: RequestContext, decision_id: RecordId, body: Rejection) -> DecisionDetail:
    """The reason is kept with the decision."""
    return decide.reject(context.session, context.actor, decision_id, body)


@routes.post("/decisions/{decision_id}/votes")
@writes(scope="partnerships:write")
def vote(context: RequestContext, decision_id: RecordId, body: Vote) -> DecisionDetail:
    """Per rollam, or against what would be adopted by silence. Changeable until the decision is made."""
    return service.vote(context.session, context.actor, decision_id, body)

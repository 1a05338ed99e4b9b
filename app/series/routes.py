"""The grid of a series and its planning; enrolments in it, and the dealing of its seats."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.registrations.shapes import Reason
from app.series import allocate, enrolments, service
from app.series.enrol import enrol
from app.series.shapes import (
    Dealt,
    EnrolmentCreate,
    EnrolmentQuery,
    EnrolmentReceipt,
    EnrolmentView,
    GridView,
    Plan,
    Planned,
    SeriesOffer,
)

routes = Router(tags=["courses and series"])


@routes.get("/series/{series_id}/grid")
@reads(scope="events:read")
def get_grid(context: RequestContext, series_id: RecordId) -> GridView:
    """What is held, planned and missing, by topic and territory."""
    return service.get_grid(context.session, context.actor, series_id)


@routes.post("/series/{series_id}/plan", status_code=201)
@writes(scope="events:write")
def plan_missing(context: RequestContext, series_id: RecordId, body: Plan | None = None) -> Planned:
    """Draft events for the missing cells; a second call makes none."""
    return service.plan_missing(context.session, context.actor, series_id, body or Plan())


@routes.get("/series/{series_id}/offer")
@reads(public=True)
def get_offer(context: RequestContext, series_id: RecordId) -> SeriesOffer:
    """What somebody who enrols in the whole series is signed up for, by territory."""
    return enrolments.get_offer(context.session, context.actor, series_id)


@routes.post("/series/{series_id}/enrolments", status_code=201)
@writes(public=True, scope="registrations:write")
def create_enrolment(context: RequestContext, series_id: RecordId, body: EnrolmentCreate) -> EnrolmentReceipt:
    """One registration for each topic in the territory, or none at all."""
    if not context.actor.writes_somewhere:
        context.app_context.registration_limit.take(f"{context.client_network} series {series_id}")
    receipt = enrol(context.session, context.actor, series_id, body, context.lang)
    return context.created(receipt, f"/series/{series_id}/enrolments")


@routes.get("/series/{series_id}/enrolments")
@reads(scope="registrations:read", personal="person_id")
def list_enrolments(
    context: RequestContext, series_id: RecordId, query: Annotated[EnrolmentQuery, Query()]
) -> Slice[EnrolmentView | Deleted]:
    """Who took the whole series, with the states of their registrations."""
    return enrolments.list_enrolments(context.session, context.actor, series_id, query)


@routes.post("/enrolments/{enrolment_id}/cancel")
@writes(scope="registrations:write")
def cancel_enrolment(
    context: RequestContext, enrolment_id: RecordId, body: Reason | None = None
) -> EnrolmentView:
    """Cancels what of it is still to come."""
    reason = body.reason if body else ""
    return enrolments.cancel_enrolment(context.session, context.actor, enrolment_id, reason)


@routes.post("/series/{series_id}/allocate")
@writes(scope="registrations:write")
def allocate_seats(context: RequestContext, series_id: RecordId) -> Dealt:
    """Deal the seats of a series: each decision with its reason. Twice changes nothing."""
    return allocate.allocate(context.session, context.actor, series_id)

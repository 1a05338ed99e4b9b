"""The grid of a series and its planning; enrolments in it, and the dealing of its seats."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.registrations.shapes import Reason
from app.series import allocate, enrolments, service
from app.series.enrol import enrol
from app.series.enrolment_shapes import (
    Dealt,
    EnrolmentCreate,
    EnrolmentQuery,
    EnrolmentReceipt,
    EnrolmentView,
    SeriesOffer,
)
from app.series.shapes import GridView, Plan, Planned

routes = Routes(tags=["courses and series"])


@routes.get("/series/{series_id}/grid", response_model=GridView)
@reads(scope="events:read")
def get_grid(call: Call, series_id: RecordId) -> Any:
    """What is held, planned and missing, by topic and territory."""
    return service.get_grid(call.session, call.actor, series_id)


@routes.post("/series/{series_id}/plan", response_model=Planned, status_code=201)
@writes(scope="events:write")
def plan_missing(call: Call, series_id: RecordId, body: Plan | None = None) -> Any:
    """Draft events for the missing cells; a second call makes none."""
    return service.plan_missing(call.session, call.actor, series_id, body or Plan())


@routes.get("/series/{series_id}/offer", response_model=SeriesOffer)
@reads(public=True)
def get_offer(call: Call, series_id: RecordId) -> Any:
    """What somebody who enrols in the whole series is signed up for, by territory."""
    return enrolments.get_offer(call.session, call.actor, series_id)


@routes.post("/series/{series_id}/enrolments", response_model=EnrolmentReceipt, status_code=201)
@writes(public=True, scope="registrations:write")
def create_enrolment(call: Call, series_id: RecordId, body: EnrolmentCreate) -> Any:
    """One registration for each topic in the territory, or none at all."""
    if not call.actor.writes_somewhere:
        call.ground.registration_limit.take(f"{call.client_address} series {series_id}")
    receipt = enrol(call.session, call.actor, series_id, body, call.lang)
    return call.created(receipt, f"/series/{series_id}/enrolments")


@routes.get("/series/{series_id}/enrolments", **listed(EnrolmentView | Deleted))
@reads(scope="registrations:read")
def list_enrolments(call: Call, series_id: RecordId, query: Annotated[EnrolmentQuery, Query()]) -> Slice[Any]:
    """Who took the whole series, and what became of it."""
    return enrolments.list_enrolments(call.session, call.actor, series_id, query)


@routes.post("/enrolments/{enrolment_id}/cancel", response_model=EnrolmentView)
@writes(scope="registrations:write")
def cancel_enrolment(call: Call, enrolment_id: RecordId, body: Reason | None = None) -> Any:
    """Cancels what of it is still to come."""
    reason = body.reason if body else ""
    return enrolments.cancel_enrolment(call.session, call.actor, enrolment_id, reason)


@routes.post("/series/{series_id}/allocate", response_model=Dealt)
@writes(scope="registrations:write")
def allocate_seats(call: Call, series_id: RecordId) -> Any:
    """Deal the seats of a series: each decision with its reason. Twice changes nothing."""
    return allocate.allocate(call.session, call.actor, series_id)

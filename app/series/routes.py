"""The grid of a series and its planning."""

from typing import Any

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.series import service
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

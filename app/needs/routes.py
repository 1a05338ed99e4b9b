"""Routes of needs, effects and results of round tables."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.needs import effects, results, service, trace
from app.needs.shapes import (
    EffectCreate,
    EffectQuery,
    EffectUpdate,
    EffectView,
    NeedAnswer,
    NeedClose,
    NeedCreate,
    NeedEscalate,
    NeedQuery,
    NeedUpdate,
    NeedView,
    ResultUpdate,
    ResultView,
    SeriesResultRow,
    SeriesResultsQuery,
    Trace,
)

routes = Router(tags=["needs"])


@routes.get("/needs")
@reads(public=True, scope="partnerships:read")
def list_needs(context: RequestContext, query: Annotated[NeedQuery, Query()]) -> Slice[NeedView | Deleted]:
    """The public reads those of public events and groups."""
    return service.list_needs(context.session, context.actor, query)


@routes.post("/needs", status_code=201)
@writes(scope="partnerships:write")
def create_need(context: RequestContext, body: NeedCreate) -> NeedView:
    view = service.create_need(context.session, context.actor, body)
    return context.created(view, f"/needs/{view.id}")


@routes.get("/needs/{need_id}")
@reads(public=True, scope="partnerships:read")
def get_need(context: RequestContext, need_id: RecordId) -> NeedView:
    return service.get_need(context.session, context.actor, need_id)


@routes.patch("/needs/{need_id}")
@writes(scope="partnerships:write")
def update_need(context: RequestContext, need_id: RecordId, body: NeedUpdate) -> NeedView:
    return service.update_need(context.session, context.actor, need_id, context.version, body)


@routes.post("/needs/{need_id}/escalate")
@writes(scope="partnerships:write")
def escalate_need(context: RequestContext, need_id: RecordId, body: NeedEscalate) -> NeedView:
    """Pass it to a group or to an event; 409 `wrong_state` once it is answered or closed."""
    return service.escalate_need(context.session, context.actor, need_id, body)


@routes.post("/needs/{need_id}/answer")
@writes(scope="partnerships:write")
def answer_need(context: RequestContext, need_id: RecordId, body: NeedAnswer) -> NeedView:
    """409 `wrong_state` once it is answered or closed."""
    return service.answer_need(context.session, context.actor, need_id, body)


@routes.post("/needs/{need_id}/close")
@writes(scope="partnerships:write")
def close_need(context: RequestContext, need_id: RecordId, body: NeedClose) -> NeedView:
    """409 `wrong_state` once it is closed."""
    return service.close_need(context.session, context.actor, need_id, body)


@routes.get("/needs/{need_id}/trace")
@reads(public=True, scope="partnerships:read")
def trace_need(context: RequestContext, need_id: RecordId) -> Trace:
    """Where it was raised and passed to, its answer, its effects and its end."""
    return trace.trace_need(context.session, context.actor, need_id)


@routes.get("/effects")
@reads(public=True, scope="partnerships:read")
def list_effects(
    context: RequestContext, query: Annotated[EffectQuery, Query()]
) -> Slice[EffectView | Deleted]:
    """The public reads the effects of needs that it may read."""
    return effects.list_effects(context.session, context.actor, query)


@routes.post("/effects", status_code=201)
@writes(scope="partnerships:write")
def create_effect(context: RequestContext, body: EffectCreate) -> EffectView:
    view = effects.create_effect(context.session, context.actor, body)
    return context.created(view, f"/effects/{view.id}")


@routes.get("/effects/{effect_id}")
@reads(public=True, scope="partnerships:read")
def get_effect(context: RequestContext, effect_id: RecordId) -> EffectView:
    return effects.get_effect(context.session, context.actor, effect_id)


@routes.patch("/effects/{effect_id}")
@writes(scope="partnerships:write")
def update_effect(context: RequestContext, effect_id: RecordId, body: EffectUpdate) -> EffectView:
    return effects.update_effect(context.session, context.actor, effect_id, context.version, body)


@routes.delete("/effects/{effect_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_effect(context: RequestContext, effect_id: RecordId) -> None:
    effects.delete_effect(context.session, context.actor, effect_id, context.version)


@routes.get("/round-tables/{event_id}/result")
@reads(scope="events:read")
def get_result(context: RequestContext, event_id: RecordId) -> ResultView:
    return results.get_result(context.session, context.actor, event_id)


@routes.put("/round-tables/{event_id}/result")
@writes(scope="events:write")
def put_result(context: RequestContext, event_id: RecordId, body: ResultUpdate) -> ResultView:
    """All four parts at once. The version of a result that is not written yet is 0."""
    return results.put_result(context.session, context.actor, event_id, context.version, body)


@routes.get("/series/{series_id}/results")
@reads(scope="events:read")
def list_results(
    context: RequestContext, series_id: RecordId, query: Annotated[SeriesResultsQuery, Query()]
) -> Slice[SeriesResultRow]:
    """What the tables of a series wrote, to compare the territories."""
    return results.list_results(context.session, context.actor, series_id, query)

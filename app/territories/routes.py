"""The list of territories, for everybody."""

from typing import Annotated

from fastapi import Query

from app.core.web.endpoints import RequestContext, Router, reads
from app.core.web.paging import Slice
from app.territories import service
from app.territories.models import TerritoryQuery, TerritoryRef, TerritoryView

routes = Router(tags=["territories"])


@routes.get("/territories")
@reads(public=True)
def list_territories(
    context: RequestContext, query: Annotated[TerritoryQuery, Query()]
) -> Slice[TerritoryView]:
    return service.list_territories(context.session, query)


@routes.get("/territories/{territory_id}")
@reads(public=True)
def get_territory(context: RequestContext, territory_id: TerritoryRef) -> TerritoryView:
    return service.get_territory(context.session, territory_id)

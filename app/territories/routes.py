"""The list of territories, for everybody."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads
from app.core.paging import Slice
from app.territories import service
from app.territories.models import TerritoryQuery, TerritoryView

routes = Routes(tags=["territories"])


@routes.get("/territories")
@reads(public=True)
def list_territories(call: Call, query: Annotated[TerritoryQuery, Query()]) -> Slice[TerritoryView]:
    return service.list_territories(call.session, query)


@routes.get("/territories/{territory_id}")
@reads(public=True)
def get_territory(call: Call, territory_id: RecordId) -> TerritoryView:
    return service.get_territory(call.session, territory_id)

"""The route of the search, for everybody."""

from typing import Annotated

from fastapi import Query

from app.core.actor import ANY_KEY
from app.core.web.endpoints import RequestContext, Router, reads
from app.search import service
from app.search.shapes import Hits, SearchQuery

routes = Router(tags=["search"])


@routes.get("/search")
@reads(public=True, scope=ANY_KEY, personal="person_id")
def search(context: RequestContext, query: Annotated[SearchQuery, Query()]) -> Hits:
    """Records of each type that the reader may see, from people and events to files."""
    return service.search(context.session, context.actor, query)

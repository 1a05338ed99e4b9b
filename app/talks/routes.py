"""Routes of talks with possible partners."""

from typing import Annotated

from fastapi import Query

from app.core.actor import READ_INSIDE, WRITE_INSIDE
from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.talks import service
from app.talks.models import TalkCreate, TalkQuery, TalkUpdate, TalkView

routes = Router(tags=["talks"])


@routes.get("/talks")
@reads(scope=READ_INSIDE, people=True)
def list_talks(context: RequestContext, query: Annotated[TalkQuery, Query()]) -> Slice[TalkView | Deleted]:
    """Those of the partnerships whose inside the reader sees."""
    return service.list_talks(context.session, context.actor, query)


@routes.post("/talks", status_code=201)
@writes(scope=WRITE_INSIDE)
def create_talk(context: RequestContext, body: TalkCreate) -> TalkView:
    view = service.create_talk(context.session, context.actor, body)
    return context.created(view, f"/talks/{view.id}")


@routes.get("/talks/{talk_id}")
@reads(scope=READ_INSIDE)
def get_talk(context: RequestContext, talk_id: RecordId) -> TalkView:
    return service.get_talk(context.session, context.actor, talk_id)


@routes.patch("/talks/{talk_id}")
@writes(scope=WRITE_INSIDE)
def update_talk(context: RequestContext, talk_id: RecordId, body: TalkUpdate) -> TalkView:
    return service.update_talk(context.session, context.actor, talk_id, context.version, body)


@routes.delete("/talks/{talk_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_talk(context: RequestContext, talk_id: RecordId) -> None:
    service.delete_talk(context.session, context.actor, talk_id, context.version)

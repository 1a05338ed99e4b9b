"""Health checks for load balancers and container platforms."""

from typing import Any

from app.core.database.columns import View
from app.core.database.migrate import newest_revision, revision_of
from app.core.errors import Problem
from app.core.web.endpoints import RequestContext, Router, reads

routes = Router(tags=["operations"])


class Health(View):
    """`ok`; otherwise the answer is a problem."""

    status: str = "ok"


@routes.get("/healthz", response_model=Health)
@reads(public=True)
def alive(context: RequestContext) -> Any:
    """The process answers; says nothing of the database."""
    return Health()


@routes.get("/readyz", response_model=Health)
@reads(public=True)
def ready(context: RequestContext) -> Any:
    """The database answers and is migrated to what this version needs; 503 `not_ready` otherwise."""
    if revision_of(context.session) != newest_revision():
        raise Problem("not_ready", headers={"Retry-After": "5"})
    return Health()

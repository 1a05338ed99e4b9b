"""Is the process alive, is it ready to serve: for load balancers and whoever starts containers."""

from typing import Any

from app.core.columns import View
from app.core.errors import Problem
from app.core.http import Call, Routes, reads
from app.core.migrate import newest_revision, revision_of

routes = Routes(tags=["operations"])


class Health(View):
    """`ok`, or there is a problem answer instead."""

    status: str = "ok"


@routes.get("/healthz", response_model=Health)
@reads(public=True)
def alive(call: Call) -> Any:
    """The process answers; says nothing of the database."""
    return Health()


@routes.get("/readyz", response_model=Health)
@reads(public=True)
def ready(call: Call) -> Any:
    """The database answers and is migrated to what this version needs; 503 `not_ready` otherwise."""
    if revision_of(call.session) != newest_revision():
        raise Problem("not_ready", headers={"Retry-After": "5"})
    return Health()

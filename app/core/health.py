"""Is the process alive, is it ready to serve: for load balancers and whoever starts containers."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from app.core.columns import View
from app.core.errors import Problem
from app.core.http import Call, Routes, reads
from app.core.migrate import configuration

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
    try:
        found = call.session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        raise Problem("not_ready", headers={"Retry-After": "5"}) from error
    if found != _newest():
        raise Problem("not_ready", headers={"Retry-After": "5"})
    return Health()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(configuration("")).get_current_head()

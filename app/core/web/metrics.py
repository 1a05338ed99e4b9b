"""`GET /metrics`: for a Prometheus on this machine, or with a key."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, metrics
from app.core.database.engine import is_sqlite
from app.core.errors import Forbidden
from app.core.mail.outbox import Letter
from app.core.metrics import StoredFigures
from app.core.settings import is_loopback
from app.core.web.endpoints import File, RequestContext, Router, reads

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via", "x-client-address")
"""With one of these the request comes from elsewhere, through a proxy on this machine."""
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SCOPE = "metrics:read"
SIZE = sa.text("SELECT pg_database_size(current_database())")

routes = Router(tags=["operations"])


@routes.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
@reads(public=True, slow=True, scope=SCOPE)
def show_metrics(context: RequestContext) -> File:
    """Figures in the format of Prometheus: from this machine without a proxy, else with a key for them."""
    if not (_may_read(context) or _comes_from_here(context)):
        raise Forbidden()
    lanes = context.app_context.database.lane_loads()
    return File(metrics.exposition(lanes, _stored(context.session)), MEDIA_TYPE)


def _may_read(context: RequestContext) -> bool:
    """Keys with the scope, and admins who are signed in."""
    return context.actor.is_admin or (context.actor.scopes is not None and context.actor.may_use(SCOPE))


def _comes_from_here(context: RequestContext) -> bool:
    sent, client = context.request.headers, context.request.client
    forwarded = any(name in sent for name in FORWARDED)
    return client is not None and is_loopback(client.host) and not forwarded


def _stored(session: Session) -> StoredFigures:
    held = sa.func.sum(sa.case((col(Letter.held), 1), else_=0))
    due = sa.case((col(Letter.due_at) <= clock.now(), col(Letter.created_at)))
    counts = select(sa.func.count(), held, sa.func.min(due)).where(Letter.state == "open")
    count, of_them_held, oldest = session.exec(counts).one()
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    return StoredFigures(count, of_them_held or 0, max(0.0, age), _size(session))


def _size(session: Session) -> int:
    """With the journal of SQLite, which may be larger than its file."""
    if not is_sqlite(session):
        return int(session.connection().execute(SIZE).scalar_one())
    file: Any = session.info["database"].url.database
    return sum(path.stat().st_size for path in (Path(file), Path(f"{file}-wal")) if path.exists())

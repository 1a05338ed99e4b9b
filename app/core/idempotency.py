"""A POST that is sent twice is done once: its first good answer is kept for 24 hours and given again.

The key is written first in the transaction that does the work, so a concurrent twin waits for the
commit (or for the lock on SQLite) and then finds the answer; a refused request leaves no trace.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel
from starlette.responses import Response

from app.core import clock, prepared
from app.core.db import at_end
from app.core.errors import Problem
from app.core.secrets import seal, unseal

KEPT_FOR = timedelta(hours=24)
PURPOSE = "idempotency"


class IdempotencyKey(SQLModel, table=True):
    """`scope` hashes actor, method, path and key; the answer is encrypted, for it may hold a secret link."""

    __tablename__ = "idempotency_key"

    scope: str = Field(primary_key=True, max_length=64)
    body_hash: str
    created_at: datetime = Field(index=True)
    status: int | None = None
    answer: bytes | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)


# Made once: building them anew for each request costs more than carrying them out.
_table: Any = cast(Any, IdempotencyKey).__table__
_this = _table.c.scope == sa.bindparam("key")
_TAKING = {
    "sqlite": sqlite.insert(_table).on_conflict_do_nothing().returning(_table.c.scope),
    "postgresql": postgresql.insert(_table).on_conflict_do_nothing().returning(_table.c.scope),
}
_EXPIRING = sa.delete(_table).where(_this, _table.c.created_at < sa.bindparam("edge"))
_FINDING = sa.select(_table).where(_this)
_KEEPING = (
    sa.update(_table)
    .where(_this)
    .values({name: sa.bindparam(name) for name in ("status", "answer", "headers")})
)


class Attempt:
    """One request under an Idempotency-Key, inside its write transaction."""

    def __init__(
        self, session: Session, secret: str, who: str, method: str, path: str, key: str, body: bytes
    ):
        self.session = session
        self.secret = secret
        self.scope = hashlib.sha256("\n".join((who, method, path, key)).encode()).hexdigest()
        self.body_hash = hashlib.sha256(body).hexdigest()

    def earlier_answer(self) -> Response | None:
        """Take the key; the kept answer when somebody had it before."""
        now = clock.now()
        row = {"scope": self.scope, "body_hash": self.body_hash, "created_at": now, "headers": {}}
        if prepared.row(self.session, _TAKING[self.session.info["database"].dialect], row) is not None:
            return None
        if prepared.touched(self.session, _EXPIRING, {"key": self.scope, "edge": now - KEPT_FOR}):
            return self.earlier_answer()
        kept = prepared.row(self.session, _FINDING, {"key": self.scope})
        if kept is None or kept.status is None:
            raise Problem("idempotency_running", headers={"Retry-After": "1"})
        if kept.body_hash != self.body_hash:
            raise Problem("idempotency_mismatch")
        answer = unseal(self.secret, PURPOSE, kept.answer)
        if answer is None:
            raise Problem("idempotency_mismatch")
        return Response(answer, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})

    def keep(self, response: Response) -> None:
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        values = {
            "key": self.scope,
            "status": response.status_code,
            "answer": seal(self.secret, PURPOSE, bytes(response.body)),
            "headers": headers,
        }
        at_end(self.session, _KEEPING, values)


def forget_old(session: Session) -> int:
    statement = sa.delete(_table).where(_table.c.created_at < clock.now() - KEPT_FOR)
    return session.connection().execute(statement).rowcount

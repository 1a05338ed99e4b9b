"""A POST that is sent twice is done once: its first good answer is kept for 24 hours and given again.

The answer is written under the key as the last thing of the transaction that does the work. A twin does the
work too, and fails at that, or before it at what the first one has done: then it is rolled back and finds the
answer. So whoever comes first, which is nearly everybody, asks nothing; a refused request leaves no trace.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
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
_EXPIRING = sa.delete(_table).where(_this, _table.c.created_at < sa.bindparam("edge"))
_FINDING = sa.select(_table).where(_this)
_KEEPING = sa.insert(_table).inline()


class Attempt:
    """One request under an Idempotency-Key."""

    def __init__(self, secret: str, who: str, method: str, path: str, key: str, body: bytes):
        self.secret = secret
        self.scope = hashlib.sha256("\n".join((who, method, path, key)).encode()).hexdigest()
        self.body_hash = hashlib.sha256(body).hexdigest()

    def keep(self, session: Session, response: Response) -> None:
        """Together with what was done; an `IntegrityError` at the commit when somebody had the key before."""
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        values = {
            "scope": self.scope,
            "body_hash": self.body_hash,
            "created_at": clock.now(),
            "status": response.status_code,
            "answer": seal(self.secret, PURPOSE, bytes(response.body)),
            "headers": headers,
        }
        at_end(session, _KEEPING, values)

    def earlier_answer(self, session: Session) -> Response | None:
        """What was answered to the same request before; refuses another one under the same key."""
        kept = prepared.row(session, _FINDING, {"key": self.scope})
        if kept is None:
            return None
        answer = unseal(self.secret, PURPOSE, kept.answer) if kept.body_hash == self.body_hash else None
        if answer is None:
            raise Problem("idempotency_mismatch")
        return Response(answer, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})

    def forget(self, session: Session) -> bool:
        """Whether the key had expired, and is free again."""
        values = {"key": self.scope, "edge": clock.now() - KEPT_FOR}
        return prepared.touched(session, _EXPIRING, values) > 0


def forget_old(session: Session) -> int:
    statement = sa.delete(_table).where(_table.c.created_at < clock.now() - KEPT_FOR)
    return session.connection().execute(statement).rowcount

"""A write that is sent twice is done once: its first successful response is stored and returned for 24 hours.

The response is stored under the key as the last statement of the transaction that does the work. A repeated
request does the work too and fails: at the stored key, or earlier at what the first request has done. It is
rolled back and gets the stored response. So a first request needs no lookup; a refused one leaves no trace.

A response that shows a secret, such as a new API key, is sealed by the Idempotency-Key as well, of which only
a hash is stored. The sender of the same request can open it; the database alone cannot.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel
from starlette.responses import Response

from app.core import clock
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.database.engine import execute_at_commit
from app.core.errors import Problem
from app.core.secrets import decrypt, encrypt, is_signed, sign
from app.core.web.context import RequestContext

RETENTION = timedelta(hours=24)
PURPOSE = "idempotency"


class IdempotencyKey(SQLModel, table=True):
    """`scope` hashes actor, method, address and key. The answer is encrypted: it may hold a secret link.

    `body_hash` is a signature of the body: without the secret key no password can be tried against it.
    """

    __tablename__ = "idempotency_key"

    scope: str = Field(primary_key=True, max_length=64)
    body_hash: str
    created_at: datetime = Field(index=True)
    status: int | None = None
    answer: bytes | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)


# Made once: building them for each request costs more than executing them.
_table = table_of(IdempotencyKey)
_this = _table.c.scope == sa.bindparam("key")
_DELETE_EXPIRED = sa.delete(_table).where(_this, _table.c.created_at < sa.bindparam("edge"))
_SELECT = sa.select(_table).where(_this)
_INSERT = sa.insert(_table).inline()


class IdempotentRequest:
    """One request under an Idempotency-Key."""

    def __init__(
        self, secret: str, who: str, method: str, address: str, key: str, body: bytes, *, shows_secret: bool
    ) -> None:
        self.secret = secret
        self.scope = hashlib.sha256("\n".join((who, method, address, key)).encode()).hexdigest()
        self.sent = f"{key}\n{hashlib.sha256(body).hexdigest()}"
        self.purpose = f"{PURPOSE}:{key}" if shows_secret else PURPOSE

    def store_response(self, session: Session, response: Response) -> None:
        """Store the answer at the commit, which raises `IntegrityError` when the key was used before."""
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        values = {
            "scope": self.scope,
            "body_hash": sign(self.secret, PURPOSE, self.sent),
            "created_at": clock.now(),
            "status": response.status_code,
            "answer": encrypt(self.secret, self.purpose, bytes(response.body)),
            "headers": headers,
        }
        execute_at_commit(session, _INSERT, values)

    def stored_response(self, session: Session) -> Response | None:
        """What was answered to the same request before; refuses another one under the same key."""
        stored = prepared.row(session, _SELECT, {"key": self.scope})
        if stored is None or stored.created_at < clock.now() - RETENTION:
            return None
        is_same = is_signed(self.secret, PURPOSE, self.sent, stored.body_hash)
        answer = decrypt(self.secret, self.purpose, stored.answer) if is_same else None
        if answer is None:
            raise Problem("idempotency_mismatch")
        return Response(answer, stored.status, {**stored.headers, "Idempotency-Replayed": "true"})

    def delete_if_expired(self, session: Session) -> bool:
        """Returns whether the key had expired and is free again."""
        values = {"key": self.scope, "edge": clock.now() - RETENTION}
        return prepared.rowcount(session, _DELETE_EXPIRED, values) > 0


def under_key(context: RequestContext, *, shows_secret: bool) -> IdempotentRequest | None:
    """The write as one under its key; None without a key. A trial (`?dry_run=true`) is another address."""
    request, actor = context.request, context.actor
    key = request.headers.get("idempotency-key")
    if not key:
        return None
    who = f"user:{actor.user_id}:{actor.api_key_id}" if actor.known else f"address:{context.client_address}"
    query = request.scope["query_string"].decode("latin-1")
    address = f"{request.scope['path']}?{query}" if query else request.scope["path"]
    secret = context.settings.secret_key
    return IdempotentRequest(
        secret, who, request.method, address, key[:255], context.body, shows_secret=shows_secret
    )


def delete_expired(session: Session) -> int:
    statement = sa.delete(_table).where(_table.c.created_at < clock.now() - RETENTION)
    return session.connection().execute(statement).rowcount


def count_expired(session: Session) -> int:
    """How many answers `delete_expired` would delete."""
    expired = _table.c.created_at < clock.now() - RETENTION
    return session.connection().execute(sa.select(sa.func.count()).where(expired)).scalar_one()


def forget_holding(session: Session, secret: str, needles: Sequence[str]) -> int:
    """Delete the answers in which any of it stands, and those that cannot be read; returns how many."""
    wanted = [needle.encode() for needle in needles]
    rows = session.connection().execute(sa.select(_table.c.scope, _table.c.answer, _table.c.headers)).all()
    holding = []
    for row in rows:
        content = decrypt(secret, PURPOSE, row.answer) if row.answer else b""
        if content is None or any(one in content + str(row.headers).encode() for one in wanted):
            holding.append(row.scope)
    session.connection().execute(sa.delete(_table).where(_table.c.scope.in_(holding)))
    return len(holding)

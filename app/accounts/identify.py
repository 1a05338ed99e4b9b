"""Whose token it is. Runs at the start of every request that brings one: one query, no change."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import ApiKey, Role, SessionToken, User, UserPerson
from app.core import changes, clock, prepared
from app.core.actor import Actor
from app.core.db import Database
from app.core.secrets import fingerprint

SESSION_PREFIX = "ks"
KEY_PREFIX = "kk"
USE_WRITTEN_EVERY = timedelta(minutes=10)

Roles = dict[int | None, frozenset[str]]


def _held_by(found: Any) -> Any:
    """What the user holds, a row each and one without any, so that whoever holds nothing is found too."""
    nothing = sa.cast(sa.null(), sa.Integer)
    nowhere, nobody = nothing.label("place"), nothing.label("person_id")
    no_role = sa.cast(sa.null(), sa.String).label("role")
    roles = found.add_columns(
        sa.cast(col(Role.role), sa.String).label("role"), col(Role.partnership_id).label("place"), nobody
    )
    people = found.add_columns(
        no_role, col(UserPerson.partnership_id).label("place"), col(UserPerson.person_id)
    )
    return sa.union_all(
        found.add_columns(no_role, nowhere, nobody),
        roles.join(Role, col(Role.user_id) == col(User.id)),
        people.join(UserPerson, col(UserPerson.user_id) == col(User.id)),
    )


_session: Any = _held_by(
    sa.select(col(SessionToken.id).label("session_id"), col(SessionToken.user_id))
    .join(User, col(User.id) == col(SessionToken.user_id))
    .where(
        col(SessionToken.token_hash) == sa.bindparam("token_hash"),
        col(SessionToken.expires_at) > sa.bindparam("now"),
        col(User.active),
    )
)
_key: Any = _held_by(
    sa.select(
        col(ApiKey.id).label("api_key_id"),
        col(ApiKey.user_id),
        col(ApiKey.partnership_id),
        sa.type_coerce(col(ApiKey.scopes), sa.JSON).label("scopes"),
        col(ApiKey.last_used_at),
    )
    .join(User, col(User.id) == col(ApiKey.user_id))
    .where(
        col(ApiKey.token_hash) == sa.bindparam("token_hash"),
        sa.or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > sa.bindparam("now")),
        col(User.active),
    )
)


def identify(session: Session, token: str) -> Actor | None:
    """The actor of a session token or an API key; None when it is unknown, over, or of an inactive user."""
    kind = token.partition("_")[0]
    if kind not in (SESSION_PREFIX, KEY_PREFIX):
        return None
    wanted = {"token_hash": fingerprint(token), "now": clock.now()}
    held = prepared.rows(session, _key if kind == KEY_PREFIX else _session, wanted)
    if not held:
        return None
    return _key_actor(session, held[0], held) if kind == KEY_PREFIX else _session_actor(held[0], held)


def _session_actor(found: Any, held: Any) -> Actor:
    return Actor(found.user_id, _people(held, None), _roles(held), session_id=found.session_id)


def _key_actor(session: Session, found: Any, held: Any) -> Actor:
    _note_use(session, found.api_key_id, found.last_used_at)
    only = found.partnership_id
    roles = _roles(held)
    if only is not None:
        roles = {only: roles.get(None, frozenset()) | roles.get(only, frozenset())}
    return Actor(found.user_id, _people(held, only), roles, frozenset(found.scopes), found.api_key_id)


def _roles(held: Any) -> Roles:
    gathered: dict[int | None, set[str]] = {}
    for row in held:
        if row.role is not None:
            gathered.setdefault(row.place, set()).add(row.role)
    return {place: frozenset(names) for place, names in gathered.items()}


def _people(held: Any, only: int | None) -> frozenset[int]:
    return frozenset(
        row.person_id for row in held if row.person_id is not None and (only is None or row.place == only)
    )


# --- the last use of a key: written later and seldom, so that reading stays reading ------------------------

_noted: WeakKeyDictionary[Database, dict[int, datetime]] = WeakKeyDictionary()


def _note_use(session: Session, key_id: int, last: datetime | None) -> None:
    edge = clock.now() - USE_WRITTEN_EVERY
    database: Database = session.info["database"]
    noted = _noted.setdefault(database, {})
    if (last is not None and last > edge) or noted.get(key_id, edge) > edge:
        return
    noted[key_id] = clock.now()
    database.soon("write", partial(_write_use, database, key_id))


def _write_use(database: Database, key_id: int) -> None:
    with database.writing() as session:
        statement = sa.update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=clock.now())
        changes.count(session, statement)

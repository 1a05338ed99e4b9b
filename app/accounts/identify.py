"""Identifies the actor of a token. Core with one prepared query: every request with a token needs it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import ApiKey, Role, User, UserPerson
from app.accounts.sign_in_models import SessionToken, SignInMethod
from app.core import clock
from app.core.actor import Actor
from app.core.database import changes, prepared
from app.core.database.engine import Database
from app.core.secrets import fingerprint

SESSION_PREFIX = "ks"
KEY_PREFIX = "kk"
USE_WRITTEN_EVERY = timedelta(minutes=5)
"""The time within which no use of a key or a session is written again."""

Roles = dict[int | None, frozenset[str]]


class Held(Protocol):
    """A row with a role or a person of the user, or with neither: each user has one of the latter."""

    user_id: int
    role: str | None
    place: int | None
    person_id: int | None


class HeldBySession(Held, Protocol):
    session_id: int
    used_at: datetime
    confirmed_at: datetime | None
    by_password: bool
    totp_since: datetime | None


class HeldByKey(Held, Protocol):
    api_key_id: int
    partnership_id: int | None
    scopes: list[str]
    last_used_at: datetime | None


def _held_by(found: sa.Select[*tuple[Any, ...]]) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """A row for each role and person of the user, and one without either, so that every user is found."""
    nothing = sa.cast(sa.null(), sa.Integer)
    no_place, no_person = nothing.label("place"), nothing.label("person_id")
    no_role = sa.cast(sa.null(), sa.String).label("role")
    roles = found.add_columns(
        sa.cast(col(Role.role), sa.String).label("role"), col(Role.partnership_id).label("place"), no_person
    )
    people = found.add_columns(
        no_role, col(UserPerson.partnership_id).label("place"), col(UserPerson.person_id)
    )
    return sa.union_all(
        found.add_columns(no_role, no_place, no_person),
        roles.join(Role, col(Role.user_id) == col(User.id)),
        people.join(UserPerson, col(UserPerson.user_id) == col(User.id)),
    )


_USED_AT = sa.func.coalesce(col(SessionToken.last_used_at), col(SessionToken.created_at))
_BY_SESSION = _held_by(
    sa.select(
        col(SessionToken.id).label("session_id"),
        col(SessionToken.user_id),
        _USED_AT.label("used_at"),
        col(SessionToken.confirmed_at),
        (col(SessionToken.method) == SignInMethod.PASSWORD).label("by_password"),
        col(User.totp_since),
    )
    .join(User, col(User.id) == col(SessionToken.user_id))
    .where(
        col(SessionToken.token_hash) == sa.bindparam("token_hash"),
        col(SessionToken.expires_at) > sa.bindparam("now"),
        sa.bindparam("idle_since") < _USED_AT,
        col(User.active),
    )
)
_BY_KEY = _held_by(
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
    """The actor of a session token or an API key. None when it is unknown, expired or its user inactive."""
    kind = token.partition("_")[0]
    if kind not in (SESSION_PREFIX, KEY_PREFIX):
        return None
    wanted = {"token_hash": fingerprint(token), "now": clock.now()}
    if kind == KEY_PREFIX:
        return _key_actor(session, prepared.rows(session, _BY_KEY, wanted))
    wanted["idle_since"] = wanted["now"] - session.info["settings"].session_idle
    return _session_actor(session, prepared.rows(session, _BY_SESSION, wanted))


def _session_actor(session: Session, held: Sequence[HeldBySession]) -> Actor | None:
    if not held:
        return None
    found = held[0]
    _note_use(session, "session_token", found.session_id, found.used_at)
    confirmed, roles = found.confirmed_at, _roles(held)
    required = session.info["settings"].totp_roles
    must = bool(required and found.by_password and not found.totp_since)
    return Actor(
        found.user_id,
        _people(held),
        roles,
        session_id=found.session_id,
        confirmed_until=confirmed + session.info["settings"].confirmed_for if confirmed else None,
        must_set_up_totp=must and any(names & required for names in roles.values()),
    )


def _key_actor(session: Session, held: Sequence[HeldByKey]) -> Actor | None:
    if not held:
        return None
    found = held[0]
    _note_use(session, "api_key", found.api_key_id, found.last_used_at)
    only = found.partnership_id
    roles = _roles(held)
    if only is not None:
        roles = {only: roles.get(None, frozenset()) | roles.get(only, frozenset())}
    return Actor(
        found.user_id,
        _people(held, only),
        roles,
        frozenset(found.scopes),
        found.api_key_id,
        narrowed=only is not None,
    )


def _roles(held: Sequence[Held]) -> Roles:
    gathered: dict[int | None, set[str]] = {}
    for row in held:
        if row.role is not None:
            gathered.setdefault(row.place, set()).add(row.role)
    return {place: frozenset(names) for place, names in gathered.items()}


def _people(held: Sequence[Held], only: int | None = None) -> frozenset[int]:
    return frozenset(
        row.person_id for row in held if row.person_id is not None and (only is None or row.place == only)
    )


# --- the last use of a key or a session: written later and rarely, so that reading writes nothing --------

Used = tuple[str, int]
"""`api_key` or `session_token`, and its id."""
_noted: WeakKeyDictionary[Database, dict[Used, datetime]] = WeakKeyDictionary()
MOST_NOTED = 10_000


def _note_use(session: Session, what: str, number: int, last: datetime | None) -> None:
    edge = clock.now() - USE_WRITTEN_EVERY
    if last is not None and last > edge:
        return
    database: Database = session.info["database"]
    noted = _noted.setdefault(database, {})
    if noted.get((what, number), edge) > edge:
        return
    if len(noted) >= MOST_NOTED:
        del noted[next(iter(noted))]
    noted[what, number] = clock.now()
    database.run_in_background("write", partial(_write_use, database, what, number))


def _write_use(database: Database, what: str, number: int) -> None:
    with database.writing() as session:
        used = {"last_used_at": clock.now()}
        if what == "api_key":
            changes.update_counters(session, sa.update(ApiKey).where(col(ApiKey.id) == number).values(used))
        else:
            session.exec(sa.update(SessionToken).where(col(SessionToken.id) == number).values(used))

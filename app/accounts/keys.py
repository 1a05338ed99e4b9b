"""API keys: for programs that act for a user."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.identify import KEY_PREFIX
from app.accounts.models import ApiKey, ApiKeyCreate, ApiKeyQuery, ApiKeyView, NewApiKey, User
from app.accounts.roles import check_partnership
from app.core import clock, paging, records
from app.core.actor import Actor
from app.core.errors import Forbidden, Invalid
from app.core.secrets import fingerprint, new_token

SHOWN = 8
"""Characters of a key that stay visible, to tell one from another."""


def visible_keys(actor: Actor) -> Any:
    """One's own; admins see those of everybody."""
    statement = sa.select(ApiKey)
    return statement if actor.is_admin else statement.where(col(ApiKey.user_id) == actor.user_id)


def list_keys(session: Session, actor: Actor, query: ApiKeyQuery) -> paging.Slice[Any]:
    statement = visible_keys(actor)
    if query.user:
        statement = statement.where(col(ApiKey.user_id) == query.user)
    whose = query.user or (None if actor.is_admin else actor.user_id)
    never = paging.outside(col(ApiKey.user_id), whose) if whose else None
    return paging.synced_page(session, actor, ApiKey, statement, query, _present, never)


def _present(found: list[Any]) -> list[ApiKeyView]:
    return [ApiKeyView.model_validate(key) for key in found]


def get_key(session: Session, actor: Actor, key_id: int) -> ApiKeyView:
    return ApiKeyView.model_validate(
        records.find(session, visible_keys(actor).where(col(ApiKey.id) == key_id))
    )


def create_key(session: Session, actor: Actor, body: ApiKeyCreate) -> NewApiKey:
    """The only answer that holds the secret."""
    user_id = body.user_id or actor.user_id or 0
    if user_id != actor.user_id and not actor.is_admin:
        raise Forbidden()
    records.require(session, User, user_id, "#/user_id")
    check_partnership(session, body.partnership_id)
    if body.expires_at and body.expires_at <= clock.now():
        raise Invalid("#/expires_at", "past")
    secret = new_token(KEY_PREFIX)
    key = ApiKey(
        user_id=user_id,
        name=body.name,
        prefix=secret[:SHOWN],
        token_hash=fingerprint(secret),
        scopes=sorted(set(body.scopes)),
        partnership_id=body.partnership_id,
        expires_at=body.expires_at,
    )
    session.add(key)
    session.flush()
    return NewApiKey(**ApiKeyView.model_validate(key).model_dump(), secret=secret)


def revoke_key(session: Session, actor: Actor, key_id: int, version: int) -> None:
    key = records.claim(session, visible_keys(actor).where(col(ApiKey.id) == key_id), version)
    records.remove(session, key)

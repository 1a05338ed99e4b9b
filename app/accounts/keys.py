"""API keys: for programs that act for a user."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.identify import KEY_PREFIX
from app.accounts.models import ApiKey, ApiKeyCreate, ApiKeyQuery, ApiKeyView, NewApiKey, User
from app.accounts.roles import check_partnership
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden, Invalid
from app.core.secrets import fingerprint, new_token
from app.core.security_events import SecurityEvent, announce
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice

SHOWN = 8
"""Characters of a key that stay visible, to tell keys apart."""
SORTS: Sorts = {
    "name": by_words(col(ApiKey.name)),
    "prefix": col(ApiKey.prefix),
    "expires_at": col(ApiKey.expires_at),
    "last_used_at": col(ApiKey.last_used_at),
}


def visible_keys(actor: Actor) -> SelectOfScalar[ApiKey]:
    """Users see their own keys, admins all."""
    statement = select(ApiKey)
    return statement if actor.is_admin else statement.where(col(ApiKey.user_id) == actor.user_id)


def list_keys(session: Session, actor: Actor, query: ApiKeyQuery) -> Slice[ApiKeyView | Deleted]:
    statement = visible_keys(actor)
    if query.user:
        statement = statement.where(col(ApiKey.user_id) == query.user)
    whose = query.user or (None if actor.is_admin else actor.user_id)
    excluded = paging.of_other_parent(col(ApiKey.user_id), whose) if whose else None
    return paging.synced_page(session, actor, ApiKey, statement, query, _views, excluded, sorts=SORTS)


def _views(found: Sequence[ApiKey]) -> list[ApiKeyView]:
    return [ApiKeyView.of(key) for key in found]


def get_key(session: Session, actor: Actor, key_id: int) -> ApiKeyView:
    return ApiKeyView.of(records.get(session, _one(actor, key_id)))


def _one(actor: Actor, key_id: int) -> SelectOfScalar[ApiKey]:
    return visible_keys(actor).where(col(ApiKey.id) == key_id)


def create_key(session: Session, actor: Actor, body: ApiKeyCreate) -> NewApiKey:
    """Returns the only answer with the secret."""
    user_id = body.user_id or actor.user_id or 0
    if user_id != actor.user_id and not actor.is_admin:
        raise Forbidden()
    records.get_referenced(session, User, user_id, "#/user_id")
    check_partnership(session, body.partnership_id)
    if body.expires_at and body.expires_at <= clock.now():
        raise Invalid("#/expires_at", "past")
    secret = new_token(KEY_PREFIX)
    derived = {"user_id": user_id, "prefix": secret[:SHOWN], "token_hash": fingerprint(secret)}
    key = ApiKey.model_validate(body, update=derived | {"scopes": sorted(set(body.scopes))})
    session.add(key)
    session.flush()
    announce(session, SecurityEvent.KEY_MADE, user_id, about=f"api_key:{key.id}")
    return NewApiKey.of(key, secret=secret)


def revoke_key(session: Session, actor: Actor, key_id: int, version: int) -> None:
    key = records.get_for_update(session, _one(actor, key_id), version)
    announce(session, SecurityEvent.KEY_REVOKED, key.user_id, about=f"api_key:{key_id}")
    records.delete(session, key)

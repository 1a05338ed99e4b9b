"""Signing in and out, who am I, users, roles and API keys. Keys themselves may only ask who they are."""

from typing import Annotated

from fastapi import Query

from app.accounts import keys, roles, service, sessions, sign_in, users
from app.accounts.models import (
    ApiKeyCreate,
    ApiKeyQuery,
    ApiKeyView,
    Credentials,
    Me,
    NewApiKey,
    RoleCreate,
    RoleView,
    Session,
    UserCreate,
    UserQuery,
    UserUpdate,
    UserView,
)
from app.core.actor import ANY_KEY
from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice, SyncQuery

routes = Routes(tags=["accounts"])


def _verified(call: Call, body: Credentials) -> int:
    return sign_in.verify_credentials(call.session, call.ground.sign_in_limit, call.client_address, body)


@routes.post("/auth/login", status_code=201)
@writes(public=True, idempotent=False, precompute=_verified)
def login(call: Call, body: Credentials) -> Session:
    call.headers["Cache-Control"] = "no-store"
    return sign_in.open_session(call.session, call.precomputed)


@routes.post("/auth/logout", status_code=204)
@writes(idempotent=False)
def logout(call: Call) -> None:
    sessions.close_session(call.session, call.actor)


@routes.get("/me")
@reads(scope=ANY_KEY)
def get_me(call: Call) -> Me:
    return service.get_me(call.session, call.actor)


@routes.get("/users")
@reads
def list_users(call: Call, query: Annotated[UserQuery, Query()]) -> Slice[UserView | Deleted]:
    return users.list_users(call.session, call.actor, query)


def _new_password(call: Call, body: UserCreate) -> str | None:
    return users.new_password(call.actor, body)


@routes.post("/users", status_code=201)
@writes(precompute=_new_password)
def create_user(call: Call, body: UserCreate) -> UserView:
    view = users.register_user(call.session, call.actor, body, call.precomputed)
    return call.created(view, f"/users/{view.id}")


@routes.get("/users/{user_id}")
@reads
def get_user(call: Call, user_id: RecordId) -> UserView:
    return users.get_user(call.session, call.actor, user_id)


def _changed_password(call: Call, user_id: int, body: UserUpdate) -> str | None:
    return users.changed_password(call.session, call.actor, user_id, body)


@routes.patch("/users/{user_id}")
@writes(precompute=_changed_password)
def update_user(call: Call, user_id: RecordId, body: UserUpdate) -> UserView:
    return users.update_user(call.session, call.actor, user_id, call.version, body, call.precomputed)


@routes.get("/users/{user_id}/roles")
@reads
def list_roles(
    call: Call, user_id: RecordId, query: Annotated[SyncQuery, Query()]
) -> Slice[RoleView | Deleted]:
    return roles.list_roles(call.session, call.actor, user_id, query)


@routes.post("/users/{user_id}/roles", status_code=201)
@writes
def assign_role(call: Call, user_id: RecordId, body: RoleCreate) -> RoleView:
    view = roles.assign_role(call.session, call.actor, user_id, body)
    return call.created(view, f"/roles/{view.id}")


@routes.get("/roles/{role_id}")
@reads
def get_role(call: Call, role_id: RecordId) -> RoleView:
    return roles.get_role(call.session, call.actor, role_id)


@routes.delete("/roles/{role_id}", status_code=204)
@writes
def remove_role(call: Call, role_id: RecordId) -> None:
    roles.remove_role(call.session, call.actor, role_id, call.version)


@routes.get("/api-keys")
@reads
def list_keys(call: Call, query: Annotated[ApiKeyQuery, Query()]) -> Slice[ApiKeyView | Deleted]:
    return keys.list_keys(call.session, call.actor, query)


@routes.post("/api-keys", status_code=201)
@writes(idempotent=False)
def create_key(call: Call, body: ApiKeyCreate) -> NewApiKey:
    call.headers["Cache-Control"] = "no-store"
    view = keys.create_key(call.session, call.actor, body)
    return call.created(view, f"/api-keys/{view.id}")


@routes.get("/api-keys/{key_id}")
@reads
def get_key(call: Call, key_id: RecordId) -> ApiKeyView:
    return keys.get_key(call.session, call.actor, key_id)


@routes.delete("/api-keys/{key_id}", status_code=204)
@writes
def revoke_key(call: Call, key_id: RecordId) -> None:
    keys.revoke_key(call.session, call.actor, key_id, call.version)

"""Routes of sign-in and sign-out, `/me`, users, roles and API keys. A key may only use `/me` of these."""

from typing import Annotated

from fastapi import Query

from app.accounts import (
    confirm,
    keys,
    oidc,
    password_links,
    roles,
    service,
    sessions,
    sign_in,
    single_sign_on,
    totp,
    users,
)
from app.accounts.models import (
    ApiKeyCreate,
    ApiKeyQuery,
    ApiKeyView,
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
from app.accounts.sign_in_models import (
    Confirmation,
    Confirmed,
    Credentials,
    NewPassword,
    OidcCode,
    OidcProvider,
    PasswordReset,
    PasswordSet,
    RecoveryCodes,
    Sessions,
    TotpCode,
    TotpSecret,
    TotpState,
)
from app.core.actor import ANY_KEY
from app.core.database.columns import Opaque, RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice, SyncQuery

routes = Router(tags=["accounts"])


def _verified(context: RequestContext, body: Credentials) -> sign_in.Known:
    return sign_in.verify_credentials(context.session, context.client, body)


@routes.post("/auth/login", status_code=201)
@writes(anonymous=True, idempotent=False, precompute=_verified)
def login(context: RequestContext, body: Credentials) -> Session:
    """Sign in; the token goes into `Authorization: Bearer`."""
    context.headers["Cache-Control"] = "no-store"
    return sign_in.log_in(context.session, context.client, context.precomputed)


@routes.post("/auth/logout", status_code=204)
@writes(idempotent=False, set_up=True)
def logout(context: RequestContext, everywhere: bool = False) -> None:
    """End this session, or all of this user."""
    sessions.close_session(context.session, context.actor, everywhere)


@routes.post("/auth/password-resets", status_code=202)
@writes(anonymous=True, idempotent=False)
def ask_for_reset(context: RequestContext, body: PasswordReset) -> None:
    """A letter with a link, valid for 30 minutes. The answer does not tell whether there is such a login."""
    password_links.ask_for_reset(context.session, context.client, body)


def _chosen(context: RequestContext, token: str, body: NewPassword) -> password_links.Chosen:
    return password_links.check_new_password(context.session, token, body)


@routes.put("/auth/password-resets/{token}")
@writes(anonymous=True, shows_secret=True, precompute=_chosen)
def set_password(context: RequestContext, token: Opaque, body: NewPassword) -> PasswordSet:
    """Set a password by the link of a letter, also the first one. The link is used up, all sessions end."""
    context.headers["Cache-Control"] = "no-store"
    return password_links.set_by_link(context.session, context.client, token, body, context.precomputed)


@routes.get("/auth/oidc")
@reads(public=True, slow=True, set_up=True)
def get_oidc_provider(context: RequestContext) -> OidcProvider:
    """Where one signs in by OpenID Connect, if the installation offers it."""
    return oidc.describe(context.settings)


def _identified(context: RequestContext, body: OidcCode) -> oidc.Identity:
    return single_sign_on.identify(context.session, context.client, body)


@routes.post("/auth/oidc", status_code=201)
@writes(anonymous=True, idempotent=False, precompute=_identified)
def login_by_oidc(context: RequestContext, body: OidcCode) -> Session:
    """Sign in by a code of the provider. The first time makes an account; groups give roles."""
    context.headers["Cache-Control"] = "no-store"
    return single_sign_on.sign_in(context.session, context.client, context.precomputed, body.device)


@routes.post("/me/oidc", status_code=204)
@writes(idempotent=False, precompute=_identified, guard="confirm")
def connect_oidc(context: RequestContext, body: OidcCode) -> None:
    """Let this user sign in at the provider too."""
    single_sign_on.connect(context.session, context.actor, context.client, context.precomputed)


def _proved(context: RequestContext, body: Confirmation) -> totp.Proof | None:
    return confirm.check(context.session, context.actor, context.client, body)


@routes.post("/auth/confirm")
@writes(idempotent=False, precompute=_proved, set_up=True)
def confirm_session(context: RequestContext, body: Confirmation) -> Confirmed:
    """Prove once more who one is, before roles, keys, exports of people and deletions of them."""
    return confirm.note(context.session, context.actor, context.client, context.precomputed)


@routes.get("/me")
@reads(scope=ANY_KEY, set_up=True)
def get_me(context: RequestContext) -> Me:
    return service.get_me(context.session, context.actor)


@routes.get("/me/totp")
@reads(set_up=True)
def get_totp(context: RequestContext) -> TotpState:
    """The second factor of this user."""
    context.headers["Cache-Control"] = "no-store"
    return totp.get_state(context.session, context.actor)


@routes.post("/me/totp", status_code=201)
@writes(shows_secret=True, guard="confirm", set_up=True)
def begin_totp(context: RequestContext) -> TotpSecret:
    """A secret for an authenticator. It counts from the first right code on."""
    context.headers["Cache-Control"] = "no-store"
    return totp.begin(context.session, context.actor)


@routes.post("/me/totp/confirm")
@writes(shows_secret=True, set_up=True)
def confirm_totp(context: RequestContext, body: TotpCode) -> RecoveryCodes:
    """Turn the second factor on by a code; the answer has the recovery codes, once."""
    context.headers["Cache-Control"] = "no-store"
    return totp.finish(context.session, context.actor, context.client, body.code)


@routes.delete("/me/totp", status_code=204)
@writes(guard="confirm")
def end_totp(context: RequestContext) -> None:
    """Turn the second factor off."""
    totp.end(context.session, context.actor, context.client)


@routes.get("/me/sessions")
@reads(set_up=True)
def list_sessions(context: RequestContext) -> Sessions:
    """Where this user is signed in."""
    return sessions.list_sessions(context.session, context.actor)


@routes.delete("/me/sessions/{sign_in_id}", status_code=204)
@writes
def end_session(context: RequestContext, sign_in_id: RecordId) -> None:
    """End one of the own sessions."""
    sessions.end_session(context.session, context.actor, sign_in_id)


@routes.get("/users")
@reads(people=True)
def list_users(context: RequestContext, query: Annotated[UserQuery, Query()]) -> Slice[UserView | Deleted]:
    return users.list_users(context.session, context.actor, query)


def _new_password(context: RequestContext, body: UserCreate) -> str | None:
    return users.new_password(context.actor, body)


@routes.post("/users", status_code=201)
@writes(precompute=_new_password)
def create_user(context: RequestContext, body: UserCreate) -> UserView:
    view = users.register_user(context.session, context.actor, body, context.precomputed)
    return context.created(view, f"/users/{view.id}")


@routes.get("/users/{user_id}")
@reads
def get_user(context: RequestContext, user_id: RecordId) -> UserView:
    return users.get_user(context.session, context.actor, user_id)


def _changed_password(context: RequestContext, user_id: int, body: UserUpdate) -> str | None:
    return users.changed_password(context.session, context.actor, user_id, body)


@routes.patch("/users/{user_id}")
@writes(precompute=_changed_password)
def update_user(context: RequestContext, user_id: RecordId, body: UserUpdate) -> UserView:
    return users.update_user(
        context.session, context.actor, user_id, context.version, body, context.precomputed
    )


@routes.post("/users/{user_id}/invite", status_code=202)
@writes
def invite_user(context: RequestContext, user_id: RecordId) -> None:
    """A letter by whose link the user chooses the first password, within a week."""
    password_links.invite(context.session, context.actor, user_id)


@routes.get("/users/{user_id}/roles")
@reads
def list_roles(
    context: RequestContext, user_id: RecordId, query: Annotated[SyncQuery, Query()]
) -> Slice[RoleView | Deleted]:
    return roles.list_roles(context.session, context.actor, user_id, query)


@routes.post("/users/{user_id}/roles", status_code=201)
@writes(guard="confirm")
def assign_role(context: RequestContext, user_id: RecordId, body: RoleCreate) -> RoleView:
    """Give a role in one partnership, or in all."""
    view = roles.assign_role(context.session, context.actor, user_id, body)
    return context.created(view, f"/roles/{view.id}")


@routes.get("/roles/{role_id}")
@reads
def get_role(context: RequestContext, role_id: RecordId) -> RoleView:
    return roles.get_role(context.session, context.actor, role_id)


@routes.delete("/roles/{role_id}", status_code=204)
@writes(guard="confirm")
def remove_role(context: RequestContext, role_id: RecordId) -> None:
    roles.remove_role(context.session, context.actor, role_id, context.version)


@routes.get("/api-keys")
@reads
def list_keys(context: RequestContext, query: Annotated[ApiKeyQuery, Query()]) -> Slice[ApiKeyView | Deleted]:
    return keys.list_keys(context.session, context.actor, query)


@routes.post("/api-keys", status_code=201)
@writes(shows_secret=True, guard="confirm")
def create_key(context: RequestContext, body: ApiKeyCreate) -> NewApiKey:
    context.headers["Cache-Control"] = "no-store"
    view = keys.create_key(context.session, context.actor, body)
    return context.created(view, f"/api-keys/{view.id}")


@routes.get("/api-keys/{key_id}")
@reads
def get_key(context: RequestContext, key_id: RecordId) -> ApiKeyView:
    return keys.get_key(context.session, context.actor, key_id)


@routes.delete("/api-keys/{key_id}", status_code=204)
@writes
def revoke_key(context: RequestContext, key_id: RecordId) -> None:
    """The key is refused from now on."""
    keys.revoke_key(context.session, context.actor, key_id, context.version)

"""What other rooms, the command line and the API's start-up use of this room; and `/me`."""

from sqlmodel import Session

from app.accounts import totp
from app.accounts.identify import identify
from app.accounts.keys import get_key
from app.accounts.models import Me, User
from app.accounts.roles import give_role, roles_of, roles_to_give
from app.accounts.users import create_user, find_user, get_user, set_password, users_with_roles
from app.core.actor import OVERSEEING, Actor
from app.core.errors import Unauthorized

__all__ = [
    "create_user",
    "get_me",
    "give_role",
    "identify",
    "set_password",
    "turn_off_second_factor",
    "users_with_roles",
]


ATTENDING = {"admin", "coordinator", "facilitator"}


def get_me(session: Session, actor: Actor) -> Me:
    if actor.user_id is None:
        raise Unauthorized()
    key = get_key(session, actor, actor.api_key_id) if actor.api_key_id else None
    user = get_user(session, actor, actor.user_id)
    return Me(
        user=user,
        roles=roles_of(session, actor),
        api_key=key,
        allowed=_allowed(actor),
        gives_roles=roles_to_give(actor),
        confirmed_until=actor.confirmed_until,
        must_set_up_totp=actor.must_set_up_totp,
    )


def _allowed(actor: Actor) -> list[str]:
    """The parts of the work area that are open to the actor; permissions inside are decided per record."""
    held = set().union(*actor.roles.values()) if actor.roles else set()
    open_to = {
        "api_keys": actor.scopes is None,
        "check_in": bool(held & ATTENDING),
        "dashboard": actor.reads_somewhere,
        "people": actor.reads_somewhere,
        "audit": actor.partnerships(OVERSEEING) != set(),
        "edit": actor.writes_somewhere,
        "users": actor.writes_somewhere,
        "create_users": actor.is_admin,
        "create_partnerships": actor.writes(None),
        "outbox": actor.reads_somewhere,
        "webhooks": actor.is_admin,
    }
    return [name for name, is_open in open_to.items() if is_open]


def turn_off_second_factor(session: Session, email: str) -> User:
    """For the command line: the authenticator and the recovery codes are lost."""
    user = find_user(session, email)
    totp.remove(session, user, None)
    return user

"""The user of an open session proves once more who they are."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.sign_in_models import Confirmation, Confirmed, SessionToken
from app.accounts.users import check_own_password
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.networks import Client
from app.core.security_events import SecurityEvent, announce


def check(session: Session, actor: Actor, client: Client, body: Confirmation) -> None:
    """Refuse a wrong password; tries are limited. Runs before the lock to write is taken."""
    user = session.get_one(User, actor.user_id)
    if user.password_hash is None:
        raise Conflict("cannot_confirm")
    check_own_password(session, user, body.password, "#/password", client)


def note(session: Session, actor: Actor, client: Client) -> Confirmed:
    now = clock.now()
    mine = sa.update(SessionToken).where(col(SessionToken.id) == actor.session_id)
    session.exec(mine.values(confirmed_at=now))
    announce(session, SecurityEvent.CONFIRMED, actor.user_id, client=client)
    return Confirmed(confirmed_until=now + session.info["settings"].confirmed_for)

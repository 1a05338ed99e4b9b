"""Signing in."""

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.accounts import models
from app.accounts.identify import SESSION_PREFIX
from app.accounts.models import Credentials, SessionToken, User
from app.accounts.passwords import verify_password
from app.accounts.users import user_views
from app.core import clock
from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.errors import Unauthorized
from app.core.limits import RateLimit
from app.core.secrets import fingerprint, new_token

SESSION_LASTS = timedelta(days=14)


class Known(NamedTuple):
    """A user whose password was right. `new_hash` replaces `stored`, unless that was changed meanwhile."""

    user_id: int
    stored: str | None
    new_hash: str | None


def verify_credentials(session: Session, limit: RateLimit, address: str, credentials: Credentials) -> Known:
    """The user with these credentials; failures are counted per client address and per e-mail, known or not.

    Runs before the transaction, so that a failure stays counted and other writes do not wait for the hash.
    """
    email = normal_address(credentials.email)
    limit.check(f"address:{address}")
    limit.check(f"email:{email}")
    user = session.exec(select(User).where(col(User.folded_email) == email, col(User.active))).first()
    verified = verify_password(credentials.password, user.password_hash if user else None)
    if verified.right and user:
        return Known(user.id, user.password_hash, verified.new_hash)
    limit.count(f"address:{address}")
    limit.count(f"email:{email}")
    raise Unauthorized("bad_credentials")


def log_in(session: Session, known: Known) -> models.Session:
    if known.new_hash:
        user = session.get_one(User, known.user_id, with_for_update=True)
        if user.password_hash == known.stored:
            user.password_hash = known.new_hash
    return open_session(session, known.user_id)


def open_session(session: Session, user_id: int) -> models.Session:
    """A new session of 14 days; its token is shown now and never again."""
    token = new_token(SESSION_PREFIX)
    opened = SessionToken(
        user_id=user_id, token_hash=fingerprint(token), expires_at=clock.now() + SESSION_LASTS
    )
    session.add(opened)
    user = session.get_one(User, user_id)
    session.flush()
    [view] = user_views(session, Actor(user_id), [user])
    return models.Session(token=token, expires_at=opened.expires_at, user=view)

"""Signing in."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.accounts import attempts, devices, models, totp
from app.accounts.identify import SESSION_PREFIX
from app.accounts.models import User
from app.accounts.passwords import verify_password
from app.accounts.sessions import device_in_words
from app.accounts.sign_in_models import Credentials, SessionToken, SignInMethod
from app.accounts.users import user_views
from app.core import clock
from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.errors import Unauthorized
from app.core.networks import Client, counted_as, shortened
from app.core.secrets import fingerprint, new_token
from app.core.security_events import SecurityEvent, announce
from app.core.settings import Settings

SESSION_LASTS = timedelta(days=14)


class Known(NamedTuple):
    """A user whose password was right. `new_hash` replaces `stored`, unless that was changed meanwhile."""

    user_id: int
    stored: str | None
    new_hash: str | None
    device: str | None = None
    proof: totp.Proof | None = None


def verify_credentials(session: Session, client: Client, credentials: Credentials) -> Known:
    """The user with these credentials.

    Runs before the transaction, so that other writes do not wait for the hash.
    """
    email = normal_address(credentials.email)
    user = session.exec(select(User).where(col(User.folded_email) == email, col(User.active))).first()
    subjects = _subjects(session, client.address, email, user, credentials.device)
    attempts.check(session, subjects)
    verified = verify_password(credentials.password, user.password_hash if user else None)
    if verified.right and user:
        proof = _second_factor(session, user, credentials, subjects, client)
        return Known(user.id, user.password_hash, verified.new_hash, credentials.device, proof)
    raise attempts.failed(Unauthorized("bad_credentials"), subjects, user.id if user else None, client)


def _second_factor(
    session: Session, user: User, credentials: Credentials, subjects: attempts.Subjects, client: Client
) -> totp.Proof | None:
    """None for a user without one. A wrong code counts as a wrong password does."""
    if user.totp_since is None:
        return None
    if credentials.totp is None:
        raise Unauthorized("totp_required")
    proof = totp.find_proof(session, user.id, credentials.totp)
    if proof is None:
        raise attempts.failed(Unauthorized("wrong_totp"), subjects, user.id, client)
    return proof


def _subjects(
    session: Session, address: str, email: str, user: User | None, device: str | None
) -> attempts.Subjects:
    """A device that is known of this user has limits of its own, so strangers cannot lock the user out.

    All others are limited by address and by account, whether there is such an account or not.
    """
    secret = session.info["settings"].secret_key
    known = devices.known_as(secret, device, user.id if user else None)
    return [f"device:{known}"] if known else [f"address:{counted_as(address)}", f"account:{email}"]


def log_in(session: Session, client: Client, known: Known) -> models.Session:
    if known.new_hash:
        user = session.get_one(User, known.user_id, with_for_update=True)
        if user.password_hash == known.stored:
            user.password_hash = known.new_hash
    if known.proof:
        totp.use(session, known.proof)
    opened = open_session(session, known.user_id, client)
    announce(session, SecurityEvent.SIGNED_IN, known.user_id, client=client)
    return answer(session, known.user_id, opened, known.device)


class Opened(NamedTuple):
    """A new session. Its token is shown now and never again."""

    token: str
    expires_at: datetime
    proved_at: datetime | None


def open_session(
    session: Session,
    user_id: int,
    client: Client | None = None,
    method: SignInMethod = SignInMethod.PASSWORD,
    proved_at: datetime | None = None,
) -> Opened:
    """A session of 14 days at most. Who has just entered a password need not prove at once who they are.

    `proved_at` is when they did so at a provider, which may have let them in without asking.
    """
    token, now = new_token(SESSION_PREFIX), clock.now()
    proved_at = now if method is SignInMethod.PASSWORD else proved_at
    opened = SessionToken(
        user_id=user_id,
        token_hash=fingerprint(token),
        created_at=now,
        expires_at=now + SESSION_LASTS,
        last_used_at=now,
        confirmed_at=proved_at,
        method=method,
        device=device_in_words(client.program) if client else None,
        network=shortened(client.address) if client else None,
    )
    session.add(opened)
    session.flush()
    return Opened(token, opened.expires_at, proved_at)


def answer(session: Session, user_id: int, opened: Opened, device: str | None) -> models.Session:
    """What is answered to a sign-in; `device` is the mark that came with it."""
    settings: Settings = session.info["settings"]
    [view] = user_views(session, Actor(user_id), [session.get_one(User, user_id)])
    return models.Session(
        token=opened.token,
        expires_at=opened.expires_at,
        confirmed_until=opened.proved_at + settings.confirmed_for if opened.proved_at else None,
        user=view,
        device=devices.marked(settings.secret_key, device, user_id),
    )

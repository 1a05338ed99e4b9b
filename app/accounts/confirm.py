"""The user of an open session proves once more who they are."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import attempts
from app.accounts.models import User
from app.accounts.sign_in_models import Confirmation, Confirmed, SessionToken
from app.accounts.totp import Proof, find_proof, use
from app.accounts.users import check_own_password
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.networks import Client
from app.core.security_events import SecurityEvent, announce


def check(session: Session, actor: Actor, client: Client, body: Confirmation) -> Proof | None:
    """Refuse a wrong password or code; tries are limited. Runs before the lock to write is taken."""
    user = session.get_one(User, actor.user_id)
    if body.totp is not None:
        return _code(session, user, client, body.totp)
    if body.password is None:
        raise Invalid("#/password", "required")
    if user.password_hash is None:
        raise Conflict("cannot_confirm")
    check_own_password(session, user, body.password, "#/password", client)
    return None


def _code(session: Session, user: User, client: Client, code: str) -> Proof:
    subjects = [f"password:{user.id}"]
    attempts.check(session, subjects)
    proof = find_proof(session, user.id, code)
    if proof is None:
        refusal, event = Invalid("#/totp", "wrong_totp"), SecurityEvent.CONFIRM_FAILED
        raise attempts.failed(refusal, subjects, user.id, client, event)
    return proof


def note(session: Session, actor: Actor, client: Client, proof: Proof | None) -> Confirmed:
    if proof:
        use(session, proof)
    now = clock.now()
    mine = sa.update(SessionToken).where(col(SessionToken.id) == actor.session_id)
    session.exec(mine.values(confirmed_at=now))
    announce(session, SecurityEvent.CONFIRMED, actor.user_id, client=client)
    return Confirmed(confirmed_until=now + session.info["settings"].confirmed_for)

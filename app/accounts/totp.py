"""The second factor: codes of an authenticator (TOTP, RFC 6238) and recovery codes for when it is lost."""

import secrets
from datetime import timedelta
from typing import NamedTuple

import pyotp
import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.accounts.models import User
from app.accounts.sign_in_models import RecoveryCode, RecoveryCodes, Totp, TotpSecret, TotpState
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Problem, Unauthorized
from app.core.mail import outbox
from app.core.networks import Client
from app.core.secrets import decrypt, encrypt, is_signed, matches, sign
from app.core.security_events import SecurityEvent, announce

PURPOSE = "totp"
STEP = 30
"""Seconds for which a code is valid; that before and that after are taken too, because clocks differ."""
SET_UP_WITHIN = timedelta(minutes=30)
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that look alike."""


class Proof(NamedTuple):
    """A code that is right, and not used before: the step of an authenticator, or a recovery code."""

    user_id: int
    step: int | None = None
    recovery_id: int | None = None


# --- proving ---------------------------------------------------------------------------------------------


def find_proof(session: Session, user_id: int, code: str) -> Proof | None:
    """None for a wrong code, and for one that was used. Uses up nothing yet."""
    plain = code.replace(" ", "").replace("-", "").lower()
    factor = session.get(Totp, user_id)
    if factor is None or factor.confirmed_at is None:
        return None
    if plain.isdigit():
        step = _step_of(session, factor, plain)
        return Proof(user_id, step=step) if step else None
    secret = session.info["settings"].secret_key
    unused = select(RecoveryCode).where(
        col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None)
    )
    found = next(
        (one.id for one in session.exec(unused) if is_signed(secret, PURPOSE, plain, one.code_hash)), 0
    )
    return Proof(user_id, recovery_id=found) if found else None


def use(session: Session, proof: Proof) -> None:
    """Use the code up. Refuses it when another request was faster."""
    if proof.step is not None:
        statement = (
            sa.update(Totp)
            .where(col(Totp.user_id) == proof.user_id, col(Totp.last_step) < proof.step)
            .values(last_step=proof.step)
        )
    else:
        statement = (
            sa.update(RecoveryCode)
            .where(col(RecoveryCode.id) == proof.recovery_id, col(RecoveryCode.used_at).is_(None))
            .values(used_at=clock.now())
        )
    if not session.exec(statement).rowcount:
        raise Unauthorized("wrong_totp")


def _step_of(session: Session, factor: Totp, code: str) -> int | None:
    """The step whose code it is, if it comes after the last one used; a code is good for one use."""
    opened = decrypt(session.info["settings"].secret_key, PURPOSE, factor.secret)
    if opened is None:
        return None
    codes = pyotp.TOTP(opened.decode())
    now = int(clock.now().timestamp()) // STEP
    steps = (step for step in (now - 1, now, now + 1) if step > factor.last_step)
    return next((step for step in steps if matches(code, codes.generate_otp(step))), None)


# --- setting up ------------------------------------------------------------------------------------------


def get_state(session: Session, actor: Actor) -> TotpState:
    user, factor = _own(session, actor, lock=False)
    pending = factor if factor and factor.confirmed_at is None and _is_fresh(factor) else None
    return TotpState(
        enabled=user.totp_since is not None,
        since=user.totp_since,
        required=is_required(session, actor),
        pending=_shown(session, user, pending) if pending else None,
        recovery_codes_left=_left(session, user.id),
    )


def begin(session: Session, actor: Actor) -> TotpSecret:
    """A new secret. It counts once a code of it was entered."""
    user, factor = _own(session, actor)
    if user.totp_since is not None:
        raise Conflict("totp_is_on")
    sealed = encrypt(session.info["settings"].secret_key, PURPOSE, pyotp.random_base32().encode())
    factor = factor or Totp(user_id=user.id, secret=sealed)
    factor.secret, factor.created_at, factor.last_step = sealed, clock.now(), 0
    session.add(factor)
    session.flush()
    return _shown(session, user, factor)


def finish(session: Session, actor: Actor, client: Client, code: str) -> RecoveryCodes:
    """The first right code turns it on. The recovery codes are shown now and never again."""
    user, factor = _own(session, actor)
    if factor is None or factor.confirmed_at is not None or not _is_fresh(factor):
        raise Conflict("wrong_state")
    step = _step_of(session, factor, code.replace(" ", ""))
    if step is None:
        raise Invalid("#/code", "wrong_totp")
    factor.last_step = step
    factor.confirmed_at = user.totp_since = clock.now()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    secret = session.info["settings"].secret_key
    _forget_codes(session, user.id)
    session.add_all(RecoveryCode(user_id=user.id, code_hash=sign(secret, PURPOSE, one)) for one in codes)
    _tell(session, user, client, on=True)
    return RecoveryCodes(recovery_codes=[f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in codes])


def end(session: Session, actor: Actor, client: Client) -> None:
    """Refused while a role of the user requires it."""
    user, _factor = _own(session, actor)
    if is_required(session, actor):
        raise Conflict("totp_is_required")
    remove(session, user, client)


def remove(session: Session, user: User, client: Client | None) -> None:
    """Sign in by the password alone from now on."""
    if user.totp_since is None:
        return
    session.exec(delete(Totp).where(col(Totp.user_id) == user.id))
    _forget_codes(session, user.id)
    user.totp_since = None
    _tell(session, user, client, on=False)


def is_required(session: Session, actor: Actor) -> bool:
    held = set().union(*actor.roles.values()) if actor.roles else set()
    return bool(held & session.info["settings"].totp_roles)


def _own(session: Session, actor: Actor, lock: bool = True) -> tuple[User, Totp | None]:
    """Locked before a change, so that two requests do not set up two."""
    user = session.get_one(User, actor.user_id, with_for_update=lock)
    return user, session.get(Totp, user.id)


def _shown(session: Session, user: User, factor: Totp) -> TotpSecret:
    settings = session.info["settings"]
    opened = decrypt(settings.secret_key, PURPOSE, factor.secret)
    if opened is None:
        raise Problem("wrong_state")
    secret = opened.decode()
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=settings.operator or "Kulatý stůl")
    return TotpSecret(uri=uri, secret=secret)


def _is_fresh(factor: Totp) -> bool:
    return factor.created_at > clock.now() - SET_UP_WITHIN


def _left(session: Session, user_id: int) -> int:
    unused = sa.and_(col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(select(sa.func.count()).where(unused)).one()


def _forget_codes(session: Session, user_id: int) -> None:
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


def _tell(session: Session, user: User, client: Client | None, on: bool) -> None:
    event = SecurityEvent.SECOND_FACTOR_ON if on else SecurityEvent.SECOND_FACTOR_OFF
    announce(session, event, user.id, client=client)
    public_url = session.info["settings"].public_url.rstrip("/")
    facts = {"name": user.name, "email": user.email, "help_url": f"{public_url}/password-reset"}
    outbox.enqueue(session, event.value, user.email, user.lang, facts)
    session.flush()

"""Passwords set by a link in a letter: forgotten ones, and the first one of a new login."""

import secrets
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.accounts import attempts, devices
from app.accounts.models import User
from app.accounts.passwords import check_strength, hash_password
from app.accounts.sessions import close_sessions_of
from app.accounts.sign_in_models import LinkPurpose, NewPassword, PasswordLink, PasswordReset, PasswordSet
from app.accounts.users import tell_of_new_password, visible_users
from app.core import clock, reactions
from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.database import records
from app.core.database.engine import execute_deferred, step, trial
from app.core.errors import Conflict, Forbidden, Problem
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.networks import Client, counted_as
from app.core.secrets import fingerprint, sign
from app.core.security_events import SecurityEvent, announce
from app.core.settings import Settings

LASTS = {LinkPurpose.RESET: timedelta(minutes=30), LinkPurpose.INVITATION: timedelta(days=7)}
LETTERS = {LinkPurpose.RESET: "password_reset", LinkPurpose.INVITATION: "account_invitation"}
COUNTED_FOR = timedelta(hours=1)
MOST_AN_HOUR = 3
"""Letters about one forgotten password."""
MOST_OF_AN_ADDRESS = 30
"""Passwords that are asked for from one address in a quarter of an hour: an office shares one."""


def ask_for_reset(session: Session, client: Client, body: PasswordReset) -> None:
    """Write to the address if it is that of a login with a password; the answer is the same for all.

    Those who sign in through another system alone get no letter: a password would outlive their login there.
    Where nothing is written, the same is written for another login and taken back, so that the time of the
    answer tells nothing.
    """
    subjects = [f"reset:{counted_as(client.address)}"]
    attempts.check(session, subjects, MOST_OF_AN_ADDRESS)
    attempts.count(session, subjects)
    found = select(User).where(col(User.folded_email) == normal_address(body.email), col(User.active))
    user = session.exec(found.where(col(User.password_hash).is_not(None))).first()
    stand_in = session.exec(select(User).order_by(col(User.id)).limit(1)).first()
    about = user or stand_in
    if about is None:
        return
    wanted = _asked_lately(session, about.id) < MOST_AN_HOUR and user is not None
    with step(session) if wanted else trial(session):
        _write(session, about, LinkPurpose.RESET)
        announce(session, SecurityEvent.RESET_ASKED, about.id, client=client)
        session.flush()
        execute_deferred(session)


def invite(session: Session, actor: Actor, user_id: int) -> None:
    """Write to a new user, who chooses a password by the link. A later invitation ends the one before."""
    user = records.get(session, visible_users(actor).where(col(User.id) == user_id).with_for_update())
    if not actor.is_admin:
        raise Forbidden()
    if user.password_hash or not user.active:
        raise Conflict("has_password" if user.password_hash else "wrong_state")
    _end_links(session, user.id)
    _write(session, user, LinkPurpose.INVITATION)
    announce(session, SecurityEvent.INVITED, user.id)


@reactions.on("letter_leaving")
def add_link(session: Session, facts: Json, receiver: str) -> None:
    """A letter leaves with the link that is made of its seed."""
    if seed := facts.get("password_seed"):
        facts["password_url"] = url(session.info["settings"], seed)


def url(settings: Settings, seed: str) -> str:
    return f"{settings.public_url.rstrip('/')}/password/{_token(settings, seed)}"


class Chosen(NamedTuple):
    """A password that may be set, hashed before the lock to write is taken."""

    password_hash: str


def check_new_password(session: Session, token: str, body: NewPassword) -> Chosen:
    """Refuse an unknown or ended link before the slow hash is made."""
    _link, user = _found(session, token)
    check_strength(body.password, user.email, user.name)
    return Chosen(hash_password(body.password))


def set_by_link(
    session: Session, client: Client, token: str, body: NewPassword, chosen: Chosen
) -> PasswordSet:
    """All sessions and links of the user end. The device from which it was set is known from now on."""
    _link, user = _found(session, token, lock=True)
    user.password_hash = chosen.password_hash
    close_sessions_of(session, user.id)
    _end_links(session, user.id)
    tell_of_new_password(session, user)
    announce(session, SecurityEvent.PASSWORD_SET, user.id, client=client)
    session.flush()
    mark = devices.marked(session.info["settings"].secret_key, body.device, user.id)
    return PasswordSet(email=user.email, device=mark)


def _found(session: Session, token: str, lock: bool = False) -> tuple[PasswordLink, User]:
    wanted = (
        select(PasswordLink, User)
        .join(User, col(User.id) == col(PasswordLink.user_id))
        .where(
            col(PasswordLink.token_hash) == fingerprint(token),
            col(PasswordLink.expires_at) > clock.now(),
            col(User.active),
        )
    )
    found = session.exec(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise Problem("password_link_ended")
    return found[0], found[1]


def _write(session: Session, user: User, purpose: LinkPurpose) -> None:
    """The letter holds the seed alone; the link is made of it when the letter is sent."""
    settings: Settings = session.info["settings"]
    seed = secrets.token_urlsafe(16)
    link = PasswordLink(
        user_id=user.id,
        purpose=purpose,
        seed=seed,
        token_hash=fingerprint(_token(settings, seed)),
        expires_at=clock.now() + LASTS[purpose],
    )
    session.add(link)
    session.flush()
    facts = {"name": user.name, "password_seed": seed, "expires_at": link.expires_at.isoformat()}
    outbox.enqueue(
        session,
        LETTERS[purpose],
        user.email,
        user.lang,
        facts | {"email": user.email, "site": settings.public_url},
    )


def _token(settings: Settings, seed: str) -> str:
    return sign(settings.secret_key, "password-link", seed)


def _asked_lately(session: Session, user_id: int) -> int:
    statement = select(sa.func.count()).where(
        col(PasswordLink.user_id) == user_id,
        col(PasswordLink.purpose) == LinkPurpose.RESET,
        col(PasswordLink.created_at) > clock.now() - COUNTED_FOR,
    )
    return session.exec(statement).one()


def _end_links(session: Session, user_id: int) -> None:
    session.exec(delete(PasswordLink).where(col(PasswordLink.user_id) == user_id))


@reactions.on("tick")
def forget_ended(session: Session) -> None:
    session.exec(delete(PasswordLink).where(col(PasswordLink.expires_at) < clock.now() - COUNTED_FOR))

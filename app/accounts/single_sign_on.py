"""Users who sign in at a provider: known by issuer and subject, made at the first sign-in, with roles."""

from typing import NamedTuple

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from app.accounts import attempts, models
from app.accounts.models import Role, User
from app.accounts.oidc import Identity, exchange
from app.accounts.roles import announce_role, give_role
from app.accounts.sign_in import answer, open_session
from app.accounts.sign_in_models import AccountIdentity, OidcCode, SignInMethod
from app.accounts.users import add_user, is_last_admin
from app.core.actor import Actor
from app.core.addresses import Email, normal_address
from app.core.database.columns import PersonName
from app.core.errors import Conflict, Invalid, Problem
from app.core.networks import Client, counted_as
from app.core.security_events import SecurityEvent, announce
from app.core.settings import Settings

log = structlog.get_logger("oidc")
MOST_FAILURES = 30
"""Of one address in a quarter of an hour: each costs a request to the provider."""
EMAIL: TypeAdapter[str] = TypeAdapter(Email)
NAME: TypeAdapter[str] = TypeAdapter(PersonName)


class Given(NamedTuple):
    """A role that the groups of the provider decide about."""

    role: str
    partnership_id: int | None


def identify(session: Session, client: Client, body: OidcCode) -> Identity:
    """Asks the provider. Runs before the lock to write is taken."""
    subjects = [f"oidc:{counted_as(client.address)}"]
    attempts.check(session, subjects, MOST_FAILURES)
    try:
        return exchange(session.info["settings"], body)
    except Problem as problem:
        raise attempts.failed(problem, subjects, None, client) from problem


def sign_in(session: Session, client: Client, identity: Identity, device: str | None) -> models.Session:
    """A session of the user with this identity, with the roles that the groups give now."""
    user = _find(session, identity) or _add(session, identity)
    if not user.active:
        raise Problem("oidc_no_access")
    _give_roles(session, user, _mapped(session.info["settings"], identity))
    opened = open_session(session, user.id, client, SignInMethod.OIDC, identity.proved_at)
    announce(session, SecurityEvent.SIGNED_IN, user.id, client=client)
    return answer(session, user.id, opened, device)


def connect(session: Session, actor: Actor, client: Client, identity: Identity) -> None:
    """Let a user who is signed in also sign in at the provider."""
    known = _find(session, identity)
    if known is not None:
        if known.id != actor.user_id:
            raise Conflict("oidc_taken")
        return
    _link(session, actor.user_id or 0, identity)
    announce(session, SecurityEvent.USER_CHANGED, actor.user_id, client=client)


def _find(session: Session, identity: Identity) -> User | None:
    """Never by the address: who may choose it at the provider would choose that of an admin."""
    statement = select(User).join(AccountIdentity, col(AccountIdentity.user_id) == col(User.id))
    return session.exec(
        statement.where(
            col(AccountIdentity.issuer) == identity.issuer, col(AccountIdentity.subject) == identity.subject
        )
    ).first()


def _add(session: Session, identity: Identity) -> User:
    """At the first sign-in, for those alone whose groups give them a role, where groups are mapped at all."""
    settings: Settings = session.info["settings"]
    if settings.oidc_mapping and not _mapped(settings, identity):
        raise Problem("oidc_no_access")
    try:
        email = EMAIL.validate_python(identity.email)
        name = NAME.validate_python(identity.name[:200])
    except ValidationError as error:
        raise Problem("oidc_no_address") from error
    taken = select(User.id).where(col(User.folded_email) == normal_address(email))
    if session.exec(taken).first() is not None:
        raise Conflict("oidc_email_taken")
    user = add_user(session, email, name, None)
    _link(session, user.id, identity)
    announce(session, SecurityEvent.USER_ADDED, user.id)
    return user


def _link(session: Session, user_id: int, identity: Identity) -> None:
    session.add(AccountIdentity(user_id=user_id, issuer=identity.issuer, subject=identity.subject))
    session.flush()


def _mapped(settings: Settings, identity: Identity) -> set[Given]:
    mapping = settings.oidc_mapping
    return {Given(role, place) for group in identity.groups for role, place in mapping.get(group, ())}


def _give_roles(session: Session, user: User, wanted: set[Given]) -> None:
    """Roles that the mapping knows follow the groups; others, given by hand, stay."""
    settings: Settings = session.info["settings"]
    decided = {Given(role, place) for given in settings.oidc_mapping.values() for role, place in given}
    held = {
        Given(str(one.role), one.partnership_id): one
        for one in session.exec(select(Role).where(Role.user_id == user.id))
    }
    for given in wanted - held.keys():
        try:
            role = give_role(session, user.id, given.role, given.partnership_id)
        except Invalid:
            log.error("OIDC_ROLES names a partnership that does not exist", partnership=given.partnership_id)
            continue
        announce_role(session, SecurityEvent.ROLE_GIVEN, role)
    for given in (held.keys() & decided) - wanted:
        if given.role == "admin" and is_last_admin(session, user.id):
            continue
        announce_role(session, SecurityEvent.ROLE_TAKEN, held[given])
        session.delete(held[given])
    session.flush()

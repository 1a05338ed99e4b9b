"""Logins: who may see them, making and changing them."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import attempts
from app.accounts.models import Language, Role, User, UserCreate, UserPerson, UserQuery, UserUpdate, UserView
from app.accounts.passwords import check_strength, hash_password, verify_password
from app.accounts.sessions import close_sessions_of
from app.core import clock
from app.core.actor import WRITING, Actor, RoleName
from app.core.addresses import normal_address
from app.core.database import changes, records
from app.core.database.columns import address_contains, table_of
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.mail import outbox
from app.core.networks import Client
from app.core.searched import all_words
from app.core.security_events import SecurityEvent, announce
from app.core.text import fold
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice

SORTS: Sorts = {
    "name": by_words(col(User.name)),
    "email": col(User.folded_email),
    "active": sa.cast(col(User.active), sa.Integer),
}
ADMINS_CHANGE = {"email", "active", "person_ids"}


def visible_users(actor: Actor) -> SelectOfScalar[User]:
    """Admins see all users, coordinators those of their partnerships, other users themselves."""
    statement = select(User)
    if actor.is_admin:
        return statement
    mine = actor.partnerships(WRITING)
    if mine is None:
        return statement
    with_role = select(col(Role.user_id)).where(col(Role.partnership_id).in_(mine))
    with_person = select(col(UserPerson.user_id)).where(col(UserPerson.partnership_id).in_(mine))
    return statement.where(
        sa.or_(
            col(User.id) == actor.user_id,
            col(User.id).in_(with_role),
            col(User.id).in_(with_person),
        )
    )


def list_users(session: Session, actor: Actor, query: UserQuery) -> Slice[UserView | Deleted]:
    if not (actor.is_admin or actor.writes_somewhere):
        raise Forbidden()
    statement = visible_users(actor)
    if query.active is not None:
        statement = statement.where(col(User.active) == query.active)
    if query.q:
        named = sa.and_(sa.true(), *all_words(col(User.folded_name), query.q))
        statement = statement.where(named | address_contains(User.email, User.folded_email, query.q))
    return paging.synced_page(
        session, actor, User, statement, query, lambda found: user_views(session, actor, found), sorts=SORTS
    )


def get_user(session: Session, actor: Actor, user_id: int) -> UserView:
    user = records.get(session, _one(actor, user_id))
    if user_id == actor.user_id and actor.api_key_id is None:
        return _view(actor, user, actor.person_ids)
    return user_views(session, actor, [user])[0]


def _one(actor: Actor, user_id: int) -> SelectOfScalar[User]:
    return visible_users(actor).where(col(User.id) == user_id)


def user_views(session: Session, actor: Actor, users: Sequence[User]) -> list[UserView]:
    links = select(UserPerson).where(col(UserPerson.user_id).in_([user.id for user in users]))
    people: dict[int, list[int]] = {}
    for link in session.exec(links):
        people.setdefault(link.user_id, []).append(link.person_id)
    return [_view(actor, user, people.get(user.id or 0, [])) for user in users]


def _view(actor: Actor, user: User, person_ids: Iterable[int]) -> UserView:
    return UserView.of(user, person_ids=sorted(person_ids), allowed=_allowed(actor, user))


def _allowed(actor: Actor, user: User) -> list[str]:
    """People `edit` their own name, language and password; admins `manage` the rest of a login."""
    if actor.is_admin:
        invite = ["invite"] if user.active and not user.password_hash else []
        return ["edit", "manage", "roles", "api_keys", *invite]
    own = ["edit", "api_keys"] if actor.user_id == user.id else []
    return own + (["roles"] if actor.writes_somewhere else [])


def create_user(
    session: Session,
    email: str,
    password: str,
    name: str,
    lang: Language = "cs",
    person_id: int | None = None,
) -> User:
    """Check and hash the password and create a login, for the command line and the demo."""
    check_strength(password, email, name)
    user = add_user(session, email, name, hash_password(password), lang=lang)
    _link_people(session, user, [person_id] if person_id else [])
    return user


def find_user(session: Session, email: str) -> User:
    """For the command line."""
    user = session.exec(select(User).where(col(User.folded_email) == normal_address(email))).first()
    if user is None:
        raise Invalid("#/email", "not_found")
    return user


def set_password(session: Session, email: str, password: str) -> User:
    """Give a login a new password and close its sessions, for the command line."""
    user = find_user(session, email)
    check_strength(password, user.email, user.name)
    user.password_hash = hash_password(password)
    close_sessions_of(session, user.id)
    session.flush()
    return user


def users_with_roles(session: Session) -> list[tuple[User, list[Role]]]:
    """All logins in the order in which they were made, for the command line."""
    held: dict[int, list[Role]] = {}
    for role in session.exec(select(Role).order_by(col(Role.id))):
        held.setdefault(role.user_id, []).append(role)
    return [(user, held.get(user.id, [])) for user in session.exec(select(User).order_by(col(User.id)))]


def add_user(
    session: Session,
    email: str,
    name: str,
    password_hash: str | None,
    *,
    lang: Language = "cs",
    active: bool = True,
) -> User:
    user = User(
        email=email,
        folded_email=normal_address(email),
        name=name,
        folded_name=fold(name),
        lang=lang,
        active=active,
        password_hash=password_hash,
    )
    session.add(user)
    session.flush()
    return user


def new_password(actor: Actor, body: UserCreate) -> str | None:
    """The hash of the password in the body, made before `register_user` takes the write lock."""
    if not actor.is_admin:
        raise Forbidden()
    if body.password is None:
        return None
    check_strength(body.password, body.email, body.name)
    return hash_password(body.password)


def register_user(session: Session, actor: Actor, body: UserCreate, password_hash: str | None) -> UserView:
    if not actor.is_admin:
        raise Forbidden()
    user = add_user(session, body.email, body.name, password_hash, lang=body.lang, active=body.active)
    _link_people(session, user, body.person_ids)
    announce(session, SecurityEvent.USER_ADDED, user.id)
    return user_views(session, actor, [user])[0]


def changed_password(session: Session, actor: Actor, user_id: int, body: UserUpdate) -> str | None:
    """The new hash, made before `update_user` takes the write lock. One's own needs the present password."""
    if body.password is None:
        return None
    user = records.get(session, _one(actor, user_id))
    _check_may_change(actor, user, body)
    if actor.user_id == user_id:
        check_own_password(session, user, body.current_password or "")
    else:
        actor.check_guard("confirm")
    check_strength(body.password, body.email or user.email, body.name or user.name)
    return hash_password(body.password)


def check_own_password(
    session: Session,
    user: User,
    password: str,
    pointer: str = "#/current_password",
    client: Client | None = None,
) -> None:
    """Refuse a wrong one. Tries are limited: an open session is no place to guess its password."""
    subjects = [f"password:{user.id}"]
    attempts.check(session, subjects)
    if not verify_password(password, user.password_hash).right:
        event = SecurityEvent.CONFIRM_FAILED
        raise attempts.failed(Invalid(pointer, "wrong_password"), subjects, user.id, client, event)


def update_user(
    session: Session, actor: Actor, user_id: int, version: int, body: UserUpdate, password_hash: str | None
) -> UserView:
    """A new password or a deactivated login closes its open sessions."""
    user = records.get_for_update(session, _one(actor, user_id), version)
    _check_may_change(actor, user, body)
    if actor.user_id != user_id and (password_hash or body.email not in (None, user.email)):
        actor.check_guard("confirm")  # either makes the login of another one's own
    linked = body.person_ids is not None and _link_people(session, user, body.person_ids)
    if linked:
        changes.touch(user)
    if body.active is False and user.active:
        check_not_last_admin(session, user_id)
    changed = records.apply_changes(user, body, leave={"password", "current_password", "person_ids"})
    user.folded_email, user.folded_name = normal_address(user.email), fold(user.name)
    if password_hash:
        user.password_hash = password_hash
        tell_of_new_password(session, user)
        announce(session, SecurityEvent.PASSWORD_SET, user_id)
    if changed or linked:
        announce(session, SecurityEvent.USER_CHANGED, user_id)
    if password_hash or not user.active:
        close_sessions_of(session, user_id, but=actor.session_id if actor.user_id == user_id else None)
    session.flush()
    return user_views(session, actor, [user])[0]


def tell_of_new_password(session: Session, user: User) -> None:
    """So that the user learns of a change that somebody else has made."""
    public_url = session.info["settings"].public_url.rstrip("/")
    facts = {
        "name": user.name,
        "email": user.email,
        "since": clock.now().isoformat(),
        "help_url": f"{public_url}/password-reset",
    }
    outbox.enqueue(session, "password_changed", user.email, user.lang, facts)


def check_not_last_admin(session: Session, user_id: int) -> None:
    """Refuse to take the role of admin, or the login, from the last active one."""
    if is_last_admin(session, user_id):
        raise Conflict("last_admin")


def is_last_admin(session: Session, user_id: int, *, lock: bool = True) -> bool:
    """Locks the roles of admins, so that two do not take them from each other at once; not to read only."""
    admins = (
        select(Role.user_id)
        .join(User, col(User.id) == col(Role.user_id))
        .where(col(Role.role) == RoleName.ADMIN, col(User.active))
        .order_by(col(Role.id))
    )
    if lock:
        admins = admins.with_for_update(of=table_of(Role))
    return set(session.exec(admins)) == {user_id}


def _check_may_change(actor: Actor, user: User, body: UserUpdate) -> None:
    if actor.is_admin:
        return
    if actor.user_id != user.id or body.model_fields_set & ADMINS_CHANGE:
        raise Forbidden()


def _link_people(session: Session, user: User, person_ids: list[int]) -> bool:
    """Link the login to one person of each partnership. False when nothing has changed.

    Uses the table of people by its name, because people are a room above this one.
    """
    person = sa.table("person", sa.column("id", sa.Integer), sa.column("partnership_id", sa.Integer))
    wanted = select(person.c.id, person.c.partnership_id).where(person.c.id.in_(person_ids))
    found: dict[int, int] = dict(session.exec(wanted).all())
    for index, person_id in enumerate(person_ids):
        if person_id not in found:
            raise Invalid(f"#/person_ids/{index}", "not_found")
    if len(set(found.values())) < len(person_ids):
        raise Invalid("#/person_ids", "duplicate")
    linked = session.exec(select(UserPerson.person_id).where(col(UserPerson.user_id) == user.id))
    if set(linked) == set(person_ids):
        return False
    session.exec(delete(UserPerson).where(col(UserPerson.user_id) == user.id))
    for person_id in person_ids:
        session.add(UserPerson(user_id=user.id or 0, person_id=person_id, partnership_id=found[person_id]))
    session.flush()
    return True

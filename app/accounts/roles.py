"""Roles: who holds them, who may give and take them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Role, RoleCreate, RoleView, User
from app.accounts.users import is_last_admin, visible_users
from app.core.actor import WRITING, Actor, RoleName
from app.core.database import records
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.json_values import Json
from app.core.security_events import SecurityEvent, announce
from app.core.text import Language, pick_language
from app.core.web.paging import Deleted, Slice, SyncQuery, of_other_parent, synced_page

ROLES_COORDINATORS_GIVE = {RoleName.FACILITATOR, RoleName.MEMBER, RoleName.AUDITOR}


def visible_roles(actor: Actor) -> SelectOfScalar[Role]:
    """Admins see all roles, coordinators those in their partnerships, other users their own."""
    mine = actor.partnerships(WRITING)
    if actor.is_admin:
        return select(Role)
    within = sa.false() if not mine else col(Role.partnership_id).in_(mine)
    return select(Role).where(within | (col(Role.user_id) == actor.user_id))


def list_roles(session: Session, actor: Actor, user_id: int, query: SyncQuery) -> Slice[RoleView | Deleted]:
    records.get(session, visible_users(actor).where(col(User.id) == user_id))
    statement = visible_roles(actor).where(col(Role.user_id) == user_id)
    excluded = of_other_parent(col(Role.user_id), user_id)

    def to_views(found: Sequence[Role]) -> list[RoleView]:
        return [_view(session, actor, role) for role in found]

    return synced_page(session, actor, Role, statement, query, to_views, excluded)


def roles_of(session: Session, actor: Actor) -> list[RoleView]:
    statement = select(Role).where(col(Role.user_id) == actor.user_id).order_by(col(Role.id))
    return [_view(session, actor, role) for role in session.exec(statement).all()]


def _view(session: Session, actor: Actor, role: Role) -> RoleView:
    """`allowed` holds `delete` if the reader may take the role away."""
    manages = may_manage(actor, role.role, role.partnership_id)
    return RoleView.of(
        role, allowed=["delete"] if manages and not _is_last(session, role, lock=False) else []
    )


def _is_last(session: Session, role: Role, *, lock: bool) -> bool:
    """Whether this role makes the last admin."""
    return role.role == RoleName.ADMIN and is_last_admin(session, role.user_id, lock=lock)


def get_role(session: Session, actor: Actor, role_id: int) -> RoleView:
    return _view(session, actor, records.get(session, _one(actor, role_id)))


def _one(actor: Actor, role_id: int) -> SelectOfScalar[Role]:
    return visible_roles(actor).where(col(Role.id) == role_id)


class Reader(NamedTuple):
    """Somebody who is written to about the work in a partnership."""

    user_id: int
    email: str
    lang: Language


def coordinators(session: Session, partnership_id: int) -> list[Reader]:
    """Active users who coordinate this partnership or all."""
    statement = (
        select(User.id, User.email, User.lang)
        .where(
            col(User.active),
            sa.exists().where(
                col(Role.user_id) == User.id,
                col(Role.role) == RoleName.COORDINATOR,
                sa.or_(col(Role.partnership_id) == partnership_id, col(Role.partnership_id).is_(None)),
            ),
        )
        .order_by(col(User.id))
    )
    return [Reader(number, email, pick_language(lang)) for number, email, lang in session.exec(statement)]


def assign_role(session: Session, actor: Actor, user_id: int, body: RoleCreate) -> RoleView:
    _check_may_manage(actor, body.role, body.partnership_id)
    records.get(session, visible_users(actor).where(col(User.id) == user_id))
    role = give_role(session, user_id, body.role, body.partnership_id)
    announce_role(session, SecurityEvent.ROLE_GIVEN, role)
    return _view(session, actor, role)


def give_role(session: Session, user_id: int, role: str, partnership_id: int | None = None) -> Role:
    """Give a role without a permission check. The role of admin always holds in all partnerships."""
    if role == RoleName.ADMIN and partnership_id is not None:
        raise Invalid("#/partnership_id", "not_allowed")
    check_partnership(session, partnership_id)
    given = Role(user_id=user_id, role=RoleName(role), partnership_id=partnership_id)
    session.add(given)
    session.flush()
    return given


def check_partnership(
    session: Session, partnership_id: int | None, pointer: str = "#/partnership_id"
) -> None:
    """Looks the partnership up by the name of its table, because partnerships are a room above this one."""
    if partnership_id is None:
        return
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    found = select(sa.func.count()).where(partnership.c.id == partnership_id)
    if not session.exec(found).one():
        raise Invalid(pointer, "not_found")


def remove_role(session: Session, actor: Actor, role_id: int, version: int) -> None:
    role = records.get_for_update(session, _one(actor, role_id), version)
    _check_may_manage(actor, role.role, role.partnership_id)
    if _is_last(session, role, lock=True):
        raise Conflict("last_admin")
    announce_role(session, SecurityEvent.ROLE_TAKEN, role)
    records.delete(session, role)


def announce_role(session: Session, event: SecurityEvent, role: Role) -> None:
    facts: Json = {"role": role.role.value}
    about, place = f"role:{role.id}", role.partnership_id
    announce(session, event, role.user_id, about=about, partnership_id=place, facts=facts)


def _check_may_manage(actor: Actor, role: RoleName, partnership_id: int | None) -> None:
    if not may_manage(actor, role, partnership_id):
        raise Forbidden()


def may_manage(actor: Actor, role: RoleName, partnership_id: int | None) -> bool:
    """Admins give and take all roles, coordinators the lesser ones of the partnerships they write in."""
    if actor.is_admin:
        return True
    return role in ROLES_COORDINATORS_GIVE and partnership_id is not None and actor.writes(partnership_id)


def roles_to_give(actor: Actor) -> list[RoleName]:
    """The roles that the actor may give, in the order of the enum."""
    if not actor.writes_somewhere:
        return []
    return [role for role in RoleName if actor.is_admin or role in ROLES_COORDINATORS_GIVE]

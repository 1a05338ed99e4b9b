"""Roles: who holds them, who may give and take them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Role, RoleCreate, RoleName, RoleView, User
from app.accounts.users import visible_users
from app.core import records
from app.core.actor import WRITING, Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.paging import Slice, SyncQuery, outside, synced_page

COORDINATORS_GIVE = {RoleName.FACILITATOR, RoleName.MEMBER, RoleName.AUDITOR}


def visible_roles(actor: Actor) -> Any:
    """Admins see all, coordinators those in their partnerships, everybody their own."""
    mine = actor.partnerships(WRITING)
    if actor.is_admin:
        return sa.select(Role)
    within = sa.false() if not mine else col(Role.partnership_id).in_(mine)
    return sa.select(Role).where(within | (col(Role.user_id) == actor.user_id))


def list_roles(session: Session, actor: Actor, user_id: int, query: SyncQuery) -> Slice[Any]:
    records.find(session, visible_users(actor).where(col(User.id) == user_id))
    statement = visible_roles(actor).where(col(Role.user_id) == user_id)
    never = outside(col(Role.user_id), user_id)

    def present(found: list[Any]) -> list[RoleView]:
        return present_roles(actor, found)

    return synced_page(session, actor, Role, statement, query, present, never)


def roles_of(session: Session, actor: Actor) -> list[RoleView]:
    statement = sa.select(Role).where(col(Role.user_id) == actor.user_id).order_by(col(Role.id))
    return present_roles(actor, list(session.scalars(statement)))


def present_roles(actor: Actor, found: list[Any]) -> list[RoleView]:
    """With `delete` in `allowed` for those that the reader may take away."""
    return [
        RoleView.model_validate(role).model_copy(
            update={"allowed": ["delete"] if may_manage(actor, role.role, role.partnership_id) else []}
        )
        for role in found
    ]


def get_role(session: Session, actor: Actor, role_id: int) -> RoleView:
    return present_roles(actor, [records.find(session, visible_roles(actor).where(col(Role.id) == role_id))])[
        0
    ]


def assign_role(session: Session, actor: Actor, user_id: int, body: RoleCreate) -> RoleView:
    _check_may_manage(actor, body.role, body.partnership_id)
    records.find(session, visible_users(actor).where(col(User.id) == user_id))
    return present_roles(actor, [give_role(session, user_id, body.role, body.partnership_id)])[0]


def give_role(session: Session, user_id: int, role: str, partnership_id: int | None = None) -> Role:
    """Give a role without asking who gives it. An admin is one in all partnerships or none at all."""
    if role == RoleName.ADMIN and partnership_id is not None:
        raise Invalid("#/partnership_id", "not_allowed")
    check_partnership(session, partnership_id)
    given = Role(user_id=user_id, role=RoleName(role), partnership_id=partnership_id)
    session.add(given)
    session.flush()
    return given


def check_partnership(session: Session, partnership_id: int | None) -> None:
    """Partnerships are a room above this one, so their table is only named here."""
    if partnership_id is None:
        return
    partnership = sa.table("partnership", sa.column("id"))
    found = sa.select(partnership.c.id).where(partnership.c.id == partnership_id)
    if session.execute(found).first() is None:
        raise Invalid("#/partnership_id", "not_found")


def remove_role(session: Session, actor: Actor, role_id: int, version: int) -> None:
    role: Role = records.claim(session, visible_roles(actor).where(col(Role.id) == role_id), version)
    _check_may_manage(actor, role.role, role.partnership_id)
    if role.role == RoleName.ADMIN and _is_last_admin(session):
        raise Conflict("last_admin")
    records.remove(session, role)


def _is_last_admin(session: Session) -> bool:
    statement = sa.select(sa.func.count()).where(col(Role.role) == RoleName.ADMIN)
    return bool(session.execute(statement).scalar_one() < 2)


def _check_may_manage(actor: Actor, role: RoleName, partnership_id: int | None) -> None:
    if not may_manage(actor, role, partnership_id):
        raise Forbidden()


def may_manage(actor: Actor, role: RoleName, partnership_id: int | None) -> bool:
    """Admins give and take all roles, coordinators the lesser ones of the partnerships they write in."""
    if actor.is_admin:
        return True
    return role in COORDINATORS_GIVE and partnership_id is not None and actor.writes(partnership_id)


def roles_to_give(actor: Actor) -> list[RoleName]:
    """In the order of the code list."""
    if not actor.writes_somewhere:
        return []
    return [role for role in RoleName if actor.is_admin or role in COORDINATORS_GIVE]

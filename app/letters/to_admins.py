"""Letters to everybody who is an admin, each written once."""

from sqlmodel import Session, col, select

from app.accounts.models import Role, User
from app.core.actor import RoleName
from app.core.json_values import Json
from app.core.mail import outbox


def write_to_admins(session: Session, kind: str, facts: Json, once: str) -> None:
    """`once` names the occasion; an admin gets one letter of it.

    It does not say the admin's own name, which would read as that of the person it is about.
    """
    admins = (
        select(User)
        .join(Role, col(Role.user_id) == col(User.id))
        .where(Role.role == RoleName.ADMIN, col(Role.partnership_id).is_(None), col(User.active))
        .order_by(col(User.id))
    )
    for user in session.exec(admins).all():
        key = f"{kind}:{user.id}:{once}"
        outbox.enqueue(session, kind, user.email, user.lang, facts, once=key)

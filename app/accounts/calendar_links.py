"""Addresses of calendars: each is a right of its own, which reads one calendar and can do nothing else."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Role, User, UserPerson
from app.accounts.sign_in_models import CalendarLink
from app.core import clock
from app.core.actor import Actor
from app.core.database.columns import View
from app.core.errors import NotFound
from app.core.secrets import fingerprint, new_token
from app.core.settings import Settings

PREFIX = "kc"


class CalendarAddress(View):
    """The address is shown once; it is stored as a hash."""

    url: str


class CalendarState(View):
    """Since when there is an address; null for none."""

    created_at: datetime | None


def renew(session: Session, user_id: int, group_id: int | None = None) -> CalendarAddress:
    """A new address. The one before it ends."""
    link = _find(session, user_id, group_id) or CalendarLink(
        user_id=user_id, group_id=group_id, token_hash=""
    )
    token = new_token(PREFIX)
    link.token_hash = fingerprint(token)
    link.created_at = clock.now()
    session.add(link)
    session.flush()
    settings: Settings = session.info["settings"]
    return CalendarAddress(url=f"{settings.public_url.rstrip('/')}/api/v1/calendar/{token}.ics")


def state(session: Session, user_id: int, group_id: int | None = None) -> CalendarState:
    link = _find(session, user_id, group_id)
    return CalendarState(created_at=link.created_at if link else None)


def revoke(session: Session, user_id: int, group_id: int | None = None) -> None:
    """End the address, if there is one."""
    link = _find(session, user_id, group_id)
    if link is not None:
        session.delete(link)
        session.flush()


def _find(session: Session, user_id: int, group_id: int | None) -> CalendarLink | None:
    theirs = select(CalendarLink).where(
        CalendarLink.user_id == user_id, col(CalendarLink.group_id).is_not_distinct_from(group_id)
    )
    return session.exec(theirs.with_for_update()).first()


def opened_by(session: Session, token: str) -> tuple[Actor, int | None]:
    """Whose calendar the token reads, and of which group. 404 also when the user was turned off."""
    statement = (
        select(CalendarLink)
        .join(User, col(User.id) == col(CalendarLink.user_id))
        .where(CalendarLink.token_hash == fingerprint(token), col(User.active))
    )
    link = session.exec(statement).first()
    if link is None:
        raise NotFound()
    roles: dict[int | None, frozenset[str]] = {}
    for role in session.exec(select(Role).where(Role.user_id == link.user_id)):
        roles[role.partnership_id] = roles.get(role.partnership_id, frozenset()) | {role.role.value}
    people = session.exec(select(UserPerson.person_id).where(UserPerson.user_id == link.user_id))
    return Actor(link.user_id, frozenset(people), roles), link.group_id

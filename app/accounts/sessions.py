"""Open sessions: listed for their user, ended at sign-out, when the login changed, or when they expired."""

import re

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.accounts.sign_in_models import Sessions, SessionToken, SignInView
from app.core import clock, reactions
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.security_events import SecurityEvent, announce

BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)
"""The first that matches counts: most programs name those that they are like as well."""


def device_in_words(program: str) -> str | None:
    """`Firefox, Windows` from a User-Agent; of other programs their name."""
    names = [
        next((name for pattern, name in known if re.search(pattern, program)), None)
        for known in (BROWSERS, SYSTEMS)
    ]
    other = re.match(r"[A-Za-z][\w.-]{0,30}", program)
    return ", ".join(name for name in names if name) or (other[0] if other else None)


def list_sessions(session: Session, actor: Actor) -> Sessions:
    used = sa.func.coalesce(col(SessionToken.last_used_at), col(SessionToken.created_at))
    open_ones = select(SessionToken).where(
        col(SessionToken.user_id) == actor.user_id,
        col(SessionToken.expires_at) > clock.now(),
        used > clock.now() - session.info["settings"].session_idle,
    )
    found = session.exec(open_ones.order_by(used.desc(), col(SessionToken.id).desc()))
    return Sessions(results=[_view(actor, one) for one in found])


def _view(actor: Actor, one: SessionToken) -> SignInView:
    current = one.id == actor.session_id
    used = clock.now() if current else one.last_used_at or one.created_at
    return SignInView.of(one, last_used_at=used, current=current)


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions."""
    mine = sa.and_(col(SessionToken.id) == session_id, col(SessionToken.user_id) == actor.user_id)
    if not _delete(session, mine):
        raise NotFound()
    announce(session, SecurityEvent.SIGNED_OUT, actor.user_id)


def close_session(session: Session, actor: Actor, everywhere: bool) -> None:
    """End the session that the request came with, or all of its user."""
    column, value = (
        (col(SessionToken.user_id), actor.user_id) if everywhere else (col(SessionToken.id), actor.session_id)
    )
    _delete(session, column == value)
    announce(session, SecurityEvent.SIGNED_OUT, actor.user_id)


def close_sessions_of(session: Session, user_id: int, but: int | None = None) -> None:
    _delete(session, sa.and_(col(SessionToken.user_id) == user_id, col(SessionToken.id) != (but or 0)))


@reactions.on("tick")
def forget_expired(session: Session) -> None:
    _delete(session, col(SessionToken.expires_at) < clock.now())


def _delete(session: Session, condition: sa.ColumnElement[bool]) -> int:
    return session.exec(delete(SessionToken).where(condition)).rowcount

"""Ends sessions: at sign-out, when the login changed, or when they expired."""

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from app.accounts.sign_in_models import SessionToken
from app.core import clock, reactions
from app.core.actor import Actor


def close_session(session: Session, actor: Actor) -> None:
    """End the session that the request came with; others of the same user stay."""
    _delete(session, col(SessionToken.id) == actor.session_id)


def close_sessions_of(session: Session, user_id: int, but: int | None = None) -> None:
    _delete(session, sa.and_(col(SessionToken.user_id) == user_id, col(SessionToken.id) != (but or 0)))


@reactions.on("tick")
def forget_expired(session: Session) -> None:
    _delete(session, col(SessionToken.expires_at) < clock.now())


def _delete(session: Session, condition: sa.ColumnElement[bool]) -> None:
    session.exec(delete(SessionToken).where(condition))

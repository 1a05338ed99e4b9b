"""Reactions of invitations to changes of their event."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.text import fold
from app.events.dates import Move, is_told
from app.events.models import Event, EventChange
from app.invitations import letters
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.views import SENT, signed_up, unanswered
from app.registrations.reactions import change_lines, effect_lines, without_links


@reactions.on("event_cancelled")
def tell_cancelled(session: Session, event: Event) -> None:
    """Write to invited people who did not decline. Those who signed up get the participants' letter."""
    more = {"reason": event.cancel_reason or None, "invitation_id": None}
    _tell(session, event, "event_cancelled", sa.and_(SENT, ~signed_up(ever=True)), **more)


@reactions.on("event_ended_early")
def tell_too_late(session: Session, event: Event, **_: object) -> None:
    """People who have not answered yet cannot come any more."""
    more = {"reason": event.cancel_reason or None, "invitation_id": None}
    _tell(session, event, "event_cancelled", unanswered(), **more)


@reactions.on("event_reactivated")
def tell_reactivated(session: Session, event: Event, **_: object) -> None:
    """Write to those who were told of the cancellation; their link works again."""
    _tell(session, event, "event_reactivated", sa.and_(SENT, ~signed_up(ever=True)))


@reactions.on("event_changed")
def tell_changed(session: Session, event: Event, changes: Sequence[EventChange], move: Move) -> None:
    """Write to people who have not answered yet, because they may plan by the old date. Of a cancelled event
    they are told the dates when it takes place after all."""
    if not is_told(event, changes):
        return
    told = change_lines(changes) if event.online_public else without_links(change_lines(changes))
    if told:
        lines = [*told, *effect_lines(move, ("closes_at",))]
        _tell(session, event, "event_changed", unanswered(), changes=lines)


def _tell(session: Session, event: Event, kind: str, those: sa.ColumnElement[bool], **more: object) -> None:
    session.flush()
    statement = select(Invitation).where(Invitation.event_id == event.id, those).order_by(col(Invitation.id))
    letters.post_all(session, kind, event.id, session.exec(statement).all(), **more)


@reactions.on("links_shown")
def show_links_to_invited(
    session: Session, person_ids: Collection[int], event_ids: Collection[int], shown: set[int]
) -> None:
    """To people invited by name who did not decline."""
    standing = (InvitationStatus.SENT, InvitationStatus.ACCEPTED)
    invited = select(Invitation.event_id).where(
        col(Invitation.event_id).in_(event_ids),
        col(Invitation.person_id).in_(person_ids),
        col(Invitation.status).in_(standing),
    )
    shown |= set(session.exec(invited))


@reactions.on("invited_carried")
def carry_invited(session: Session, event_id: int, invited: list[tuple[int | None, str | None]]) -> None:
    """To a copy of the event: the organisations of the directory that were written to, and the functions."""
    active = col(Invitation.status) != InvitationStatus.WITHDRAWN
    statement = select(Invitation).where(Invitation.event_id == event_id, active).order_by(col(Invitation.id))
    known = {fold(role) for _, role in invited if role}
    for one in session.exec(statement):
        if one.organisation_id:
            invited.append((one.organisation_id, None))
        if one.function and fold(one.function) not in known:
            known.add(fold(one.function))
            invited.append((None, one.function))

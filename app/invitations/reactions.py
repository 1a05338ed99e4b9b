"""Reactions of invitations to changes of their event or of a person."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database import changes as log
from app.core.database.columns import table_of
from app.events.dates import Move
from app.events.models import Event, EventChange
from app.invitations import letters
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.views import SENT, signed_up, unanswered
from app.organisations.people_models import Person
from app.registrations.reactions import change_lines, effect_lines

INVITATION = table_of(Invitation)


@reactions.on("event_cancelled")
def tell_cancelled(session: Session, event: Event) -> None:
    """Write to invited people who did not decline. Those who signed up get the participants' letter."""
    more = {"reason": event.cancel_reason or None, "invitation_url": None, "decline_url": None}
    _tell(session, event, "event_cancelled", sa.and_(SENT, ~signed_up(ever=True)), **more)


@reactions.on("event_changed")
def tell_changed(session: Session, event: Event, changes: Sequence[EventChange], move: Move) -> None:
    """Write to people who have not answered yet, because they may plan by the old date."""
    lines = [*change_lines(changes), *effect_lines(move, ("closes_at",))]
    _tell(session, event, "event_changed", unanswered(), changes=lines)


def _tell(session: Session, event: Event, kind: str, those: sa.ColumnElement[bool], **more: object) -> None:
    session.flush()
    statement = select(Invitation).where(Invitation.event_id == event.id, those).order_by(col(Invitation.id))
    letters.post_all(session, kind, event.id, session.exec(statement).all(), **more)


@reactions.on("people_merged")
def merge_invitations(session: Session, survivor: Person, duplicate: Person) -> None:
    """If both were invited, keep the invitation of the survivor."""
    columns = INVITATION.c
    now, again = clock.now(), columns.version + 1
    active = columns.status != InvitationStatus.WITHDRAWN
    invited = sa.select(columns.event_id).where(columns.person_id == survivor.id, active)
    twice = sa.update(INVITATION).where(
        columns.person_id == duplicate.id, active, columns.event_id.in_(invited)
    )
    values = {"status": InvitationStatus.WITHDRAWN, "updated_at": now, "version": again}
    log.write(session, twice.values(values), "updated", fields={"status": [None, "withdrawn"]})
    moved = sa.update(INVITATION).where(columns.person_id == duplicate.id)
    own = {
        "person_id": survivor.id,
        "addressee": f"person:{survivor.id}",
        "updated_at": now,
        "version": again,
    }
    log.write(session, moved.values(own), "updated", fields={"person_id": [duplicate.id, survivor.id]})

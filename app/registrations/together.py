"""The people of one form with one mailbox, who are confirmed by one button.

The link is in the one letter that the mailbox gets. It shows who was signed up and what became of each, and
it confirms them; each person's own link stays the only way to change or cancel. A person whose own link was
renewed, for example because the address was wrong, is no longer in it.
"""

from contextlib import suppress

from sqlmodel import Session, col, select

from app.core.database.engine import step
from app.core.errors import Conflict, NotFound, Problem
from app.core.settings import Settings
from app.events import event_row
from app.events.event_row import EventRow
from app.registrations import confirm_address, links, own_link, proof, rules, seats
from app.registrations.allowed import may_prove
from app.registrations.models import UNCONFIRMED_REASON, Registration, RegistrationStatus
from app.registrations.own_shapes import OneTogether, SignedUpTogether
from app.registrations.shapes import Contact
from app.registrations.views import people_of


def show(session: Session, token: str) -> SignedUpTogether:
    return _view(session, _open(session, token))


def confirm(session: Session, token: str) -> SignedUpTogether:
    """Confirm those who can be; the answer says why somebody cannot. A repeated call changes nothing."""
    found = _open(session, token)
    for one in found:
        own_link.mailbox_used(session, one)
        if proof.is_unconfirmed(one):
            with suppress(Conflict), step(session):
                confirm_address.confirm(session, one.event_id, one.id)
    return _view(session, found)


def _open(session: Session, token: str) -> list[Registration]:
    """By id, the order of the form. NotFound for a token that is not ours, 410 for one that has expired."""
    settings: Settings = session.info["settings"]
    epochs = links.epochs_together(settings, token)
    statement = select(Registration).where(col(Registration.id).in_(epochs)).order_by(col(Registration.id))
    found = [one for one in session.exec(statement) if one.manage_epoch == epochs[one.id]]
    if not found:
        raise NotFound()
    if links.has_expired(settings, token, event_row.read_event(session, found[0].event_id).ends_at):
        raise Problem("link_expired")
    return found


def _view(session: Session, registrations: list[Registration]) -> SignedUpTogether:
    session.flush()
    event = event_row.read_event(session, registrations[0].event_id)
    names, positions = people_of(session, registrations), {}
    if any(one.status == RegistrationStatus.WAITING for one in registrations):
        positions = seats.positions(session, {event.id})
    people = [
        OneTogether(
            first_name=names[one.person_id].first_name,
            last_name=names[one.person_id].last_name,
            status=one.status,
            reason=one.reason,
            waiting_position=positions.get(one.id),
            refusal=_refusal(session, event, one) if proof.is_unconfirmed(one) else None,
        )
        for one in registrations
    ]
    open_ones = [one for one in people if one.reason == UNCONFIRMED_REASON and one.refusal is None]
    return SignedUpTogether(
        event_id=event.id,
        event_title=event.title,
        starts_at=event.starts_at,
        deals_at=event.deals_at,
        confirm_until=min(proof.confirmed_until(one) for one in registrations),
        people=people,
        allowed=["confirm_address"] if open_ones else [],
    )


def _refusal(session: Session, event: EventRow, registration: Registration) -> str | None:
    """The code by which a confirmation would be refused now."""
    try:
        own_link.check_coming(event)
        if event.organisation_limit:
            asked = registration.model_dump(include={"organisation_id", "organisation_name"})
            rules.check_organisation(session, event, Contact.model_validate(asked))
    except Conflict as refusal:
        return refusal.code
    if proof.has_lapsed(registration):
        return "confirmation_expired"
    return None if may_prove(session, registration, event) else "full"

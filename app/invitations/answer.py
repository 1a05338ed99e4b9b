"""The answer to an invitation. The link gives the right to answer; there is no account."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import PUBLIC
from app.core.errors import Conflict, FieldProblem, Invalid, NotFound, Problem
from app.core.settings import Settings
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import Event, EventStatus
from app.events.questions import FormField
from app.events.status import availability, registration_state
from app.invitations import links
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.invitations.shapes import Acceptance, MyInvitation
from app.invitations.views import names_of
from app.organisations.people_models import Person
from app.organisations.service import check_named
from app.registrations import letters, own_link, seats
from app.registrations.links import ended_with, registration_in
from app.registrations.models import INACTIVE_STATUSES, Registration
from app.registrations.shapes import Receipt, RegistrationCreate
from app.registrations.sign_up import active_registration, sign_up

NESTED = {"consents", "needs", "stay"}
"""Parts of an answer that are nested shapes."""


def by_link(session: Session, token: str) -> Invitation:
    """NotFound for a wrong or outdated token, 410 for one that was withdrawn or has expired."""
    invitation = session.get(Invitation, registration_in(token))
    settings: Settings = session.info["settings"]
    if invitation is None or not links.is_valid(settings, token, invitation):
        raise NotFound()
    _check_not_withdrawn(session, invitation)
    event = event_row.read_event(session, invitation.event_id)
    if ended_with(settings, event.ends_at):
        raise Problem("link_expired")
    return invitation


def _check_not_withdrawn(session: Session, invitation: Invitation) -> None:
    if invitation.status == InvitationStatus.WITHDRAWN:
        event = session.get_one(Event, invitation.event_id)
        raise Problem("invitation_withdrawn", event=event.title)


def my_invitation(session: Session, token: str) -> MyInvitation:
    return my_invitation_view(session, by_link(session, token))


def decline(session: Session, token: str, reason: str) -> MyInvitation:
    """A repeated call changes nothing. An accepted invitation cannot be declined; cancel the registration."""
    invitation, event = _locked_invitation(session, token)
    if invitation.status == InvitationStatus.DECLINED:
        return my_invitation_view(session, invitation)
    _check_answerable(event)
    if _is_coming(session, invitation):
        raise Conflict("invitation_used")
    _answer(session, invitation, InvitationStatus.DECLINED, reason)
    return my_invitation_view(session, invitation)


def accept(session: Session, token: str, body: Acceptance, lang: str) -> Receipt:
    """Sign the guest up. For a person who is signed up already nothing changes."""
    invitation, event = _locked_invitation(session, token)
    _check_answerable(event)
    if _used(session, invitation) >= invitation.seats:
        raise Conflict("invitation_used")
    person = session.get(Person, invitation.person_id) if invitation.person_id else None
    receipt = _known(session, event, invitation)
    if receipt is None:
        form = _of_person(session, person, body) if person else _of_office(invitation, body)
        receipt = sign_up(session, PUBLIC, event.id, form, lang, invited=True, person_id=invitation.person_id)
    _link(session, invitation, receipt.id)
    _answer(session, invitation, InvitationStatus.ACCEPTED, "")
    return receipt


def _locked_invitation(session: Session, token: str) -> tuple[Invitation, EventRow]:
    """The invitation and its event, both locked, the event first as in a sign-up."""
    invitation = by_link(session, token)
    event = event_row.lock(session, invitation.event_id)
    session.refresh(invitation, with_for_update=True)
    _check_not_withdrawn(session, invitation)
    return invitation, event


def _check_answerable(event: EventRow) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    if event_row.is_over(event, clock.now()):
        raise Conflict("event_past")


def _used(session: Session, invitation: Invitation) -> int:
    """The number of active registrations by this link."""
    statement = (
        select(sa.func.count())
        .select_from(InvitedRegistration)
        .join(Registration, col(Registration.id) == InvitedRegistration.registration_id)
        .where(
            InvitedRegistration.invitation_id == invitation.id,
            col(Registration.status).not_in(INACTIVE_STATUSES),
        )
    )
    return session.exec(statement).one()


def _is_coming(session: Session, invitation: Invitation) -> bool:
    """Whether the invited one is signed up by this link; for an invited person, in any way."""
    person_id = invitation.person_id
    by_name = (
        person_id is not None and active_registration(session, invitation.event_id, person_id) is not None
    )
    return by_name or _used(session, invitation) > 0


def _known(session: Session, event: EventRow, invitation: Invitation) -> Receipt | None:
    """The registration of a person invited by name who signed up before, without the link.

    Its own link is mailed again.
    """
    if invitation.person_id is None:
        return None
    found = active_registration(session, event.id, invitation.person_id)
    if found is None:
        return None
    known = session.get_one(Registration, found.id)
    letters.send(session, "registration_link", event.id, found.id)
    return Receipt(
        **known.model_dump(include={"id", "event_id", "status", "reason", "version", "created_at"}),
        waiting_position=seats.positions(session, {event.id}).get(found.id),
        deals_at=event.deals_at,
        receipt_url=None,
        manage_url=None,
    )


def _of_person(session: Session, person: Person, body: Acceptance) -> RegistrationCreate:
    """Use the name of the invited person; the other answers belong to the registration."""
    if body.organisation_id != person.organisation_id:
        check_named(session, body.organisation_id, by_public=True)
    known = {
        name: getattr(person, name) for name in ("first_name", "last_name", "title_before", "title_after")
    }
    said = body.model_dump(exclude={*known, "email", *NESTED})
    said["organisation_id"] = body.organisation_id or person.organisation_id
    said["position"] = body.position or person.position
    return RegistrationCreate.model_construct(
        **known,
        **said,
        email=body.email or person.email,
        consents=body.consents,
        needs=body.needs,
        stay=body.stay,
    )


def _of_office(invitation: Invitation, body: Acceptance) -> RegistrationCreate:
    """Use the name that was sent; the organisation is the invited one."""
    missing = [name for name in ("first_name", "last_name", "email") if not getattr(body, name)]
    if missing:
        raise _required(missing)
    said = body.model_dump(exclude=NESTED)
    said["organisation_id"] = invitation.organisation_id
    if invitation.organisation_id is None:
        said["organisation_name"] = body.organisation_name or invitation.office
    said["position"] = body.position or invitation.function
    return RegistrationCreate.model_construct(
        **said, consents=body.consents, needs=body.needs, stay=body.stay
    )


def _required(names: Iterable[str]) -> Invalid:
    fields = [FieldProblem(f"#/{name}", "required", {}) for name in names]
    refusal = Invalid(fields[0].pointer, "required")
    refusal.fields = fields
    return refusal


def _link(session: Session, invitation: Invitation, registration_id: int) -> None:
    statement = select(InvitedRegistration).where(InvitedRegistration.registration_id == registration_id)
    link = session.exec(statement).one_or_none() or InvitedRegistration(
        partnership_id=invitation.partnership_id,
        invitation_id=invitation.id,
        registration_id=registration_id,
    )
    link.invitation_id = invitation.id
    session.add(link)


def _answer(session: Session, invitation: Invitation, status: InvitationStatus, reason: str) -> None:
    invitation.status, invitation.reason, invitation.answered_at = status, reason, clock.now()
    session.flush()


def my_invitation_view(session: Session, invitation: Invitation) -> MyInvitation:
    event = event_row.read_event(session, invitation.event_id)
    person = session.get(Person, invitation.person_id) if invitation.person_id else None
    used = _used(session, invitation)
    return MyInvitation(
        **invitation.model_dump(include={"function", "message", "status", "answered_at", "reason"}),
        event=own_link.event_facts(session, event, letters.letter_event(session, event.id).outside),
        policy=event.registration_policy,
        fields=[FormField.model_validate(field) for field in event.form_fields],
        free_slots=own_link.slots_to_book(session, event) if event.slots else [],
        seats=availability(event, clock.now()),
        name=names_of(session, [invitation], with_function=False)[invitation.id],
        is_person=person is not None,
        first_name=person.first_name if person else None,
        last_name=person.last_name if person else None,
        email=person.email if person else invitation.email,
        seats_left=max(0, invitation.seats - used),
        allowed=_allowed(event, invitation, used, is_coming=_is_coming(session, invitation)),
    )


def _allowed(event: EventRow, invitation: Invitation, used: int, *, is_coming: bool) -> list[str]:
    now = clock.now()
    if event_row.is_over(event, now):
        return []
    is_open = registration_state(event, now) == "open" and availability(event, now) != "full"
    verbs = ["accept"] if is_open and used < invitation.seats else []
    if not is_coming and invitation.status != InvitationStatus.DECLINED:
        verbs.append("decline")
    return verbs

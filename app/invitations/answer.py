"""The answer to an invitation. Whoever has the link has the right to it; there is no account."""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import PUBLIC
from app.core.errors import Conflict, FieldProblem, Invalid, NotFound, Problem
from app.core.settings import Settings
from app.events.clock import registration_state
from app.events.clock import seats as seats_word
from app.events.models import Event, EventStatus
from app.events.questions import FormField
from app.invitations import links
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.invitations.present import LINK, names_of
from app.invitations.shapes import Acceptance, MyInvitation
from app.organisations.people_models import Person
from app.registrations import letters, own, rules, seats
from app.registrations.links import manage_url, registration_in
from app.registrations.models import OVER, Registration
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import living, sign_up

PARTS = ("consents", "needs", "stay")
"""What of an answer is a shape of its own."""


def by_link(session: Session, token: str) -> Invitation:
    """NotFound for a token that is none; that an invitation was withdrawn is told to whoever holds it."""
    invitation = session.get(Invitation, registration_in(token))
    settings: Settings = session.info["settings"]
    if invitation is None or not links.proves(settings, token, invitation):
        raise NotFound()
    _check_living(session, invitation)
    return invitation


def _check_living(session: Session, invitation: Invitation) -> None:
    if invitation.status == InvitationStatus.WITHDRAWN:
        event = session.get_one(Event, invitation.event_id)
        raise Problem("invitation_withdrawn", event=event.title)


def my_invitation(session: Session, token: str) -> MyInvitation:
    return present(session, by_link(session, token))


def decline(session: Session, token: str, reason: str) -> MyInvitation:
    """Once more changes nothing. Whoever has accepted cancels the registration instead."""
    invitation, event = _held(session, token)
    if invitation.status == InvitationStatus.DECLINED:
        return present(session, invitation)
    _check_answerable(event)
    if _is_coming(session, invitation):
        raise Conflict("invitation_used")
    _answer(session, invitation, InvitationStatus.DECLINED, reason)
    return present(session, invitation)


def accept(session: Session, token: str, body: Acceptance, lang: str) -> dict[str, Any]:
    """Signs somebody up; returns what `Receipt` describes. A person who is signed up already stays so."""
    invitation, event = _held(session, token)
    _check_answerable(event)
    if _used(session, invitation) >= invitation.seats:
        raise Conflict("invitation_used")
    person = session.get(Person, invitation.person_id) if invitation.person_id else None
    receipt = _known(session, event, invitation)
    if receipt is None:
        form = _of_person(person, body) if person else _of_office(invitation, body)
        receipt = sign_up(session, PUBLIC, event.id, form, lang, invited=True, person_id=invitation.person_id)
    _link(session, invitation, receipt["id"])
    _answer(session, invitation, InvitationStatus.ACCEPTED, "")
    return receipt


def _held(session: Session, token: str) -> tuple[Invitation, Any]:
    """The invitation and its event, both locked, the event first as in a sign-up."""
    invitation = by_link(session, token)
    event = seats.lock(session, invitation.event_id)
    session.refresh(invitation, with_for_update=True)
    _check_living(session, invitation)
    return invitation, event


def _check_answerable(event: Any) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    if rules.is_over(event, clock.now()):
        raise Conflict("event_past")


def _used(session: Session, invitation: Invitation) -> int:
    """How many came by this link and have not cancelled since."""
    statement = (
        sa.select(sa.func.count())
        .select_from(LINK)
        .join(REGISTRATION, REGISTRATION.c.id == LINK.c.registration_id)
        .where(LINK.c.invitation_id == invitation.id, REGISTRATION.c.status.not_in(OVER))
    )
    return int(session.connection().execute(statement).scalar_one())


def _is_coming(session: Session, invitation: Invitation) -> bool:
    """By this link; a person who is invited by name in whatever way."""
    person_id = invitation.person_id
    by_name = person_id is not None and living(session, invitation.event_id, person_id) is not None
    return by_name or _used(session, invitation) > 0


def _known(session: Session, event: Any, invitation: Invitation) -> dict[str, Any] | None:
    """The person who is invited by name has signed up before, without the link."""
    if invitation.person_id is None:
        return None
    found = living(session, event.id, invitation.person_id)
    if found is None:
        return None
    known = session.get_one(Registration, found.id)
    return {
        **known.model_dump(include={"id", "event_id", "status", "reason", "version", "created_at"}),
        "waiting_position": seats.positions(session, {event.id}).get(found.id),
        "deals_at": event.deals_at,
        "manage_url": manage_url(session.info["settings"], found.id, found.manage_epoch),
    }


def _of_person(person: Person, body: Acceptance) -> RegistrationCreate:
    """Who was invited by name comes as who they are; what else they say belongs to the registration."""
    known = {
        name: getattr(person, name) for name in ("first_name", "last_name", "title_before", "title_after")
    }
    said = body.model_dump(exclude={*known, "email", *PARTS})
    said["organisation_id"] = body.organisation_id or person.organisation_id
    said["position"] = body.position or person.position
    return RegistrationCreate.model_construct(
        **known, **said, **_parts(body), email=body.email or person.email
    )


def _of_office(invitation: Invitation, body: Acceptance) -> RegistrationCreate:
    """The name comes back by the link; for whom they come is known."""
    missing = [name for name in ("first_name", "last_name", "email") if not getattr(body, name)]
    if missing:
        raise _required(missing)
    said = body.model_dump(exclude={*PARTS})
    said["organisation_id"] = invitation.organisation_id
    if invitation.organisation_id is None:
        said["organisation_name"] = body.organisation_name or invitation.office
    said["position"] = body.position or invitation.function
    return RegistrationCreate.model_construct(**said, **_parts(body))


def _parts(body: Acceptance) -> dict[str, Any]:
    return {name: getattr(body, name) for name in PARTS}


def _required(names: Iterable[str]) -> Invalid:
    fields = [FieldProblem(f"#/{name}", "required", {}) for name in names]
    refusal = Invalid(fields[0].pointer, "required")
    refusal.fields = fields
    return refusal


def _link(session: Session, invitation: Invitation, registration_id: int) -> None:
    statement = sa.select(InvitedRegistration).where(
        col(InvitedRegistration.registration_id) == registration_id
    )
    link = session.scalars(statement).one_or_none() or InvitedRegistration(
        partnership_id=invitation.partnership_id,
        invitation_id=cast(int, invitation.id),
        registration_id=registration_id,
    )
    link.invitation_id = cast(int, invitation.id)
    session.add(link)


def _answer(session: Session, invitation: Invitation, status: InvitationStatus, reason: str) -> None:
    invitation.status, invitation.reason, invitation.answered_at = status, reason, clock.now()
    session.flush()


def present(session: Session, invitation: Invitation) -> MyInvitation:
    event = seats.look(session, invitation.event_id)
    person = session.get(Person, invitation.person_id) if invitation.person_id else None
    used = _used(session, invitation)
    return MyInvitation(
        **invitation.model_dump(include={"function", "message", "status", "answered_at", "reason"}),
        event=own.event_facts(session, event, letters.occasion(session, event.id)),
        policy=event.registration_policy,
        fields=[FormField.model_validate(field) for field in event.form_fields],
        seats=seats_word(event, clock.now()),
        name=names_of(session, [invitation], with_function=False)[cast(int, invitation.id)],
        is_person=person is not None,
        first_name=person.first_name if person else None,
        last_name=person.last_name if person else None,
        email=person.email if person else invitation.email,
        seats_left=max(0, invitation.seats - used),
        allowed=_allowed(event, invitation, used, is_coming=_is_coming(session, invitation)),
    )


def _allowed(event: Any, invitation: Invitation, used: int, *, is_coming: bool) -> list[str]:
    now = clock.now()
    if rules.is_over(event, now):
        return []
    is_open = registration_state(event, now) == "open" and seats_word(event, now) != "full"
    verbs = ["accept"] if is_open and used < invitation.seats else []
    if not is_coming and invitation.status != InvitationStatus.DECLINED:
        verbs.append("decline")
    return verbs

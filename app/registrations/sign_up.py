"""Signing up: the busiest write there is, so it works with columns and few statements.

The first statement locks the event and takes the seat. What is refused afterwards is rolled back with it.
"""

from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock, records
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.events.models import RegistrationPolicy
from app.organisations.models import Organisation
from app.organisations.people import find_or_add_person
from app.registrations import answers, letters, links, needs, queue, rules, seats, stay
from app.registrations.ask import ask
from app.registrations.models import DEALING, OVER, Priority, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Attending, PersonFields, RegistrationCreate

REASONS = {RegistrationStatus.WAITING: "full", RegistrationStatus.PENDING: "approval"}
LETTERS = {
    RegistrationStatus.CONFIRMED: "registration_confirmed",
    RegistrationStatus.WAITING: "registration_waiting",
    RegistrationStatus.PENDING: "registration_pending",
}


def sign_up(
    session: Session,
    actor: Actor,
    event_id: int,
    body: RegistrationCreate,
    lang: str,
    *,
    invited: bool = False,
    person_id: int | None = None,
) -> dict[str, Any]:
    """One more person at an event; returns what `Receipt` describes.

    Who is `invited` was decided on by the staff: no policy stands in the way, all else does. `person_id` is
    who it is where that is known. Raises why not: the event's state, the window, the policy, nobody left out
    of it twice, no room.
    """
    by_staff = is_staff(session, actor, event_id)
    event, made, row = join(
        session, actor, event_id, body, lang, by_staff, invited=invited, person_id=person_id
    )
    tell(session, event, made, row, body)
    return receipt_of(session, event, made, row)


def join(
    session: Session,
    actor: Actor,
    event_id: int,
    body: Attending,
    lang: str,
    by_staff: bool,
    *,
    invited: bool = False,
    person_id: int | None = None,
) -> tuple[Any, Any, dict[str, Any]]:
    """The same without a letter: the event afterwards, what `insert` returned, and the row."""
    decided = by_staff or invited
    event, status, own = ask(session, event_id, decided, body)
    rules.check_event(session, actor, event, by_staff, invited=invited)
    answered = _check_body(session, event, body, by_staff, known=person_id is not None)
    person_id = person_id or add_person(session, event.partnership_id, body)
    if event.registration_policy == RegistrationPolicy.MEMBERS and not decided:
        rules.check_member(session, event, person_id)
    if status is None:
        known = living(session, event_id, person_id)
        raise twice(known.id, event_id) if known else Conflict("full")
    if event.organisation_limit and not decided:
        rules.check_organisation(session, event, body)
    source = RegistrationSource.STAFF if by_staff else RegistrationSource.PUBLIC
    row = {
        **said(body),
        "status": status,
        "reason": reason_of(event, status, decided),
        "queue_key": event.queue_last,
        "source": RegistrationSource.API if actor.api_key_id else source,
        "answers": answered,
        "stay": stay.checked(event, body.stay) if body.stay else {},
        "consents": body.consents.model_dump(),
        "lang": "cs" if by_staff else lang,
        **own,
    }
    made = insert(session, event, person_id, row)
    if made is None:
        raise twice(living(session, event_id, person_id).id, event_id)
    needs.keep(session, event, made.id, body.needs)
    if status == RegistrationStatus.CONFIRMED and not seats.has_room(event):
        queue.word_turned(session, event_id)
    return event, made, row


def is_staff(session: Session, actor: Actor, event_id: int) -> bool:
    if not actor.writes_somewhere or not actor.may_use("registrations:write"):
        return False
    return actor.writes(seats.look(session, event_id).partnership_id)


def reason_of(event: Any, status: RegistrationStatus, by_staff: bool) -> str | None:
    """Who needs approval is told so; it comes before the dealing of the seats."""
    approval = event.registration_policy == RegistrationPolicy.APPROVAL and not by_staff
    if status == RegistrationStatus.PENDING and event.undealt and not approval:
        return DEALING
    return REASONS.get(status)


def _check_body(
    session: Session, event: Any, body: Attending, by_staff: bool, *, known: bool
) -> dict[str, Any]:
    """The answers to be kept."""
    if not body.email and not (by_staff or known):
        raise Invalid("#/email", "required")
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    return answers.checked(event.form_fields, body.answers, complete=not by_staff)


def add_person(session: Session, partnership_id: int, body: PersonFields) -> int:
    """The id of the person meant; whom we know keeps what is known of them."""
    return find_or_add_person(
        session,
        partnership_id,
        body.first_name,
        body.last_name,
        body.email,
        title_before=body.title_before,
        title_after=body.title_after,
        phone=body.phone or None,
        organisation_id=body.organisation_id,
        position=body.position or "",
    )


def twice(registration_id: int, event_id: int) -> Conflict:
    """Whoever asks is not told the link: it goes to the mailbox again, although the request is refused."""
    refusal = Conflict("already_registered")
    refusal.afterwards = partial(
        letters.tell, kind="registration_link", event_id=event_id, registration_id=registration_id
    )
    return refusal


def living(session: Session, event_id: int, person_id: int) -> Any:
    """The registration of this person that is neither cancelled nor declined, if there is one."""
    columns = REGISTRATION.c
    statement = sa.select(columns.id, columns.status, columns.manage_epoch).where(
        columns.event_id == event_id, columns.person_id == person_id, columns.status.not_in(OVER)
    )
    return session.connection().execute(statement).one_or_none()


def said(body: PersonFields) -> dict[str, Any]:
    """What the form says, as the registration keeps it."""
    return {
        "organisation_id": body.organisation_id,
        "organisation_name": body.organisation_name or "",
        "position": body.position or "",
        "phone": body.phone or "",
        "note": body.note or "",
    }


def insert(session: Session, event: Any, person_id: int, row: dict[str, Any]) -> Any:
    """`id`, `version` and `created_at` of the new registration; None when the person has one already."""
    now = clock.now()
    values = {
        "event_id": event.id,
        "partnership_id": event.partnership_id,
        "person_id": person_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
        "walk_in": False,
        "staff_note": "",
        "manage_epoch": 0,
        "priority": Priority.USUAL,
        "enrolment_id": None,
        "block_id": None,
        "cancelled_late": False,
        "stay": {},
        **row,
    }
    return changes.insert(session, REGISTRATION, values, returning=("created_at",), unless_there=True)


def tell(session: Session, event: Any, made: Any, row: dict[str, Any], body: PersonFields) -> None:
    """The letter; who has no mailbox is given the link by the staff."""
    if not body.email:
        return
    status = row["status"]
    to = letters.Addressee(made.id, 0, row["lang"], body.email, body.first_name, body.last_name)
    has_seat = status == RegistrationStatus.CONFIRMED
    about = letters.occasion(session, event.id)
    more = {"waiting_position": waiting_position(event, row), **letters.dealing(event, row["reason"])}
    letters.post(session, LETTERS[status], about, to, calendar=has_seat, **more)


def waiting_position(event: Any, row: dict[str, Any]) -> int | None:
    """The last in the queue of the event as it was right after this sign-up."""
    return int(event.waiting) if row["status"] == RegistrationStatus.WAITING else None


def receipt_of(session: Session, event: Any, made: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What `Receipt` describes; `event` is as it was right after this sign-up."""
    return {
        "id": made.id,
        "event_id": event.id,
        "status": row["status"],
        "waiting_position": waiting_position(event, row),
        "reason": row["reason"],
        "deals_at": event.deals_at,
        "manage_url": links.manage_url(session.info["settings"], made.id, 0),
        "version": made.version,
        "created_at": made.created_at,
    }

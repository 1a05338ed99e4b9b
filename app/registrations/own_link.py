"""A person's own registration. The link gives access to it; there is no account."""

from dataclasses import replace
from email.utils import parseaddr

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database import changes, records
from app.core.errors import Conflict, NotFound, Problem
from app.core.files.calendar import Method, from_json, ics
from app.core.json_values import Json
from app.core.settings import Settings
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import EventStatus
from app.events.questions import FormField
from app.events.status import needs_kept_until, status_at
from app.events.stay import stay_view
from app.registrations import (
    answers,
    decide,
    letter_recipients,
    letters,
    links,
    needs,
    queue,
    seats,
    stay,
    substitute,
    swap,
)
from app.registrations.allowed import has_lapsed, own_verbs
from app.registrations.answered import answered_in
from app.registrations.carry_over import missing_in
from app.registrations.change_slot import change_slot, may_change
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.own_shapes import (
    EventFacts,
    FreeSlot,
    MyRegistration,
    MyRegistrationUpdate,
    SessionFacts,
    VenueFacts,
)
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Attending, PassedOn
from app.registrations.views import organisations_of, people_of
from app.slots.book import free_slots


def by_link(session: Session, token: str) -> Registration:
    """NotFound for an invalid or outdated token, 410 for one that has expired."""
    registration = find_by_link(session, token)
    event = event_row.read_event(session, registration.event_id)
    if links.has_expired(session.info["settings"], token, event.ends_at):
        raise Problem("link_expired")
    return registration


def find_by_link(session: Session, token: str) -> Registration:
    """Also by a link that has expired."""
    registration = session.get(Registration, links.registration_in(token))
    epoch = registration.manage_epoch if registration else 0
    settings: Settings = session.info["settings"]
    if registration is None or not links.is_manage_token(settings, token, registration.id, epoch):
        raise NotFound()
    return registration


def use_link(session: Session, token: str) -> Registration:
    """For a change by the link to manage."""
    registration = by_link(session, token)
    mailbox_used(session, registration)
    return registration


def mailbox_used(session: Session, registration: Registration) -> None:
    """From now on only the mailbox decides, no longer whoever filled in the form."""
    if registration.mailbox_used_at is None:
        own = sa.update(REGISTRATION).where(REGISTRATION.c.id == registration.id)
        changes.update_counters(session, own.values(mailbox_used_at=clock.now()))
        session.expire(registration, ["mailbox_used_at"])


def my_registration(session: Session, token: str) -> MyRegistration:
    return my_registration_view(session, by_link(session, token))


def update_my_registration(
    session: Session, token: str, version: int, body: MyRegistrationUpdate
) -> MyRegistration:
    """Changes the registration, never the record of the person, which others use."""
    registration = use_link(session, token)
    if "slot_id" in body.model_fields_set:
        event_row.lock(session, registration.event_id)  # events are locked before registrations
    session.refresh(registration, with_for_update=True)
    records.check_version(registration, version)
    if registration.status in INACTIVE_STATUSES:
        raise Conflict("wrong_state", state=registration.status.value)
    if "slot_id" in body.model_fields_set:
        change_slot(session, registration, body.slot_id, by_staff=False)
    leave = {"slot_id", "answers", "consents", "stay"} | _organisation_kept(session, registration, body)
    records.apply_changes(registration, body, leave=leave)
    event = event_row.read_event(session, registration.event_id)
    if body.answers is not None:
        given = answers.validate(
            event.form_fields, body.answers, complete=True, standing=registration.answers
        )
        if not _same(given, registration.answers):
            registration.answers = given
    if body.consents is not None and not _same(body.consents.model_dump(), registration.consents):
        registration.consents = body.consents.model_dump()
    if body.stay is not None:
        stay.change_mine(event, registration, body.stay)
    session.flush()
    needs.store(session, event, registration.id, body.needs)
    return my_registration_view(session, registration)


def _organisation_kept(session: Session, registration: Registration, body: MyRegistrationUpdate) -> set[str]:
    """The form sends the name of a listed organisation back as it stood; another name takes its place."""
    listed = organisations_of(session, [registration]).get(registration.organisation_id)
    if listed is None or "organisation_name" not in body.model_fields_set:
        return set()
    if body.organisation_name == listed:
        return {"organisation_name"}
    registration.organisation_id = None
    return set()


def _same(given: Json, stored: Json) -> bool:
    """Whether a form was sent as it stood: a box that was never ticked comes back as False."""
    return {name: value for name, value in given.items() if value is not False or name in stored} == stored


def cancel_my_registration(session: Session, token: str) -> MyRegistration:
    """A repeated call changes nothing. Refused after the end of the event."""
    registration = use_link(session, token)
    with queue.lock_event(session, registration.event_id) as event:
        session.refresh(registration, with_for_update=True)
        if registration.status == RegistrationStatus.CANCELLED:
            return my_registration_view(session, registration)
        check_coming(event)
        if registration.status in INACTIVE_STATUSES:
            raise Conflict("wrong_state", state=registration.status.value)
        decide.mark_late_cancellation(registration, event)
        had_seat = registration.status == RegistrationStatus.CONFIRMED
        decide.give_up_seat(session, registration, RegistrationStatus.CANCELLED, None)
        number = registration.id
        letters.send(session, "registration_cancelled", event.id, number, calendar=had_seat)
    return my_registration_view(session, registration)


def swap_my_registration(session: Session, token: str, event_id: int) -> PassedOn:
    return swap.swap_mine(session, use_link(session, token), event_id)


def substitute_mine(session: Session, token: str, body: Attending) -> PassedOn:
    return substitute.substitute_mine(session, use_link(session, token), body)


def accept_offer(session: Session, token: str) -> MyRegistration:
    registration = use_link(session, token)
    with queue.lock_event(session, registration.event_id) as event:
        session.refresh(registration, with_for_update=True)
        if registration.status == RegistrationStatus.CONFIRMED:
            return my_registration_view(session, registration)
        if registration.status == RegistrationStatus.EXPIRED or has_lapsed(registration):
            raise Conflict("offer_expired")
        check_coming(event)
        if registration.status != RegistrationStatus.OFFERED:
            raise Conflict("wrong_state", state=registration.status.value)
        decide.take_seat(session, registration)
    return my_registration_view(session, registration)


def check_coming(event: EventRow) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    if event_row.is_over(event, clock.now()):
        raise Conflict("event_past")


def my_calendar(session: Session, token: str) -> bytes:
    """The sessions as an iCalendar file. The token is the right to read them and to nothing else."""
    settings: Settings = session.info["settings"]
    registration = session.get(Registration, links.registration_in(token))
    epoch = registration.calendar_epoch if registration else 0
    if registration is None or not links.is_calendar_token(settings, token, registration.id, epoch):
        raise NotFound()
    about = letters.letter_event(session, registration.event_id).seen_with(registration.status)
    about = about.at_slot(letter_recipients.booked_slot(session, registration))
    over = registration.status in INACTIVE_STATUSES
    method: Method = "CANCEL" if over else "PUBLISH"
    sender = parseaddr(settings.mail_from)[1]
    entries = [
        replace(entry, organiser_email=entry.organiser_email or sender)
        for entry in from_json(letters.entries_of(about, registration.id, over=over))
    ]
    return ics(entries, about.facts["event"]["title"], method, registration.lang)


def my_ticket(session: Session, token: str) -> str:
    """The address in the QR code of the ticket; only a confirmed registration has a ticket."""
    registration = by_link(session, token)
    code = _ticket(session, registration)
    if code is None:
        raise NotFound()
    return links.ticket_url(session.info["settings"], code)


def _ticket(session: Session, registration: Registration) -> str | None:
    if registration.status != RegistrationStatus.CONFIRMED:
        return None
    return links.ticket_code(session.info["settings"], registration.id, registration.ticket_epoch)


def my_registration_view(session: Session, registration: Registration) -> MyRegistration:
    session.flush()
    event = event_row.read_event(session, registration.event_id)
    about = letters.letter_event(session, registration.event_id).seen_with(registration.status)
    person = people_of(session, [registration])[registration.person_id]
    organisation = organisations_of(session, [registration]).get(registration.organisation_id, "")
    is_waiting = registration.status == RegistrationStatus.WAITING
    positions = seats.positions(session, {registration.event_id}) if is_waiting else {}
    others = swap.swaps(session, registration)
    slot = letter_recipients.booked_slot(session, registration)
    movable = may_change(registration, event, by_staff=False)
    settings: Settings = session.info["settings"]
    return MyRegistration(
        **registration.model_dump(exclude={"organisation_name"}),
        organisation_name=organisation or registration.organisation_name,
        past_fields=answered_in(map(FormField.model_validate, event.past_fields), registration.answers),
        missing=missing_in(registration, event),
        waiting_position=positions.get(registration.id),
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        needs=needs.needs_of(session, registration.id),
        event=event_facts(session, event, about),
        ticket_code=_ticket(session, registration),
        calendar_url=links.calendar_url(settings, registration.id, registration.calendar_epoch),
        deals_at=event.deals_at,
        cancel_until=event.cancel_until,
        late_to_cancel=decide.is_late(registration, event),
        swaps=others,
        slot_starts_at=slot.starts_at,
        slot_ends_at=slot.ends_at,
        slot_place=slot.place,
        free_slots=slots_to_book(session, event) if movable else [],
        allowed=own_verbs(session, registration, event, swaps=bool(others)),
    )


def slots_to_book(session: Session, event: EventRow) -> list[FreeSlot]:
    """The free times of a consultation."""
    return [
        FreeSlot(id=one.id, starts_at=one.starts_at, ends_at=one.ends_at, place=one.place)
        for one in free_slots(session, event.id)
    ]


def event_facts(session: Session, event: EventRow, about: letters.LetterEvent) -> EventFacts:
    """The facts that participants need."""
    settings: Settings = session.info["settings"]
    sessions = [
        SessionFacts(
            id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            hours=row.hours,
            note=row.note,
            venue=_venue(row),
        )
        for row in about.rows
    ]
    return EventFacts(
        id=event.id,
        kind=event.kind,
        title=event.title,
        status=status_at(event, clock.now()),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        partnership=about.facts["partnership"],
        url=about.facts["event"]["url"],
        fields=event.form_fields,
        stay=stay_view(event),
        needs_kept_until=needs_kept_until(event, settings.needs_retention_days),
        sessions=sessions,
    )


def _venue(row: letters.LetterSession) -> VenueFacts | None:
    if row.venue_name is None:
        return None
    return VenueFacts(
        name=row.venue_name,
        address=row.venue_address,
        room=row.venue_room,
        territory_id=row.venue_territory_id,
        online_url=row.venue_online_url,
    )

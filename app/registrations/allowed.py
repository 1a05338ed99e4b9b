"""What may be done with a registration now, by the staff and by its own link.

Pages offer what is named here, so it has to be what the verbs would do: a test asks both over all
states. What depends on the body alone, such as the other event of a move, the verb tells.
"""

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.courses.models import EventKind
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import Event, EventStatus
from app.events.status import registration_state
from app.events.stay import waits_for_a_date
from app.registrations import proof, queue, seats
from app.registrations.change_slot import lacks_slot, may_change
from app.registrations.models import DEALING_REASON, INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import PROVEN
from app.seat_blocks import hand_out


def staff_verbs(
    session: Session, registration: Registration, event: EventRow, email: str | None
) -> list[str]:
    if event.status == EventStatus.CANCELLED:
        return ["edit", *_log(event)]
    if registration.status in INACTIVE_STATUSES:
        return ["edit", *(["confirm"] if can_return(session, registration) else []), *_log(event)]
    leaving = can_leave(session, registration)
    coming = not event_row.is_over(event, clock.now())
    found = {
        "edit": True,
        "cancel": leaving,
        "decline": leaving,
        "confirm": _may_confirm(session, registration, event),
        "offer": coming and _may_offer(session, registration, event),
        "move_up": registration.status == RegistrationStatus.WAITING,
        "substitute": leaving and coming and can_be_passed_on(registration),
        "move": leaving and coming and not registration.takes_no_seat,
        "link": bool(email) and (not registration.is_member or has_member_link(registration, event)),
        "change_slot": may_change(registration, event, by_staff=True),
    }
    return [*(verb for verb, may in found.items() if may), *_log(event)]


def _log(event: EventRow) -> list[str]:
    """What was consulted is written down at consultations."""
    return ["log"] if event.kind == EventKind.CONSULTATION else []


def own_verbs(session: Session, registration: Registration, event: EventRow, *, swaps: bool) -> list[str]:
    """`swaps`: there are other dates of the topic."""
    if registration.status in INACTIVE_STATUSES or event.status == EventStatus.CANCELLED:
        return []
    coming = not event_row.is_over(event, clock.now())
    leaving = coming and can_leave(session, registration)
    offered = registration.status == RegistrationStatus.OFFERED and not has_lapsed(registration)
    unconfirmed = proof.is_unconfirmed(registration)
    found = {
        "edit": True,
        "cancel": leaving,
        "confirm_address": coming and unconfirmed and may_prove(session, registration, event),
        "accept": coming and offered,
        "substitute": leaving and can_be_passed_on(registration),
        "swap": leaving and swaps and not (registration.takes_no_seat or unconfirmed),
        "stay": stay_is_open(event),
        "change_slot": may_change(registration, event, by_staff=False),
    }
    return [verb for verb, may in found.items() if may]


def can_leave(session: Session, registration: Registration) -> bool:
    """Announced, because attendance knows who was present: they stay until that is corrected."""
    staying: set[int] = set()
    reactions.announce("leaving_asked", session=session, registration_ids=[registration.id], staying=staying)
    return registration.id not in staying


def can_return(session: Session, registration: Registration) -> bool:
    """Whether a member who was struck from a meeting can be expected again. Announced, because a higher room
    knows the members of the day."""
    if not registration.is_member or registration.status not in INACTIVE_STATUSES:
        return False
    expected: set[int] = set()
    reactions.announce("return_asked", session=session, registration=registration, expected=expected)
    another = select(Registration.id).where(
        Registration.event_id == registration.event_id,
        Registration.person_id == registration.person_id,
        col(Registration.status).not_in(INACTIVE_STATUSES),
    )
    return registration.id in expected and session.exec(another).first() is None


def has_member_link(registration: Registration, event: EventRow | Event) -> bool:
    """Whether a member was invited to a meeting that is still ahead, and so has a link to answer."""
    return (
        registration.is_member
        and not registration.silent
        and event.starts_at is not None
        and not event_row.is_over(event, clock.now())
    )


def can_be_passed_on(registration: Registration) -> bool:
    """Whether the person has a confirmed seat; walk-ins and members have none."""
    return registration.status == RegistrationStatus.CONFIRMED and not registration.takes_no_seat


def has_lapsed(registration: Registration) -> bool:
    """Whether the offer has expired, even if the worker has not handled it yet."""
    until = registration.offer_expires_at
    return registration.status == RegistrationStatus.OFFERED and until is not None and until <= clock.now()


def stay_is_open(event: EventRow) -> bool:
    """Until sign-up closes: then rooms and meals are ordered."""
    return (
        bool(event.stay) and not waits_for_a_date(event) and registration_state(event, clock.now()) == "open"
    )


def may_prove(session: Session, registration: Registration, event: EventRow) -> bool:
    """Whether the registration would count now, at least in a queue; a substitute has a seat waiting."""
    if proof.has_lapsed(registration):
        return False
    later = seats.pending_reason(event, PROVEN) is not None or registration.substitutes_id is not None
    return later or event.waiting_list or _has_seat(session, registration, event)


def _may_confirm(session: Session, registration: Registration, event: EventRow) -> bool:
    """A pending person gets a seat or, where there is a waiting list, a place in it; a waiting person
    gets a free seat once the queue no longer moves."""
    if registration.status == RegistrationStatus.WAITING and not lacks_slot(registration, event):
        return queue.seat_by_hand(session, event, registration.organisation_id)[0]
    if registration.status != RegistrationStatus.PENDING:
        return registration.status == RegistrationStatus.OFFERED
    if lacks_slot(registration, event):
        return False
    if event.undealt:
        return registration.reason != DEALING_REASON
    return event.waiting_list or _has_seat(session, registration, event)


def _may_offer(session: Session, registration: Registration, event: EventRow) -> bool:
    asks = registration.status in (RegistrationStatus.PENDING, RegistrationStatus.WAITING)
    ready = not (event.undealt or lacks_slot(registration, event))
    return asks and ready and _has_seat(session, registration, event)


def _has_seat(session: Session, registration: Registration, event: EventRow) -> bool:
    found, _ = hand_out.find_seat(session, event, registration.organisation_id)
    return found

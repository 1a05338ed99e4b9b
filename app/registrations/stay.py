"""Lodging and meals: the choice of each person from the event's offer, and the sums."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.events import event_row
from app.events.access import check_reader
from app.events.dates import Move
from app.events.event_row import EventRow
from app.events.models import Event
from app.events.stay import StayChoice, days_of, open_parts, parts
from app.events.told import has_moved_since
from app.organisations.people_models import full_name
from app.registrations.allowed import stay_is_open
from app.registrations.models import ACTIVE_STATUSES, Choices, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Guest, MealView, NightView, StayList
from app.registrations.views import NAMED, PERSON

WHAT = ("lodging", "meals")
TAKEN = (
    sa.select(REGISTRATION.c.id.label("registration_id"), REGISTRATION.c.stay, *NAMED)
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .where(REGISTRATION.c.status == RegistrationStatus.CONFIRMED)
    .order_by(PERSON.c.sort_key, REGISTRATION.c.id)
)
"""Selects the choices of people with a seat, in the order of names; add the event."""


class Taking(NamedTuple):
    """The choice of one registration."""

    registration_id: int
    stay: Choices
    name: str


def validate(event: EventRow, choice: StayChoice | None, standing: Choices | None = None) -> Choices:
    """The choice to store; Invalid for parts that are not offered, or no longer.

    Parts of the `standing` choice that no longer fit the dates are kept, because the dates may move back.
    """
    offered = {(one.what, one.name) for one in parts(event.stay)}
    outdated = offered - {(one.what, one.name) for one in open_parts(event)}
    kept = {what: [one for one in (standing or {}).get(what, ()) if (what, one) in outdated] for what in WHAT}
    chosen: Choices = choice.model_dump(mode="json") if choice else {}
    for what, names in chosen.items():
        for place, name in enumerate(names):
            if (what, name) not in offered - outdated and name not in kept[what]:
                raise Invalid(f"#/stay/{what}/{place}", "not_a_choice")
    found = {what: list(dict.fromkeys([*chosen.get(what, ()), *kept[what]])) for what in WHAT}
    return found if any(found.values()) else {}


def merge(choice: Choices, more: Choices) -> Choices:
    """Lodging and meals of `choice`; each of them that is empty is taken from `more`."""
    return {what: choice.get(what) or more.get(what, []) for what in WHAT} if choice or more else {}


def change_mine(event: EventRow, registration: Registration, choice: StayChoice) -> None:
    """Refused after sign-up closes, because rooms and meals are ordered then."""
    wanted = validate(event, choice, registration.stay)
    if wanted == registration.stay:
        return
    if not stay_is_open(event):
        raise Conflict("registration_closed")
    registration.stay = wanted


def ask_again(session: Session, event: Event, move: Move) -> None:
    """Empty the choices, because they were made for the old days; the letter asks for new ones."""
    active = select(Registration).where(
        Registration.event_id == event.id, col(Registration.status).in_(ACTIVE_STATUSES)
    )
    chosen = [one for one in session.exec(active.order_by(col(Registration.id))) if one.stay]
    for before, after in zip(parts(move.was_stay or {}), parts(event.stay), strict=True):
        people = sum(before.name in one.stay.get(before.what, ()) for one in chosen)
        name = "nights" if before.what == "lodging" else "meals"
        move.note(name, before.day, after.day, people)
    for registration in chosen:
        registration.stay = {}
        move.asked_again.add(registration.id)
    session.flush()


def ask_again_since(session: Session, event: Event, since: datetime, ids: Collection[int]) -> set[int]:
    """Empty the choices of these registrations if the event has moved while it was cancelled; returns whose.

    It was moved without them, because they had no registration then.
    """
    if not event.stay or not has_moved_since(session, event, since):
        return set()
    back = select(Registration).where(Registration.event_id == event.id, col(Registration.id).in_(ids))
    chosen = [one for one in session.exec(back.order_by(col(Registration.id))) if one.stay]
    for registration in chosen:
        registration.stay = {}
    session.flush()
    return {registration.id for registration in chosen}


def list_stay(session: Session, actor: Actor, event_id: int) -> StayList:
    """Counts for the kitchen and the hotel; only writers of the partnership see the names."""
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    found = session.connection().execute(TAKEN.where(REGISTRATION.c.event_id == event_id))
    rows = [Taking(row.registration_id, row.stay, full_name(row)) for row in found]
    named = actor.works_in(event.partnership_id)
    span = days_of(event)
    nights: list[NightView] = []
    meals: list[MealView] = []
    for part in parts(event.stay):
        guests = [
            Guest(registration_id=row.registration_id, name=row.name)
            for row in rows
            if part.name in row.stay.get(part.what, ())
        ]
        people, fits = guests if named else None, part.fits(*span)
        night = NightView(date=part.day, count=len(guests), fits=fits, people=people)
        if part.what == "lodging":
            nights.append(night)
        else:
            meals.append(MealView(**dict(night), name=part.name, label=part.label))
    return StayList(lodging=nights, meals=meals)

"""Reactions of registrations to changes of their event or of a person, and to the clock."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions
from app.core.database.changes import write
from app.events import online
from app.events.dates import Move
from app.events.models import Event, EventChange
from app.registrations import decide, letter_recipients, letters, queue, remind, stay
from app.registrations.models import ACTIVE_STATUSES, IS_OFFERED, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION

TOLD = {
    RegistrationStatus.CONFIRMED: ("cancel_until",),
    RegistrationStatus.OFFERED: ("offers", "cancel_until"),
    RegistrationStatus.PENDING: ("deals_at",),
}
"""Which effects of a move a letter tells, by the status of the registration."""
Line = dict[str, str | None]
"""A change in a letter: what, from, to."""
WORDS = {"starts_at": "time", "ends_at": "time", "session": "time", "venue": "place"}


@reactions.on("event_moved")
def follow_date(session: Session, event: Event, move: Move) -> None:
    """Shorten offers, ask for nights and meals again, and note when people are reminded."""
    session.flush()
    shorten_offers(session, event, move)
    if move.was_stay is not None:
        stay.ask_again(session, event, move)
    if move.before != move.after:
        days = remind.days_of(session, event)
        before, after = (remind.next_reminder(start, days) for start in (move.before, move.after))
        move.note("reminders", before, after, event.confirmed + _members(session, event))


@reactions.on("members_counted")
def count_members(session: Session, event: Event, found: list[int]) -> None:
    found.append(_members(session, event))


def _members(session: Session, event: Event) -> int:
    """Members of the group that meets who have been invited. They take no seat, so no counter has them."""
    columns = REGISTRATION.c
    invited = sa.select(sa.func.count()).where(
        columns.event_id == event.id,
        columns.source == RegistrationSource.MEMBER,
        columns.status.in_(ACTIVE_STATUSES),
        ~columns.silent,
    )
    return session.connection().execute(invited).scalar_one()


def shorten_offers(session: Session, event: Event, move: Move) -> None:
    """Offers hold as promised, at most until the new start."""
    columns = REGISTRATION.c
    if event.starts_at is None:
        return
    too_long = sa.and_(columns.event_id == event.id, IS_OFFERED, columns.offer_expires_at > event.starts_at)
    counted = sa.select(sa.func.count(), sa.func.max(columns.offer_expires_at)).where(too_long)
    people, longest = session.connection().execute(counted).one()
    if not people:
        return
    move.note("offers", longest, event.starts_at, people)
    values = {"offer_expires_at": event.starts_at, "version": columns.version + 1, "updated_at": clock.now()}
    shorter = sa.update(REGISTRATION).where(too_long).values(values)
    write(session, shorter, "updated", fields={"offer_expires_at": None})


@reactions.on("event_changed")
def tell_change(session: Session, event: Event, changes: Sequence[EventChange], move: Move) -> None:
    """Write the old and the new dates, and what follows, to active registrants; those with a seat get the new
    calendar entry."""
    event_id = event.id
    session.flush()
    about = letters.letter_event(session, event_id)
    gone = letters.cancelled_entries(about, event, dropped(changes))
    about = replace(about, entries=[*about.entries, *gone])
    lines = change_lines(changes)
    outside = lines if event.online_public else without_links(lines)
    for to, status in letter_recipients.of_event(session, event_id, ACTIVE_STATUSES):
        has_seat = status == RegistrationStatus.CONFIRMED
        told = at_slot(lines if has_seat else outside, changes, to.slot)
        if not told:
            continue
        letters.post(
            session,
            "event_changed",
            about,
            to,
            calendar=has_seat,
            changes=[*told, *effect_lines(move, TOLD.get(status, ()))],
            choose_again=to.id in move.asked_again,
            ended=bool(gone) and event.ends_at is not None and event.ends_at <= clock.now(),
        )


def effect_lines(move: Move, fields: Collection[str]) -> list[Line]:
    """The effects of the move on these fields, for a letter."""
    return [
        {"what": effect.field, "from": effect.from_, "to": effect.to}
        for effect in move.effects
        if effect.field in fields
    ]


def dropped(changes: Sequence[EventChange]) -> list[tuple[int, datetime]]:
    """Ids of deleted sessions, with their starts."""
    return [
        (change.session_id, datetime.fromisoformat(change.from_value))
        for change in changes
        if change.what == "session" and change.to_value is None and change.session_id and change.from_value
    ]


def change_lines(changes: Sequence[EventChange]) -> list[Line]:
    """One line for each session that moved; its new end has no line of its own."""
    moved = {change.session_id for change in changes if change.what == "starts_at"}
    return [
        {"what": WORDS.get(change.what, change.what), "from": change.from_value, "to": change.to_value}
        for change in changes
        if change.what != "ends_at" or change.session_id not in moved
    ]


def at_slot(
    lines: Sequence[Line], changes: Sequence[EventChange], slot: letter_recipients.BookedSlot
) -> list[Line]:
    """The lines for somebody who has booked a time: it stands for that of the day, with which it has moved.

    A day of another length may have left it where it was, so the time before is told only for a day as long.
    """
    if slot.starts_at is None or not any(line["what"] == "time" for line in lines):
        return list(lines)
    moved = {
        change.what: datetime.fromisoformat(change.to_value) - datetime.fromisoformat(change.from_value)
        for change in changes
        if change.what in ("starts_at", "ends_at") and change.from_value and change.to_value
    }
    as_long = "starts_at" in moved and moved["starts_at"] == moved.get("ends_at")
    before = (slot.starts_at - moved["starts_at"]).isoformat() if as_long else None
    own: Line = {"what": "time", "from": before, "to": slot.starts_at.isoformat()}
    return [own, *(line for line in lines if line["what"] != "time")]


def without_links(lines: Sequence[Line]) -> list[Line]:
    """The lines for those without a seat; a line about nothing but an online link is left out."""
    plain = [
        {**line, **{side: online.without_link(line[side] or "") or None for side in ("from", "to")}}
        if line["what"] == "place"
        else line
        for line in lines
    ]
    return [line for line in plain if line["what"] != "place" or line["from"] != line["to"]]


@reactions.on("links_shown")
def show_links_to_seated(
    session: Session, person_ids: Collection[int], event_ids: Collection[int], shown: set[int]
) -> None:
    columns = REGISTRATION.c
    seated = sa.select(columns.event_id).where(
        columns.event_id.in_(event_ids),
        columns.person_id.in_(person_ids),
        columns.status == RegistrationStatus.CONFIRMED,
    )
    shown |= set(session.connection().execute(seated).scalars())


@reactions.on("seats_freed")
def move_up_after_change(session: Session, event_id: int) -> None:
    session.flush()
    queue.move_up(session, event_id)


@reactions.on("tick")
def expire_due_offers(session: Session) -> None:
    decide.expire_offers(session, clock.now())

"""What hangs on the date of an event, and what happens to it when the date moves.

`RULES` states one rule for each field; `docs/dates.md` has the same table, and a test compares the two.
Editing, postponing and publishing all go through `follow`. Fields of this room are changed here, those of
higher rooms in their reactions to `event_moved`, which add to the effects.

A value that the same request changes stays as it was sent. Drafts are not public, so nothing of them moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic import Field
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database.columns import View
from app.core.errors import Invalid
from app.core.json_values import Json
from app.courses.models import EventKind, Series
from app.events.models import Event, EventChange, EventSession, EventStatus, Meeting
from app.events.programme_items import items_of, start_of
from app.events.status import closes_at, same_minute, status_at
from app.events.stay import days_of, moved_to, shifted_offer, waits_for_a_date
from app.events.told import Span, told_span


class DateRule(NamedTuple):
    """What happens to one field when the first start moves earlier, and when it moves later."""

    field: str
    earlier: str
    later: str


CAPPED = "Stays, at most until the new start."
SHIFTED = "Shifts by the same distance. One that would be over becomes the new start."
ASKED_AGAIN = "Shift by as many days. Those who chose some are asked again."
WITH_DAY = "Move with the start of a day that stays as long, or when they would lie outside."
ANSWER_ANEW = "Stay. The letter has the link to answer anew."
RULES = (
    DateRule("opens_at", "Stays. Dropped when sign-up would close before it: it is open at once.", "Stays."),
    DateRule(
        "closes_at",
        f"{CAPPED} One set after the start on purpose: at most until the new end.",
        "Stays. One that is over is dropped: then sign-up closes at the new start.",
    ),
    DateRule("cancel_until", SHIFTED, SHIFTED),
    DateRule("deals_at", f"{CAPPED} This holds for the whole series.", "Stays."),
    DateRule("until", SHIFTED, SHIFTED),
    DateRule("offers", CAPPED, "Stay."),
    DateRule("nights", ASKED_AGAIN, ASKED_AGAIN),
    DateRule("meals", ASKED_AGAIN, ASKED_AGAIN),
    DateRule("slots", WITH_DAY, WITH_DAY),
    DateRule("programme", "Each item moves with its day.", "Each item moves with its day."),
    DateRule("answers", ANSWER_ANEW, ANSWER_ANEW),
    DateRule("reminders", "Go before the new starts, none belatedly.", "Go again before the new starts."),
)


class Effect(View):
    """One consequence of a change. `from` and `to` are instants, days or states; null: none.

    `order`: a day moves past another one; `from` and `to` are the starts so far of the day that came there
    and of the one that comes there now. `next_meeting`, `previous_meeting`: a meeting moves past the one that
    follows it or that it follows; `from` is the start of that one, `to` the new start.

    `people`: how many registrations it concerns, none where they know no other; for kept seats, how many of
    them are free. `number`: of the slots that move; `from` and `to` are the start of the first one.
    """

    field: str
    from_: str | None = Field(serialization_alias="from")
    to: str | None
    people: int
    number: int | None = None


class Effects(View):
    """The consequences of a change that was only tried. `told`: letters go out about it."""

    effects: list[Effect]
    told: bool


class Standing(NamedTuple):
    """An event before it was changed."""

    status: EventStatus
    told: Span
    starts_at: datetime | None
    ends_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    cancel_until: datetime | None
    stay: Json
    days: list[tuple[int, datetime]]
    """The ids of its sessions with their starts, in order."""

    @classmethod
    def of(cls, session: Session, event: Event) -> "Standing":
        return cls(
            status_at(event, clock.now()),
            told_span(event),
            event.starts_at,
            event.ends_at,
            event.registration_opens_at,
            event.registration_closes_at,
            event.cancel_until,
            event.stay,
            _days(session, event),
        )


@dataclass
class Move:
    """The first start moved from `before` (the last known one) to `after`; None: there is no date.

    `was_stay`: the offer before its days were shifted; None when they were not. `asked_again`: ids of the
    registrations whose nights and meals have to be chosen again.
    """

    before: datetime | None
    after: datetime | None
    effects: list[Effect] = field(default_factory=list)
    was_stay: Json | None = None
    asked_again: set[int] = field(default_factory=set)

    @property
    def distance(self) -> timedelta:
        return self.after - self.before if self.before and self.after else timedelta()

    @property
    def days(self) -> int:
        """By how many days the first day moves, by the Czech calendar."""
        if not (self.before and self.after):
            return 0
        return (clock.day_of(self.after) - clock.day_of(self.before)).days

    def shifted(self, moment: datetime) -> datetime:
        """The moment at the same distance from the start; the new start when that would be over."""
        if self.after is None:
            return moment
        new = moment + self.distance
        if self.distance and new <= clock.now():
            return self.after
        return min(new, self.after)

    def note(
        self, name: str, before: object, after: object, people: int = 0, number: int | None = None
    ) -> None:
        """Add an effect unless nothing changes."""
        if before != after:
            self.effects.append(
                Effect.model_construct(
                    field=name, from_=_word(before), to=_word(after), people=people, number=number
                )
            )


def _word(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _days(session: Session, event: Event) -> list[tuple[int, datetime]]:
    statement = select(EventSession.id, EventSession.starts_at).where(EventSession.event_id == event.id)
    return list(session.exec(statement.order_by(col(EventSession.starts_at), col(EventSession.id))).all())


def lock_dealing(session: Session, event_id: int) -> None:
    """Lock the series whose dealing the move may bring forward: it is locked before its events."""
    of_event = select(Event.series_id).where(Event.id == event_id, Event.undealt)
    session.exec(select(Series).where(Series.id == of_event.scalar_subquery()).with_for_update()).first()


def follow(session: Session, event: Event, was: Standing) -> Move:
    """Let everything follow the new date of a published event; also slots and a waiting offer of a draft.

    That a meeting moves past another one of its chain is noted of a draft too.

    The caller holds the lock of the event. There are no letters about dates recorded after an event took
    place; they change only its status.
    """
    known = was.told[0]
    move = Move(known or event.previous_starts_at, event.starts_at)
    dates = (event.starts_at, event.ends_at)
    is_moved = event.published_at is not None and dates != (was.starts_at, was.ends_at)
    if is_moved:
        people = 0 if was.told == dates else _concerned(session, event)
        move.note("starts_at", was.starts_at, event.starts_at, people)
        move.note("ends_at", was.ends_at, event.ends_at, people)
    first, last = days_of(event)
    if first and last and waits_for_a_date(was) and event.stay == was.stay:
        event.stay = moved_to(was, first, last)
    if event.slots:
        before = (was.starts_at, was.ends_at)
        reactions.announce("slots_day_moved", session=session, event=event, before=before, move=move)
    _note_chain(session, event, was, move)
    if not is_moved:
        return move
    _note_order(move, was.days, _days(session, event))
    _note_programme(session, event, was, move)
    if event.last_told is None:
        if known is not None and known != event.starts_at:
            event.previous_starts_at = known
        apply_rules(session, event, was, move)
    move_status(event, was, move)
    return move


def is_told(event: Event, changed: Sequence[EventChange]) -> bool:
    """Whether letters go out about the changes. A cancelled event sends none."""
    return bool(changed) and event.status != EventStatus.CANCELLED


def _concerned(session: Session, event: Event) -> int:
    """All registrations that are told; members of a group, who take no seat, are counted by a higher room."""
    members: list[int] = []
    reactions.announce("members_counted", session=session, event=event, found=members)
    return event.taken + event.waiting + event.pending + sum(members)


def _note_order(move: Move, before: list[tuple[int, datetime]], after: list[tuple[int, datetime]]) -> None:
    """A day that moves past another one is often a slip. Days are told by their starts so far."""
    starts, left = dict(before), {number for number, _ in after}
    old = [number for number, _ in before if number in left]
    new = [number for number, _ in after if number in starts]
    changed = next(((one, other) for one, other in zip(old, new, strict=True) if one != other), None)
    if changed:
        move.note("order", starts[changed[0]], starts[changed[1]])


def _note_chain(session: Session, event: Event, was: Standing, move: Move) -> None:
    """A meeting that moves past the one that follows it, or before the one it follows, is often a slip."""
    if event.kind != EventKind.MEETING or event.starts_at is None or event.starts_at == was.starts_at:
        return
    standing = select(Event.starts_at).where(Event.status != EventStatus.CANCELLED)
    ordered = standing.where(col(Event.starts_at).is_not(None)).order_by(col(Event.starts_at))
    after = ordered.join(Meeting, col(Meeting.id) == col(Event.id))
    following = session.exec(after.where(Meeting.previous_meeting_id == event.id)).first()
    before = ordered.join(Meeting, col(Meeting.previous_meeting_id) == col(Event.id))
    previous = session.exec(before.where(Meeting.id == event.id)).first()
    if following is not None and event.starts_at >= following:
        move.note("next_meeting", following, event.starts_at)
    if previous is not None and event.starts_at <= previous:
        move.note("previous_meeting", previous, event.starts_at)


def _note_programme(session: Session, event: Event, was: Standing, move: Move) -> None:
    """Its items stand by the days of the event, so they have moved already."""
    first = next(iter(items_of(session, event.id)), None)
    if first is not None:
        before, after = ([start for _, start in days] for days in (was.days, _days(session, event)))
        move.note("programme", start_of(first, before), start_of(first, after))


def apply_rules(session: Session, event: Event, was: Standing, move: Move) -> None:
    if event.starts_at is not None:
        if same_minute(event.registration_closes_at, was.closes_at):
            _move_closing(event, move)
        if same_minute(event.registration_opens_at, was.opens_at):
            _move_opening(event, move)
        if event.cancel_until is not None and same_minute(event.cancel_until, was.cancel_until):
            event.cancel_until = move.shifted(event.cancel_until)
            move.note("cancel_until", was.cancel_until, event.cancel_until, event.confirmed)
        if move.days and event.stay and event.stay == was.stay:
            event.stay, move.was_stay = shifted_offer(event.stay, move.days), was.stay
    session.flush()
    _bring_dealing_forward(session, event, move)
    reactions.announce("event_moved", session=session, event=event, move=move)


def _move_closing(event: Event, move: Move) -> None:
    closing = event.registration_closes_at
    if closing is None or event.starts_at is None or event.ends_at is None:
        return
    is_over = move.distance > timedelta() and closing <= clock.now()
    on_purpose = move.before is not None and closing > move.before
    if is_over or (closing >= event.starts_at and not on_purpose):
        event.registration_closes_at = None
    elif on_purpose:
        event.registration_closes_at = min(closing, event.ends_at)
    move.note("closes_at", closing, closes_at(event))


def _move_opening(event: Event, move: Move) -> None:
    opening, closing = event.registration_opens_at, closes_at(event)
    if opening is not None and closing is not None and opening >= closing:
        event.registration_opens_at = None
        move.note("opens_at", opening, None)


def check_opening(event: Event, was: Standing) -> None:
    """A new opening of sign-up comes before its end, which is the start where none was set."""
    opening, closing = event.registration_opens_at, closes_at(event)
    if opening is None or closing is None or event.published_at is None or opening < closing:
        return
    if not same_minute(opening, was.opens_at):
        raise Invalid("#/registration/opens_at", "opens_too_late")


def _bring_dealing_forward(session: Session, event: Event, move: Move) -> None:
    """Seats are dealt at the start at the latest, at all events of the series."""
    if not event.undealt or event.deals_at is None or move.after is None or event.deals_at <= move.after:
        return
    series = session.get_one(Series, event.series_id)
    move.note("deals_at", event.deals_at, move.after, event.pending)
    series.allocates_at = move.after
    session.flush()
    reactions.announce("dealing_changed", session=session, series=series)
    session.expire(event, ["undealt", "deals_at"])


def move_status(event: Event, was: Standing, move: Move) -> None:
    """By the clock. A held event that lies ahead again is no longer held."""
    now = clock.now()
    if event.status == EventStatus.HELD and (event.ends_at is None or event.ends_at > now):
        event.status = EventStatus.PLANNED
    event.status = status_at(event, now)
    move.note("status", was.status.value, event.status.value)

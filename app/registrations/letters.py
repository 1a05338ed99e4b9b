"""Letters, in Core, to people who signed up, with the facts at the time of writing; `core.mail` renders them.

The statement is prepared, because each sign-up writes a letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.files.calendar import CalendarEntry, as_json
from app.core.mail import outbox
from app.events.event_row import EVENT, EventRow
from app.events.models import Event, EventSession, Venue, Visibility
from app.events.online import without_link
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from app.registrations.letter_facts import AboutOrganiser, AboutSession, Facts
from app.registrations.letter_recipients import BookedSlot, Recipient, recipients
from app.registrations.links import base_url
from app.registrations.models import (
    DEALING_REASON,
    UNCONFIRMED_REASON,
    RegistrationStatus,
)

SESSION, VENUE, ORGANISATION, PARTNERSHIP = (
    table_of(table) for table in (EventSession, Venue, Organisation, Partnership)
)
UNCONFIRMED = "registration_unconfirmed"
BY_STATUS = {
    RegistrationStatus.CONFIRMED: "registration_confirmed",
    RegistrationStatus.WAITING: "registration_waiting",
    RegistrationStatus.PENDING: "registration_pending",
}
SIGN_UP_KINDS = (*BY_STATUS.values(), UNCONFIRMED)
"""The first letter about a registration."""
ENDING = {"registration_cancelled", "registration_declined"}
"""Letters that end a registration while its event goes on."""

Entry = dict[str, Any]
"""A calendar entry as the outbox stores it."""


class EventColumns(NamedTuple):
    """The columns of the event in a selected row."""

    event_id: int
    partnership_id: int
    title: str
    calendar_sequence: int
    cancel_until: datetime | None
    updated_at: datetime
    online_public: bool
    visibility: Visibility
    partnership: str
    organiser: str | None
    organiser_email: str | None


class LetterSession(NamedTuple):
    """The columns of one session and its venue in a selected row."""

    id: int
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    note: str
    venue_name: str | None
    venue_address: str
    venue_room: str
    venue_territory_id: int | None
    venue_online_url: str | None


SESSION_FACTS = (SESSION.c.id, SESSION.c.starts_at, SESSION.c.ends_at, SESSION.c.hours, SESSION.c.note)
VENUE_FACTS = tuple(VENUE.c[name] for name in ("name", "address", "room", "territory_id", "online_url"))
SELECT_EVENT = (
    sa.select(
        EVENT.c.id.label("event_id"),
        EVENT.c.partnership_id,
        EVENT.c.title,
        EVENT.c.calendar_sequence,
        EVENT.c.cancel_until,
        EVENT.c.updated_at,
        EVENT.c.online_public,
        EVENT.c.visibility,
        PARTNERSHIP.c.name.label("partnership"),
        ORGANISATION.c.name.label("organiser"),
        ORGANISATION.c.email.label("organiser_email"),
        *(column.label(f"session_{column.name}") for column in SESSION_FACTS),
        *(column.label(f"venue_{column.name}") for column in VENUE_FACTS),
    )
    .select_from(EVENT)
    .join(PARTNERSHIP, PARTNERSHIP.c.id == EVENT.c.partnership_id)
    .outerjoin(ORGANISATION, sa.and_(ORGANISATION.c.id == EVENT.c.organiser_id, ORGANISATION.c.public))
    .outerjoin(SESSION, SESSION.c.event_id == EVENT.c.id)
    .outerjoin(VENUE, VENUE.c.id == SESSION.c.venue_id)
    .where(EVENT.c.id == sa.bindparam("event"))
    .order_by(SESSION.c.position)
)
IN_EVENT = len(EventColumns._fields)


@dataclass(frozen=True)
class LetterEvent:
    """The event as all letters about it need it. `rows` are its sessions, `entries` its calendar entries.

    The `entries` do not belong to a registration yet: see `entries_of`.
    """

    partnership_id: int
    rows: Sequence[LetterSession]
    facts: Facts
    entries: list[CalendarEntry]
    online_public: bool

    @cached_property
    def written(self) -> list[Entry]:
        """The entries as the outbox stores them."""
        return as_json(self.entries)

    @cached_property
    def outside(self) -> "LetterEvent":
        """The same for those who have no seat: without the online links, unless everybody sees them."""
        if self.online_public:
            return self
        days = self.facts["sessions"]
        plain: list[AboutSession] = [{**one, "place": without_link(one["place"])} for one in days]
        rows = [row._replace(venue_online_url=None) for row in self.rows]
        entries = [replace(one, location=without_link(one.location)) for one in self.entries]
        return replace(self, rows=rows, facts={**self.facts, "sessions": plain}, entries=entries)

    def seen_with(self, status: RegistrationStatus) -> "LetterEvent":
        return self if status == RegistrationStatus.CONFIRMED else self.outside

    def at_slot(self, slot: BookedSlot) -> "LetterEvent":
        """The same for somebody who has booked a time of its only day: that time stands for the day.

        The entry in the calendar keeps its `uid` when another time is booked; each raises the `sequence`.
        """
        if slot.starts_at is None or slot.ends_at is None or not self.facts["sessions"]:
            return self
        rows = [row._replace(starts_at=slot.starts_at, ends_at=slot.ends_at) for row in self.rows[:1]]
        [day] = self.facts["sessions"][:1]
        where = ", ".join(part for part in (day["place"], slot.place) if part)
        days: list[AboutSession] = [
            {
                "starts_at": slot.starts_at.isoformat(),
                "ends_at": slot.ends_at.isoformat(),
                "place": where,
                "note": day["note"],
            }
        ]
        entries = [
            replace(
                entry,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                location=where,
                sequence=entry.sequence + slot.moves,
            )
            for entry in self.entries[:1]
        ]
        return replace(self, rows=rows, facts={**self.facts, "sessions": days}, entries=entries)


def letter_event(session: Session, event_id: int) -> LetterEvent:
    rows = prepared.rows(session, SELECT_EVENT, {"event": event_id})
    has_date = rows[0][IN_EVENT] is not None
    deadline = EventColumns._make(rows[0][:IN_EVENT]).cancel_until if has_date else None
    return _letter_event(tuple(rows), base_url(session.info["settings"]), _ahead(deadline))


@lru_cache(maxsize=256)
def _letter_event(rows: tuple[tuple[Any, ...], ...], base: str, cancel_until: str | None) -> LetterEvent:
    """Cached: in a crowd all letters contain the same facts, which are built once for the same rows."""
    event = EventColumns._make(rows[0][:IN_EVENT])
    event_sessions = [LetterSession._make(row[IN_EVENT:]) for row in rows if row[IN_EVENT] is not None]
    url = f"{base}/events/{event.event_id}"
    facts: Facts = {
        "event": {
            "id": event.event_id,
            "title": event.title,
            "url": url,
            "public": event.visibility == Visibility.PUBLIC,
        },
        "partnership": event.partnership,
        "organiser": _organiser(event),
        "cancel_until": cancel_until,
        "sessions": [
            {
                "starts_at": event_session.starts_at.isoformat(),
                "ends_at": event_session.ends_at.isoformat(),
                "place": place(event_session),
                "note": event_session.note,
            }
            for event_session in event_sessions
        ],
    }
    host = urlsplit(base).hostname
    page = url if facts["event"]["public"] else ""
    entries = [_entry(event, event_session, page, host) for event_session in event_sessions]
    return LetterEvent(event.partnership_id, event_sessions, facts, entries, event.online_public)


def sessions_from(about: LetterEvent, since: datetime) -> LetterEvent:
    """The same event with the sessions that start then or later."""
    left = [one for one in about.facts["sessions"] if datetime.fromisoformat(one["starts_at"]) >= since]
    return replace(about, facts={**about.facts, "sessions": left})


def _organiser(event: EventColumns) -> AboutOrganiser | None:
    """Who reads the answers to letters about the event, if an address of theirs is known."""
    if not (event.organiser and event.organiser_email):
        return None
    return {"name": event.organiser, "email": event.organiser_email}


def _ahead(moment: datetime | None) -> str | None:
    """The deadline; None when it has passed, so that letters leave it out."""
    return moment.isoformat() if moment is not None and moment > clock.now() else None


def place(event_session: LetterSession) -> str:
    parts = (
        event_session.venue_name,
        event_session.venue_room,
        event_session.venue_address,
        event_session.venue_online_url,
    )
    return ", ".join(part for part in parts if part)


def _entry(event: EventColumns, event_session: LetterSession, url: str, host: str | None) -> CalendarEntry:
    """`url` is empty where not everybody may open the page: entries go to people without an account."""
    return CalendarEntry(
        uid=f"session-{event_session.id}@{host}",
        stamp=event.updated_at,
        starts_at=event_session.starts_at,
        ends_at=event_session.ends_at,
        summary=event.title,
        sequence=event.calendar_sequence,
        description=event_session.note,
        location=place(event_session),
        url=url,
        organiser=event.organiser or event.partnership,
    )


def entries_of(about: LetterEvent, registration_id: int, *, over: bool = False) -> list[Entry]:
    """The entries of one registration, each with a `uid` of its own that never changes, as `as_json` writes.

    So an office that has signed up three people can cancel one of them, and a person who signs up again gets
    a new entry. `over`: the end of a registration raises the `sequence` by one.
    """
    return [
        {**entry, "uid": _uid_of(entry["uid"], registration_id), "sequence": entry["sequence"] + over}
        for entry in about.written
    ]


def withdrawn_entries(about: LetterEvent, registration_id: int) -> list[Entry]:
    """The entries of a registration that ends, for a letter that is about something else too."""
    ended = entries_of(about, registration_id, over=True)
    return [{**entry, "status": "cancelled"} for entry in ended]


def _uid_of(uid: str, registration_id: int) -> str:
    session, _, host = uid.partition("@")
    return f"{session}-registration-{registration_id}@{host}"


def cancelled_entries(
    about: LetterEvent, event: Event, event_sessions: Iterable[tuple[int, datetime]]
) -> list[CalendarEntry]:
    """Cancellations of deleted sessions, of which only ids and starts are known."""
    host = urlsplit(about.facts["event"]["url"]).hostname
    return [
        CalendarEntry(
            uid=f"session-{session_id}@{host}",
            stamp=event.updated_at,
            starts_at=starts_at,
            ends_at=starts_at,
            summary=event.title,
            sequence=event.calendar_sequence,
            status="cancelled",
            url=about.facts["event"]["url"] if about.facts["event"]["public"] else "",
            organiser=about.facts["partnership"],
        )
        for session_id, starts_at in event_sessions
    ]


def dealing(event: EventRow, reason: str | None) -> dict[str, Any]:
    """The facts of a reason in a letter; `core.reasons` makes the sentence."""
    if reason == UNCONFIRMED_REASON:
        return {"reason": reason}
    deals_at = event.deals_at.isoformat() if event.deals_at else None
    return {"reason": reason, "deals_at": deals_at} if reason == DEALING_REASON else {}


def of_sign_up(status: RegistrationStatus, reason: str | None) -> str:
    """The kind of the letter after a sign-up."""
    return UNCONFIRMED if reason == UNCONFIRMED_REASON else BY_STATUS[status]


def post(
    session: Session,
    kind: str,
    about: LetterEvent,
    to: Recipient,
    *,
    calendar: bool = False,
    once: str | None = None,
    message_id: int | None = None,
    **more: Any,
) -> None:
    """Write to one registrant who has an address. `calendar`: with entries of the sessions."""
    if not to.email:
        return
    about = about.seen_with(to.status).at_slot(to.slot)
    data = {
        **about.facts,
        "name": f"{to.first_name} {to.last_name}",
        "registration_id": to.id,
        "entries": entries_of(about, to.id, over=kind in ENDING) if calendar else [],
        **more,
    }
    outbox.enqueue(
        session,
        kind,
        to.email,
        to.lang,
        data,
        partnership_id=about.partnership_id,
        about=f"registration:{to.id}",
        once=once,
        message_id=message_id,
    )


def send(
    session: Session,
    kind: str,
    event_id: int,
    registration_id: int,
    *,
    calendar: bool = False,
    **more: Any,
) -> None:
    """Look up the facts and write one letter to one registrant."""
    for person in recipients(session, [registration_id]):
        post(session, kind, letter_event(session, event_id), person, calendar=calendar, **more)


def send_moved_up(
    session: Session, event_id: int, registration_ids: Sequence[int], offered_until: datetime | None
) -> None:
    """Write to people who got a seat or an offer from the queue."""
    about = letter_event(session, event_id)
    for person in recipients(session, registration_ids):
        if offered_until is None:
            post(session, "registration_moved_up", about, person, calendar=True)
        else:
            post(session, "registration_offered", about, person, expires_at=offered_until.isoformat())

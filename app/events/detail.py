"""Views of events with all their parts. Core and prepared statements: every page of the site needs them.

One statement reads all parts of one kind for a whole page. A page of fifty events has hundreds of sessions;
as records they would take most of its time, and as views half of it. So a list holds plain values by the
names of the fields (`event_rows`), and only a single event becomes a view. The facts of single kinds are
records.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import prepared
from app.core.database.columns import View, rel, table_of
from app.core.json_values import Json
from app.core.settings import Settings
from app.courses.models import EventKind
from app.events.agenda_models import AgendaItemView, PresenterView
from app.events.allowed import allowed
from app.events.event_reads import part_counts
from app.events.kept import kept_events
from app.events.kinds import TABLES, OfKind
from app.events.meeting_rows import meeting_rows
from app.events.minimum import is_below_minimum
from app.events.models import (
    Event,
    EventChange,
    EventPerson,
    EventRole,
    EventSession,
    Meeting,
    RoundTable,
    RoundTableInvitation,
    Training,
    Venue,
)
from app.events.online import change_row, change_without_link, place_without_link, shown_links
from app.events.questions import FormField
from app.events.status import (
    attendance_from,
    availability,
    closes_at,
    listed_seats,
    needs_kept_until,
    registration_state,
    status_at,
)
from app.events.stay import StayChoice, StayView, stay_view
from app.events.views import (
    ChangeView,
    CountsView,
    CourseBrief,
    DeadlinesView,
    EventPersonView,
    EventView,
    InvitedView,
    MeetingView,
    OrganiserView,
    QuorumView,
    RoundTableView,
    SessionView,
    SignUpRulesView,
    TableNeedView,
    TrainingView,
    VenueView,
)
from app.events.visible import seen_minutes_id
from app.organisations.models import Organisation
from app.organisations.service import shown_name

VIEWS: dict[EventKind, type[EventView]] = {
    EventKind.ROUND_TABLE: RoundTableView,
    EventKind.TRAINING: TrainingView,
    EventKind.MEETING: MeetingView,
}
SHAPES: dict[EventKind, type[EventView]] = {kind: VIEWS.get(kind, EventView) for kind in EventKind}
PARTS: dict[str, type[View]] = {
    "organiser": OrganiserView,
    "facilitators": EventPersonView,
    "lecturers": EventPersonView,
    "sessions": SessionView,
    "venue": VenueView,
    "registration": SignUpRulesView,
    "stay": StayView,
    "counts": CountsView,
    "changes": ChangeView,
    "invited": InvitedView,
    "agenda": AgendaItemView,
    "presenter": PresenterView,
    "quorum": QuorumView,
    "deadlines": DeadlinesView,
}
"""The views of the parts that are read as plain values, by the names of the fields that hold them."""
IN_ORDER = {kind: dict.fromkeys(shape.model_fields) for kind, shape in SHAPES.items()}
"""The fields of each kind, because the columns of a file follow those of the first row."""
COPIED = tuple(
    name
    for name in EventView.model_fields
    if name in Event.model_fields and name not in ("changes", "sessions", "registration", "status")
)
"""Columns that a view shows unchanged."""
copied_of = attrgetter(*COPIED)
SESSION_FIELDS = ("id", "starts_at", "ends_at", "note", "attended", "recorded", "headcount")
EVENT, SESSION, VENUE = table_of(Event), table_of(EventSession), table_of(Venue)
ORGANISER = table_of(Organisation)
VENUE_FIELDS = tuple(name for name in VenueView.model_fields if name in VENUE.c)
PERSON, CHANGE = table_of(EventPerson), table_of(EventChange)
SESSIONS = sa.select(
    SESSION.c.event_id,
    *(SESSION.c[name] for name in SESSION_FIELDS),
    sa.type_coerce(SESSION.c.hours, sa.BigInteger).label("hundredths"),
    SESSION.c.venue_id,
).order_by(SESSION.c.event_id, SESSION.c.starts_at, SESSION.c.id)
ORGANISERS = sa.select(ORGANISER.c.id, ORGANISER.c.name, ORGANISER.c.public)
VENUES = sa.select(*(VENUE.c[name] for name in VENUE_FIELDS))
PEOPLE = sa.select(PERSON).order_by(PERSON.c.position, PERSON.c.id)
CHANGES = sa.select(CHANGE).order_by(CHANGE.c.id)
COUNTS = tuple(CountsView.model_fields)
counts_of = attrgetter(*COUNTS)
NOTHING_OFFERED = StayView(lodging=[], meals=[], outdated=StayChoice()).model_dump()


class Part(Protocol):
    """A record that belongs to an event."""

    @property
    def event_id(self) -> int: ...


P = TypeVar("P", bound=Part)
V = TypeVar("V", bound=View)
Parts = dict[int, list[P]]
"""Parts by the id of the event."""


def event_views(session: Session, actor: Actor, events: Sequence[Event]) -> list[EventView]:
    """The view of each event, in the shape of its kind. Rows with the columns of events do as well."""
    return [_as_view(SHAPES[row["kind"]], row) for row in event_rows(session, actor, events)]


def event_rows(session: Session, actor: Actor, events: Sequence[Event]) -> list[Json]:
    """The same as plain values by the names of the fields."""
    if not events:
        return []
    page = _Page(session, actor, events)
    return [page.row(event) for event in events]


def _as_view(shape: type[V], row: Json) -> V:
    if shape is ChangeView:
        row["from_"] = row.pop("from")
    for name in PARTS.keys() & row.keys():
        part = row[name]
        if isinstance(part, list):
            row[name] = [_as_view(PARTS[name], one) for one in part]
        elif isinstance(part, dict):
            row[name] = StayView.model_validate(part) if name == "stay" else _as_view(PARTS[name], part)
    return shape.unvalidated(row)


class _Page:
    """All parts of the events of one page, by the id of the event."""

    def __init__(self, session: Session, actor: Actor, events: Sequence[Event]) -> None:
        self.session, self.actor, self.now = session, actor, clock.now()
        self.ids = [event.id for event in events]
        self.links = shown_links(session, actor, events)
        self.sessions = self._sessions()
        self.part_counts = part_counts(session, events)
        named = [one.id for one in self.part_counts.values() if one.people]
        self.people: Parts[EventPerson] = _by_event(
            prepared.rows_in(session, PEOPLE, PERSON.c.event_id, named)
        )
        changed = [one.id for one in self.part_counts.values() if one.changes]
        self.changes: Parts[EventChange] = _by_event(
            prepared.rows_in(session, CHANGES, CHANGE.c.event_id, changed)
        )
        self.due = self._due(events)
        self.organisers = self._organisers({event.organiser_id for event in events})
        self.kinds = {event.kind for event in events}
        self.own = self._own()
        self.invited: Parts[RoundTableInvitation] = {}
        if EventKind.ROUND_TABLE in self.kinds:
            self.invited = self._invited()
        self.needs = self._needs()
        self.kept = kept_events(session, actor, events)
        self.meetings = meeting_rows(session, actor, events, self.own)
        settings: Settings = session.info["settings"]
        self.keeping = settings.needs_retention_days
        self.url = f"{settings.public_url.rstrip('/')}/events/"

    def _sessions(self) -> dict[int, list[Json]]:
        """Many sessions are at few places, so these are read apart."""
        found: dict[int, list[Json]] = defaultdict(list)
        rows = prepared.rows_in(self.session, SESSIONS, SESSION.c.event_id, self.ids)
        places = self._venues({row.venue_id for row in rows} - {None})
        public = {number: place_without_link(place) for number, place in places.items()}
        for event_id, own_id, starts_at, ends_at, note, attended, recorded, headcount, hundredths, at in rows:
            place = (places if event_id in self.links else public).get(at)
            found[event_id].append(
                {
                    "id": own_id,
                    "starts_at": starts_at,
                    "ends_at": ends_at,
                    "hours": hundredths / 100,  # as JSON has it
                    "venue": place,
                    "note": note,
                    "attended": attended,
                    "recorded": recorded,
                    "headcount": headcount,
                    "attendance_from": attendance_from(starts_at),
                }
            )
        return found

    def _venues(self, ids: set[int]) -> dict[int, Json]:
        found = prepared.rows_in(self.session, VENUES, VENUE.c.id, sorted(ids))
        return {one.id: {**one._mapping, "online": one.online_url is not None} for one in found}

    def _due(self, events: Iterable[Event]) -> dict[int, int]:
        """The number of kept seats whose time is over, released or not. A higher room fills it in."""
        due = {event.id: 0 for event in events if event.kept}
        if due:
            reactions.announce("kept_seats_shown", session=self.session, due=due)
        return due

    def _organisers(self, ids: Iterable[int | None]) -> dict[int | None, Organisation]:
        wanted = [one for one in ids if one is not None]
        return {one.id: one for one in prepared.rows_in(self.session, ORGANISERS, ORGANISER.c.id, wanted)}

    def _own(self) -> dict[int, OfKind]:
        """The facts of single kinds, read in one statement, because a page mixes kinds."""
        tables = [table for kind, table in TABLES.items() if kind in self.kinds]
        if not tables:
            return {}
        statement = sa.select(*tables).select_from(Event).where(col(Event.id).in_(self.ids))
        for table in tables:
            statement = statement.outerjoin(table, col(table.id) == col(Event.id))
        if Training in tables:
            statement = statement.options(joinedload(rel(Training.course)))
        rows = self.session.execute(statement)
        return {own.id: own for row in rows for own in row if own is not None}

    def _invited(self) -> Parts[RoundTableInvitation]:
        statement = select(RoundTableInvitation).where(col(RoundTableInvitation.event_id).in_(self.ids))
        statement = statement.options(joinedload(rel(RoundTableInvitation.organisation)))
        return _by_event(self.session.exec(statement.order_by(col(RoundTableInvitation.id))))

    def _needs(self) -> dict[int, list[Json]]:
        """The needs of round tables. A higher room fills them in."""
        needs: dict[int, list[Json]] = {
            number: [] for number, own in self.own.items() if isinstance(own, RoundTable)
        }
        if needs:
            reactions.announce("needs_shown", session=self.session, actor=self.actor, needs=needs)
        return needs

    def row(self, event: Event) -> Json:
        row = IN_ORDER[event.kind].copy()
        row.update(zip(COPIED, copied_of(event), strict=True))
        row.update(self._made(event))
        if event.kind in TABLES:
            row.update(self._own_facts(event))
        return row

    def _made(self, event: Event) -> Json:
        """The fields of any kind that are not copied."""
        organiser = self.organisers.get(event.organiser_id)
        name = shown_name(self.actor, organiser)
        named, due = self.people.get(event.id, []), self.due.get(event.id, 0)
        numbers = self.part_counts[event.id]
        return {
            "status": status_at(event, self.now),
            "seats": listed_seats(availability(event, self.now, due), event.registration_policy),
            "organiser": {"id": organiser.id, "name": name} if organiser and name else None,
            "facilitators": self._people(event, EventRole.FACILITATOR),
            "sessions": self.sessions.get(event.id, []),
            "registration": sign_up_rules(event, self.now, self.keeping, due),
            "counts": dict(zip(COUNTS, counts_of(event), strict=True)),
            **self._told(event),
            "below_minimum": is_below_minimum(event, self.now),
            "goes_on": event.goes_on_start is not None and event.goes_on_start == event.starts_at,
            "programme_items": numbers.programme_items,
            "public_files": numbers.public_files,
            "url": f"{self.url}{event.id}",
            "allowed": allowed(event, self.actor, named, self.now, kept=event.id in self.kept),
            "clashes": None,
            "referred_by": None,
        }

    def _told(self, event: Event) -> Json:
        """What names places in words: without their links for readers who must not see them."""
        changes, planned = self.changes.get(event.id, []), event.undated_sessions
        if event.id in self.links:
            return {"changes": [change_row(change) for change in changes]}
        return {
            "changes": [shown for change in changes if (shown := change_without_link(change)) is not None],
            "undated_sessions": [{**one, "venue": place_without_link(one.get("venue"))} for one in planned],
        }

    def _people(self, event: Event, role: EventRole) -> list[Json]:
        """Only staff see the ids."""
        if not self.people:
            return []
        named = [one for one in self.people.get(event.id, ()) if one.role == role]
        inside = bool(named) and self.actor.reads(event.partnership_id)
        return [
            {
                "id": one.id,
                "name": one.name,
                "person_id": one.person_id if inside else None,
                "user_id": one.user_id if inside else None,
            }
            for one in named
        ]

    def _named_invited(self, event_id: int) -> Iterator[Json]:
        """Roles have no name; an organisation whose name this reader may not know is left out."""
        for one in self.invited.get(event_id, []):
            name = shown_name(self.actor, one.organisation)
            if name is not None or one.organisation_id is None:
                yield {"organisation_id": one.organisation_id, "role": one.role, "name": name}

    def _own_facts(self, event: Event) -> Json:
        """The additional fields of its kind."""
        own = self.own.get(event.id)
        if own is None:
            return {}
        if isinstance(own, RoundTable):
            return {
                "round": own.round,
                "level": own.level,
                "required_roles": own.required_roles,
                "invited": list(self._named_invited(event.id)),
                "needs": [TableNeedView.unvalidated(one) for one in self.needs.get(event.id, [])],
            }
        if isinstance(own, Training):
            return {
                "course": CourseBrief.model_validate(own.course) if own.course else None,
                "lecturers": self._people(event, EventRole.LECTURER),
            }
        if isinstance(own, Meeting):
            return {**self.meetings[event.id], "minutes_id": seen_minutes_id(self.session, self.actor, event)}
        return {}


def _by_event(found: Iterable[P]) -> Parts[P]:
    parts: Parts[P] = defaultdict(list)
    for part in found:
        parts[part.event_id].append(part)
    return parts


def sign_up_rules(event: Event, now: datetime, keeping: int, due: int) -> Json:
    """The rules of sign-up. Kept seats that are `due` count as free, and the waiting list gets them first."""
    free = None
    if event.capacity is not None:
        free = max(0, event.capacity - event.taken - event.kept) + max(0, due - event.waiting)
    return {
        "policy": event.registration_policy,
        "opens_at": event.registration_opens_at,
        "closes_at": closes_at(event),
        "waiting_list": event.waiting_list,
        "move_up": event.move_up,
        "offer_hours": event.offer_hours,
        "cancel_until": event.cancel_until,
        "organisation_limit": event.organisation_limit,
        "confirm_address": event.confirm_address,
        "min_days": event.min_days,
        "reminder_days": event.reminder_days,
        "fields": [FormField.model_validate(field) for field in event.form_fields],
        "stay": stay_view(event) if event.stay else NOTHING_OFFERED,
        "needs_kept_until": needs_kept_until(event, keeping),
        "state": registration_state(event, now),
        "free": free,
        "kept": event.kept - due,
    }

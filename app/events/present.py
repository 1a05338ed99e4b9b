"""Events as they are shown: a whole page at once, one select for each kind of part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.settings import Settings
from app.courses.models import Course, EventKind
from app.events.allowed import allowed
from app.events.clock import attendance_from, closes_at, needs_kept_until, registration_state
from app.events.kind_models import Meeting, RoundTable, RoundTableInvitation, Training
from app.events.models import Event, EventChange, EventPerson, EventRole, EventSession, Venue
from app.events.stay import stay_view
from app.events.views import (
    AnyEvent,
    ChangeView,
    CountsView,
    CourseBrief,
    EventView,
    InvitedView,
    MeetingView,
    OrganiserView,
    PersonView,
    RegistrationView,
    RoundTableView,
    SessionView,
    TrainingView,
    VenueView,
)
from app.organisations.models import Organisation

Parts = dict[int, list[Any]]
PLAIN = tuple(
    name
    for name in EventView.model_fields
    if name in Event.model_fields and name not in ("changes", "sessions", "registration")
)
VIEWS: dict[EventKind, type[EventView]] = {
    EventKind.ROUND_TABLE: RoundTableView,
    EventKind.TRAINING: TrainingView,
    EventKind.MEETING: MeetingView,
}
OWN: dict[EventKind, Any] = {
    EventKind.ROUND_TABLE: RoundTable,
    EventKind.TRAINING: Training,
    EventKind.MEETING: Meeting,
}

SESSION_FACTS = tuple(name for name in SessionView.model_fields if name not in ("venue", "attendance_from"))
VENUE_FACTS = tuple(VenueView.model_fields)
SESSIONS = (
    sa.select(
        col(EventSession.event_id),
        *(getattr(EventSession, name) for name in SESSION_FACTS),
        *(getattr(Venue, name) for name in VENUE_FACTS),
    )
    .outerjoin(Venue, col(Venue.id) == col(EventSession.venue_id))
    .order_by(col(EventSession.starts_at), col(EventSession.id))
)


def present_events(session: Session, actor: Actor, events: Sequence[Any]) -> list[AnyEvent]:
    """Each in the shape of its kind, wherever it was asked for."""
    if not events:
        return []
    page = _Page(session, actor, events)
    return [page.view(event) for event in events]


class _Page:
    """All parts of the events of one page, by event."""

    def __init__(self, session: Session, actor: Actor, events: Sequence[Any]) -> None:
        self.session, self.actor, self.now = session, actor, clock.now()
        self.ids = [event.id for event in events]
        self.sessions = self._read_sessions()
        self.people = self.parts(EventPerson, col(EventPerson.position))
        self.changes = self.parts(EventChange, col(EventChange.id))
        self.due = self._read_due(events)
        self.organisers = self.by_id(Organisation, (event.organiser_id for event in events))
        self.kinds = {event.kind for event in events}
        self._read_own()
        settings: Settings = session.info["settings"]
        self.keeping = settings.needs_retention_days
        self.url = f"{settings.public_url.rstrip('/')}/events/"

    def parts(self, table: Any, order: Any) -> Parts:
        statement = sa.select(table).where(table.event_id.in_(self.ids)).order_by(order, table.id)
        found: Parts = defaultdict(list)
        for row in self.session.scalars(statement):
            found[row.event_id].append(row)
        return found

    def by_id(self, table: Any, ids: Iterable[int | None]) -> dict[int, Any]:
        wanted = {one for one in ids if one is not None}
        if not wanted:
            return {}
        return {row.id: row for row in self.session.scalars(sa.select(table).where(table.id.in_(wanted)))}

    def _read_due(self, events: Sequence[Any]) -> dict[int, int]:
        """How many of the kept seats are for all by now, whoever releases them; a higher room knows."""
        due = {event.id: 0 for event in events if event.kept}
        if due:
            reactions.announce("kept_seats_shown", session=self.session, due=due)
        return due

    def _read_sessions(self) -> dict[int, list[SessionView]]:
        """As columns: a page has hundreds of them, and records would take most of its time."""
        statement = SESSIONS.where(col(EventSession.event_id).in_(self.ids))
        found: dict[int, list[SessionView]] = defaultdict(list)
        venues: dict[int, VenueView] = {}
        ends = len(SESSION_FACTS)
        for event_id, *row in self.session.connection().execute(statement):
            venue = None
            if row[ends] is not None:
                venue = venues.get(row[ends])
                if venue is None:
                    venue = venues[row[ends]] = VenueView.given(
                        dict(zip(VENUE_FACTS, row[ends:], strict=True))
                    )
            facts = dict(zip(SESSION_FACTS, row[:ends], strict=True))
            facts |= {"venue": venue, "attendance_from": attendance_from(facts["starts_at"])}
            found[event_id].append(SessionView.given(facts))
        return found

    def _read_own(self) -> None:
        """What only events of one kind have: all kinds in one statement, as a page mixes them."""
        tables = [table for kind, table in OWN.items() if kind in self.kinds]
        self.own, self.courses = self._own_rows(tables) if tables else ({}, {})
        self.invited = (
            self.parts(RoundTableInvitation, col(RoundTableInvitation.id)) if RoundTable in tables else {}
        )
        rows = [row for found in self.invited.values() for row in found]
        self.guests = self.by_id(Organisation, (row.organisation_id for row in rows))
        self.following = self._following() if Meeting in tables else {}

    def _own_rows(self, tables: list[Any]) -> tuple[dict[int, Any], dict[int, Any]]:
        with_courses = [*tables, Course] if Training in tables else tables
        statement: Any = sa.select(*with_courses).select_from(Event)
        for table in tables:
            statement = statement.outerjoin(table, table.id == col(Event.id))
        if Training in tables:
            statement = statement.outerjoin(Course, col(Course.id) == col(Training.course_id))
        own: dict[int, Any] = {}
        courses: dict[int, Any] = {}
        for row in self.session.execute(statement.where(col(Event.id).in_(self.ids))):
            for one in filter(None, row):
                (courses if isinstance(one, Course) else own)[one.id] = one
        return own, courses

    def _following(self) -> dict[int, int]:
        previous = col(Meeting.previous_meeting_id)
        statement = sa.select(previous, sa.func.min(col(Meeting.id))).where(previous.in_(self.ids))
        return {row[0]: row[1] for row in self.session.execute(statement.group_by(previous))}

    def view(self, event: Event) -> Any:
        shape = VIEWS.get(event.kind, EventView)
        facts = {name: getattr(event, name) for name in PLAIN}
        return shape.model_construct(**facts, **self.common(event), **self.own_facts(event))

    def common(self, event: Any) -> dict[str, Any]:
        organiser = self.organisers.get(event.organiser_id)
        named = self.people.get(event.id, [])
        return {
            "organiser": OrganiserView(id=organiser.id, name=organiser.name) if organiser else None,
            "facilitators": self.people_views(event, EventRole.FACILITATOR),
            "sessions": self.sessions.get(event.id, []),
            "registration": registration_view(event, self.now, self.keeping, self.due.get(event.id, 0)),
            "counts": CountsView.model_validate(event),
            "changes": [change_view(row) for row in self.changes.get(event.id, [])],
            "url": f"{self.url}{event.id}",
            "allowed": allowed(event, self.actor, named, self.now),
        }

    def people_views(self, event: Any, role: EventRole) -> list[PersonView]:
        inside = self.actor.reads(event.partnership_id)
        return [
            PersonView(
                id=row.id,
                name=row.name,
                person_id=row.person_id if inside else None,
                user_id=row.user_id if inside else None,
            )
            for row in self.people.get(event.id, [])
            if row.role == role
        ]

    def own_facts(self, event: Any) -> dict[str, Any]:
        own = self.own.get(event.id)
        if isinstance(own, RoundTable):
            invited = [self.invited_view(row) for row in self.invited.get(event.id, [])]
            plain = {name: getattr(own, name) for name in ("round", "level", "required_roles")}
            return {**plain, "invited": invited, "needs": []}
        if isinstance(own, Training):
            course = self.courses.get(own.course_id or 0)
            return {
                "course": CourseBrief.model_validate(course) if course else None,
                "lecturers": self.people_views(event, EventRole.LECTURER),
            }
        if isinstance(own, Meeting):
            return {
                "agenda": own.agenda,
                "previous_meeting_id": own.previous_meeting_id,
                "next_meeting_id": self.following.get(event.id),
                "minutes_id": event.minutes_id,
                "quorum": own.quorum,
            }
        return {}

    def invited_view(self, row: Any) -> InvitedView:
        guest = self.guests.get(row.organisation_id)
        return InvitedView(
            organisation_id=row.organisation_id, role=row.role, name=guest.name if guest else None
        )


def registration_view(event: Any, now: datetime, keeping: int, due: int) -> RegistrationView:
    """Of kept seats that are `due` to be for all, those who wait get theirs before anybody is told of one."""
    free = None
    if event.capacity is not None:
        free = max(0, event.capacity - event.taken - event.kept) + max(0, due - event.waiting)
    return RegistrationView(
        policy=event.registration_policy,
        opens_at=event.registration_opens_at,
        closes_at=closes_at(event),
        waiting_list=event.waiting_list,
        move_up=event.move_up,
        offer_hours=event.offer_hours,
        cancel_until=event.cancel_until,
        organisation_limit=event.organisation_limit,
        reminder_days=event.reminder_days,
        fields=event.form_fields,
        stay=stay_view(event),
        needs_kept_until=needs_kept_until(event, keeping),
        state=registration_state(event, now),
        free=free,
        kept=event.kept - due,
    )


def change_view(row: Any) -> ChangeView:
    return ChangeView.model_construct(
        what=row.what, session_id=row.session_id, from_=row.from_value, to=row.to_value, at=row.at
    )

"""The dashboard of a coordinator, in thirteen statements whatever the amount of data."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import READ_INSIDE, Actor
from app.core.errors import Forbidden
from app.courses.models import EventKind
from app.dashboards import numbers
from app.dashboards.numbers import Counted, Listing, Number, Order
from app.dashboards.recorded import recorded_of
from app.dashboards.shapes import (
    AppliedGroup,
    AppliedGroups,
    Events,
    Milestones,
    Overview,
    OverviewEvent,
    OverviewQuery,
    Tasks,
    Week,
)
from app.events.models import Event, EventStatus
from app.events.status import status_at
from app.letters import trouble
from app.meetings.quorum import members_at
from app.partnerships.application_models import ApplicationState, GroupApplication
from app.partnerships.group_models import WorkingGroup
from app.projects.milestones import milestone_views as present_milestones
from app.projects.models import ProjectMilestone
from app.tasks.models import Task
from app.tasks.service import SHOWN, task_views

DEADLINES = timedelta(days=30)
CLOSING = timedelta(days=7)
SOONEST: Order = (col(Event.starts_at), col(Event.id))
NEWEST: Order = (col(Event.starts_at).desc(), col(Event.id).desc())
PAST = {"missing_minutes"}
INCOMPLETE = "missing_attendance"
PUBLISHED = [status for status in EventStatus if status != EventStatus.DRAFT]


def overview(session: Session, actor: Actor, query: OverviewQuery) -> Overview:
    """For readers of the inside of the partnership. Each number comes with its first ten rows."""
    place = _place(actor, query.partnership)
    week, lists, dates = _week(actor, place), _attention(actor, place), _milestones(actor, place)
    tasks = numbers.tasks(actor, partnership=place, overdue=True)
    groups = numbers.groups(actor, partnership=place, applications=True)
    more: dict[str, Counted] = {"overdue_tasks": tasks, "applications": groups}
    counted = numbers.count(session, {"this_week": week, **lists, **dates, **more})
    monday = _monday()
    own = actor.partnerships()
    found = Overview(
        partnership_id=place,
        partnerships=None if own is None else sorted(own),
        as_of=clock.today(),
        mail_trouble=trouble.current(session),
        this_week=Week(
            **dict(_with_events(session, counted["this_week"], week, SOONEST, 50)),
            first=monday,
            last=monday + timedelta(days=6),
        ),
        missing_attendance=_with_recorded(session, counted[INCOMPLETE], lists[INCOMPLETE]),
        **{
            name: _with_events(session, counted[name], one, NEWEST if name in PAST else SOONEST)
            for name, one in lists.items()
            if name != INCOMPLETE
        },
        overdue_tasks=_with_tasks(session, actor, counted["overdue_tasks"], tasks),
        applications=_with_groups(session, counted["applications"], groups),
        **{name: _with_dates(session, counted[name], one) for name, one in dates.items()},
    )
    _count_members(session, found)
    return found


def _count_members(session: Session, found: Overview) -> None:
    """One statement for the meetings of all lists."""
    lists = [part for _name, part in found if isinstance(part, Events)]
    meetings = [row for part in lists for row in part.rows if row.kind == EventKind.MEETING]
    members = members_at(session, {row.id for row in meetings})
    for row in meetings:
        row.members = members[row.id]


def _place(actor: Actor, asked: int | None) -> int | None:
    """The partnership to show; None: all, for a reader of all partnerships.

    Lists filter by one partnership only, so a reader of several sees one at a time.
    """
    if asked is not None:
        if not actor.reads(asked):
            raise Forbidden()
        return asked
    own = actor.partnerships()
    if own is None:
        return None
    if not own:
        raise Forbidden()
    return min(own)


def _monday() -> date:
    today = clock.today()
    return today - timedelta(days=today.weekday())


def _week(actor: Actor, place: int | None) -> Listing[Event]:
    monday = _monday()
    days: dict[str, date] = {"from": monday, "to": monday + timedelta(days=6)}
    return numbers.events(actor, None, partnership=place, status=PUBLISHED, **days)


def _attention(actor: Actor, place: int | None) -> dict[str, Listing[Event]]:
    coming: dict[str, date] = {"from": clock.today()}
    return {
        "missing_attendance": numbers.events(actor, partnership=place, missing_attendance=True),
        "missing_minutes": numbers.events(actor, partnership=place, missing_minutes=True),
        "below_minimum": numbers.events(actor, None, partnership=place, below_minimum=True),
        "pending": numbers.events(actor, None, partnership=place, pending=True),
        "empty_seats": numbers.events(actor, EventKind.TRAINING, partnership=place, free_seats=True),
        "waiting_lists": numbers.events(actor, None, partnership=place, waiting=True, **coming),
        "drafts": numbers.events(actor, partnership=place, status=[EventStatus.DRAFT]),
        "closing_registrations": numbers.events(actor, partnership=place, closes_to=clock.today() + CLOSING),
    }


def _milestones(actor: Actor, place: int | None) -> dict[str, Listing[ProjectMilestone]]:
    today = clock.today()
    return {
        "deadlines": numbers.milestones(
            actor, partnership=place, done=False, active=True, due_from=today, due_to=today + DEADLINES
        ),
        "overdue_milestones": numbers.milestones(
            actor, partnership=place, done=False, active=True, due_to=today - timedelta(days=1)
        ),
    }


def _with_events(
    session: Session, number: Number, listing: Listing[Event], order: Order, limit: int = 10
) -> Events:
    found, now = numbers.first_rows(session, listing, order, limit) if number.value else [], clock.now()
    blank = {"recorded": None, "expected": None, "members": 0}
    rows = [
        OverviewEvent.of(
            one, status=status_at(one, now), to_approve=0 if one.undealt else one.pending, **blank
        )
        for one in found
    ]
    return Events(**dict(number), rows=rows)


def _with_recorded(session: Session, number: Number, listing: Listing[Event]) -> Events:
    found = _with_events(session, number, listing, NEWEST)
    counts = recorded_of(session, [event.id for event in found.rows])
    for event in found.rows:
        if event.id in counts:
            event.recorded, event.expected = counts[event.id]
    return found


def _with_tasks(session: Session, actor: Actor, number: Number, listing: Listing[Task]) -> Tasks:
    """The rows name people: an API key needs the scopes of tasks for them."""
    shown = Listing(listing.href, listing.statement.options(SHOWN))
    order: Order = (col(Task.due), col(Task.id))
    named = number.value and actor.may_use(READ_INSIDE)
    found = numbers.first_rows(session, shown, order) if named else []
    return Tasks(**dict(number), rows=task_views(session, actor.reading_by(READ_INSIDE), found))


def _with_groups(session: Session, number: Number, listing: Listing[WorkingGroup]) -> AppliedGroups:
    if not number.value:
        return AppliedGroups(**dict(number), rows=[])
    number_of = sa.select(sa.func.count()).where(
        col(GroupApplication.group_id) == WorkingGroup.id,
        col(GroupApplication.state) == ApplicationState.OPEN,
    )
    shown = (col(WorkingGroup.id), col(WorkingGroup.name), number_of.scalar_subquery())
    first = listing.statement.with_only_columns(*shown).order_by(col(WorkingGroup.sort_key), shown[0])
    rows = session.execute(first.limit(10)).all()
    found = [AppliedGroup(id=own, name=name, applications=waiting) for own, name, waiting in rows]
    return AppliedGroups(**dict(number), rows=found)


def _with_dates(session: Session, number: Number, listing: Listing[ProjectMilestone]) -> Milestones:
    order: Order = (col(ProjectMilestone.due_on), col(ProjectMilestone.id))
    found = numbers.first_rows(session, listing, order) if number.value else []
    return Milestones(**dict(number), rows=present_milestones(found))

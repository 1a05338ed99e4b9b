"""One page for a coordinator's morning: eleven statements, whatever there is to count."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.courses.models import EventKind
from app.dashboards import numbers
from app.dashboards.numbers import Listing, Number
from app.dashboards.shapes import EventBrief, Events, Milestones, Overview, OverviewQuery, Week
from app.events.models import Event, EventStatus
from app.projects.milestones import present as present_milestones
from app.projects.models import ProjectMilestone

DEADLINES = timedelta(days=30)
CLOSING = timedelta(days=7)
SOONEST = (col(Event.starts_at), col(Event.id))
NEWEST = (col(Event.starts_at).desc(), col(Event.id).desc())
PAST = {"missing_attendance", "missing_minutes"}
SHOWN = [status for status in EventStatus if status != EventStatus.DRAFT]


def overview(session: Session, actor: Actor, query: OverviewQuery) -> Overview:
    """For those who read the inside of the partnership. The rows of a number are its first ten."""
    place = _place(actor, query.partnership)
    week, lists, dates = _events(actor, place), _attention(actor, place), _milestones(actor, place)
    counted = numbers.count(session, {"this_week": week, **lists, **dates})
    monday = _monday()
    own = actor.partnerships()
    return Overview(
        partnership_id=place,
        partnerships=None if own is None else sorted(own),
        as_of=clock.today(),
        this_week=Week(
            **_with_events(session, counted["this_week"], week, SOONEST, 50),
            first=monday,
            last=monday + timedelta(days=6),
        ),
        **{
            name: Events(**_with_events(session, counted[name], one, NEWEST if name in PAST else SOONEST))
            for name, one in lists.items()
        },
        **{name: Milestones(**_with_dates(session, counted[name], one)) for name, one in dates.items()},
    )


def _place(actor: Actor, asked: int | None) -> int | None:
    """A list can be narrowed to one partnership, so whoever reads some of them looks at one at a time."""
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


def _events(actor: Actor, place: int | None) -> Listing:
    monday = _monday()
    days: dict[str, Any] = {"from": monday, "to": monday + timedelta(days=6)}
    return numbers.events(actor, partnership=place, status=SHOWN, **days)


def _attention(actor: Actor, place: int | None) -> dict[str, Listing]:
    coming: dict[str, Any] = {"from": clock.today()}
    return {
        "missing_attendance": numbers.events(actor, partnership=place, missing_attendance=True),
        "missing_minutes": numbers.events(actor, partnership=place, missing_minutes=True),
        "empty_seats": numbers.events(actor, EventKind.TRAINING, partnership=place, free_seats=True),
        "waiting_lists": numbers.events(actor, partnership=place, waiting=True, **coming),
        "drafts": numbers.events(actor, partnership=place, status=[EventStatus.DRAFT]),
        "closing_registrations": numbers.events(actor, partnership=place, closes_to=clock.today() + CLOSING),
    }


def _milestones(actor: Actor, place: int | None) -> dict[str, Listing]:
    today = clock.today()
    return {
        "deadlines": numbers.milestones(
            actor, partnership=place, done=False, due_from=today, due_to=today + DEADLINES
        ),
        "overdue_milestones": numbers.milestones(
            actor, partnership=place, done=False, due_to=today - timedelta(days=1)
        ),
    }


def _with_events(
    session: Session, number: Number, listing: Listing, order: Sequence[Any], limit: int = 10
) -> dict[str, Any]:
    found = numbers.first_rows(session, listing, order, limit) if number.value else []
    return {**dict(number), "rows": [EventBrief.model_validate(event) for event in found]}


def _with_dates(session: Session, number: Number, listing: Listing) -> dict[str, Any]:
    order = (col(ProjectMilestone.due_on), col(ProjectMilestone.id))
    found = numbers.first_rows(session, listing, order) if number.value else []
    return {**dict(number), "rows": present_milestones(found)}

"""Where rules of a group were broken in a year, and what is about to break one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.courses.models import EventKind
from app.events.models import TAKING_PLACE_STATUSES, Event
from app.meetings.invite import invited_at
from app.meetings.members import day_of
from app.meetings.shapes import BreachList, BreachView, WarningView
from app.meetings.warnings import warning
from app.partnerships.group_models import KnownRules, WorkingGroup
from app.partnerships.groups import sees_inside
from app.partnerships.models import Partnership
from app.partnerships.rules import deadlines, rules_of_groups


def of_group(session: Session, actor: Actor, group_id: int, year: int | None, lang: str) -> BreachList:
    """For the staff and the members of the group."""
    group = session.get(WorkingGroup, group_id)
    if group is None:
        raise NotFound()
    if not sees_inside(session, actor, group):
        raise Forbidden()
    return BreachList(results=list(_breaches(session, [group], year or clock.today().year, lang)))


def of_partnership(
    session: Session, actor: Actor, partnership_id: int, year: int | None, lang: str
) -> BreachList:
    """For the staff of the partnership."""
    if session.get(Partnership, partnership_id) is None:
        raise NotFound()
    if not actor.reads(partnership_id):
        raise Forbidden()
    statement = select(WorkingGroup).where(WorkingGroup.partnership_id == partnership_id)
    groups = session.exec(statement.order_by(col(WorkingGroup.sort_key), col(WorkingGroup.id))).all()
    return BreachList(results=list(_breaches(session, groups, year or clock.today().year, lang)))


def _breaches(session: Session, groups: Sequence[WorkingGroup], year: int, lang: str) -> Iterator[BreachView]:
    rules = rules_of_groups(session, [group.id for group in groups])
    meetings = _meetings(session, [group.id for group in groups], year)
    invited = invited_at(session, [event.id for event in meetings])
    for group in groups:
        own = [event for event in meetings if event.group_id == group.id]
        for event in own:
            for found in _of_meeting(event, rules[group.id], invited.get(event.id), lang):
                yield _view(group, found, event)
        least = rules[group.id].meetings_per_year
        if least is not None and len(own) < least and _lasts(group, year):
            yield _view(group, warning("few_meetings", lang, year=year, count=len(own), least=least))


def _meetings(session: Session, group_ids: Sequence[int], year: int) -> Sequence[Event]:
    """Meetings that take place or took place in the year; drafts are not planned yet."""
    statement = select(Event).where(
        col(Event.group_id).in_(group_ids),
        Event.kind == EventKind.MEETING,
        col(Event.status).in_(TAKING_PLACE_STATUSES),
        col(Event.starts_at) >= clock.start_of(date(year, 1, 1)),
        col(Event.starts_at) < clock.start_of(date(year + 1, 1, 1)),
    )
    return session.exec(statement.order_by(col(Event.starts_at), col(Event.id))).all()


def _of_meeting(
    event: Event, rules: KnownRules, invited: datetime | None, lang: str
) -> Iterator[WarningView]:
    due = deadlines(rules, day_of(event)).invite_by
    if due is None:
        return
    if invited is not None and clock.day_of(invited) > due:
        yield warning("late_invitation", lang, day=due)
    ahead = event.starts_at is not None and event.starts_at > clock.now()
    if invited is None and ahead:
        yield warning("late_invitation" if clock.today() > due else "not_invited", lang, day=due)


def _lasts(group: WorkingGroup, year: int) -> bool:
    """A group that ended before the end of the year owes no number of meetings."""
    return group.until is None or group.until >= date(year, 12, 31)


def _view(group: WorkingGroup, found: WarningView, event: Event | None = None) -> BreachView:
    return BreachView(
        group_id=group.id,
        group_name=group.name,
        code=found.code,
        detail=found.detail,
        event_id=event.id if event else None,
        title=event.title if event else None,
        on=day_of(event) if event else None,
    )

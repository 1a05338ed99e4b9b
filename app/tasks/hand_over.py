"""Hands the work of a user who leaves over to somebody else: tasks, places in groups, events to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts.models import User, UserPerson
from app.accounts.users import visible_users
from app.core import clock
from app.core.actor import WRITING, Actor
from app.core.database import changes, records
from app.core.errors import Forbidden, Invalid
from app.events.models import UNFINISHED_STATUSES, Event, EventPerson
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.partnerships.merge import RANKS
from app.tasks.models import Task, TaskState
from app.tasks.shapes import HandedKind, HandedView, HandOver, HandOverView


@dataclass
class Work:
    """What somebody holds in the partnerships in which the actor writes."""

    tasks: Sequence[Task] = ()
    places: Sequence[tuple[GroupMember, WorkingGroup]] = ()
    events: Sequence[tuple[EventPerson, Event]] = ()


@dataclass
class Taker:
    """Who takes over: their people by partnership, and their login, if there is one."""

    people: dict[int, Person] = field(default_factory=dict)
    user_id: int | None = None


def hand_over(session: Session, actor: Actor, user_id: int, body: HandOver, *, dry_run: bool) -> HandOverView:
    """Coordinators hand over what belongs to their partnerships, admins everything. A dry run only tells."""
    records.get(session, visible_users(actor).where(col(User.id) == user_id))
    places = actor.partnerships(WRITING)
    if places is not None and not places:
        raise Forbidden()
    taker = _taker(session, body, user_id, places)
    work = _work(session, user_id, places)
    told = _told(work, taker)
    if not dry_run:
        _carry_out(session, work, taker)
    return told


def _taker(session: Session, body: HandOver, user_id: int, places: set[int] | None) -> Taker:
    if body.to_person_id is not None:
        person = records.get_referenced(session, Person, body.to_person_id, "#/to_person_id")
        if person is None or (places is not None and person.partnership_id not in places):
            raise Invalid("#/to_person_id", "not_found")
        login = select(UserPerson.user_id).where(UserPerson.person_id == person.id)
        known = session.exec(login.order_by(col(UserPerson.user_id))).first()
        taker = Taker({person.partnership_id: person}, known)
    else:
        user = records.get_referenced(session, User, body.to_user_id, "#/to_user_id")
        linked = select(Person).join(UserPerson, col(UserPerson.person_id) == col(Person.id))
        found = session.exec(linked.where(col(UserPerson.user_id) == body.to_user_id))
        people = {one.partnership_id: one for one in found}
        taker = Taker(people, user.id if isinstance(user, User) else None)
        if not people:
            raise Invalid("#/to_user_id", "no_person")
    if taker.user_id == user_id:
        raise Invalid("#/to_user_id" if body.to_user_id else "#/to_person_id", "duplicate")
    return taker


def _work(session: Session, user_id: int, places: set[int] | None) -> Work:
    people = session.exec(select(UserPerson.person_id).where(UserPerson.user_id == user_id)).all()
    tasks = select(Task).where(col(Task.owner_id).in_(people), col(Task.state) == TaskState.OPEN)
    members = (
        select(GroupMember, WorkingGroup)
        .join(WorkingGroup, col(WorkingGroup.id) == col(GroupMember.group_id))
        .where(
            col(GroupMember.person_id).in_(people),
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= clock.today()),
        )
    )
    events = (
        select(EventPerson, Event)
        .join(Event, col(Event.id) == col(EventPerson.event_id))
        .where(
            (col(EventPerson.user_id) == user_id) | col(EventPerson.person_id).in_(people),
            col(Event.status).in_(UNFINISHED_STATUSES),
            col(Event.ends_at).is_(None) | (col(Event.ends_at) > clock.now()),
        )
    )
    if places is not None:
        tasks = tasks.where(col(Task.partnership_id).in_(places))
        members = members.where(col(GroupMember.partnership_id).in_(places))
        events = events.where(col(Event.partnership_id).in_(places))
    return Work(
        session.exec(tasks.order_by(col(Task.id))).all(),
        session.exec(members.order_by(col(GroupMember.id))).all(),
        session.exec(events.order_by(col(EventPerson.id))).all(),
    )


def _told(work: Work, taker: Taker) -> HandOverView:
    found = [_view("task", task.id, task.partnership_id, task.title) for task in work.tasks]
    found += [
        _view("group", group.id, group.partnership_id, group.name, member.role.value)
        for member, group in work.places
    ]
    found += [
        _view("event", event.id, event.partnership_id, event.title, named.role.value)
        for named, event in work.events
    ]
    return HandOverView(
        handed=[one for one in found if one.partnership_id in taker.people],
        left=[one for one in found if one.partnership_id not in taker.people],
    )


def _view(
    kind: HandedKind, number: int, partnership_id: int, title: str, role: str | None = None
) -> HandedView:
    return HandedView(kind=kind, id=number, partnership_id=partnership_id, title=title, role=role)


def _carry_out(session: Session, work: Work, taker: Taker) -> None:
    for task in work.tasks:
        if task.partnership_id in taker.people:
            task.owner_id = taker.people[task.partnership_id].id
    for member, group in work.places:
        if group.partnership_id in taker.people:
            _hand_place(session, member, taker.people[group.partnership_id])
            changes.touch(group)
    for named, event in work.events:
        if event.partnership_id in taker.people:
            _hand_event(session, named, taker.people[event.partnership_id], taker.user_id)
            changes.touch(event)
    session.flush()


def _hand_place(session: Session, member: GroupMember, person: Person) -> None:
    """The place ends yesterday and begins today; who is in the group already gets the higher role."""
    today = clock.today()
    own = session.exec(
        select(GroupMember).where(
            GroupMember.group_id == member.group_id,
            GroupMember.person_id == person.id,
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= today),
        )
    ).first()
    if own is None:
        own = GroupMember(
            partnership_id=member.partnership_id,
            group_id=member.group_id,
            person_id=person.id,
            organisation_id=member.organisation_id or person.organisation_id,
            role=member.role,
            side=member.side,
            voting=member.voting,
            since=today,
            until=member.until,
        )
        session.add(own)
    else:
        own.role = min(own.role, member.role, key=RANKS.index)
        own.voting = own.voting or member.voting
    yesterday = today - timedelta(days=1)
    member.until = max(member.since, yesterday) if member.since else yesterday
    session.flush()


def _hand_event(session: Session, named: EventPerson, person: Person, user_id: int | None) -> None:
    """Nobody is named twice in one role."""
    same = select(EventPerson).where(
        EventPerson.event_id == named.event_id,
        EventPerson.role == named.role,
        EventPerson.person_id == person.id,
        EventPerson.id != named.id,
    )
    if session.exec(same).first() is not None:
        session.delete(named)
        return
    named.person_id, named.name, named.user_id = person.id, full_name(person), user_id

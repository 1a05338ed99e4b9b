"""Clashes, selected in Core: events at the same time that need the same room or the same people.

They are shown, never refused, because the planners may know that both are possible. When the reader must not
see the other event, only the time is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import UserPerson
from app.core import clock
from app.core.actor import PEOPLE, Actor
from app.core.database import records
from app.core.database.columns import table_of
from app.core.database.references import referring
from app.core.errors import Forbidden
from app.core.text import fold
from app.events.detail import event_views
from app.events.models import (
    UPCOMING_STATUSES,
    Event,
    EventPerson,
    EventRole,
    EventSession,
    EventStatus,
    RoundTable,
    RoundTableInvitation,
    Venue,
)
from app.events.venues import venue_label
from app.events.views import ClashKind, ClashView, EventView
from app.events.visible import visible_events
from app.partnerships.group_models import WorkingGroup
from app.partnerships.holders import group_members, names_at, role_holders

EVENT, SESSION = table_of(Event), table_of(EventSession)
NAMES_AT_MOST = 20
TAKE_PART: dict[EventRole, ClashKind] = {EventRole.FACILITATOR: "facilitator", EventRole.LECTURER: "lecturer"}
"""Roles that have to be present; an organiser need not."""


class Side(NamedTuple):
    """A session with the facts of its event that decide on clashes. The fields are the selected columns."""

    event_id: int
    partnership_id: int
    group_id: int | None
    territory_id: int | None
    session_id: int
    venue_id: int | None
    starts_at: datetime
    ends_at: datetime


class Pair(NamedTuple):
    """Two sessions at the same time: one of the event in question, one of another event."""

    mine: Side
    other: Side


def event_view(session: Session, actor: Actor, event: Event) -> EventView:
    """The view of one event at its own address; readers who may edit it see its clashes and what keeps it."""
    view = event_views(session, actor, [event])[0]
    if "edit" in view.allowed:
        view.clashes = clashes(session, actor, [view.id])[view.id]
        kept = {} if "delete" in view.allowed else referring(session, Event, [view.id])
        view.referred_by = kept.get(view.id, [])
    return view


def list_clashes(session: Session, actor: Actor, event_id: int) -> list[ClashView]:
    """Raises Forbidden for readers who may not edit the event."""
    event = records.get(session, visible_events(actor).where(Event.id == event_id))
    if not actor.works_in(event.partnership_id):
        raise Forbidden()
    return clashes(session, actor, [event_id])[event_id]


def clashes(session: Session, actor: Actor, event_ids: Collection[int]) -> dict[int, list[ClashView]]:
    """The clashes of each of these events, in the order of the sessions. Past sessions do not clash."""
    pairs = _pairs(session, event_ids, clock.now())
    found: dict[int, list[ClashView]] = {number: [] for number in event_ids}
    if pairs:
        page = _Clashes(session, actor, pairs)
        for pair in pairs:
            found[pair.mine.event_id] += page.of(pair)
    return found


def _pairs(session: Session, event_ids: Collection[int], now: datetime) -> list[Pair]:
    """Sessions of different events that overlap and are not over.

    A draft clashes with published events; published events do not clash with drafts. Intervals are half-open:
    a session that begins when the other ends does not overlap it. The statement compares the span of the
    other event first, because it has an index.
    """
    mine, other = EVENT.alias("mine"), EVENT.alias("other")
    here, there = SESSION.alias("here"), SESSION.alias("there")
    published = other.c.status.in_(UPCOMING_STATUSES)
    statement = (
        sa.select(*_columns(mine, here), *_columns(other, there))
        .select_from(mine)
        .join(here, here.c.event_id == mine.c.id)
        .join(other, sa.and_(other.c.id != mine.c.id, published, _overlap(other, here)))
        .join(there, sa.and_(there.c.event_id == other.c.id, _overlap(there, here)))
        .where(mine.c.id.in_(event_ids), mine.c.status.in_((*UPCOMING_STATUSES, EventStatus.DRAFT)))
        .where(here.c.ends_at > now, there.c.ends_at > now)
        .order_by(here.c.starts_at, here.c.id, there.c.starts_at, there.c.id)
    )
    half = len(Side._fields)
    rows = session.connection().execute(statement)
    return [Pair(Side._make(row[:half]), Side._make(row[half:])) for row in rows]


def _columns(event: sa.FromClause, event_session: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The columns of a `Side`, labelled because both sides have the same names."""
    of_event = [event.c[name] for name in ("id", "partnership_id", "group_id", "territory_id")]
    of_session = [event_session.c[name] for name in ("id", "venue_id", "starts_at", "ends_at")]
    return [column.label(f"{column.table.name}_{column.name}") for column in (*of_event, *of_session)]


def _overlap(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(one.c.starts_at < other.c.ends_at, one.c.ends_at > other.c.starts_at)


class _Clashes:
    """The clashes of all pairs of one answer, with the facts that the pairs share, read at once."""

    def __init__(self, session: Session, actor: Actor, pairs: Sequence[Pair]) -> None:
        self.session, self.reads_names = session, actor.may_use(PEOPLE)
        sides = list(chain.from_iterable(pairs))
        ids = {side.event_id for side in sides}
        self.venues = self._venues({side.venue_id for side in sides if side.venue_id is not None})
        self.named = self._named(ids)
        self.links = self._links(list(chain.from_iterable(self.named.values())))
        inside = [pair for pair in pairs if pair.mine.partnership_id == pair.other.partnership_id]
        groups = {
            group
            for pair in inside
            if pair.mine.group_id and pair.other.group_id
            for group in (pair.mine.group_id, pair.other.group_id)
        }
        self.groups, self.members = self._group_names(groups), group_members(session, groups)
        self.wanted = self._wanted_roles(ids)
        tables = {pair.mine.partnership_id for pair in inside if pair.mine.event_id in self.wanted}
        self.holders = role_holders(session, tables)
        seen = visible_events(actor).where(col(Event.id).in_({pair.other.event_id for pair in pairs}))
        rows = session.execute(seen.with_only_columns(col(Event.id), col(Event.title)))
        self.titles: dict[int, str] = dict(rows.all())

    def _venues(self, ids: Collection[int]) -> dict[int | None, Venue]:
        if not ids:
            return {}
        return {venue.id: venue for venue in self.session.exec(select(Venue).where(col(Venue.id).in_(ids)))}

    def _named(self, event_ids: Collection[int]) -> dict[int, list[EventPerson]]:
        statement = select(EventPerson).where(
            col(EventPerson.event_id).in_(event_ids), col(EventPerson.role).in_(list(TAKE_PART))
        )
        found: dict[int, list[EventPerson]] = defaultdict(list)
        for one in self.session.exec(statement.order_by(col(EventPerson.position), col(EventPerson.id))):
            found[one.event_id].append(one)
        return found

    def _links(self, named: Sequence[EventPerson]) -> set[tuple[int, int]]:
        """Which users are which people: one event may name the user, another one the person."""
        users = {one.user_id for one in named if one.user_id is not None}
        people = {one.person_id for one in named if one.person_id is not None}
        if not users:
            return set()
        known = sa.or_(col(UserPerson.user_id).in_(users), col(UserPerson.person_id).in_(people))
        return set(self.session.exec(select(UserPerson.user_id, UserPerson.person_id).where(known)))

    def _group_names(self, ids: Collection[int]) -> dict[int, str]:
        if not ids:
            return {}
        statement = select(WorkingGroup.id, WorkingGroup.name).where(col(WorkingGroup.id).in_(ids))
        return dict(self.session.exec(statement).all())

    def _wanted_roles(self, event_ids: Collection[int]) -> dict[int, dict[str, str]]:
        """The roles that round tables invite or require, as written, by their folded names."""
        invited = select(RoundTableInvitation.event_id, RoundTableInvitation.role).where(
            col(RoundTableInvitation.event_id).in_(event_ids), col(RoundTableInvitation.role).is_not(None)
        )
        required = select(RoundTable.id, RoundTable.required_roles).where(col(RoundTable.id).in_(event_ids))
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for event_id, role in self.session.exec(invited.order_by(col(RoundTableInvitation.id))):
            if role is not None:
                found[event_id].setdefault(fold(role), role)
        for event_id, roles in self.session.exec(required):
            for role in roles:
                found[event_id].setdefault(fold(role), role)
        return found

    def of(self, pair: Pair) -> Iterator[ClashView]:
        yield from self._room(pair)
        yield from self._people(pair)
        if pair.mine.partnership_id == pair.other.partnership_id:
            yield from self._group(pair)
            yield from self._roles(pair)

    def _clash(
        self,
        pair: Pair,
        what: ClashKind,
        *,
        where: str = "",
        who: Sequence[str] = (),
        count: int | None = None,
        certain: bool = True,
    ) -> ClashView:
        known = pair.other.event_id in self.titles
        return ClashView(
            what=what,
            event_id=pair.other.event_id if known else None,
            title=self.titles.get(pair.other.event_id),
            session_id=pair.mine.session_id,
            other_session_id=pair.other.session_id if known else None,
            starts_at=max(pair.mine.starts_at, pair.other.starts_at),
            ends_at=min(pair.mine.ends_at, pair.other.ends_at),
            where=where,
            who=list(who),
            count=count,
            certain=certain,
        )

    def _room(self, pair: Pair) -> Iterator[ClashView]:
        mine, other = self.venues.get(pair.mine.venue_id), self.venues.get(pair.other.venue_id)
        if mine and other and same_place(mine, other):
            yield self._clash(pair, "room", where=venue_label(mine))

    def _people(self, pair: Pair) -> Iterator[ClashView]:
        """Each person of our event once, by their role at it."""
        seen: set[str] = set()
        others = self.named.get(pair.other.event_id, ())
        for mine in self.named.get(pair.mine.event_id, ()):
            sure = any(self._identity(mine) & self._identity(other) for other in others)
            if fold(mine.name) not in seen and (sure or any(perhaps_same(mine, other) for other in others)):
                seen.add(fold(mine.name))
                yield self._clash(pair, TAKE_PART[mine.role], who=[mine.name], certain=sure)

    def _identity(self, named: EventPerson) -> set[tuple[str, int]]:
        own = {("user", named.user_id), ("person", named.person_id)}
        linked = {
            one
            for user, person in self.links
            if user == named.user_id or person == named.person_id
            for one in (("user", user), ("person", person))
        }
        return {(kind, number) for kind, number in own | linked if number is not None}

    def _group(self, pair: Pair) -> Iterator[ClashView]:
        mine, other = pair.mine.group_id, pair.other.group_id
        if not (mine and other):
            return
        moment = max(pair.mine.starts_at, pair.other.starts_at)
        ours, theirs = (names_at(self.members.get(group, ()), moment) for group in (mine, other))
        shared = [name for person, name in ours.items() if person in theirs]
        if mine == other:
            yield self._clash(pair, "group", who=[self.groups[mine]], count=len(shared))
        elif shared:
            named = shared[:NAMES_AT_MOST] if self.reads_names else []
            yield self._clash(pair, "members", who=named, count=len(shared))

    def _roles(self, pair: Pair) -> Iterator[ClashView]:
        """A role that both tables need and one person holds. Two holders can share the work. Where no holder
        is entered, only tables of one place clash, because each place may have its own holder."""
        theirs = self.wanted.get(pair.other.event_id, {})
        for folded, role in self.wanted.get(pair.mine.event_id, {}).items():
            held = self.holders.get((pair.mine.partnership_id, folded), ())
            holders = names_at(held, pair.mine.starts_at)
            one_place = compatible(pair.mine.territory_id, pair.other.territory_id)
            if folded in theirs and (len(holders) == 1 or (not holders and one_place)):
                who = (list(holders.values()) if self.reads_names else []) or [role]
                yield self._clash(pair, "role", who=who, certain=bool(holders))


def compatible(one: object, other: object) -> bool:
    """Whether the values are equal or one of them is missing."""
    return not one or not other or one == other


def same_place(one: Venue, other: Venue) -> bool:
    """Compare by words: venues are created from forms, so one room exists in several spellings.

    A name without a room is the same only within a partnership, because every town has a town hall. Links of
    online rooms are compared exactly.
    """
    if one.id == other.id or (one.online_url and one.online_url == other.online_url):
        return True
    (name, room, address), (name_2, room_2, address_2) = (
        [fold(word) for word in (venue.name, venue.room, venue.address)] for venue in (one, other)
    )
    if not name or (name, room) != (name_2, room_2):
        return False
    if not (compatible(address, address_2) and compatible(one.territory_id, other.territory_id)):
        return False
    if one.partnership_id == other.partnership_id:
        return bool(room or address) or compatible(one.online_url, other.online_url)
    somewhere = (address and address_2) or (one.territory_id and other.territory_id)
    return bool(room and somewhere)


def perhaps_same(one: EventPerson, other: EventPerson) -> bool:
    """Whether the names are equal and no ids show that they are two people."""
    if fold(one.name) != fold(other.name) or not compatible(one.user_id, other.user_id):
        return False
    return one.partnership_id != other.partnership_id or compatible(one.person_id, other.person_id)

"""Clashes: events at the same time that want the same room or the same people. They are told, never refused:
the people on the spot know that the hall has two doors.

The other event may be one that the reader must not know; then only the time is told, which is their own.
"""

from collections.abc import Collection, Iterator
from typing import Any, cast

from sqlmodel import Session, col

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import fold
from app.events import clash_facts as facts
from app.events.models import Event
from app.events.present import present_events
from app.events.venues import venue_label
from app.events.views import AnyEvent, ClashView, What
from app.events.visible import visible_events

NAMES_AT_MOST = 20


def present_event(session: Session, actor: Actor, event: Event) -> AnyEvent:
    """One event as its own address answers; those who may edit it are told its clashes."""
    view = present_events(session, actor, [event])[0]
    if "edit" in view.allowed:
        view.clashes = clashes(session, actor, [view.id])[view.id]
    return view


def list_clashes(session: Session, actor: Actor, event: Event) -> list[ClashView]:
    """Raises Forbidden for readers who may not edit the event."""
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    number = cast(int, event.id)
    return clashes(session, actor, [number])[number]


def clashes(session: Session, actor: Actor, event_ids: Collection[int]) -> dict[int, list[ClashView]]:
    """Of all these events at once, each by the time of its sittings. What is over clashes with nothing."""
    met = facts.meetings_in_time(session, event_ids, clock.now())
    told: dict[int, list[ClashView]] = {number: [] for number in event_ids}
    if met:
        around = _Around(session, actor, met)
        for pair in met:
            told[pair.mine_id] += around.of(pair)
    return told


class _Around:
    """Everything that the pairs of sittings can share."""

    def __init__(self, session: Session, actor: Actor, met: Any) -> None:
        ids = {pair.mine_id for pair in met} | {pair.other_id for pair in met}
        self.venues = facts.venues_of(session, met)
        self.named = facts.named_at(session, ids)
        self.links = facts.links_of(session, (row for rows in self.named.values() for row in rows))
        inside = [pair for pair in met if pair.mine_partnership_id == pair.other_partnership_id]
        grouped = [pair for pair in inside if pair.mine_group_id and pair.other_group_id]
        groups = {one for pair in grouped for one in (pair.mine_group_id, pair.other_group_id)}
        self.groups, self.members = facts.group_names(session, groups), facts.members_of(session, groups)
        self.wanted = facts.roles_wanted(session, ids)
        tables = {pair.mine_partnership_id for pair in inside if pair.mine_id in self.wanted}
        self.holders = facts.holders_of(session, tables)
        seen = visible_events(actor).where(col(Event.id).in_({pair.other_id for pair in met}))
        rows = session.execute(seen.with_only_columns(col(Event.id), col(Event.title)))
        self.titles: dict[int, str] = {row.id: row.title for row in rows}

    def of(self, pair: Any) -> Iterator[ClashView]:
        yield from self.room(pair)
        yield from self.people(pair)
        if pair.mine_partnership_id == pair.other_partnership_id:
            yield from self.group(pair)
            yield from self.roles(pair)

    def clash(self, pair: Any, what: What, **more: Any) -> ClashView:
        known = pair.other_id in self.titles
        return ClashView(
            what=what,
            event_id=pair.other_id if known else None,
            title=self.titles.get(pair.other_id),
            session_id=pair.here_id,
            other_session_id=pair.there_id if known else None,
            starts_at=max(pair.here_starts_at, pair.there_starts_at),
            ends_at=min(pair.here_ends_at, pair.there_ends_at),
            **more,
        )

    def room(self, pair: Any) -> Iterator[ClashView]:
        here, there = self.venues.get(pair.here_venue_id), self.venues.get(pair.there_venue_id)
        if here and there and same_place(here, there):
            yield self.clash(pair, "room", where=venue_label(here))

    def people(self, pair: Any) -> Iterator[ClashView]:
        """Each of ours once, by what they do at our event."""
        told: set[str] = set()
        for mine in self.named.get(pair.mine_id, ()):
            others = self.named.get(pair.other_id, ())
            sure = any(self.identity(mine) & self.identity(other) for other in others)
            if fold(mine.name) not in told and (sure or any(perhaps_same(mine, other) for other in others)):
                told.add(fold(mine.name))
                yield self.clash(pair, mine.role.value, who=[mine.name], certain=sure)

    def identity(self, named: Any) -> set[tuple[str, int]]:
        own = {("user", named.user_id), ("person", named.person_id)}
        linked = {
            one
            for user, person in self.links
            if user == named.user_id or person == named.person_id
            for one in (("user", user), ("person", person))
        }
        return {one for one in own | linked if one[1] is not None}

    def group(self, pair: Any) -> Iterator[ClashView]:
        mine, other = pair.mine_group_id, pair.other_group_id
        if not (mine and other):
            return
        moment = max(pair.here_starts_at, pair.there_starts_at)
        ours, theirs = (facts.active(self.members.get(group, ()), moment) for group in (mine, other))
        shared = [name for person, name in ours.items() if person in theirs]
        if mine == other:
            yield self.clash(pair, "group", who=[self.groups[mine]], count=len(shared))
        elif shared:
            yield self.clash(pair, "members", who=shared[:NAMES_AT_MOST], count=len(shared))

    def roles(self, pair: Any) -> Iterator[ClashView]:
        """A role that both tables wait for. Two who hold it can share the work; where nobody is entered,
        each place may have its own."""
        theirs = self.wanted.get(pair.other_id, {})
        for folded, role in self.wanted.get(pair.mine_id, {}).items():
            held = self.holders.get((pair.mine_partnership_id, folded), ())
            holders = facts.active(held, pair.here_starts_at)
            one_place = agree(pair.mine_territory_id, pair.other_territory_id)
            if folded in theirs and (len(holders) == 1 or (not holders and one_place)):
                who = list(holders.values()) or [role]
                yield self.clash(pair, "role", who=who, certain=bool(holders))


def agree(one: Any, other: Any) -> bool:
    """Nothing contradicts: the same, or one of them does not say."""
    return not one or not other or one == other


def same_place(one: Any, other: Any) -> bool:
    """Venues are made by naming them, so one room stands there in several spellings.

    A name without a room is the same only within a partnership: every town has a town hall. Links of online
    rooms are compared as they are.
    """
    if one.id == other.id or (one.online_url and one.online_url == other.online_url):
        return True
    words = ("name", "room", "address")
    (name, room, address), (name_2, room_2, address_2) = (
        [fold(getattr(venue, word)) for word in words] for venue in (one, other)
    )
    if not name or (name, room) != (name_2, room_2):
        return False
    if not (agree(address, address_2) and agree(one.territory_id, other.territory_id)):
        return False
    if one.partnership_id == other.partnership_id:
        return bool(room or address) or agree(one.online_url, other.online_url)
    somewhere = (address and address_2) or (one.territory_id and other.territory_id)
    return bool(room and somewhere)


def perhaps_same(one: Any, other: Any) -> bool:
    """The same name, and no numbers that say they are two people."""
    if fold(one.name) != fold(other.name) or not agree(one.user_id, other.user_id):
        return False
    return one.partnership_id != other.partnership_id or agree(one.person_id, other.person_id)

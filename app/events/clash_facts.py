"""What is read to tell clashes: the sittings that meet in time, their places, and who is bound to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import UserPerson
from app.core import clock, text
from app.events.kind_models import RoundTable, RoundTableInvitation
from app.events.models import Event, EventPerson, EventRole, EventSession, EventStatus, Venue
from app.events.people import full_name
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.partnerships.models import PartnershipRole

SESSION, EVENT, VENUE, NAMED, LINK, MEMBER, PERSON, GROUP, INVITED, TABLE, ROLE = (
    cast(Any, table).__table__
    for table in (
        EventSession,
        Event,
        Venue,
        EventPerson,
        UserPerson,
        GroupMember,
        Person,
        WorkingGroup,
        RoundTableInvitation,
        RoundTable,
        PartnershipRole,
    )
)
STANDING = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)
"""A draft is compared with these, and is not yet in anybody's way itself."""
BOUND = (EventRole.FACILITATOR, EventRole.LECTURER)
NAMES = tuple(PERSON.c[name] for name in ("title_before", "first_name", "last_name", "title_after"))
FACTS = ("id", "partnership_id", "group_id", "territory_id")


def meetings_in_time(session: Session, event_ids: Collection[int], now: datetime) -> Sequence[Any]:
    """Pairs of sittings of different events that overlap and are not over.

    Half-open: one that begins when the other ends does not meet it. The span of the other event is
    compared first, because that has an index.
    """
    mine, other = EVENT.alias("mine"), EVENT.alias("other")
    here, there = SESSION.alias("here"), SESSION.alias("there")
    columns = [
        *(side.c[name].label(f"{side.name}_{name}") for side in (mine, other) for name in FACTS),
        *(
            side.c[name].label(f"{side.name}_{name}")
            for side in (here, there)
            for name in ("id", "venue_id", "starts_at", "ends_at")
        ),
    ]
    joined = (
        mine.join(here, here.c.event_id == mine.c.id)
        .join(other, sa.and_(other.c.id != mine.c.id, other.c.status.in_(STANDING), _meets(other, here)))
        .join(there, sa.and_(there.c.event_id == other.c.id, _meets(there, here)))
    )
    statement = (
        sa.select(*columns)
        .select_from(joined)
        .where(mine.c.id.in_(event_ids), mine.c.status.in_((*STANDING, EventStatus.DRAFT)))
        .where(here.c.ends_at > now, there.c.ends_at > now)
        .order_by(here.c.starts_at, here.c.id, there.c.starts_at, there.c.id)
    )
    return session.connection().execute(statement).all()


def _meets(one: Any, other: Any) -> Any:
    return sa.and_(one.c.starts_at < other.c.ends_at, one.c.ends_at > other.c.starts_at)


def venues_of(session: Session, met: Sequence[Any]) -> dict[int, Any]:
    ids = {one for row in met for one in (row.here_venue_id, row.there_venue_id) if one is not None}
    if not ids:
        return {}
    return {row.id: row for row in session.connection().execute(sa.select(VENUE).where(VENUE.c.id.in_(ids)))}


def named_at(session: Session, event_ids: Collection[int]) -> dict[int, list[Any]]:
    """Facilitators and lecturers by event; the organiser need not be there."""
    statement = sa.select(NAMED).where(NAMED.c.event_id.in_(event_ids), NAMED.c.role.in_(BOUND))
    return _by(session.connection().execute(statement.order_by(NAMED.c.position, NAMED.c.id)), "event_id")


def links_of(session: Session, named: Iterable[Any]) -> set[tuple[int, int]]:
    """Which users are which people: the same woman may be named as either."""
    rows = list(named)
    users = {row.user_id for row in rows if row.user_id is not None}
    people = {row.person_id for row in rows if row.person_id is not None}
    if not users:
        return set()
    known = sa.or_(LINK.c.user_id.in_(users), LINK.c.person_id.in_(people))
    found = session.connection().execute(sa.select(LINK.c.user_id, LINK.c.person_id).where(known))
    return {(row.user_id, row.person_id) for row in found}


def group_names(session: Session, group_ids: Collection[int]) -> dict[int, str]:
    if not group_ids:
        return {}
    rows = session.connection().execute(sa.select(GROUP.c.id, GROUP.c.name).where(GROUP.c.id.in_(group_ids)))
    return {row.id: row.name for row in rows}


def members_of(session: Session, group_ids: Collection[int]) -> dict[int, list[Any]]:
    """Members by group with their spans; organisations without a person cannot be in two places."""
    if not group_ids:
        return {}
    statement = (
        sa.select(MEMBER.c.group_id, MEMBER.c.person_id, MEMBER.c.since, MEMBER.c.until, *NAMES)
        .join(PERSON, PERSON.c.id == MEMBER.c.person_id)
        .where(MEMBER.c.group_id.in_(group_ids))
        .order_by(PERSON.c.sort_key, PERSON.c.id)
    )
    return _by(session.connection().execute(statement), "group_id")


def roles_wanted(session: Session, event_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The roles that round tables invite and those they require, as written, by their folded names."""
    invited = sa.select(INVITED.c.event_id, INVITED.c.role).where(
        INVITED.c.event_id.in_(event_ids), INVITED.c.role.is_not(None)
    )
    required = sa.select(TABLE.c.id, TABLE.c.required_roles).where(TABLE.c.id.in_(event_ids))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for event_id, role in session.connection().execute(invited.order_by(INVITED.c.id)):
        found[event_id].setdefault(text.fold(role), role)
    for event_id, roles in session.connection().execute(required):
        for role in roles:
            found[event_id].setdefault(text.fold(role), role)
    return found


def holders_of(session: Session, partnership_ids: Collection[int]) -> dict[tuple[int, str], list[Any]]:
    """Who holds a role, by partnership and the folded name of the role."""
    if not partnership_ids:
        return {}
    statement = (
        sa.select(ROLE.c.partnership_id, ROLE.c.role, ROLE.c.person_id, ROLE.c.since, ROLE.c.until, *NAMES)
        .join(PERSON, PERSON.c.id == ROLE.c.person_id)
        .where(ROLE.c.partnership_id.in_(partnership_ids))
        .order_by(ROLE.c.position, ROLE.c.id)
    )
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in session.connection().execute(statement):
        found[row.partnership_id, text.fold(row.role)].append(row)
    return found


def active(rows: Iterable[Any], moment: datetime) -> dict[int, str]:
    """Names by person of those whose span holds that day."""
    day: date = clock.day_of(moment)
    return {
        row.person_id: full_name(row)
        for row in rows
        if (row.since is None or row.since <= day) and (row.until is None or row.until >= day)
    }


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found

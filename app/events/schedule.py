"""The public schedule, one row per session. SQLAlchemy Core, because it is requested more than all the rest.

It selects columns, caches statements by the filters that are set, and returns plain dictionaries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, select

from app.core import clock, text
from app.core.actor import Actor
from app.core.database import prepared
from app.core.database.columns import like_word, table_of
from app.core.database.engine import is_sqlite
from app.core.errors import Invalid
from app.core.json_values import Json
from app.core.settings import Settings
from app.core.web import keyset, paging
from app.core.web.keyset import Condition
from app.core.web.paging import Deleted
from app.events.models import UPCOMING_STATUSES, Event, EventSession, Venue
from app.events.online import PUBLIC_LINK
from app.events.schedule_revision import revision_and_instant
from app.events.status import ListedSeats, availability_of, listed_seats, status_at
from app.events.views import ScheduleFilters, ScheduleQuery, first_instant, last_instant
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from app.territories.service import below

Row = Json
"""A row of the answer, in the shape of `ScheduleRow`."""
Values = Json
"""Values of the filters that are set, by name."""

S, E, V = table_of(EventSession), table_of(Event), table_of(Venue)
BODY, HOME = table_of(Organisation), table_of(Partnership)
PLACE = S.join(E, E.c.id == S.c.event_id).outerjoin(V, V.c.id == S.c.venue_id)
TERRITORY = sa.func.coalesce(E.c.territory_id, V.c.territory_id)
WORDS = [f"q{place}" for place in range(text.MOST_SEARCH_WORDS)]
CONDITIONS: dict[str, Condition] = {
    "from_": S.c.starts_at >= sa.bindparam("from_"),
    "to": S.c.starts_at < sa.bindparam("to"),
    "kind": E.c.kind.in_(sa.bindparam("kind", expanding=True)),
    "territory": TERRITORY.in_(below(sa.bindparam("territory", type_=sa.Integer))),
    "territory_code": TERRITORY.in_(below(sa.bindparam("territory_code", type_=sa.String))),
    "partnership": E.c.partnership_id == sa.bindparam("partnership"),
    "group": E.c.group_id == sa.bindparam("group"),
    "project": E.c.project_id == sa.bindparam("project"),
    "series": E.c.series_id == sa.bindparam("series"),
    "event": S.c.event_id == sa.bindparam("event"),
    **{name: E.c.folded_text.contains(sa.bindparam(name), escape="/") for name in WORDS},
    "updated_since": S.c.updated_at >= sa.bindparam("updated_since"),
    "after": sa.and_(
        S.c.starts_at >= sa.bindparam("after_start"),
        sa.or_(S.c.starts_at > sa.bindparam("after_start"), S.c.id > sa.bindparam("after_id")),
    ),
    "before": sa.and_(
        S.c.starts_at <= sa.bindparam("before_start"),
        sa.or_(S.c.starts_at < sa.bindparam("before_start"), S.c.id < sa.bindparam("before_id")),
    ),
    "ids": S.c.id.in_(sa.bindparam("ids", expanding=True)),
}


def _instant(column: sa.ColumnElement[Any], name: str) -> sa.Label[datetime]:
    """Select without our type for aware instants, whose conversion costs more than the rest of the row."""
    return sa.type_coerce(column, sa.DateTime(timezone=True)).label(name)


def _word(column: sa.ColumnElement[Any], name: str) -> sa.Label[str]:
    return sa.type_coerce(column, sa.String).label(name)


class ListedSession(NamedTuple):
    """A row as selected. SQLite returns UTC instants without a zone."""

    id: int
    event_id: int
    kind: str
    title: str
    start: datetime
    end: datetime
    venue_id: int | None
    name: str
    address: str
    room: str
    venue_territory_id: int | None
    online_url: str | None
    online: bool
    territory_id: int | None
    partnership_id: int
    status: str
    version: int
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    capacity: int | None
    taken: int
    waiting: int
    waiting_list: bool
    registration_policy: str


LISTED = (
    S.c.id,
    S.c.event_id,
    _word(E.c.kind, "kind"),
    E.c.title,
    _instant(S.c.starts_at, "start"),
    _instant(S.c.ends_at, "end"),
    S.c.venue_id,
    V.c.name,
    V.c.address,
    V.c.room,
    V.c.territory_id.label("venue_territory_id"),
    PUBLIC_LINK,
    V.c.online_url.is_not(None).label("online"),
    E.c.territory_id,
    S.c.partnership_id,
    _word(E.c.status, "status"),
    S.c.version,
    _instant(S.c.updated_at, "updated_at"),
    _instant(E.c.starts_at, "starts_at"),
    _instant(E.c.ends_at, "ends_at"),
    _instant(E.c.registration_opens_at, "registration_opens_at"),
    _instant(E.c.registration_closes_at, "registration_closes_at"),
    E.c.capacity,
    (E.c.taken + E.c.kept).label("taken"),
    E.c.waiting,
    E.c.waiting_list,
    _word(E.c.registration_policy, "registration_policy"),
)


class ExportedSession(NamedTuple):
    """A row for the calendar and the open data, which show more. Without a venue its texts are empty.
    `previous`: on the first session the start of the event before its last move.
    """

    id: int
    event_id: int
    title: str
    description: str
    note: str
    start: datetime
    end: datetime
    venue_id: int | None
    name: str
    address: str
    room: str
    online_url: str | None
    online: bool
    status: str
    calendar_sequence: int
    updated_at: datetime
    organiser: str
    previous: datetime | None


EXPORTED = (
    S.c.id,
    S.c.event_id,
    E.c.title,
    E.c.description,
    S.c.note,
    _instant(S.c.starts_at, "start"),
    _instant(S.c.ends_at, "end"),
    S.c.venue_id,
    *(sa.func.coalesce(V.c[name], "").label(name) for name in ("name", "address", "room")),
    PUBLIC_LINK,
    V.c.online_url.is_not(None).label("online"),
    _word(E.c.status, "status"),
    E.c.calendar_sequence,
    _instant(S.c.updated_at, "updated_at"),
    sa.func.coalesce(BODY.c.name, HOME.c.name).label("organiser"),
    _instant(sa.case((S.c.starts_at == E.c.starts_at, E.c.previous_starts_at)), "previous"),
)


@dataclass
class SchedulePage:
    """A page of the schedule, valid for this revision until `valid_until`, when the clock changes it.

    `previous` and `cursor` are the cursors of the pages before and after it.
    """

    rows: Sequence[Row | Deleted]
    previous: str | None
    cursor: str | None
    total: int | None
    synced_until: datetime
    revision: int
    valid_until: datetime | None


def read_schedule(session: Session, query: ScheduleQuery) -> SchedulePage:
    """Reads the revision before the rows: a change in between only makes the cached answer expire early."""
    revision, until = revision_and_instant(session)
    if query.updated_since:
        return _changed_rows(session, query, revision)
    values = values_of(query)
    total = _count(session, values) if query.count else None
    back = keyset.is_backwards(query.cursor)
    if query.cursor:
        values |= _beside(query.cursor, "before" if back else "after")
    now = _comparable(session, clock.now())
    found = _listed(session, _page(frozenset(values)), _flat(values, limit=query.limit + 1))
    shown, is_more = found[: query.limit], len(found) > query.limit
    if back:
        shown.reverse()
    is_before, is_after = (is_more, True) if back else (query.cursor is not None, is_more)
    return SchedulePage(
        _rows(session, shown, now),
        keyset.BACKWARDS + _cursor(shown[0]) if shown and is_before else None,
        _cursor(shown[-1]) if shown and is_after else None,
        total,
        until,
        revision,
        _valid_until(query, shown, now),
    )


def _cursor(row: ListedSession) -> str:
    return keyset.encode([aware(row.start).isoformat(), row.id])


def read_for_export(session: Session, query: ScheduleFilters, at_most: int) -> list[ExportedSession]:
    values = values_of(query)
    statement = (
        sa.select(*EXPORTED)
        .select_from(
            PLACE.join(HOME, HOME.c.id == E.c.partnership_id).outerjoin(
                BODY, sa.and_(BODY.c.id == E.c.organiser_id, BODY.c.public)
            )
        )
        .where(*_conditions(values))
        .order_by(S.c.starts_at, S.c.id)
        .limit(at_most)
    )
    return list(map(ExportedSession._make, session.connection().execute(statement, _flat(values))))


def _listed(session: Session, statement: sa.Select[*tuple[Any, ...]], values: Values) -> list[ListedSession]:
    if values.keys() & {"kind", "ids"}:  # a list of unknown length cannot be prepared
        return list(map(ListedSession._make, session.connection().execute(statement, values)))
    return prepared.rows(session, statement, values)


def _changed_rows(session: Session, query: ScheduleQuery, revision: int) -> SchedulePage:
    """Rows by id, with tombstones for rows no longer shown, for systems that synchronise."""
    values = values_of(query)
    values.pop("updated_since")
    visible = select(EventSession).select_from(PLACE).where(*_conditions(values)).params(_flat(values))

    def rows(found: Sequence[EventSession]) -> list[Row]:
        by_id = {
            row["id"]: row
            for row in _rows_of_sessions(session, [event_session.id for event_session in found])
        }
        return [by_id[event_session.id] for event_session in found]

    page = paging.synced_page(session, Actor(), EventSession, visible, query, rows)
    until = page.synced_until or clock.now()
    return SchedulePage(page.results, page.previous, page.cursor, page.total, until, revision, clock.now())


def _rows_of_sessions(session: Session, ids: Sequence[int | None]) -> list[Row]:
    statement = sa.select(*LISTED).select_from(PLACE).where(CONDITIONS["ids"])
    found = _listed(session, statement, {"ids": list(ids)})
    return _rows(session, found, _comparable(session, clock.now()))


def values_of(query: ScheduleFilters) -> Values:
    """The filters that are set, as parameters of the statements."""
    plain = ("partnership", "group", "project", "series", "event", "updated_since")
    values = {name: value for name in plain if (value := getattr(query, name)) is not None}
    if query.territory is not None:
        values["territory_code" if isinstance(query.territory, str) else "territory"] = query.territory
    if query.kind:
        values["kind"] = list(query.kind)
    if query.q:
        values |= dict(zip(WORDS, map(like_word, text.search_words(query.q)), strict=False))
    if query.to is not None:
        values["to"] = last_instant(query.to)
    if query.from_ is not None:
        values["from_"] = first_instant(query.from_)
    elif query.updated_since is None and query.event is None:
        values["from_"] = clock.start_of(clock.today())
    return values


def _flat(values: Values, **more: object) -> Values:
    return {name: value for name, value in values.items() if name not in ("after", "before")} | more


def _beside(cursor: str, side: str) -> Values:
    """`after` or `before` the row that the cursor names."""
    start, row_id = keyset.decode(cursor, 2)
    try:
        return {side: True, f"{side}_start": keyset.parse_instant(start), f"{side}_id": row_id}
    except ValueError as error:
        raise Invalid("?cursor", "bad_cursor") from error


def _conditions(names: Iterable[str]) -> list[Condition]:
    return [S.c.listed == sa.true(), *(CONDITIONS[name] for name in sorted(names) if name in CONDITIONS)]


@lru_cache(maxsize=512)
def _page(names: frozenset[str]) -> sa.Select[*tuple[Any, ...]]:
    """Cached per combination of filters, because composing a statement takes longer than executing it."""
    statement = sa.select(*LISTED).select_from(PLACE).where(*_conditions(names))
    order = (S.c.starts_at.desc(), S.c.id.desc()) if "before" in names else (S.c.starts_at, S.c.id)
    return statement.order_by(*order).limit(sa.bindparam("limit", type_=sa.Integer))


def _count(session: Session, values: Values) -> int:
    statement = sa.select(sa.func.count()).select_from(PLACE).where(*_conditions(values))
    return session.connection().execute(statement, _flat(values)).scalar_one()


def _comparable(session: Session, now: datetime) -> datetime:
    """The instant as the database returns it: SQLite returns UTC without a zone."""
    return now.replace(tzinfo=None) if is_sqlite(session) else now


def aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rows(session: Session, found: Iterable[ListedSession], now: datetime) -> list[Row]:
    settings: Settings = session.info["settings"]
    base = f"{settings.public_url.rstrip('/')}/events/"
    return [_row(base, now, one) for one in found]


def _row(base: str, now: datetime, one: ListedSession) -> Row:
    venue = None
    if one.venue_id is not None:
        venue = {
            "id": one.venue_id,
            "name": one.name,
            "address": one.address,
            "room": one.room,
            "territory_id": one.venue_territory_id,
            "online_url": one.online_url,
            "online": bool(one.online),
        }
    return {
        "id": one.id,
        "event_id": one.event_id,
        "kind": one.kind,
        "title": one.title,
        "starts_at": one.start,
        "ends_at": one.end,
        "venue": venue,
        "territory_id": one.territory_id or one.venue_territory_id,
        "partnership_id": one.partnership_id,
        "status": status_at(one, now).value,
        "seats": _seats(one, now),
        "url": f"{base}{one.event_id}",
        "version": one.version,
        "updated_at": one.updated_at,
    }


def _seats(one: ListedSession, now: datetime) -> ListedSeats:
    found = availability_of(
        one.status,
        one.registration_opens_at,
        one.registration_closes_at or one.starts_at,
        one.ends_at,
        one.capacity,
        one.taken,
        one.waiting,
        one.waiting_list,
        now,
    )
    return listed_seats(found, one.registration_policy)


def _valid_until(query: ScheduleFilters, found: Sequence[ListedSession], now: datetime) -> datetime | None:
    """When the clock changes the answer: a registration opens or closes, or a new day begins."""
    turns = [
        turn
        for row in found
        if row.status in UPCOMING_STATUSES
        for turn in (row.starts_at, row.ends_at, row.registration_opens_at, row.registration_closes_at)
        if turn is not None and turn > now
    ]
    midnight = None if query.from_ is not None else clock.end_of(clock.today())
    first = aware(min(turns)) if turns else None
    return min(filter(None, (first, midnight)), default=None)

"""The public schedule: one row per session, for everybody the same.

It is asked for more often than everything else together, so it selects columns, keeps its statements by the
filters that are set, and writes plain dictionaries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, paging, prepared, text
from app.core.actor import Actor
from app.core.db import is_sqlite
from app.core.errors import Invalid
from app.core.settings import Settings
from app.events.clock import MOVING, seats_word
from app.events.models import Event, EventSession, Venue
from app.events.revision import revision_and_instant
from app.events.schedule_views import ScheduleFilters, ScheduleQuery
from app.events.visible import first_instant, last_instant
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from app.territories.service import below

S, E, V, BODY, HOME = (
    cast(Any, table).__table__ for table in (EventSession, Event, Venue, Organisation, Partnership)
)
TERRITORY = sa.func.coalesce(E.c.territory_id, V.c.territory_id)
PLACE = S.join(E, E.c.id == S.c.event_id).outerjoin(V, V.c.id == S.c.venue_id)
CONDITIONS: dict[str, Any] = {
    "from_": S.c.starts_at >= sa.bindparam("from_"),
    "to": S.c.starts_at < sa.bindparam("to"),
    "kind": E.c.kind.in_(sa.bindparam("kind", expanding=True)),
    "territory": TERRITORY.in_(below(cast(Any, sa.bindparam("territory")))),
    "partnership": E.c.partnership_id == sa.bindparam("partnership"),
    "group": E.c.group_id == sa.bindparam("group"),
    "project": E.c.project_id == sa.bindparam("project"),
    "series": E.c.series_id == sa.bindparam("series"),
    "event": S.c.event_id == sa.bindparam("event"),
    "q": E.c.folded_text.contains(sa.bindparam("q"), escape="/"),
    "updated_since": S.c.updated_at >= sa.bindparam("updated_since"),
    "after": sa.and_(
        S.c.starts_at >= sa.bindparam("after_start"),
        sa.or_(S.c.starts_at > sa.bindparam("after_start"), S.c.id > sa.bindparam("after_id")),
    ),
    "ids": S.c.id.in_(sa.bindparam("ids", expanding=True)),
}


def _instant(column: Any) -> Any:
    """Without the aware type, whose conversion in Python costs more than all the rest of the row."""
    return sa.type_coerce(column, sa.DateTime(timezone=True)).label(column.key)


def _word(column: Any) -> Any:
    return sa.type_coerce(column, sa.String).label(column.key)


SHOWN = (
    S.c.id,
    S.c.event_id,
    _word(E.c.kind),
    E.c.title,
    _instant(S.c.starts_at).label("start"),
    _instant(S.c.ends_at).label("end"),
    S.c.venue_id,
    V.c.name,
    V.c.address,
    V.c.room,
    V.c.territory_id.label("venue_territory_id"),
    V.c.online_url,
    E.c.territory_id,
    S.c.partnership_id,
    _word(E.c.status),
    S.c.version,
    _instant(S.c.updated_at),
    _instant(E.c.starts_at),
    _instant(E.c.ends_at),
    _instant(E.c.registration_opens_at),
    _instant(E.c.registration_closes_at),
    E.c.capacity,
    (E.c.taken + E.c.kept).label("taken"),
    E.c.waiting,
    E.c.waiting_list,
)
TURNS = slice(17, 21)
"""Of these: when the event starts and ends, when its registration opens and closes."""
MORE = (
    E.c.description,
    S.c.note,
    E.c.calendar_sequence,
    sa.func.coalesce(BODY.c.name, HOME.c.name).label("organiser"),
)
"""What the calendar and the open data say beside."""


@dataclass
class Shown:
    """A page of the schedule. It is good for this revision until `valid_until`, when a word in it turns."""

    rows: list[Any]
    cursor: str | None
    total: int | None
    synced_until: datetime
    revision: int
    valid_until: datetime | None


def read_schedule(session: Session, query: ScheduleQuery) -> Shown:
    """The revision is read before the rows: what comes between only makes the kept answer expire early."""
    revision, until = revision_and_instant(session)
    if query.updated_since:
        return _changed_rows(session, query, revision)
    values = values_of(query)
    total = _count(session, values) if query.count else None
    if query.cursor:
        values |= _after(query.cursor)
    now = _comparable(session, clock.now())
    found = _found(session, _page(frozenset(values)), _flat(values, limit=query.limit + 1))
    kept = found[: query.limit]
    cursor = None
    if len(found) > query.limit:
        cursor = paging.encode([aware(kept[-1].start).isoformat(), kept[-1].id])
    return Shown(_rows(session, kept, now), cursor, total, until, revision, _turn(query, kept, now))


def read_everything(session: Session, query: ScheduleFilters, at_most: int) -> Sequence[Any]:
    """Rows with more to say, for the calendar and the open data. Instants come aware."""
    values = values_of(query)
    statement = (
        sa.select(*SHOWN, *MORE)
        .select_from(
            PLACE.join(HOME, HOME.c.id == E.c.partnership_id).outerjoin(BODY, BODY.c.id == E.c.organiser_id)
        )
        .where(*_conditions(values))
        .order_by(S.c.starts_at, S.c.id)
        .limit(at_most)
    )
    return session.connection().execute(statement, _flat(values)).all()


def _found(session: Session, statement: Any, values: dict[str, Any]) -> Sequence[Any]:
    if "kind" in values:  # a list
        return session.connection().execute(statement, values).all()
    return prepared.rows(session, statement, values)


def _changed_rows(session: Session, query: ScheduleQuery, revision: int) -> Shown:
    """By id, with what is no longer shown as deleted; other systems keep in step with this."""
    values = values_of(query)
    values.pop("updated_since")
    visible = sa.select(EventSession).select_from(PLACE).where(*_conditions(values)).params(_flat(values))

    def present(found: list[Any]) -> list[Any]:
        rows = {row["id"]: row for row in rows_of_sessions(session, [sitting.id for sitting in found])}
        return [rows[sitting.id] for sitting in found]

    page = paging.synced_page(session, Actor(), EventSession, visible, query, present)
    until = page.synced_until or clock.now()
    return Shown(list(page.results), page.cursor, page.total, until, revision, clock.now())


def rows_of_sessions(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    statement = sa.select(*SHOWN).select_from(PLACE).where(CONDITIONS["ids"])
    found = session.connection().execute(statement, {"ids": list(ids)}).all()
    return _rows(session, found, _comparable(session, clock.now()))


def values_of(query: ScheduleFilters) -> dict[str, Any]:
    """The filters that are set, as the statements take them."""
    plain = ("territory", "partnership", "group", "project", "series", "event", "updated_since")
    values = {name: value for name in plain if (value := getattr(query, name)) is not None}
    if query.kind:
        values["kind"] = list(query.kind)
    if query.q:
        values["q"] = text.fold(query.q).replace("/", "//").replace("%", "/%").replace("_", "/_")
    if query.to is not None:
        values["to"] = last_instant(query.to)
    if query.from_ is not None:
        values["from_"] = first_instant(query.from_)
    elif query.updated_since is None and query.event is None:
        values["from_"] = clock.start_of(clock.today())
    return values


def _flat(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "after"} | more


def _after(cursor: str) -> dict[str, Any]:
    start, last = paging.decode(cursor, 2)
    try:
        return {"after": True, "after_start": paging.instant(start), "after_id": last}
    except ValueError as error:
        raise Invalid("?cursor", "bad_cursor") from error


def _conditions(names: Iterable[str]) -> list[Any]:
    return [S.c.listed == sa.true(), *(CONDITIONS[name] for name in sorted(names) if name in CONDITIONS)]


@lru_cache(maxsize=512)
def _page(names: frozenset[str]) -> Any:
    """Made once for each combination of filters: composing a statement takes longer than carrying it out."""
    statement = sa.select(*SHOWN).select_from(PLACE).where(*_conditions(names))
    return statement.order_by(S.c.starts_at, S.c.id).limit(sa.bindparam("limit", type_=sa.Integer))


def _count(session: Session, values: dict[str, Any]) -> int:
    statement = sa.select(sa.func.count()).select_from(PLACE).where(*_conditions(values))
    return session.connection().execute(statement, _flat(values)).scalar_one()


def _comparable(session: Session, now: datetime) -> datetime:
    """SQLite gives instants without their zone, which is UTC."""
    return now.replace(tzinfo=None) if is_sqlite(session) else now


def aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rows(session: Session, found: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    settings: Settings = session.info["settings"]
    base = f"{settings.public_url.rstrip('/')}/events/"
    return [_row(base, now, *row) for row in found]


def _row(
    base: str,
    now: datetime,
    session_id: int,
    event_id: int,
    kind: str,
    title: str,
    start: datetime,
    end: datetime,
    venue: int | None,
    name: str,
    address: str,
    room: str,
    venue_territory: int | None,
    online_url: str | None,
    territory: int | None,
    partnership: int,
    status: str,
    version: int,
    updated: datetime,
    starts: datetime,
    ends: datetime,
    opens: datetime | None,
    closes: datetime | None,
    capacity: int | None,
    taken: int,
    waiting: int,
    waiting_list: bool,
) -> dict[str, Any]:
    """The columns of `SHOWN` by their places: looking each up by its name would take as long as the query."""
    where = None
    if venue is not None:
        where = {
            "id": venue,
            "name": name,
            "address": address,
            "room": room,
            "territory_id": venue_territory,
            "online_url": online_url,
        }
    return {
        "id": session_id,
        "event_id": event_id,
        "kind": kind,
        "title": title,
        "starts_at": start,
        "ends_at": end,
        "venue": where,
        "territory_id": territory or venue_territory,
        "partnership_id": partnership,
        "status": status,
        "seats": seats_word(
            status, opens, closes or starts, ends, capacity, taken, waiting, waiting_list, now
        ),
        "url": f"{base}{event_id}",
        "version": version,
        "updated_at": updated,
    }


def _turn(query: ScheduleFilters, found: Sequence[Any], now: datetime) -> datetime | None:
    """When the clock alone changes the answer: a registration opens or closes, or today becomes yesterday."""
    moving = [row[TURNS] for row in found if row.status in MOVING]
    turns = [turn for row in moving for turn in row if turn is not None and turn > now]
    midnight = None if query.from_ is not None else clock.end_of(clock.today())
    first = aware(min(turns)) if turns else None
    return min(filter(None, (first, midnight)), default=None)

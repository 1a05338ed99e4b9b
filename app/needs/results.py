"""The result of a round table: written after it, carried into the next round, compared over a series."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden, NotFound, Problem
from app.core.web import paging
from app.core.web.keyset import SortKey, Sorts, key_of, referred
from app.core.web.paging import Slice
from app.courses.models import EventKind, Series, SeriesTopic
from app.courses.series import visible_series
from app.events.access import check_reader, check_recorder, is_named_on
from app.events.models import Event, EventStatus
from app.events.visible import visible_events
from app.needs.models import ResultBase, RoundTableResult
from app.needs.shapes import ResultUpdate, ResultView, SeriesResultRow, SeriesResultsQuery, TableBrief
from app.territories.models import Territory

PARTS = tuple(ResultBase.model_fields)
SORTS: Sorts = {
    "territory_name": referred(Territory, col(Territory.sort_key), col(Event.territory_id)),
    "starts_at": col(Event.starts_at),
}


def get_result(session: Session, actor: Actor, event_id: int) -> ResultView:
    """For the staff of the partnership and for facilitators who are named at the table."""
    table = _table(session, event_id)
    check_reader(session, actor, event_id, table.partnership_id)
    return _view(session, actor, table, _stored(session, event_id))


def put_result(session: Session, actor: Actor, event_id: int, version: int, body: ResultUpdate) -> ResultView:
    """The version of a result that is not written yet is 0."""
    table = _table(session, event_id)
    check_recorder(session, actor, event_id, table.partnership_id)
    result = _stored(session, event_id)
    if version not in (records.ANY_VERSION, result.version if result else 0):
        raise Problem("stale", version=result.version if result else 0)
    if result is None and not any(getattr(body, name) for name in PARTS):
        return _view(session, actor, table, None)  # nothing was written, so there is nothing to keep
    if result is None:
        result = RoundTableResult(event_id=event_id, partnership_id=table.partnership_id)
        session.add(result)
    for name in PARTS:
        setattr(result, name, getattr(body, name))
    session.flush()
    return _view(session, actor, table, result)


def _table(session: Session, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None or event.kind != EventKind.ROUND_TABLE:
        raise NotFound()
    return event


def _stored(session: Session, event_id: int) -> RoundTableResult | None:
    statement = select(RoundTableResult).where(col(RoundTableResult.event_id) == event_id)
    return session.exec(statement).one_or_none()


def _view(session: Session, actor: Actor, table: Event, result: RoundTableResult | None) -> ResultView:
    before = _previous(session, table)
    left = _stored(session, before.id) if before else None
    shown: ResultBase = result or ResultBase()
    writes = actor.writes(table.partnership_id) or is_named_on(session, actor, table.id)
    return ResultView(
        event_id=table.id,
        **{name: getattr(shown, name) for name in PARTS},
        previous=TableBrief(id=before.id, title=before.title) if before else None,
        planned=left.next_programme if left else [],
        version=result.version if result else 0,
        updated_at=result.updated_at if result else None,
        allowed=["edit"] if writes else [],
    )


def _previous(session: Session, table: Event) -> Event | None:
    """The table before in the same series and territory, by the order of the topics."""
    if table.series_id is None or table.topic_id is None or table.territory_id is None:
        return None
    here = session.get_one(SeriesTopic, table.topic_id).position
    statement = (
        select(Event)
        .join(SeriesTopic, col(SeriesTopic.id) == col(Event.topic_id))
        .where(
            Event.series_id == table.series_id,
            Event.territory_id == table.territory_id,
            col(Event.status) != EventStatus.CANCELLED,
            col(SeriesTopic.position) < here,
        )
        .order_by(col(SeriesTopic.position).desc(), col(Event.id).desc())
    )
    return session.exec(statement.limit(1)).first()


def list_results(
    session: Session, actor: Actor, series_id: int, query: SeriesResultsQuery
) -> Slice[SeriesResultRow]:
    """The results of a series that are written, for the readers of the inside of its partnership."""
    series = records.get(session, visible_series(actor).where(col(Series.id) == series_id))
    if not actor.reads(series.partnership_id):
        raise Forbidden()
    statement = visible_events(actor).join(RoundTableResult, col(RoundTableResult.event_id) == col(Event.id))
    statement = statement.where(Event.series_id == series_id)
    if query.topic:
        statement = statement.where(Event.topic_id == query.topic)
    key: SortKey = key_of(col(Event.id), query.sort, SORTS)

    def to_views(found: Sequence[Event]) -> list[SeriesResultRow]:
        return _rows(session, found)

    return paging.page(session, statement, query, to_views, key)


def _rows(session: Session, tables: Sequence[Event]) -> list[SeriesResultRow]:
    ids = [table.id for table in tables]
    stored = session.exec(select(RoundTableResult).where(col(RoundTableResult.event_id).in_(ids)))
    results = {result.event_id: result for result in stored}
    topic_ids, place_ids = ({getattr(one, name) for one in tables} for name in ("topic_id", "territory_id"))
    of_topic = select(SeriesTopic.id, SeriesTopic.title).where(col(SeriesTopic.id).in_(topic_ids))
    topics: dict[int | None, str] = dict(session.exec(of_topic).all())
    of_place = select(Territory.id, Territory.name).where(col(Territory.id).in_(place_ids))
    places: dict[int | None, str] = dict(session.exec(of_place).all())
    return [
        SeriesResultRow(
            id=table.id,
            title=table.title,
            starts_at=table.starts_at,
            topic_id=table.topic_id,
            topic_title=topics.get(table.topic_id),
            territory_id=table.territory_id,
            territory_name=places.get(table.territory_id),
            **{name: getattr(results[table.id], name) for name in PARTS},
        )
        for table in tables
    ]

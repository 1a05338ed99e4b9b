"""Services of series with the rows and columns of their grids."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import reactions, text
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.core.database.references import referring
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.searched import all_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, counted, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.courses.activity import check_project
from app.courses.models import (
    Course,
    EventKind,
    Series,
    SeriesCreate,
    SeriesQuery,
    SeriesTerritory,
    SeriesTopic,
    SeriesUpdate,
    SeriesView,
    TerritoryBrief,
    TopicBody,
    TopicView,
)
from app.partnerships.models import Partnership
from app.territories.service import find_id

PARTICIPANT_ROLES = {"admin", "coordinator", "auditor", "facilitator", "member"}
EQUALITY_FILTERS = {
    "partnership": col(Series.partnership_id),
    "project": col(Series.project_id),
    "activity": col(Series.project_activity_id),
    "kind": col(Series.kind),
}
NESTED = {"topics", "territories"}
SORTS: Sorts = {
    "title": by_words(col(Series.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Series.partnership_id)),
    "kind": order_of(col(Series.kind), EventKind),
    "topics": counted(SeriesTopic, col(SeriesTopic.series_id), col(Series.id)),
    "territories": counted(SeriesTerritory, col(SeriesTerritory.series_id), col(Series.id)),
    "target": col(Series.target),
}
SHOWN = (selectinload(rel(Series.topics)), selectinload(rel(Series.territories)))


def visible_series(actor: Actor, query: SeriesQuery | None = None) -> SelectOfScalar[Series]:
    """Series are internal plans, for people who take part in the partnership."""
    statement = select(Series)
    inside = actor.partnerships(PARTICIPANT_ROLES)
    if inside is not None:
        statement = statement.where(col(Series.partnership_id).in_(inside))
    if query is None:
        return statement
    for name, column in EQUALITY_FILTERS.items():
        if (value := getattr(query, name)) is not None:
            statement = statement.where(column == value)
    if query.q:
        statement = statement.where(*all_words(col(Series.folded_title), query.q))
    return statement


def list_series(session: Session, actor: Actor, query: SeriesQuery) -> Slice[SeriesView | Deleted]:
    def to_views(found: Sequence[Series]) -> list[SeriesView]:
        return _views(session, actor, found)

    statement = visible_series(actor, query).options(*SHOWN)
    return paging.synced_page(session, actor, Series, statement, query, to_views, sorts=SORTS)


def _views(session: Session, actor: Actor, found: Sequence[Series]) -> list[SeriesView]:
    kept = referring(session, Series, [one.id for one in found if actor.writes(one.partnership_id)])
    return [
        SeriesView.of(
            series,
            topics=[TopicView.of(topic) for topic in series.topics],
            territories=[TerritoryBrief.of(territory) for territory in series.territories],
            allowed=_allowed(actor, series.partnership_id, kept=series.id in kept),
            referred_by=kept.get(series.id, []),
        )
        for series in found
    ]


def _one(actor: Actor, series_id: int | None) -> SelectOfScalar[Series]:
    return visible_series(actor).where(col(Series.id) == series_id)


def find_series(session: Session, actor: Actor, series_id: int) -> Series:
    return records.get(session, _one(actor, series_id))


def get_series(session: Session, actor: Actor, series_id: int | None) -> SeriesView:
    """Read from the database, also after a change."""
    statement = _one(actor, series_id).options(*SHOWN).execution_options(populate_existing=True)
    return _views(session, actor, [records.get(session, statement)])[0]


def get_series_for_update(session: Session, actor: Actor, series_id: int, version: int) -> Series:
    """Lock the series, so that one transaction at a time changes its grid."""
    series = find_series(session, actor, series_id)
    if not actor.writes(series.partnership_id):
        raise Forbidden()
    return records.get_for_update(session, _one(actor, series_id), version)


def create_series(session: Session, actor: Actor, body: SeriesCreate) -> SeriesView:
    if not actor.writes(body.partnership_id):
        raise Forbidden() if actor.reads(body.partnership_id) else NotFound()
    records.get_referenced(session, Partnership, body.partnership_id, "#/partnership_id")
    series = Series(**body.model_dump(exclude=NESTED), folded_title=text.fold(body.title))
    check_project(session, series)
    session.add(series)
    session.flush()
    _replace_topics(session, series, body.topics)
    _replace_territories(session, series, body.territories)
    return get_series(session, actor, series.id)


def update_series(
    session: Session, actor: Actor, series_id: int, version: int, body: SeriesUpdate
) -> SeriesView:
    series = get_series_for_update(session, actor, series_id, version)
    moved = records.apply_changes(series, body, leave=NESTED)
    series.folded_title = text.fold(series.title)
    with session.no_autoflush:
        check_project(session, series)
    replaced = False
    if body.topics is not None:
        replaced = _replace_topics(session, series, body.topics)
    if body.territories is not None:
        replaced = _replace_territories(session, series, body.territories) or replaced
    if replaced:
        changes.touch(series)
    session.flush()
    if moved & {"allocation", "allocates_at"}:
        reactions.announce("dealing_changed", session=session, series=series)
    return get_series(session, actor, series_id)


def delete_series(session: Session, actor: Actor, series_id: int, version: int) -> None:
    """Delete a series with its topics and territories; one with events cannot be deleted."""
    records.delete(session, get_series_for_update(session, actor, series_id, version))


def topics_of(session: Session, series_ids: Sequence[int]) -> dict[int, list[SeriesTopic]]:
    statement = select(SeriesTopic).where(col(SeriesTopic.series_id).in_(series_ids))
    found: dict[int, list[SeriesTopic]] = defaultdict(list)
    for topic in session.exec(statement.order_by(col(SeriesTopic.position), col(SeriesTopic.id))):
        found[topic.series_id].append(topic)
    return found


def _replace_topics(session: Session, series: Series, bodies: Sequence[TopicBody]) -> bool:
    """Match topics by id; `in_use` when one with events would go. Returns whether anything changed."""
    left = {topic.id: topic for topic in topics_of(session, [series.id])[series.id]}
    staying: list[SeriesTopic] = []
    for place, body in enumerate(bodies):
        records.get_referenced(session, Course, body.course_id, f"#/topics/{place}/course_id")
        if body.id is not None and body.id not in left:
            raise Invalid(f"#/topics/{place}/id", "not_found")
        topic = left.pop(body.id) if body.id is not None else _new_topic(series, body)
        topic.title, topic.course_id, topic.position = body.title, body.course_id, place + 1
        staying.append(topic)
    changed = bool(left) or any(topic.id is None or session.is_modified(topic) for topic in staying)
    session.add_all(staying)
    try:
        for topic in left.values():
            session.delete(topic)
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    return changed


def _new_topic(series: Series, body: TopicBody) -> SeriesTopic:
    return SeriesTopic(
        series_id=series.id or 0, partnership_id=series.partnership_id, position=0, title=body.title
    )


def _replace_territories(session: Session, series: Series, named: Sequence[int | str]) -> bool:
    ids = [find_id(session, one, f"#/territories/{place}") for place, one in enumerate(named)]
    statement = select(SeriesTerritory).where(col(SeriesTerritory.series_id) == series.id)
    standing = session.exec(statement.order_by(col(SeriesTerritory.position))).all()
    if [row.territory_id for row in standing] == ids:
        return False
    for place, territory_id in enumerate(ids):
        if territory_id in ids[:place]:
            raise Invalid(f"#/territories/{place}", "duplicate")
    for row in standing:
        session.delete(row)
    session.flush()
    own, partnership = series.id or 0, series.partnership_id
    session.add_all(
        SeriesTerritory(series_id=own, partnership_id=partnership, territory_id=territory_id, position=place)
        for place, territory_id in enumerate(ids)
    )
    session.flush()
    return True


def _allowed(actor: Actor, partnership_id: int, *, kept: bool) -> list[str]:
    seen = ["see_people"] if actor.reads(partnership_id) else []
    if not actor.writes(partnership_id):
        return seen
    return [*seen, "edit", "plan", *([] if kept else ["delete"])]

"""Counts the cells of the grids of a project's series by state, in four statements for all series."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.courses.models import Series
from app.courses.series import SHOWN
from app.dashboards import numbers
from app.dashboards.numbers import API, Listing, Number
from app.dashboards.shapes import GridFigures
from app.events.models import UNFINISHED_STATUSES, Event, EventStatus
from app.events.status import STATUS_NOW

Cell = tuple[int, int]
"""The ids of a topic and a territory."""
InCell = tuple[EventStatus, bool]
"""The status of an event, and whether it has a date."""


def series_of(session: Session, project_id: int) -> Sequence[Series]:
    statement = select(Series).where(Series.project_id == project_id).order_by(col(Series.id))
    return session.exec(statement.options(*SHOWN)).all()


def listings(actor: Actor, series: Sequence[Series]) -> dict[str, Listing[Event]]:
    """Lists of the events of each series: held, and to come."""
    found: dict[str, Listing[Event]] = {}
    for one in series:
        found[f"held_{one.id}"] = numbers.events(actor, series=one.id, status=[EventStatus.HELD])
        found[f"coming_{one.id}"] = numbers.events(actor, series=one.id, status=UNFINISHED_STATUSES)
    return found


def figures(session: Session, series: Sequence[Series], counted: Mapping[str, Number]) -> list[GridFigures]:
    """For each series, the number of its cells by state and the `counted` numbers of its `listings`.

    A cell has the state of its best event: held, planned, planned without a date, cancelled. Without events
    it is missing.
    """
    if not series:
        return []
    ids = [one.id for one in series]
    cells = _cells(session, ids)
    found = []
    for one in series:
        known = cells.get(one.id, {})
        places = [(topic.id, territory.id) for topic in one.topics for territory in one.territories]
        found.append(_figures(one, [_state(known.get(place, set())) for place in places], counted))
    return found


def _cells(session: Session, ids: Sequence[int]) -> dict[int, dict[Cell, set[InCell]]]:
    """The statuses of the events in each cell, by series."""
    place = (col(Event.topic_id), col(Event.territory_id))
    statement = (
        sa.select(col(Event.series_id), *place, STATUS_NOW, col(Event.starts_at).is_not(None))
        .where(col(Event.series_id).in_(ids))
        .distinct()
    )
    found: dict[int, dict[Cell, set[InCell]]] = {}
    for series_id, topic_id, territory_id, status, dated in session.execute(statement):
        cells = found.setdefault(series_id or 0, {})
        cells.setdefault((topic_id or 0, territory_id or 0), set()).add((status, dated))
    return found


def _state(events: set[InCell]) -> str:
    if any(status == EventStatus.HELD for status, _ in events):
        return "held"
    dated = {dated for status, dated in events if status in UNFINISHED_STATUSES}
    if dated:
        return "planned" if True in dated else "undated"
    return "cancelled" if events else "missing"


def _figures(series: Series, states: list[str], counted: Mapping[str, Number]) -> GridFigures:
    return GridFigures(
        series_id=series.id,
        title=series.title,
        kind=series.kind,
        activity_id=series.project_activity_id,
        target=series.target,
        href=f"{API}/series/{series.id}/grid",
        cells=len(states),
        held=states.count("held"),
        planned=states.count("planned") + states.count("undated"),
        undated=states.count("undated"),
        cancelled=states.count("cancelled"),
        missing=states.count("missing"),
        events_held=counted[f"held_{series.id}"],
        events_coming=counted[f"coming_{series.id}"],
    )

"""How far the grids of a project's series are filled, in three statements for all of them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.courses.models import Series, SeriesTerritory, SeriesTopic
from app.dashboards import numbers
from app.dashboards.numbers import API, Listing
from app.events.models import Event, EventStatus
from app.projects.achieved import COMING

Cell = tuple[int, int]
Members = dict[int, list[int]]


def series_of(session: Session, project_id: int) -> list[Series]:
    statement = sa.select(Series).where(col(Series.project_id) == project_id).order_by(col(Series.id))
    return list(session.scalars(statement))


def listings(actor: Actor, series: Sequence[Series]) -> dict[str, Listing]:
    """The events of each series: held, and still to come."""
    found: dict[str, Listing] = {}
    for one in series:
        found[f"held_{one.id}"] = numbers.events(actor, series=one.id, status=[EventStatus.HELD])
        found[f"coming_{one.id}"] = numbers.events(actor, series=one.id, status=list(COMING))
    return found


def figures(session: Session, series: Sequence[Series]) -> dict[int, dict[str, Any]]:
    """For each series the number of its cells by state. A cell is what its best event is: held before
    planned before cancelled; without events it is missing."""
    ids = [one.id for one in series]
    topics, territories = _members(session, ids)
    cells = _cells(session, ids)
    return {
        one.id: _counted(one, topics.get(one.id, []), territories.get(one.id, []), cells.get(one.id, {}))
        for one in series
        if one.id is not None
    }


def _members(session: Session, ids: Sequence[int | None]) -> tuple[Members, Members]:
    """The topics of each series, and its territories, by their ids."""
    topics: Members = {}
    territories: Members = {}
    statement: Any = sa.union_all(
        sa.select(sa.true().label("topic"), col(SeriesTopic.series_id), col(SeriesTopic.id)).where(
            col(SeriesTopic.series_id).in_(ids)
        ),
        sa.select(sa.false(), col(SeriesTerritory.series_id), col(SeriesTerritory.territory_id)).where(
            col(SeriesTerritory.series_id).in_(ids)
        ),
    )
    for is_topic, series_id, member in session.execute(statement):
        (topics if is_topic else territories).setdefault(series_id, []).append(member)
    return topics, territories


def _cells(session: Session, ids: Sequence[int | None]) -> dict[int, dict[Cell, set[EventStatus]]]:
    statement = (
        sa.select(col(Event.series_id), col(Event.topic_id), col(Event.territory_id), col(Event.status))
        .where(col(Event.series_id).in_(ids))
        .distinct()
    )
    found: dict[int, dict[Cell, set[EventStatus]]] = {}
    for series_id, topic_id, territory_id, status in session.execute(statement):
        cells = found.setdefault(series_id or 0, {})
        cells.setdefault((topic_id or 0, territory_id or 0), set()).add(status)
    return found


def _counted(
    series: Series, topics: list[int], territories: list[int], known: dict[Cell, set[EventStatus]]
) -> dict[str, Any]:
    states = [_state(known.get((topic, place), set())) for topic in topics for place in territories]
    return {
        "series_id": series.id,
        "title": series.title,
        "kind": series.kind,
        "activity_id": series.project_activity_id,
        "target": series.target,
        "href": f"{API}/series/{series.id}/grid",
        "cells": len(states),
        **{state: states.count(state) for state in ("held", "planned", "cancelled", "missing")},
    }


def _state(statuses: set[EventStatus]) -> str:
    if EventStatus.HELD in statuses:
        return "held"
    if statuses & set(COMING):
        return "planned"
    return "cancelled" if statuses else "missing"

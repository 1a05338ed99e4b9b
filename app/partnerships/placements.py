"""Placements of groups in the chart: a row per move, so that the chart can be shown as of any day.

A group appears with its first placement and disappears after its last day. On days without its parent it
stands at the top. On no day may a group stand below itself.
"""

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.database import records
from app.core.errors import Conflict
from app.partnerships.group_models import GroupPlacement, PlacementCreate, WorkingGroup
from app.partnerships.models import Partnership

Moves = dict[int, list[tuple[date, int | None]]]
"""The moves of each group in order of time: since when, under which parent."""


def place(session: Session, group: WorkingGroup, body: PlacementCreate) -> GroupPlacement:
    """Place a group from a day on. A second placement on the same day replaces the first."""
    records.get_referenced(session, WorkingGroup, body.parent_id, "#/parent_id", group.partnership_id)
    records.check_referenced_above(
        session, "decision", body.decision_id, "#/decision_id", group.partnership_id
    )
    own = group.id or 0
    one_at_a_time = select(Partnership.id).where(col(Partnership.id) == group.partnership_id)
    session.exec(one_at_a_time.with_for_update(key_share=True))
    moves = _moves(session, group.partnership_id)
    others = [move for move in moves[own] if move[0] != body.valid_from]
    moves[own] = sorted([*others, (body.valid_from, body.parent_id)], key=lambda move: move[0])
    _check_no_cycle(moves, own, body.valid_from)
    statement = select(GroupPlacement).where(
        col(GroupPlacement.group_id) == own, col(GroupPlacement.valid_from) == body.valid_from
    )
    placement = session.exec(statement).one_or_none() or GroupPlacement(
        partnership_id=group.partnership_id, group_id=own, valid_from=body.valid_from
    )
    placement.parent_id, placement.decision_id = body.parent_id, body.decision_id
    session.add(placement)
    session.flush()
    return placement


def _moves(session: Session, partnership_id: int) -> Moves:
    statement = select(GroupPlacement).where(col(GroupPlacement.partnership_id) == partnership_id)
    moves: Moves = defaultdict(list)
    for one in session.exec(statement.order_by(col(GroupPlacement.valid_from))):
        moves[one.group_id].append((one.valid_from, one.parent_id))
    return moves


def _check_no_cycle(moves: Moves, group_id: int, since: date) -> None:
    """Checks the first day of the new placement and the days of later moves: only then can a cycle arise."""
    following = [day for day, _ in moves[group_id] if day > since]
    end = min(following, default=date.max)
    days = {day for rows in moves.values() for day, _ in rows if since <= day < end} | {since}
    for day in days:
        above = parent_on(moves, group_id, day)
        seen = {group_id}
        while above is not None:
            if above in seen:
                raise Conflict("cycle")
            seen.add(above)
            above = parent_on(moves, above, day)


def parent_on(moves: Moves, group_id: int, day: date) -> int | None:
    held = [parent for since, parent in moves.get(group_id, []) if since <= day]
    return held[-1] if held else None


def parent_today() -> sa.ScalarSelect[int | None]:
    """A scalar subquery correlated to `working_group`: the id of the parent today."""
    return (
        select(col(GroupPlacement.parent_id))
        .where(
            col(GroupPlacement.group_id) == col(WorkingGroup.id),
            col(GroupPlacement.valid_from) <= clock.today(),
        )
        .order_by(col(GroupPlacement.valid_from).desc())
        .limit(1)
        .correlate(WorkingGroup)
        .scalar_subquery()
    )

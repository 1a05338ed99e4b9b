"""Prepared statements that read events with the number of their parts.

Most events have no named people, changes, programme and files. What an event does not have is not read: on
PostgreSQL each statement is a round trip.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core.actor import PUBLIC
from app.core.database import prepared
from app.core.database.columns import table_of
from app.events.models import Event, EventChange, EventPerson
from app.events.programme_models import ProgrammeItem
from app.events.visible import visible_events

EVENT = table_of(Event)
NOT_SHOWN = {"folded_text", "past_fields", "last_told", "calendar_sequence", "blocks", "undealt", "deals_at"}
"""Columns that no view is made from."""


class PartCounts(Protocol):
    """A row of the counts of one event."""

    @property
    def id(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def changes(self) -> int: ...
    @property
    def programme_items(self) -> int: ...
    @property
    def public_files(self) -> int: ...


def _of(part: type[SQLModel]) -> sa.ScalarSelect[int]:
    rows = table_of(part)
    return sa.select(sa.func.count()).where(rows.c.event_id == EVENT.c.id).scalar_subquery()


_counts: dict[str, sa.ColumnElement[int]] = {
    "people": _of(EventPerson),
    "changes": _of(EventChange),
    "programme_items": _of(ProgrammeItem),
}


def count_with_event(name: str, number: sa.ColumnElement[int]) -> None:
    """A higher room adds a number, which refers to the row of the table of events."""
    _counts[name] = number


@cache
def counting_columns() -> tuple[sa.ColumnElement[int], ...]:
    """The counts as columns of a select of events. Ask when all rooms are imported, not before."""
    return tuple(number.label(name) for name, number in _counts.items())


@cache
def _statement() -> sa.Select[*tuple[int, ...]]:
    return sa.select(EVENT.c.id, *counting_columns())


def part_counts(session: Session, events: Sequence[Event]) -> dict[int, PartCounts]:
    """The counts by the ids of the events. Rows that were selected with `counting_columns` hold their own."""
    counted: list[Any] = [row for row in events if not isinstance(row, Event)]
    if len(counted) < len(events):
        counted = prepared.rows_in(session, _statement(), EVENT.c.id, [event.id for event in events])
    return {one.id: one for one in counted}


@cache
def listed_events() -> sa.Select[*tuple[Any, ...]]:
    """For lists; add the ids."""
    shown = (column for column in EVENT.c if column.name not in NOT_SHOWN)
    return sa.select(*shown, *counting_columns())


@cache
def _public_event() -> sa.Select[*tuple[Any, ...]]:
    wanted = visible_events(PUBLIC).where(col(Event.id) == sa.bindparam("event_id"))
    return wanted.with_only_columns(*EVENT.c, *counting_columns())


def public_event(session: Session, event_id: int) -> Event | None:
    """The row of an event that everybody may see, for reading alone."""
    found: Event | None = prepared.row(session, _public_event(), {"event_id": event_id})
    return found

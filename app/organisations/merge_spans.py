"""Spans of days of two merged records: rows that say the same over days that overlap become one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from app.core.text import fold
from app.organisations.merge_rules import Pair, repoint
from app.organisations.people_models import Dates

D = TypeVar("D", bound=Dates)


def overlap(one: Dates, other: Dates) -> bool:
    """Both hold on some day; an open end reaches for ever."""
    return start(one) <= end(other) and start(other) <= end(one)


def union(one: Dates, other: Dates) -> tuple[date | None, date | None]:
    """The span that covers both."""
    since, until = min(start(one), start(other)), max(end(one), end(other))
    return None if since == date.min else since, None if until == date.max else until


def start(span: Dates) -> date:
    return span.since or date.min


def end(span: Dates) -> date:
    return span.until or date.max


def move_spans(
    session: Session, pair: Pair, column: sa.Column[Any], found: Sequence[D], *same: str
) -> list[tuple[D, D]]:
    """Give the rows of both records (`found`) to the one kept, to which `column` points.

    Two that overlap and have the `same` columns become one span. Returns each row that stays with the one
    that went.
    """
    own = [one for one in found if getattr(one, column.name) == pair.kept_id]
    joined = []
    for goes in found:
        if goes in own:
            continue
        stays = next(
            (one for one in own if overlap(one, goes) and _values(one, same) == _values(goes, same)), None
        )
        if stays is not None:
            stays.since, stays.until = union(stays, goes)
            session.delete(goes)
            joined.append((stays, goes))
    session.flush()
    repoint(session, column, pair)
    return joined


def _values(row: Dates, names: Sequence[str]) -> list[object]:
    """Texts are compared without case and diacritics."""
    values = [getattr(row, name) for name in names]
    return [fold(value) if type(value) is str else value for value in values]

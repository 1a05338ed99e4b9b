"""Names of the records that changes refer to, as far as the reader may see them."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User
from app.core.actor import ANY_KEY, Actor
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.columns import Record, table_of
from app.core.searched import REGISTERED, Searched, title_of
from app.core.web import access_log
from app.courses.models import Series
from app.courses.series import visible_series
from app.territories.models import Territory


class Reference(NamedTuple):
    """A record that a column refers to."""

    type: str
    id: int


class Known(NamedTuple):
    """Which records of a type an actor may see, and what each is called."""

    table: type[Record]
    visible: Callable[[Actor], SelectOfScalar[Any]]
    title: Callable[[Any], str]
    scope: str


def reference_of(of_type: str, column: str, value: object) -> Reference | None:
    """None for a column that refers to nothing, and without a value."""
    there = _referred(of_type).get(column)
    return Reference(there, value) if there and isinstance(value, int) else None


@cache
def _referred(of_type: str) -> Mapping[str, str]:
    """The types of the records to which the columns of this type refer."""
    columns = [one for table, rule in TRACKED_TABLES.items() if rule.type == of_type for one in table.c]
    return {
        column.name: _types()[table]
        for column in columns
        for key in column.foreign_keys
        for table, _, name in [key.target_fullname.rpartition(".")]
        if name == "id" and table in _types()
    }


@cache
def _types() -> Mapping[str, str]:
    """The types of records by their tables."""
    tracked = ((table, rule) for table, rule in TRACKED_TABLES.items() if isinstance(table, sa.Table))
    return {table.name: rule.type for table, rule in tracked} | {"territory": "territory"}


@cache
def _known() -> Mapping[str, Known]:
    """What the search finds has names; so have logins, series and territories."""
    found = {
        _types()[table_of(searched.table).name]: Known(
            searched.table, _read(searched), searched.title, searched.scope
        )
        for searched in REGISTERED.values()
        if table_of(searched.table).name in _types()
    }
    return found | {
        "user": Known(User, lambda actor: select(User), title_of, ANY_KEY),
        "series": Known(Series, visible_series, title_of, "events:read"),
        "territory": Known(Territory, lambda actor: select(Territory), title_of, ANY_KEY),
    }


def _read(searched: Searched[Any]) -> Callable[[Actor], SelectOfScalar[Any]]:
    def visible(actor: Actor) -> SelectOfScalar[Any]:
        first, _words = searched.found(actor, "")[0]
        return first.options(*searched.options)

    return visible


def names_of(session: Session, actor: Actor, wanted: Iterable[Reference]) -> dict[Reference, str]:
    """By one statement for each type."""
    found: dict[Reference, str] = {}
    asked = set(wanted)
    for of_type in {one.type for one in asked} & _known().keys():
        known, ids = _known()[of_type], {one.id for one in asked if one.type == of_type}
        if actor.may_use(known.scope):
            rows = session.exec(known.visible(actor).where(col(known.table.id).in_(ids)))
            found |= {Reference(of_type, row.id): known.title(row) for row in rows}
    access_log.seen(session, (one.id for one in found if one.type == "person"))
    return found

"""Loads the reference data, looks territories up, and selects those below one."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.database import records
from app.core.errors import Invalid
from app.core.searched import all_words
from app.core.text import fold, sort_key
from app.core.web import paging
from app.core.web.keyset import SortKey
from app.territories.models import Territory, TerritoryLevel, TerritoryQuery, TerritoryView

REFERENCE = Path(__file__).parent / "cz_territories.csv"


def load(session: Session) -> int:
    """Update the table from the shipped list, in which parents come first. Returns the number of new rows.

    Existing rows keep their id and get changed names. Other imported rows do not change.
    """
    known = {territory.code: territory for territory in session.exec(select(Territory))}
    added = 0
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            territory = known.get(line["code"])
            if territory is None:
                known[line["code"]] = add(
                    session, line["code"], line["level"], line["name"], known.get(line["parent_code"])
                )
                added += 1
            elif territory.name != line["name"]:
                _rename(territory, line["name"])
    session.flush()
    return added


def add(session: Session, code: str, level: str, name: str, parent: Territory | None) -> Territory:
    territory = Territory(
        code=code,
        level=TerritoryLevel(level),
        name=name,
        parent_id=parent.id if parent else None,
        folded_name=fold(name),
        sort_key=sort_key(name),
    )
    session.add(territory)
    session.flush()
    territory.path = f"{parent.path if parent else '/'}{territory.id}/"
    return territory


def _rename(territory: Territory, name: str) -> None:
    territory.name = name
    territory.folded_name = fold(name)
    territory.sort_key = sort_key(name)


Reference = int | str
"""An id or a code, as `TerritoryRef` reads it."""


class NamesTerritory(Protocol):
    """A body with a territory."""

    territory_id: Reference | None


def below(reference: Reference | sa.BindParameter[Any]) -> SelectOfScalar[int]:
    """A select of the ids of a territory and of all territories in it, for `column.in_(below(7))`."""
    root = aliased(Territory)
    inside = sa.or_(
        col(Territory.path).like(col(root.path).concat("%")), col(Territory.district_id) == col(root.id)
    )
    return select(col(Territory.id)).join(root, inside).where(_is(root, reference))


def _is(table: type[Territory], reference: Reference | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    kind = reference.type.python_type if isinstance(reference, sa.BindParameter) else type(reference)
    return (col(table.code) if kind is str else col(table.id)) == reference


def id_of(reference: Reference) -> SelectOfScalar[int]:
    """A select of the id, which is empty when there is no such territory."""
    return select(col(Territory.id)).where(_is(Territory, reference))


def find_id(session: Session, reference: Reference, pointer: str) -> int:
    """The id of the territory that a field names. Invalid at the field when there is none."""
    found = session.exec(id_of(reference)).first()
    if found is None:
        raise Invalid(pointer, "not_found")
    return found


def resolve(session: Session, body: NamesTerritory, pointer: str = "#/territory_id") -> None:
    """Put the id in the place of the code."""
    if body.territory_id is not None:
        body.territory_id = find_id(session, body.territory_id, pointer)


def list_territories(session: Session, query: TerritoryQuery) -> paging.Slice[TerritoryView]:
    statement = select(Territory)
    if query.level:
        statement = statement.where(col(Territory.level) == query.level)
    if query.parent:
        statement = statement.where(col(Territory.parent_id).in_(id_of(query.parent)))
    if query.q:
        statement = statement.where(*all_words(col(Territory.folded_name), query.q))
    key = SortKey(col(Territory.id), col(Territory.sort_key))
    return paging.page(session, statement, query, _views, key)


def _views(found: Sequence[Territory]) -> list[TerritoryView]:
    return [TerritoryView.of(territory) for territory in found]


def get_territory(session: Session, reference: Reference) -> TerritoryView:
    return TerritoryView.of(records.get(session, select(Territory).where(_is(Territory, reference))))

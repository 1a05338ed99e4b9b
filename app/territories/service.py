"""Loads the reference data, looks territories up, and selects those below one."""

import csv
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.database import records
from app.core.text import fold, sort_key
from app.core.web import paging
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


def below(territory_id: int | sa.BindParameter[int]) -> SelectOfScalar[int]:
    """A select of the ids of a territory and of all territories in it, for `column.in_(below(7))`."""
    root = aliased(Territory)
    inside = sa.or_(
        col(Territory.path).like(col(root.path).concat("%")), col(Territory.district_id) == col(root.id)
    )
    return select(col(Territory.id)).join(root, inside).where(col(root.id) == territory_id)


def list_territories(session: Session, query: TerritoryQuery) -> paging.Slice[TerritoryView]:
    statement = select(Territory)
    if query.level:
        statement = statement.where(col(Territory.level) == query.level)
    if query.parent:
        statement = statement.where(col(Territory.parent_id) == _referred(session, query.parent))
    if query.q:
        statement = statement.where(col(Territory.folded_name).contains(fold(query.q), autoescape=True))
    key = paging.text_key(col(Territory.id), col(Territory.sort_key))
    return paging.page(session, statement, query, _views, key, paging.text_cursor)


def _referred(session: Session, reference: str) -> int:
    """The id of the territory with this official code, else the id itself; no territory has the id 0."""
    by_code = session.exec(select(Territory.id).where(col(Territory.code) == reference.upper())).first()
    if by_code is not None:
        return by_code
    return int(reference) if reference.isascii() and reference.isdigit() and len(reference) < 10 else 0


def _views(found: Sequence[Territory]) -> list[TerritoryView]:
    return [TerritoryView.of(territory) for territory in found]


def get_territory(session: Session, territory_id: int) -> TerritoryView:
    statement = select(Territory).where(col(Territory.id) == territory_id)
    return TerritoryView.of(records.get(session, statement))

"""Territories of the Czech Republic: reference data with official codes, shared by all partnerships."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import Field as BodyField
from pydantic import PlainValidator, WithJsonSchema
from sqlmodel import Field, SQLModel

from app.core.database.columns import LARGEST_ID, Line, Record, RecordView, enum_column, table_args
from app.core.web.paging import PageQuery


class TerritoryLevel(StrEnum):
    """From the largest; an ORP is the area of a municipality with extended powers."""

    COUNTRY = "country"
    REGION = "region"
    DISTRICT = "district"
    ORP = "orp"
    MUNICIPALITY = "municipality"


class TerritoryBase(SQLModel):
    """What is stored and shown of a territory."""

    code: str = Field(unique=True, max_length=20)
    level: TerritoryLevel = enum_column(TerritoryLevel, index=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    district_id: int | None = Field(default=None, foreign_key="territory.id", index=True)


class Territory(TerritoryBase, Record, table=True):
    """`path` names all ancestors and itself by id, as `/1/5/33/`.

    A municipality stands under its ORP. The few that lie in a district other than their ORP's seat have that
    district in `district_id`.
    """

    __tablename__ = "territory"
    __table_args__ = table_args()

    path: str = Field(default="", index=True)
    folded_name: str
    sort_key: bytes = Field(index=True)


class TerritoryView(TerritoryBase, RecordView):
    """One territory."""


CODE = re.compile(r"[A-Z0-9]{1,20}")
BY_CODE = "code:"


def _id_or_code(given: object) -> int | str:
    """A number is an id. A code is known by its letters, or by `code:` before it: some have digits alone."""
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise ValueError("wrong_type")
    written = str(given).strip()
    code = written.removeprefix(BY_CODE).upper()
    if not CODE.fullmatch(code):
        raise ValueError("not_found")
    if written.startswith(BY_CODE) or not code.isdecimal():
        return code
    if not 1 <= int(code) <= LARGEST_ID:
        raise ValueError("not_found")
    return int(code)


TerritoryRef = Annotated[
    int | str,
    PlainValidator(_id_or_code),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
                {"type": "string", "pattern": r"^\s*(code:)?[A-Za-z0-9]{1,20}\s*$"},
            ],
            "description": "The id of a territory, or its official code: `CZ051`, `code:2101`.",
        }
    ),
]
"""A territory from outside: its id, or its code."""


class TerritoryQuery(PageQuery):
    """Filters of the list of territories, which is in Czech order of names."""

    level: TerritoryLevel | None = None
    parent: Annotated[TerritoryRef | None, BodyField(description="The territory above.")] = None
    q: Annotated[Line | None, BodyField(description="A part of the name.")] = None

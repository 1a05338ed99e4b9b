"""Territories of the Czech Republic: reference data with official codes, shared by all partnerships."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core.database.columns import Line, Record, RecordView, enum_column, table_args
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


class TerritoryQuery(PageQuery):
    """Filters of the list of territories, which is in Czech order of names."""

    level: TerritoryLevel | None = None
    parent: Annotated[Line | None, BodyField(description="Id or official code of the territory above.")] = (
        None
    )
    q: Annotated[Line | None, BodyField(description="A part of the name.")] = None

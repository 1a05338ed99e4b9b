"""Tables and bodies of organisations, shared by all partnerships. Also imports the tables of people."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import AfterValidator, StringConstraints
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    ONE_LINE,
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Word,
    enum_column,
    table_args,
)
from app.core.database.references import ReferredBy
from app.core.phones import Phone
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.organisations import people_models as people_models
from app.organisations import proposal_models as proposal_models
from app.organisations.merge_models import MergeView
from app.territories.models import TerritoryRef


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    STATE = "state"
    NGO = "ngo"
    CHURCH = "church"
    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"
    LABOUR_OFFICE = "labour_office"
    COMPANY = "company"
    OTHER = "other"


def _web_address(text: str) -> str:
    if not text.lower().startswith(("http://", "https://")) or any(char.isspace() for char in text):
        raise ValueError("invalid")
    return text


WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_web_address), ONE_LINE
]
"""A web address to link to; another scheme could run a script."""


class OrganisationBase(SQLModel):
    """What is sent, stored and shown of an organisation."""

    name: Name
    ico: Word | None = None
    kind: OrganisationKind = enum_column(OrganisationKind, default=OrganisationKind.OTHER)
    website: WebAddress | None = None
    email: Email | None = None
    phone: Phone | None = None
    public: bool = True


@tracked("organisation", personal={"email", "phone"}, public=lambda organisation: organisation.public)
class Organisation(OrganisationBase, Record, table=True):
    """`ico` is the number in the business register, eight digits. Everybody sees `public` organisations.

    The partnership that added an organisation owns it; one without an owner belongs to the admins.
    """

    __tablename__ = "organisation"
    __table_args__ = table_args(sa.UniqueConstraint("ico"))

    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    owner_partnership_id: int | None = Field(default=None, foreign_key="partnership.id", index=True)
    folded_name: str = Field(index=True)
    sort_key: bytes = Field(index=True)


class OrganisationCreate(OrganisationBase, Shape):
    """An organisation to add for everybody."""

    territory_id: TerritoryRef | None = None


class OrganisationUpdate(Shape):
    """Fields to change."""

    name: Name | None = None
    ico: Word | None = None
    kind: OrganisationKind | None = None
    territory_id: TerritoryRef | None = None
    website: WebAddress | None = None
    email: Email | None = None
    phone: Phone | None = None
    public: bool | None = None
    owner_partnership_id: RecordId | None = None


class OrganisationView(OrganisationBase, RecordView):
    """An organisation. `owner_partnership_id` is who may change it; others propose."""

    territory_id: int | None
    owner_partnership_id: int | None


class OrganisationDetail(OrganisationView):
    """An organisation with what the reader may do with it, and the merges that can be taken back."""

    allowed: list[str] = BodyField(default_factory=list)
    referred_by: ReferredBy
    merges: list[MergeView] = BodyField(default_factory=list)


class OrganisationQuery(SyncQuery):
    """Filters of the list of organisations; `sort=name` is the Czech order of names."""

    kind: OrganisationKind | None = None
    territory: Annotated[TerritoryRef | None, BodyField(description="Seat there or anywhere below.")] = None
    ico: Word | None = None
    q: Annotated[Line | None, BodyField(description="A part of the name, or the IČO.")] = None
    sort: Word | None = sorted_by("name", "kind", "ico", "email", "phone")

"""Tables and bodies of partnerships. Also imports those of groups, competences and applications."""

from enum import StrEnum
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import AfterValidator
from pydantic import Field as BodyField
from sqlmodel import Field, Relationship, SQLModel

from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    Word,
    enum_column,
    json_column,
    read_only,
    table_args,
    within_partnership,
)
from app.core.database.references import ReferredBy
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.organisations.models import Organisation
from app.organisations.people_models import Dates, Person, Span, in_order
from app.partnerships import application_models as application_models
from app.partnerships import chart_models as chart_models
from app.partnerships.group_models import Rules
from app.territories.models import TerritoryRef

REMINDED = (7, 1)
"""Days before an event on which people are reminded by default."""

ReminderDays = Annotated[
    list[Annotated[int, BodyField(ge=1, le=60)]],
    BodyField(max_length=5),
    AfterValidator(lambda days: sorted(set(days), reverse=True)),
]
"""Whole days before the start; an empty list: no reminders."""


class PartnershipKind(StrEnum):
    """The agenda under which people meet."""

    LOCAL_PARTNERSHIP = "local_partnership"
    COMMUNITY_PLANNING = "community_planning"
    REGIONAL_PLANNING = "regional_planning"
    TRANSFORMATION = "transformation"
    OTHER = "other"


class PartnershipBase(SQLModel):
    """What is sent, stored and shown of a partnership."""

    name: Name
    kind: PartnershipKind = enum_column(PartnershipKind, default=PartnershipKind.LOCAL_PARTNERSHIP)
    description: Text = ""
    rules: Rules = json_column()
    reminder_days: ReminderDays = json_column(lambda: list(REMINDED))
    thanks_letter: bool = False
    confirm_address: bool = False
    contact_name: Line = ""
    contact_email: Email | None = None


@tracked("partnership", personal={"contact_name", "contact_email"}, public=lambda partnership: True)
class Partnership(PartnershipBase, Record, table=True):
    """Every record of the work belongs to one partnership.

    `thanks_letter`: people who were present get a letter the morning after. Answers to letters go to the
    contact, unless the organiser of the event has an address. `confirm_address`: a sign-up at any of its
    events counts once its mailbox has confirmed it.
    """

    __tablename__ = "partnership"
    __table_args__ = table_args()

    folded_name: str
    sort_key: bytes = Field(index=True)

    territories: list["PartnershipTerritory"] = Relationship(
        sa_relationship_kwargs=read_only(order_by="PartnershipTerritory.position")
    )
    phases: list["PartnershipPhase"] = Relationship(
        sa_relationship_kwargs=read_only(order_by="PartnershipPhase.position")
    )
    members: list["PartnershipMember"] = Relationship(
        sa_relationship_kwargs=read_only(order_by="PartnershipMember.position")
    )
    roles: list["PartnershipRole"] = Relationship(
        sa_relationship_kwargs=read_only(order_by="PartnershipRole.position")
    )

    @property
    def territory_ids(self) -> list[int]:
        return [one.territory_id for one in self.territories]


class PartOfPartnership(SQLModel):
    """An entry of one of the lists inside a partnership, in the order given."""

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    position: int = 0


class PartnershipTerritory(PartOfPartnership, Record, table=True):
    """A territory of a partnership."""

    __tablename__ = "partnership_territory"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "territory_id"))

    territory_id: int = Field(foreign_key="territory.id", index=True)


class PhaseBase(Dates):
    """What is sent, stored and shown of a phase."""

    name: Name
    note: Text = ""


class PartnershipPhase(PhaseBase, PartOfPartnership, Record, table=True):
    """A phase with its dates; the last one is often open."""

    __tablename__ = "partnership_phase"
    __table_args__ = table_args(in_order())


class MemberBase(Dates):
    """What is sent, stored and shown of a member organisation."""

    organisation_id: RecordId = Field(foreign_key="organisation.id", index=True)
    note: Line = ""


class PartnershipMember(MemberBase, PartOfPartnership, Record, table=True):
    """A member organisation."""

    __tablename__ = "partnership_member"
    __table_args__ = table_args(in_order())

    organisation: Organisation = Relationship(sa_relationship_kwargs=read_only())

    @property
    def organisation_name(self) -> str:
        return self.organisation.name


class NamedRoleBase(Dates):
    """What is sent, stored and shown of a person's role."""

    person_id: RecordId = Field(index=True)
    role: Name


class PartnershipRole(NamedRoleBase, PartOfPartnership, Record, table=True):
    """A person with a named role in the partnership, such as a local consultant; it gives no permission."""

    __tablename__ = "partnership_role"
    __table_args__ = table_args(within_partnership("person_id", "person", ondelete="CASCADE"), in_order())

    person: Person = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(PartnershipRole.person_id)")
    )

    @property
    def person_name(self) -> str:
        return self.person.name


class Phase(PhaseBase, Span):
    """A phase as it is sent."""


class Member(MemberBase, Span):
    """A member organisation as it is sent."""


class NamedRole(NamedRoleBase, Span):
    """A person's role as it is sent."""


class PartnershipCreate(PartnershipBase, Shape):
    """A partnership to create."""

    territory_ids: list[TerritoryRef] = BodyField(default_factory=list, max_length=500)
    phases: list[Phase] = BodyField(default_factory=list, max_length=50)
    members: list[Member] = BodyField(default_factory=list, max_length=500)
    roles: list[NamedRole] = BodyField(default_factory=list, max_length=200)


class PartnershipUpdate(Shape):
    """Fields to change; a list that is sent replaces the whole list."""

    name: Name | None = None
    kind: PartnershipKind | None = None
    description: Text | None = None
    rules: Rules | None = None
    reminder_days: ReminderDays | None = None
    thanks_letter: bool | None = None
    confirm_address: bool | None = None
    contact_name: Line | None = None
    contact_email: Email | None = None
    territory_ids: Annotated[list[TerritoryRef] | None, BodyField(max_length=500)] = None
    phases: Annotated[list[Phase] | None, BodyField(max_length=50)] = None
    members: Annotated[list[Member] | None, BodyField(max_length=500)] = None
    roles: Annotated[list[NamedRole] | None, BodyField(max_length=200)] = None


class PhaseView(PhaseBase, View):
    """A phase with its dates."""

    id: int


class MemberView(MemberBase, View):
    """A member organisation."""

    id: int
    organisation_name: str


class NamedRoleView(NamedRoleBase, View):
    """A person with a role."""

    id: int
    person_name: str


class PartnershipView(PartnershipBase, RecordView):
    """A partnership. Only its staff see `roles` (people); for others the list is empty."""

    territory_ids: list[int] = BodyField(default_factory=list)
    phases: list[PhaseView] = BodyField(default_factory=list)
    members: list[MemberView] = BodyField(default_factory=list)
    roles: list[NamedRoleView] = BodyField(default_factory=list)


class PartnershipDetail(PartnershipView):
    """A partnership with what the reader may do with it."""

    allowed: list[str] = BodyField(default_factory=list)
    referred_by: ReferredBy


class PartnershipQuery(SyncQuery):
    """Filters of the list of partnerships."""

    territory: Annotated[TerritoryRef | None, BodyField(description="Works there or anywhere below.")] = None
    kind: PartnershipKind | None = None
    q: Annotated[Line | None, BodyField(description="A part of the name.")] = None
    allowed: Annotated[
        Literal["edit", "see_people"] | None,
        BodyField(description="Only those in which the reader may do this."),
    ] = None
    sort: Word | None = sorted_by("name", "kind", "members")

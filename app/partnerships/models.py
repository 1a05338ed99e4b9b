"""Partnerships: where people of a region work together. Importing it brings the tables of groups too."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import AfterValidator
from pydantic import Field as BodyField
from sqlmodel import Field

from app.core.changes import tracked
from app.core.columns import (
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    choice,
    json_column,
    table_args,
    within_partnership,
)
from app.core.paging import SyncQuery
from app.organisations.people_models import Span
from app.partnerships.group_models import Rules

REMINDED = (7, 1)
"""How many days ahead people are reminded of an event, unless somebody says otherwise."""

ReminderDays = Annotated[
    list[Annotated[int, BodyField(ge=1, le=60)]],
    BodyField(max_length=5),
    AfterValidator(lambda days: sorted(set(days), reverse=True)),
]
"""Whole days before the start; none: nobody is reminded."""


class PartnershipKind(StrEnum):
    """Under which agenda people meet."""

    LOCAL_PARTNERSHIP = "local_partnership"
    COMMUNITY_PLANNING = "community_planning"
    REGIONAL_PLANNING = "regional_planning"
    TRANSFORMATION = "transformation"
    OTHER = "other"


@tracked("partnership", public=lambda partnership: True)
class Partnership(Record, table=True):
    """Every record of the work belongs to one of these.

    `thanks_letter`: those who were there get a letter the morning after.
    """

    __tablename__ = "partnership"
    __table_args__ = table_args()

    name: str
    kind: PartnershipKind = choice(PartnershipKind, default=PartnershipKind.LOCAL_PARTNERSHIP)
    description: str = ""
    rules: dict[str, bool | int | float | str | None] = json_column()
    reminder_days: list[int] = json_column(lambda: list(REMINDED))
    thanks_letter: bool = False
    folded_name: str
    sort_key: bytes = Field(index=True)


class PartnershipTerritory(Record, table=True):
    """A territory of a partnership, in the order given."""

    __tablename__ = "partnership_territory"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "territory_id"))

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    territory_id: int = Field(foreign_key="territory.id", index=True)
    position: int = 0


class PartnershipPhase(Record, table=True):
    """A phase with its dates; the last one is often open."""

    __tablename__ = "partnership_phase"
    __table_args__ = table_args(
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="span")
    )

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    name: str
    since: date | None = None
    until: date | None = None
    note: str = ""
    position: int = 0


class PartnershipMember(Record, table=True):
    """A member organisation."""

    __tablename__ = "partnership_member"
    __table_args__ = table_args(
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="span")
    )

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    since: date | None = None
    until: date | None = None
    note: str = ""
    position: int = 0


class PartnershipRole(Record, table=True):
    """A person with a named role in the partnership, such as its local consultant; no permission follows."""

    __tablename__ = "partnership_role"
    __table_args__ = table_args(
        within_partnership("person_id", "person", ondelete="CASCADE"),
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="span"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    person_id: int = Field(index=True)
    role: str
    since: date | None = None
    until: date | None = None
    position: int = 0


class Phase(Span):
    """A phase as it is sent and shown."""

    name: Name
    note: Text = ""


class Member(Span):
    """A member organisation as it is sent."""

    organisation_id: RecordId
    note: Line = ""


class NamedRole(Span):
    """A person's role as it is sent."""

    person_id: RecordId
    role: Name


class PartnershipCreate(Shape):
    """A partnership to found."""

    name: Name
    kind: PartnershipKind = PartnershipKind.LOCAL_PARTNERSHIP
    description: Text = ""
    rules: Rules = BodyField(default_factory=dict)
    reminder_days: ReminderDays = BodyField(default_factory=lambda: list(REMINDED))
    thanks_letter: bool = False
    territory_ids: list[RecordId] = BodyField(default_factory=list, max_length=500)
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
    territory_ids: Annotated[list[RecordId] | None, BodyField(max_length=500)] = None
    phases: Annotated[list[Phase] | None, BodyField(max_length=50)] = None
    members: Annotated[list[Member] | None, BodyField(max_length=500)] = None
    roles: Annotated[list[NamedRole] | None, BodyField(max_length=200)] = None


class PhaseView(View):
    """A phase with its dates."""

    id: int
    name: str
    since: date | None
    until: date | None
    note: str


class MemberView(View):
    """A member organisation."""

    id: int
    organisation_id: int
    organisation_name: str
    since: date | None
    until: date | None
    note: str


class NamedRoleView(View):
    """A person with a role."""

    id: int
    person_id: int
    person_name: str
    role: str
    since: date | None
    until: date | None


class PartnershipView(RecordView):
    """A partnership. `roles` (people) are shown to its staff only, to others the list is empty."""

    name: str
    kind: PartnershipKind
    description: str
    rules: dict[str, bool | int | float | str | None]
    reminder_days: list[int]
    thanks_letter: bool
    territory_ids: list[int] = BodyField(default_factory=list)
    phases: list[PhaseView] = BodyField(default_factory=list)
    members: list[MemberView] = BodyField(default_factory=list)
    roles: list[NamedRoleView] = BodyField(default_factory=list)


class PartnershipDetail(PartnershipView):
    """A partnership with what the reader may do with it."""

    allowed: list[str] = BodyField(default_factory=list)


class PartnershipQuery(SyncQuery):
    """Filters of the list of partnerships."""

    territory: Annotated[RecordId | None, BodyField(description="Works there or anywhere below.")] = None
    kind: PartnershipKind | None = None
    q: Annotated[Line | None, BodyField(description="A part of the name.")] = None
    allowed: Annotated[
        Literal["edit", "see_people"] | None,
        BodyField(description="Only those in which the reader may do this."),
    ] = None

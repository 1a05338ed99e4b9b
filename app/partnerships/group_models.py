"""Working groups, their members and their places in the chart over time."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import BaseModel, BeforeValidator, FiniteFloat
from pydantic import Field as BodyField
from sqlmodel import Field, Relationship, SQLModel

from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    Word,
    belongs_to_partnership,
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

Rule = bool | int | FiniteFloat | Line | None
Days = Annotated[int, BodyField(ge=0, le=366)]


class KnownRules(BaseModel):
    """The rules that the product understands: days ahead of a meeting, meetings in a year, percent of voting
    members. `votes`: decisions are voted on. `required_roles` of round tables are separated by commas."""

    invitation_days: Days | None = None
    invitation_working_days: Days | None = None
    proposals_days: Days | None = None
    apology_days: Days | None = None
    meetings_per_year: Days | None = None
    quorum_percent: Annotated[int, BodyField(ge=0, le=100)] | None = None
    votes: bool | None = None
    public: bool | None = None
    guests_vote: bool | None = None
    newcomer_as_guest: bool | None = None
    required_roles: Line | None = None
    minutes_approved_by: Line | None = None


def _check_known(rules: object) -> object:
    KnownRules.model_validate(rules)
    return rules


Rules = Annotated[dict[Word, Rule], BodyField(max_length=40), BeforeValidator(_check_known)]
"""Rules that differ between places: those of `KnownRules`, and others that only people read."""


TargetGroups = Annotated[list[Name], BodyField(max_length=50)]


class GroupKind(StrEnum):
    """What a group is for."""

    STEERING = "steering"
    WORKING = "working"
    COORDINATION = "coordination"
    PROJECT_SUPPORT = "project_support"
    IMPLEMENTATION = "implementation"
    MULTIDISCIPLINARY = "multidisciplinary"
    OPEN = "open"
    OTHER = "other"


class GroupRole(StrEnum):
    """What a member is in a group."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"
    GUEST = "guest"
    ALTERNATE = "alternate"


class Side(StrEnum):
    """The triad of community planning, and the public."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    USER = "user"
    PUBLIC = "public"


class GroupBase(SQLModel):
    """What is sent, stored and shown of a group."""

    partnership_id: RecordId = Field(foreign_key="partnership.id", index=True)
    kind: GroupKind = enum_column(GroupKind, default=GroupKind.WORKING)
    name: Name
    remit: Text = ""
    target_groups: TargetGroups = json_column(list)
    open_to_new_members: bool = False
    joining_terms: Text = ""
    rules: Rules = json_column()
    until: Day | None = None


@tracked("working_group", public=lambda group: True)
class WorkingGroup(GroupBase, Record, table=True):
    """A group. Its placements give its parent group over time; `until` is its last day."""

    __tablename__ = "working_group"
    __table_args__ = table_args(belongs_to_partnership())

    folded_name: str
    sort_key: bytes

    placements: list["GroupPlacement"] = Relationship(
        sa_relationship_kwargs=read_only(
            "WorkingGroup.id == foreign(GroupPlacement.group_id)", order_by="GroupPlacement.valid_from"
        )
    )

    @property
    def since(self) -> date | None:
        """The day of the first placement."""
        return self.placements[0].valid_from if self.placements else None

    @property
    def parent_id(self) -> int | None:
        """The id of its parent group today."""
        held = [one for one in self.placements if one.valid_from <= clock.today()]
        return held[-1].parent_id if held else None


class PlacementBase(SQLModel):
    """What is sent, stored and shown of a placement."""

    parent_id: RecordId | None = Field(default=None, index=True)
    valid_from: Day
    decision_id: RecordId | None = Field(default=None, index=True)


class GroupPlacement(PlacementBase, Record, table=True):
    """From this day the group stands under `parent_id` (at the top without one), until its next placement."""

    __tablename__ = "group_placement"
    __table_args__ = table_args(
        within_partnership("group_id", "working_group", ondelete="CASCADE"),
        within_partnership("parent_id", "working_group"),
        within_partnership("decision_id", "decision"),
        sa.UniqueConstraint("group_id", "valid_from"),
        sa.CheckConstraint("parent_id <> group_id", name="parent"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    group_id: int

    parent: WorkingGroup | None = Relationship(
        sa_relationship_kwargs=read_only("WorkingGroup.id == foreign(GroupPlacement.parent_id)")
    )

    @property
    def parent_name(self) -> str | None:
        return self.parent.name if self.parent else None


class GroupMemberBase(Dates):
    """What is sent, stored and shown of a member."""

    person_id: RecordId | None = Field(default=None, index=True)
    organisation_id: RecordId | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: GroupRole = enum_column(GroupRole, default=GroupRole.MEMBER)
    side: Side | None = enum_column(Side, default=None, nullable=True)


@tracked("group_member")
class GroupMember(GroupMemberBase, Record, table=True):
    """A person, an organisation, or a person for an organisation. `decision_id` is the decision by which the
    membership began or ended last."""

    __tablename__ = "group_member"
    __table_args__ = table_args(
        within_partnership("group_id", "working_group", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
        within_partnership("decision_id", "decision"),
        sa.CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="somebody"),
        in_order(),
        sa.Index(
            "uq_group_member_group_id_person_id",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    group_id: int = Field(index=True)
    voting: bool = True
    decision_id: int | None = Field(default=None, index=True)

    person: Person | None = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(GroupMember.person_id)")
    )
    organisation: Organisation | None = Relationship(sa_relationship_kwargs=read_only())

    @property
    def person_name(self) -> str | None:
        return self.person.name if self.person else None

    @property
    def organisation_name(self) -> str | None:
        return self.organisation.name if self.organisation else None


class GroupCreate(GroupBase, Shape):
    """A group to create; `since` is the first day of its first placement (default: today)."""

    parent_id: RecordId | None = None
    since: Day | None = None


class GroupUpdate(Shape):
    """Fields to change. Another `parent_id` is a move as of today, and the history keeps the old one."""

    parent_id: RecordId | None = None
    kind: GroupKind | None = None
    name: Name | None = None
    remit: Text | None = None
    target_groups: TargetGroups | None = None
    open_to_new_members: bool | None = None
    joining_terms: Text | None = None
    rules: Rules | None = None
    until: Day | None = None


class GroupView(GroupBase, RecordView):
    """A group. `parent_id` is its parent today, `since` the day of its first placement."""

    parent_id: int | None
    since: date | None


class PlacementView(PlacementBase, View):
    """A place in the chart since a day."""

    id: int
    parent_name: str | None


class GroupDetail(GroupView):
    """A group with its places over time and what the reader may do with it."""

    placements: list[PlacementView] = BodyField(default_factory=list)
    allowed: list[str] = BodyField(default_factory=list)
    referred_by: ReferredBy


class GroupQuery(SyncQuery):
    """Filters of the list of groups; `parent` is the group above as of today."""

    partnership: RecordId | None = None
    parent: RecordId | None = None
    kind: GroupKind | None = None
    allowed: Annotated[
        Literal["edit", "see_members"] | None,
        BodyField(description="Only groups that the reader may change, or see from the inside."),
    ] = None
    mine: Annotated[bool | None, BodyField(description="Groups of which the reader is a member today.")] = (
        None
    )
    applications: Annotated[
        bool | None,
        BodyField(description="With applications to answer, in partnerships whose inside the reader sees."),
    ] = None
    q: Annotated[Line | None, BodyField(description="A part of the name.")] = None
    sort: Word | None = sorted_by("name", "partnership", "kind", "open_to_new_members", "since", "until")


class PlacementCreate(PlacementBase, Shape):
    """A move: from `valid_from` on the group stands under `parent_id`."""


class GroupMemberCreate(GroupMemberBase, Span):
    """A new member; by default guests and alternates have no vote."""

    voting: bool | None = None


class GroupMemberUpdate(Span):
    """Fields to change."""

    person_id: RecordId | None = None
    organisation_id: RecordId | None = None
    role: GroupRole | None = None
    side: Side | None = None
    voting: bool | None = None


class GroupMemberView(GroupMemberBase, RecordView):
    """A member with the names that belong to the ids."""

    group_id: int
    person_name: str | None
    organisation_name: str | None
    voting: bool
    decision_id: int | None


class GroupMemberQuery(SyncQuery):
    """Filters of the list of members."""

    on: Annotated[Day | None, BodyField(description="Only those who were members on this day.")] = None
    sort: Word | None = sorted_by("name", "organisation_name", "role", "since", "until")

"""Competences given to groups, and the chart of a partnership as of a day or between two days."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as BodyField
from sqlmodel import Field

from app.core.database.columns import (
    Day,
    Record,
    Text,
    View,
    table_args,
    within_partnership,
)
from app.organisations.people_models import in_order
from app.partnerships.group_models import GroupKind, Side
from app.territories.models import TerritoryLevel


class GroupCompetence(Record, table=True):
    """What a group may decide by itself, since a day and until a day; given by a decision or by the staff."""

    __tablename__ = "group_competence"
    __table_args__ = table_args(
        within_partnership("group_id", "working_group", ondelete="CASCADE"),
        within_partnership("decision_id", "decision"),
        in_order(),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    group_id: int = Field(index=True)
    competence: Text
    since: Day
    until: Day | None = None
    decision_id: int | None = Field(default=None, index=True)


class CompetenceView(View):
    """A competence of a group with the days on which it holds."""

    competence: str
    since: date
    until: date | None
    decision_id: int | None


class ChartNode(View):
    """A group and those under it. `leader_elected` is null for an open group and for one without people."""

    id: int
    name: str
    kind: GroupKind
    since: date
    open_to_new_members: bool
    leader_elected: bool | None
    competences: list[CompetenceView]
    groups: list["ChartNode"]


ChangeKind = Literal["added", "removed", "moved", "recomposed"]


class ChartChange(View):
    """What happened to a group between two days.

    `from` and `to` are the groups above it (null: it stands or stood at the top); of a recomposed group they
    are the numbers of its members, whose names only the inside sees.
    """

    kind: ChangeKind
    group_id: int
    group_name: str
    from_: int | None = BodyField(serialization_alias="from")
    to: int | None
    from_name: str | None
    to_name: str | None
    decision_id: int | None


class Delegation(CompetenceView):
    """A competence that a group was given between two days."""

    group_id: int
    group_name: str


class Chart(View):
    """The groups of a partnership as of a day. With `compare` also those of that day in `compared`.

    `changes` lead from the earlier of the two days to the later one; so do `delegated` competences.
    """

    partnership_id: int
    on: date
    compare: date | None
    groups: list[ChartNode]
    compared: list[ChartNode]
    changes: list[ChartChange]
    delegated: list[Delegation]


class SideCount(View):
    """Members of one side of the triad; `side` is null for those of whom it is not known."""

    side: Side | None
    members: int
    voting: int


class PlaceCount(View):
    """Members whose organisations have their seat in one territory; null for those without one."""

    territory_id: int | None
    name: str | None
    level: TerritoryLevel | None
    members: int
    organisations: int


Missing = Literal["no_commissioner", "no_provider", "no_users", "no_small_municipalities", "no_chair"]


class Composition(View):
    """Who makes up a group on a day. Guests and alternates are counted apart and stand for no side.

    `chair` is the name of the chair; null means that none is elected yet.
    """

    group_id: int
    on: date
    members: int
    voting: int
    guests: int
    alternates: int
    chair: str | None
    by_side: list[SideCount]
    by_territory: list[PlaceCount]
    missing: list[Missing]
    competences: list[CompetenceView]


OnDay = Annotated[Day | None, BodyField(description="As of this day; default today.")]

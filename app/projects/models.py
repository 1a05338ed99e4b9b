"""Tables of funding programmes with their rules, of projects and their parts.

A `...Base` holds the fields that people enter, with their limits; table and creating body share it.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import PlainSerializer, WithJsonSchema
from sqlmodel import Field, Relationship, SQLModel

from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import (
    Count,
    Day,
    Line,
    Money,
    Name,
    Record,
    RecordId,
    Text,
    Word,
    belongs_to_partnership,
    enum_column,
    hundredths_column,
    money_column,
    read_only,
    table_args,
    within_partnership,
)
from app.organisations.models import Organisation


def plain(value: Decimal) -> int | float:
    """A JSON number, an integer for a whole value."""
    return int(value) if value == value.to_integral_value() else float(value)


Quantity = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=2),
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""A figure of an indicator or a sum of hours, with at most two places; a JSON number."""

Percent = Annotated[
    Decimal,
    Field(gt=0, le=100, max_digits=5, decimal_places=2),
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
]
"""A share in percent, with at most two places."""

Code = Annotated[Word, Field(min_length=1)]
WholeHours = Annotated[int, Field(ge=0, le=1000)]


class ProjectState(StrEnum):
    """From an idea to a closed project. Any move is allowed, because projects go back; the log has each."""

    IDEA = "idea"
    FICHE = "fiche"
    APPLICATION = "application"
    APPROVED = "approved"
    CONTRACTED = "contracted"
    RUNNING = "running"
    CLOSED = "closed"
    REJECTED = "rejected"


ENDED_STATES = (ProjectState.CLOSED, ProjectState.REJECTED)
"""Nothing is due any more."""
PUBLIC_STATES = (ProjectState.CONTRACTED, ProjectState.RUNNING, ProjectState.CLOSED)
"""From the contract on the project spends public money, so everybody may read it."""


class Computation(StrEnum):
    """How the achieved value of an indicator is computed.

    `events_held` counts events, `attendances` people at each event they came to, `participants` every person
    once, `supported_persons` those over the programme's threshold. `manual` is a figure typed in with its
    day. An activity narrows each to its subtree.
    """

    MANUAL = "manual"
    EVENTS_HELD = "events_held"
    ATTENDANCES = "attendances"
    PARTICIPANTS = "participants"
    SUPPORTED_PERSONS = "supported_persons"


class ProgrammeBase(SQLModel):
    code: Code
    name: Name
    support_threshold_hours: WholeHours | None = Field(
        default=None, description="Support below it is trivial."
    )
    in_person_hours: WholeHours | None = Field(
        default=None, description="Of the threshold, at least so many in person."
    )
    retention_until: Day | None = Field(default=None, description="Evidence has to be kept until this day.")
    publicity: Line = ""
    note: Text = ""


@tracked("funding_programme", counters={"folded_text"}, public=lambda programme: True)
class FundingProgramme(ProgrammeBase, Record, table=True):
    """Rules that differ per programme: 40 h in OPZ of which 20 h in person, 24 h in OP VVV. Shared by all.

    The partnership that added a programme owns it; one without an owner belongs to the admins.
    """

    __tablename__ = "funding_programme"
    __table_args__ = table_args(sa.UniqueConstraint("code"))

    owner_partnership_id: int | None = Field(default=None, foreign_key="partnership.id", index=True)
    folded_text: str = ""


class Emblem(SQLModel, table=True):
    """The emblem of a programme as a partnership shows it: `svg`, made safe, for pages, `png` for letters."""

    __tablename__ = "emblem"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "programme_id"))

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE")
    programme_id: int = Field(foreign_key="funding_programme.id", index=True)
    alt: str = ""
    svg: str | None = None
    png: bytes | None = None
    version: int = 0
    updated_at: datetime = Field(default_factory=clock.now)


class ProjectBase(SQLModel):
    partnership_id: RecordId = Field(foreign_key="partnership.id")
    title: Name
    registration_number: Word | None = None
    applicant_id: RecordId | None = Field(default=None, foreign_key="organisation.id", index=True)
    programme_id: RecordId | None = Field(default=None, foreign_key="funding_programme.id", index=True)
    state: ProjectState = enum_column(ProjectState, default=ProjectState.IDEA)
    starts_on: Day | None = None
    ends_on: Day | None = None
    total_budget: Money | None = money_column(description="Crowns; null when it is not known.")
    follows_id: RecordId | None = Field(
        default=None, index=True, description="The project that this one goes on from."
    )
    description: Text = ""
    note: Text = Field(default="", description="For staff of the partnership alone.")


@tracked("project", counters={"folded_text"}, public=lambda project: project.state in PUBLIC_STATES)
class Project(ProjectBase, Record, table=True):
    """A project of a partnership. An unknown budget is null, never 0."""

    __tablename__ = "project"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("follows_id", "project"),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "ends_after_start"
        ),
        sa.Index("ix_project_partnership_id_id", "partnership_id", "id"),
        sa.Index(
            "uq_project_registration_number",
            "registration_number",
            unique=True,
            sqlite_where=sa.text("registration_number IS NOT NULL"),
            postgresql_where=sa.text("registration_number IS NOT NULL"),
        ),
    )

    folded_text: str = ""

    programme: FundingProgramme | None = Relationship(sa_relationship_kwargs=read_only())
    funding: list["ProjectFunding"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Project.id == foreign(ProjectFunding.project_id)", order_by="ProjectFunding.position"
        )
    )
    partners: list["ProjectPartner"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Project.id == foreign(ProjectPartner.project_id)", order_by="ProjectPartner.id"
        )
    )
    activities: list["ProjectActivity"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Project.id == foreign(ProjectActivity.project_id)",
            order_by="(ProjectActivity.position, ProjectActivity.code)",
        )
    )
    indicators: list["ProjectIndicator"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Project.id == foreign(ProjectIndicator.project_id)", order_by="ProjectIndicator.id"
        )
    )
    milestones: list["ProjectMilestone"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Project.id == foreign(ProjectMilestone.project_id)",
            order_by="(ProjectMilestone.due_on, ProjectMilestone.id)",
        )
    )


class ProjectFunding(SQLModel, table=True):
    """A share of the budget in percent; its amount is computed from the budget when it is read."""

    __tablename__ = "project_funding"
    __table_args__ = table_args(within_partnership("project_id", "project"))

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    project_id: int = Field(index=True)
    position: int
    source: str
    percent: Decimal = hundredths_column()


class ProjectPartner(SQLModel, table=True):
    """An organisation that carries the project together with the applicant."""

    __tablename__ = "project_partner"
    __table_args__ = table_args(
        within_partnership("project_id", "project"), sa.UniqueConstraint("project_id", "organisation_id")
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    project_id: int = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    role: str = ""

    organisation: Organisation = Relationship(sa_relationship_kwargs=read_only())


class ActivityBase(SQLModel):
    code: Code
    title: Name
    parent_id: RecordId | None = Field(default=None, index=True)
    description: Text = ""
    target: Count | None = None
    position: Count = 0


@tracked("project_activity")
class ProjectActivity(ActivityBase, Record, table=True):
    """A node of the tree of activities, coded 1, 2A ... as the project's own papers code it."""

    __tablename__ = "project_activity"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("project_id", "project"),
        within_partnership("parent_id", "project_activity"),
        sa.UniqueConstraint("project_id", "code"),
    )

    partnership_id: int = Field(index=True)
    project_id: int = Field(index=True)


class IndicatorBase(SQLModel):
    name: Name
    unit: Line = ""
    activity_id: RecordId | None = Field(default=None, index=True)
    target: Quantity | None = hundredths_column(default=None)
    achieved: Quantity | None = hundredths_column(
        default=None, description="Of manual indicators; of computed ones it is not used."
    )
    as_of: Day | None = Field(
        default=None, description="The day a manual figure was true; of computed ones it is not used."
    )
    computed_from: Computation = enum_column(Computation, default=Computation.MANUAL)


@tracked("project_indicator")
class ProjectIndicator(IndicatorBase, Record, table=True):
    """A figure that the funder watches. `achieved` and `as_of` are stored for manual indicators only."""

    __tablename__ = "project_indicator"
    __table_args__ = table_args(
        within_partnership("project_id", "project"),
        within_partnership("activity_id", "project_activity"),
    )

    partnership_id: int = Field(index=True)
    project_id: int = Field(index=True)


class MilestoneBase(SQLModel):
    title: Name
    due_on: Day
    done_on: Day | None = None
    activity_id: RecordId | None = Field(default=None, index=True)
    note: Text = ""


@tracked("project_milestone")
class ProjectMilestone(MilestoneBase, Record, table=True):
    """A day by which something has to be ready."""

    __tablename__ = "project_milestone"
    __table_args__ = table_args(
        within_partnership("project_id", "project"),
        within_partnership("activity_id", "project_activity"),
        sa.Index("ix_project_milestone_partnership_id_due_on", "partnership_id", "due_on"),
    )

    partnership_id: int
    project_id: int = Field(index=True)

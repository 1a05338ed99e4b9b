"""Tables of projects: funding programmes with their rules, projects, activities, indicators, milestones."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.changes import tracked
from app.core.columns import (
    Hellers,
    Record,
    belongs_to_partnership,
    choice,
    money_column,
    table_args,
    within_partnership,
)


class ProjectState(StrEnum):
    """From an idea to a closed project. Moves are free, because real ones go back; the log keeps each."""

    IDEA = "idea"
    FICHE = "fiche"
    APPLICATION = "application"
    APPROVED = "approved"
    CONTRACTED = "contracted"
    RUNNING = "running"
    CLOSED = "closed"
    REJECTED = "rejected"


PUBLIC_STATES = (ProjectState.CONTRACTED, ProjectState.RUNNING, ProjectState.CLOSED)
"""With the contract public money is given, and anybody may know to whom and for what."""


class Computation(StrEnum):
    """Where the achieved value of an indicator comes from.

    `events_held` counts events, `attendances` people at each event they came to, `participants` every person
    once, `supported_persons` those over the programme's threshold. `manual` is a figure typed in with its
    day. An activity narrows each to its subtree.
    """

    MANUAL = "manual"
    EVENTS_HELD = "events_held"
    ATTENDANCES = "attendances"
    PARTICIPANTS = "participants"
    SUPPORTED_PERSONS = "supported_persons"


@tracked("funding_programme", counters={"folded_text"}, public=lambda programme: True)
class FundingProgramme(Record, table=True):
    """Rules that differ per programme: 40 h in OPZ of which 20 h in person, 24 h in OP VVV. Shared by all."""

    __tablename__ = "funding_programme"
    __table_args__ = table_args(sa.UniqueConstraint("code"))

    code: str
    name: str
    support_threshold_hours: int | None = None
    in_person_hours: int | None = None
    retention_until: date | None = None
    publicity: str = ""
    note: str = ""
    folded_text: str = ""


@tracked("project", counters={"folded_text"}, public=lambda project: project.state in PUBLIC_STATES)
class Project(Record, table=True):
    """A project of a partnership. An unknown budget is null, never 0. `note` is for staff alone."""

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

    partnership_id: int = Field(foreign_key="partnership.id")
    title: str
    registration_number: str | None = None
    applicant_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    programme_id: int | None = Field(default=None, foreign_key="funding_programme.id", index=True)
    state: ProjectState = choice(ProjectState, default=ProjectState.IDEA)
    starts_on: date | None = None
    ends_on: date | None = None
    total_budget: Decimal | None = money_column()
    description: str = ""
    note: str = ""
    follows_id: int | None = Field(default=None, index=True)
    folded_text: str = ""


class ProjectFunding(SQLModel, table=True):
    """A share of the budget, in hundredths of a percent; its amount follows from the budget when read."""

    __tablename__ = "project_funding"
    __table_args__ = table_args(within_partnership("project_id", "project"))

    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int
    project_id: int = Field(index=True)
    position: int
    source: str
    percent: Decimal = Field(sa_type=cast(Any, Hellers))


class ProjectPartner(SQLModel, table=True):
    """An organisation that carries the project together with the applicant."""

    __tablename__ = "project_partner"
    __table_args__ = table_args(
        within_partnership("project_id", "project"), sa.UniqueConstraint("project_id", "organisation_id")
    )

    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int
    project_id: int = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    role: str = ""


@tracked("project_activity")
class ProjectActivity(Record, table=True):
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
    parent_id: int | None = Field(default=None, index=True)
    position: int = 0
    code: str
    title: str
    description: str = ""
    target: int | None = None


@tracked("project_indicator")
class ProjectIndicator(Record, table=True):
    """A figure that the funder watches. `achieved` and `as_of` are stored for manual ones alone."""

    __tablename__ = "project_indicator"
    __table_args__ = table_args(
        within_partnership("project_id", "project"),
        within_partnership("activity_id", "project_activity"),
    )

    partnership_id: int = Field(index=True)
    project_id: int = Field(index=True)
    activity_id: int | None = Field(default=None, index=True)
    name: str
    unit: str = ""
    target: Decimal | None = money_column()
    achieved: Decimal | None = money_column()
    as_of: date | None = None
    computed_from: Computation = choice(Computation, default=Computation.MANUAL)


@tracked("project_milestone")
class ProjectMilestone(Record, table=True):
    """A day by which something has to be there."""

    __tablename__ = "project_milestone"
    __table_args__ = table_args(
        within_partnership("project_id", "project"),
        within_partnership("activity_id", "project_activity"),
        sa.Index("ix_project_milestone_partnership_id_due_on", "partnership_id", "due_on"),
    )

    partnership_id: int
    project_id: int = Field(index=True)
    activity_id: int | None = Field(default=None, index=True)
    title: str
    due_on: date
    done_on: date | None = None
    note: str = ""

"""What only round tables, trainings and meetings have: tables beside that of their events."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.columns import belongs_to_partnership, choice, json_column, table_args, within_partnership


class RoundTableLevel(StrEnum):
    """A regional table takes over what the local ones could not solve."""

    LOCAL = "local"
    REGIONAL = "regional"


class RoundTable(SQLModel, table=True):
    """What a round table has beside its event; `round` counts from 1 within the series.

    `required_roles` are those without which the table is not complete; empty: those of the partnership.
    """

    __tablename__ = "round_table"
    __table_args__ = (within_partnership("id", "event", ondelete="CASCADE"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int
    round: int | None = None
    level: RoundTableLevel = choice(RoundTableLevel, default=RoundTableLevel.LOCAL)
    required_roles: list[str] = json_column(list)


class RoundTableInvitation(SQLModel, table=True):
    """Who is invited to a round table: an organisation, or whoever holds a role (`ospod`)."""

    __tablename__ = "round_table_invitation"
    __table_args__ = table_args(
        sa.CheckConstraint("(organisation_id IS NULL) <> (role IS NULL)", name="one_of_two"),
        within_partnership("event_id", "event", ondelete="CASCADE"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    partnership_id: int
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: str | None = None


class Training(SQLModel, table=True):
    """What a training has beside its event."""

    __tablename__ = "training"
    __table_args__ = (within_partnership("id", "event", ondelete="CASCADE"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)


class Meeting(SQLModel, table=True):
    """What a meeting has beside its event; meetings of a group follow one another."""

    __tablename__ = "meeting"
    __table_args__ = (
        belongs_to_partnership(),
        within_partnership("id", "event", ondelete="CASCADE"),
        within_partnership("previous_meeting_id", "meeting"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    partnership_id: int
    agenda: list[dict[str, Any]] = json_column(list)
    previous_meeting_id: int | None = Field(default=None, index=True)
    quorum: int | None = None

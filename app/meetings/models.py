"""The table of members at meetings."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.database.columns import enum_column, never_negative, table_args, within_partnership


class MemberAnswer(StrEnum):
    """What a member said to the invitation."""

    NONE = "none"
    ACCEPTED = "accepted"
    APOLOGISED = "apologised"


class MeetingMember(SQLModel, table=True):
    """A member of the group at one of its meetings, or an alternate, who has no `member_id`.

    `registration_id` is null for an organisation while nobody is named for it. `epoch` counts the links that
    have ended.
    """

    __tablename__ = "meeting_member"
    __table_args__ = table_args(
        within_partnership("event_id", "event", ondelete="CASCADE"),
        within_partnership("registration_id", "registration"),
        sa.UniqueConstraint("event_id", "member_id"),
        sa.CheckConstraint("member_id IS NOT NULL OR registration_id IS NOT NULL", name="somebody"),
        never_negative("epoch", name="epoch"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    event_id: int = Field(index=True)
    member_id: int | None = Field(default=None, foreign_key="group_member.id", ondelete="CASCADE", index=True)
    registration_id: int | None = Field(default=None, index=True)
    answer: MemberAnswer = enum_column(MemberAnswer, default=MemberAnswer.NONE)
    answered_at: datetime | None = None
    invited_at: datetime | None = None
    epoch: int = 0

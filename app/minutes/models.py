"""The tables of minutes: one for each event, with its items, what was said, comments and versions."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Record,
    Text,
    belongs_to_partnership,
    enum_column,
    json_column,
    never_negative,
    read_only,
    table_args,
    within_partnership,
)
from app.core.json_values import Json
from app.events.models import Event


class MinutesState(StrEnum):
    """Written; open to comments of members; approved; open to everybody."""

    DRAFT = "draft"
    COMMENT = "comment"
    APPROVED = "approved"
    PUBLISHED = "published"


DONE_STATES = (MinutesState.APPROVED, MinutesState.PUBLISHED)
"""The event does not lack minutes any more, and their text is fixed."""


class VersionCause(StrEnum):
    """Why a version was kept: somebody wrote, or the minutes moved to another state."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REOPENED = "reopened"


class RegistryFields(SQLModel):
    """What the office registry of files asks for: the number of the document, its mark in the plan of files,
    and the mark and years after which it is discarded."""

    file_number: Line = ""
    file_plan_mark: Line = ""
    disposal: Line = ""


PERSONAL = {"minute_taker_name", "verifier_name", "reopen_reason", "folded_text", "public_text"}


@tracked(
    "minutes",
    personal=PERSONAL | {"minute_taker_id", "verifier_id"},
    public=lambda minutes: minutes.is_public,
)
class Minutes(RegistryFields, Record, table=True):
    """The minutes of one event. Its items are locked and moved with it.

    `folded_text` is what members can search, `public_text` what everybody can: without internal items and
    without those who spoke. `latest` is the number of the newest version.
    """

    __tablename__ = "minutes"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event"),
        within_partnership("minute_taker_id", "person"),
        within_partnership("verifier_id", "person"),
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint("state <> 'comment' OR comment_until IS NOT NULL", name="comment_until"),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at"),
        never_negative("latest"),
        sa.Index("ix_minutes_state_event_id", "state", "event_id"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    event_id: int
    state: MinutesState = enum_column(MinutesState, default=MinutesState.DRAFT)
    comment_until: datetime | None = None
    minute_taker_id: int | None = Field(default=None, index=True)
    minute_taker_name: Line = ""
    verifier_id: int | None = Field(default=None, index=True)
    verifier_name: Line = ""
    approved_at: datetime | None = None
    published_at: datetime | None = None
    reopen_reason: Text = ""
    latest: int = 0
    folded_text: str = ""
    public_text: str = ""

    event: Event | None = Relationship(
        sa_relationship_kwargs=read_only("Event.id == foreign(Minutes.event_id)")
    )
    items: list["MinutesItem"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Minutes.id == MinutesItem.minutes_id",
            foreign_keys="MinutesItem.minutes_id",
            order_by="(MinutesItem.position, MinutesItem.id)",
        )
    )

    @property
    def is_public(self) -> bool:
        return self.state == MinutesState.PUBLISHED

    @property
    def title(self) -> str:
        """That of the event."""
        return self.event.title if self.event else ""

    @property
    def starts_at(self) -> datetime | None:
        return self.event.starts_at if self.event else None


class MinutesItem(Record, table=True):
    """One point of the minutes. It has a version of its own, because it is saved by itself."""

    __tablename__ = "minutes_item"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("minutes_id", "minutes", ondelete="CASCADE"),
        never_negative("position"),
    )

    partnership_id: int
    minutes_id: int = Field(index=True)
    position: int
    internal: bool = False
    agenda_item_id: int | None = Field(
        default=None, foreign_key="agenda_item.id", ondelete="SET NULL", index=True
    )
    title: Line = ""
    text: Text = ""

    discussion: list["MinutesEntry"] = Relationship(
        sa_relationship_kwargs=read_only(
            "MinutesItem.id == MinutesEntry.item_id",
            foreign_keys="MinutesEntry.item_id",
            order_by="(MinutesEntry.position, MinutesEntry.id)",
        )
    )


class EntryFields(SQLModel):
    """What somebody said, for which organisation, what was answered, and what was promised until when."""

    speaker: Line = ""
    organisation: Line = ""
    text: Text = ""
    answer: Text = ""
    follow_up: Text = ""
    follow_up_due: date | None = None


class MinutesEntry(EntryFields, table=True):
    """An entry of the discussion of an item."""

    __tablename__ = "minutes_entry"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("item_id", "minutes_item", ondelete="CASCADE"),
        never_negative("position"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    item_id: int = Field(index=True)
    position: int


class MinutesComment(SQLModel, table=True):
    """What a member thinks of the draft, or of one item of it. `name` is that of the login at that time, or
    of the member who came by a link."""

    __tablename__ = "minutes_comment"
    __table_args__ = table_args(within_partnership("minutes_id", "minutes", ondelete="CASCADE"))

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    minutes_id: int = Field(index=True)
    item_id: int | None = Field(default=None, foreign_key="minutes_item.id", ondelete="SET NULL", index=True)
    user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: Line
    text: Text
    created_at: datetime = Field(default_factory=clock.now)


class MinutesVersion(SQLModel, table=True):
    """The items as they were saved. Items saved one by one by the same person share a version for a while."""

    __tablename__ = "minutes_version"
    __table_args__ = table_args(
        within_partnership("minutes_id", "minutes", ondelete="CASCADE"),
        sa.UniqueConstraint("minutes_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int
    minutes_id: int
    number: int
    cause: VersionCause = enum_column(VersionCause)
    by_items: bool = False
    user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    items: list[Json] = json_column(list)
    created_at: datetime = Field(default_factory=clock.now)
    saved_at: datetime = Field(default_factory=clock.now)

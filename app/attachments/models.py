"""The tables of attachments: what is attached to which record, and the versions of its file."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.attachments import about
from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import (
    Name,
    Record,
    belongs_to_partnership,
    enum_column,
    read_only,
    table_args,
    within_partnership,
)
from app.core.database.folded import keep_folded
from app.events.models import Visibility


class AboutType(StrEnum):
    """The types of records that files can be attached to, once their room has registered (`about`)."""

    EVENT = "event"
    GROUP = "group"
    DECISION = "decision"
    AGENDA_ITEM = "agenda_item"
    MINUTES = "minutes"
    NEED = "need"
    EFFECT = "effect"


class MediaType(StrEnum):
    """The types of files that are taken."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    OTT = "application/vnd.oasis.opendocument.text-template"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    TEXT = "text/plain"


@tracked(
    "attachment", personal={"title", "folded_text"}, public=lambda attachment: about.is_public(attachment)
)
class Attachment(Record, table=True):
    """A file attached to a record. `latest` is the number of its newest version.

    The record can be of any type, so `about_id` is no foreign key: `sweep` deletes what is left behind.
    """

    __tablename__ = "attachment"
    __table_args__ = table_args(
        belongs_to_partnership(), sa.Index("ix_attachment_about_type_about_id", "about_type", "about_id")
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    about_type: AboutType = enum_column(AboutType)
    about_id: int
    title: Name
    visibility: Visibility = enum_column(Visibility, default=Visibility.MEMBERS)
    latest: int = 1
    folded_text: str = ""

    versions: list["AttachmentVersion"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Attachment.id == AttachmentVersion.attachment_id",
            foreign_keys="AttachmentVersion.attachment_id",
            order_by="AttachmentVersion.number",
        )
    )


keep_folded(Attachment, "title")


class AttachmentVersion(SQLModel, table=True):
    """One version of the file: `stored` is its name in the store, `size` is in bytes."""

    __tablename__ = "attachment_version"
    __table_args__ = table_args(
        sa.UniqueConstraint("attachment_id", "number"),
        within_partnership("attachment_id", "attachment", ondelete="CASCADE"),
        sa.CheckConstraint("size > 0 AND number > 0", name="counts"),
    )

    id: int = Field(default=None, primary_key=True)
    attachment_id: int
    partnership_id: int
    number: int
    file_name: Name
    media_type: MediaType = enum_column(MediaType)
    size: int
    sha256: str
    stored: str = Field(index=True)
    created_at: datetime = Field(default_factory=clock.now)

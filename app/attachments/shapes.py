"""Request and response bodies of attachments."""

from datetime import datetime
from typing import Annotated

from pydantic import Field as BodyField

from app.attachments.models import AboutType, MediaType
from app.core.database.columns import Line, Name, RecordId, RecordView, Shape, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.events.models import Visibility


class AttachmentQuery(SyncQuery):
    """Of one record, or of all."""

    about_type: AboutType | None = None
    about_id: RecordId | None = None
    event: Annotated[
        RecordId | None,
        BodyField(description="Of the event, and of what belongs to it: points of its agenda, its minutes."),
    ] = None
    partnership: RecordId | None = None
    visibility: Visibility | None = None
    q: Annotated[Line | None, BodyField(description="Words of the title.")] = None
    sort: Word | None = sorted_by(
        "title", "about_type", "partnership", "visibility", "created_at", "updated_at"
    )


class AttachmentUpdate(Shape):
    title: Name | None = None
    visibility: Visibility | None = None


class AttachmentVersionView(View):
    """`size` in bytes."""

    number: int
    file_name: str
    media_type: MediaType
    size: int
    sha256: str
    created_at: datetime


class AttachmentView(RecordView):
    """The newest file, and all versions for those who may change it; others see the newest alone.

    `event_id` is the event that the record is or belongs to.
    """

    partnership_id: int
    about_type: AboutType
    about_id: int
    event_id: int | None
    title: str
    visibility: Visibility
    number: int
    file_name: str
    media_type: MediaType
    size: int
    sha256: str
    versions: list[AttachmentVersionView]
    url: str
    allowed: list[str]

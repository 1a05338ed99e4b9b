"""The table of messages, with request and response bodies."""

from datetime import datetime
from typing import Annotated

from pydantic import Field as BodyField
from pydantic import StringConstraints
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Name,
    Record,
    RecordId,
    Shape,
    Text,
    View,
    Word,
    json_column,
    table_args,
    within_partnership,
)
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery
from app.registrations.models import RegistrationStatus

AT_ONCE = 5_000
"""Registrations that can be chosen one by one."""


@tracked("message", personal={"subject", "text", "registration_ids"})
class Message(Record, table=True):
    """What was written to participants: to those in one of the `statuses`, or to chosen registrations.

    Its letters have its id; their states say how many were sent.
    """

    __tablename__ = "message"
    __table_args__ = table_args(within_partnership("event_id", "event", ondelete="CASCADE"))

    event_id: int = Field(index=True)
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    subject: str
    text: str
    statuses: list[str] = json_column(list)
    registration_ids: list[int] = json_column(list)
    receivers: int


class Receivers(Shape):
    """Either the registrations in one of these states, or chosen ones."""

    status: list[RegistrationStatus] = BodyField(default_factory=list, max_length=len(RegistrationStatus))
    registration_ids: list[RecordId] = BodyField(default_factory=list, max_length=AT_ONCE)


class MessageCreate(Receivers):
    """A message. `test`: only to the sender, to see how it looks; nothing is stored."""

    subject: Name
    text: Annotated[Text, StringConstraints(min_length=1)]
    test: bool = False


class MessageDraft(Receivers):
    """What is written so far. `complete`: refused where sending it would be."""

    subject: Line = ""
    text: Text = ""
    complete: bool = False


class MessagePreview(View):
    """The message to an invented participant, and how many would get it. `html` is a whole page.

    `kept_braces`: what stands in braces and is no placeholder, so it is sent as typed.
    """

    subject: str
    text: str
    html: str
    receivers: int
    without_address: int
    kept_braces: list[str]


class MessageQuery(PageQuery):
    """The messages of one event."""

    sort: Word | None = sorted_by("subject", "created_at", "receivers", "sent", "failed", "waiting")


class MessageSent(View):
    """`id` is null after a test."""

    id: int | None
    receivers: int


class MessageView(View):
    """A message with the states of its letters: `waiting` are still to be sent, `failed` did not arrive."""

    id: int
    created_at: datetime
    event_id: int
    event_title: str
    subject: str
    text: str
    status: list[RegistrationStatus]
    registration_ids: list[int]
    receivers: int
    sent: int
    failed: int
    waiting: int

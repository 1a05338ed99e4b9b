"""Invitations to events, and the registrations made by their links."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import (
    Record,
    belongs_to_partnership,
    enum_column,
    never_negative,
    one_of,
    table_args,
    within_partnership,
)
from app.core.text import LANGUAGES


class InvitationStatus(StrEnum):
    """Sent until it is answered. A declined invitation may still be accepted, a withdrawn one may not."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


NOT_WITHDRAWN = sa.text("status <> 'withdrawn'")


@tracked(
    "invitation",
    personal={"office", "function", "addressee", "email", "message", "reason"},
)
class Invitation(Record, table=True):
    """An invitation of a person, an organisation of the directory, or an office that is not in it (`office`).

    The latter two may name a `function` there ("OSPOD"): then the person who does that work is invited and
    enters their name through the link. `email` is the address of the letter, null without one. `addressee` is
    one key for all three, so that each is invited once. `seats`: how many may sign up by the link.
    `link_epoch` counts the links that were ended.
    """

    __tablename__ = "invitation"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event"),
        within_partnership("person_id", "person"),
        sa.CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN office = '' THEN 0 ELSE 1 END) = 1",
            name="one_addressee",
        ),
        sa.CheckConstraint("seats >= 1", name="seats"),
        never_negative("link_epoch", name="link_epoch"),
        one_of("lang", LANGUAGES),
        sa.Index(
            "uq_invitation_event_id_addressee_living",
            "event_id",
            "addressee",
            unique=True,
            sqlite_where=NOT_WITHDRAWN,
            postgresql_where=NOT_WITHDRAWN,
        ),
        sa.Index("ix_invitation_event_id_id", "event_id", "id"),
    )

    event_id: int
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int | None = Field(default=None, index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    office: str = ""
    function: str = ""
    addressee: str
    email: str | None = None
    lang: str = Field(default="cs", max_length=2)
    message: str = ""
    seats: int = 1
    link_epoch: int = 0
    status: InvitationStatus = enum_column(InvitationStatus, default=InvitationStatus.SENT)
    sent_at: datetime
    called_again_at: datetime | None = None
    answered_at: datetime | None = None
    reason: str = ""


class InvitedRegistration(Record, table=True):
    """A registration that was made by the link of an invitation."""

    __tablename__ = "invited_registration"
    __table_args__ = table_args(
        within_partnership("invitation_id", "invitation"),
        within_partnership("registration_id", "registration"),
        sa.UniqueConstraint("registration_id"),
    )

    partnership_id: int
    invitation_id: int = Field(index=True)
    registration_id: int

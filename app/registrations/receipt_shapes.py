"""The answer of a receipt."""

from datetime import datetime

from pydantic import Field

from app.core.database.columns import View
from app.events.stay import StayChoice
from app.registrations.models import Answers, RegistrationStatus
from app.registrations.shapes import Consents


class TypedFields(View):
    """What somebody typed into the form of a sign-up, without needs; a very long note is left out too."""

    first_name: str
    last_name: str
    email: str | None = None
    title_before: str = ""
    title_after: str = ""
    phone: str | None = None
    organisation_id: int | None = None
    organisation_name: str | None = None
    position: str | None = None
    note: str | None = None
    answers: Answers = Field(default_factory=dict)
    stay: StayChoice | None = None
    consents: Consents = Field(default_factory=Consents)


class ReceiptView(View):
    """What was typed, and the state: null once the mailbox has used its own link (`mailbox_used`).

    `slot_starts_at` and the like: the time that was booked at a consultation.
    """

    event_id: int
    event_title: str
    starts_at: datetime | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    slot_place: str | None
    status: RegistrationStatus | None
    reason: str | None
    waiting_position: int | None
    deals_at: datetime | None
    typed: TypedFields
    made_at: datetime
    shown_until: datetime
    undo_until: datetime | None
    mailbox_used: bool
    allowed: list[str]

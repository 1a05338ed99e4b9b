"""What is sent to us about registrations and attendance, and what we answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field

from app.core.columns import Line, Name, RecordId, RecordView, Shape, Text, View, Word
from app.core.paging import SyncQuery
from app.courses.models import EventKind, Hours
from app.events.models import EventStatus
from app.events.questions import FormField
from app.events.stay import StayChoice, StayView
from app.registrations.models import RegistrationSource, RegistrationStatus
from app.registrations.undelivered import UndeliveredLetter

# --- bodies ----------------------------------------------------------------------------------------------


class Consents(Shape):
    """Separate from the ground for keeping the registration, and free to leave out."""

    photos: bool = False
    newsletter: bool = False


class Said(Shape):
    """What a person says of themselves on a form."""

    phone: Word | None = None
    organisation_name: Line | None = None
    position: Line | None = None
    note: Text | None = None


class Contact(Said):
    """The same with an organisation of the directory."""

    organisation_id: RecordId | None = None


class PersonFields(Contact):
    first_name: Name
    last_name: Name
    email: EmailStr | None = None
    title_before: Word = ""
    title_after: Word = ""


class Needs(Shape):
    """What somebody needs to take part; deleted some days after the event."""

    accessibility: Text = ""
    diet: Text = ""


class Attending(PersonFields):
    """A person with what the form of the event asks."""

    answers: dict[Name, Any] = Field(default_factory=dict, max_length=50)
    consents: Consents = Field(default_factory=Consents)
    needs: Needs | None = None
    stay: StayChoice | None = None


class RegistrationCreate(Attending):
    """`whole_series`: enrols in all topics of the series in the territory of the event."""

    whole_series: bool = False


class RegistrationUpdate(Contact):
    answers: dict[Name, Any] | None = Field(default=None, max_length=50)
    consents: Consents | None = None
    needs: Needs | None = None
    stay: StayChoice | None = None
    staff_note: Text | None = None


class MyRegistrationUpdate(Said):
    """`answers` stand in place of all that were given. The `stay` can be changed until sign-up closes."""

    answers: dict[Name, Any] | None = Field(default=None, max_length=50)
    consents: Consents | None = None
    needs: Needs | None = None
    stay: StayChoice | None = None


class Reason(Shape):
    """Told to the person in the letter."""

    reason: Line = ""


class WrittenReason(Shape):
    """Of a decision that needs one."""

    reason: Name


class Swap(Shape):
    event_id: RecordId


# --- queries and answers ---------------------------------------------------------------------------------


class RegistrationQuery(SyncQuery):
    status: RegistrationStatus | None = None
    walk_in: bool | None = None
    undelivered: Annotated[bool | None, Field(description="Some letter to them did not arrive.")] = None
    q: Line | None = None


class RegistrationView(RecordView):
    """A registration as the staff see it.

    A lower `priority` goes before a higher one. `deal_place`: the place in the order in which `deal_seats`
    seats were dealt. `doubles`: registrations of the event under the same name and another address, perhaps
    of the same person. `no_shows` and `late_cancellations`: of this person in the last two years.
    `mail_state`: the newest letter that did not arrive was `refused`, or `failed` after many tries; it moves
    without a new version.
    """

    event_id: int
    person_id: int
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    priority: int
    enrolment_id: int | None
    block_id: int | None
    deal_place: int | None
    deal_seats: int | None
    source: RegistrationSource
    walk_in: bool
    name: str
    first_name: str
    last_name: str
    email: str | None
    mail_state: Literal["refused", "failed"] | None
    phone: str
    organisation_id: int | None
    organisation_name: str
    position: str
    answers: dict[str, Any]
    stay: StayChoice
    note: str
    staff_note: str
    consents: Consents
    cancelled_at: datetime | None
    cancelled_late: bool
    offer_expires_at: datetime | None
    doubles: list[int]
    no_shows: int
    late_cancellations: int


class RegistrationDetail(RegistrationView):
    undelivered: list[UndeliveredLetter]
    manage_url: str | None
    allowed: list[str]


class Receipt(View):
    """What somebody who signs up gets back. `reason` says why it is not a confirmed seat.

    `deals_at`: with the reason `dealing`, when the seats are dealt; null while that is not set.
    """

    id: int
    event_id: int
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    deals_at: datetime | None
    manage_url: str | None
    version: int
    created_at: datetime


class VenueFacts(View):
    name: str
    address: str
    room: str
    territory_id: int | None
    online_url: str | None


class SessionFacts(View):
    id: int
    starts_at: datetime
    ends_at: datetime
    hours: Hours
    venue: VenueFacts | None
    note: str


class EventFacts(View):
    """As much of the event as its participants need."""

    id: int
    kind: EventKind
    title: str
    status: EventStatus
    starts_at: datetime | None
    ends_at: datetime | None
    partnership: str
    url: str
    fields: list[FormField]
    stay: StayView
    needs_kept_until: datetime | None
    sessions: list[SessionFacts]


class SwapFacts(View):
    """Another event of the same series and topic that one could come to instead."""

    event_id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    territory: str
    seats: str


class MyRegistration(RecordView):
    """A registration as the person with its link sees it. `swaps`: the same topic elsewhere in the series.

    Whoever gives a seat back after `cancel_until` is noted as late: `late_to_cancel` says that it is so now.
    """

    event_id: int
    event: EventFacts
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    priority: int
    enrolment_id: int | None
    deals_at: datetime | None
    deal_place: int | None
    deal_seats: int | None
    first_name: str
    last_name: str
    email: str | None
    phone: str
    organisation_name: str
    position: str
    note: str
    answers: dict[str, Any]
    needs: Needs
    stay: StayChoice
    consents: Consents
    swaps: list[SwapFacts]
    ticket_code: str | None
    calendar_url: str
    cancel_until: datetime | None
    late_to_cancel: bool
    offer_expires_at: datetime | None
    allowed: list[str]

"""What is sent to us about registrations and attendance, and what we answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field

from app.core.columns import Line, Moment, Name, RecordId, RecordView, Shape, Small, Text, View, Word
from app.core.paging import PageQuery, SyncQuery
from app.courses.models import EventKind, Hours
from app.events.models import EventStatus
from app.registrations.models import (
    AttendanceMethod,
    AttendanceMode,
    AttendanceStatus,
    RegistrationSource,
    RegistrationStatus,
)

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


class RegistrationCreate(PersonFields):
    answers: dict[Name, Any] = Field(default_factory=dict, max_length=50)
    whole_series: bool = False
    consents: Consents = Field(default_factory=Consents)


class WalkInCreate(PersonFields):
    mode: AttendanceMode = AttendanceMode.IN_PERSON
    minutes: Small | None = None


class RegistrationUpdate(Contact):
    answers: dict[Name, Any] | None = Field(default=None, max_length=50)
    consents: Consents | None = None
    staff_note: Text | None = None


class MyRegistrationUpdate(Said):
    consents: Consents | None = None


class Reason(Shape):
    """Told to the person in the letter."""

    reason: Line = ""


class Swap(Shape):
    event_id: RecordId


class AttendanceUpdate(Shape):
    """`recorded_at`: when it was seen, now if left out; the later one wins, whatever arrives last."""

    status: AttendanceStatus
    minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None
    mode: AttendanceMode = AttendanceMode.IN_PERSON
    recorded_at: Moment | None = None
    method: AttendanceMethod = AttendanceMethod.MANUAL


class AttendanceRowUpdate(AttendanceUpdate):
    registration_id: RecordId


class HeadcountUpdate(Shape):
    count: Small


class CheckInCreate(Shape):
    code: Name
    session_id: RecordId


# --- queries and answers ---------------------------------------------------------------------------------


class RegistrationQuery(SyncQuery):
    status: RegistrationStatus | None = None
    walk_in: bool | None = None
    q: Line | None = None


class AttendanceQuery(PageQuery):
    """Filters of the attendance of a session; `sort=name` is the Czech order of names."""

    status: AttendanceStatus | None = None
    q: Line | None = None
    sort: Literal["name"] | None = None


class RegistrationView(RecordView):
    """A registration as the staff see it.

    `priority` 0 goes before 1. `deal_place`: the place in the order in which `deal_seats` seats were dealt.
    """

    event_id: int
    person_id: int
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    priority: int
    enrolment_id: int | None
    deal_place: int | None
    deal_seats: int | None
    source: RegistrationSource
    walk_in: bool
    name: str
    first_name: str
    last_name: str
    email: str | None
    phone: str
    organisation_id: int | None
    organisation_name: str
    position: str
    answers: dict[str, Any]
    note: str
    staff_note: str
    consents: Consents
    cancelled_at: datetime | None
    offer_expires_at: datetime | None


class RegistrationDetail(RegistrationView):
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
    """A registration as the person with its link sees it. `swaps`: the same topic elsewhere in the series."""

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
    consents: Consents
    swaps: list[SwapFacts]
    ticket_code: str | None
    calendar_url: str
    offer_expires_at: datetime | None
    allowed: list[str]


class AttendanceRecord(View):
    """What is recorded of one registration at one session. `minutes`: of the whole session by default."""

    registration_id: int
    session_id: int
    status: AttendanceStatus
    minutes: int | None
    mode: AttendanceMode | None
    recorded_at: datetime | None
    recorded_by: int | None
    method: AttendanceMethod | None
    version: int


class AttendanceView(AttendanceRecord):
    """One line of the attendance of a session; `unknown` and version 0 until somebody recorded it."""

    person_id: int
    name: str
    first_name: str
    last_name: str
    organisation_name: str
    walk_in: bool


class AttendanceList(View):
    """What is recorded after a whole sheet was sent, in its order."""

    results: list[AttendanceRecord]


class WalkedIn(AttendanceView):
    """`id` is that of the registration."""

    id: int


class CheckedIn(AttendanceView):
    """`already`: had been there before this code was read."""

    already: bool


class Headcount(View):
    """How many were there where nobody signs."""

    session_id: int
    count: int
    version: int

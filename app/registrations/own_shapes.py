"""Bodies and answers of the own registration, by its link."""

from datetime import datetime

from app.core.database.columns import RecordId, RecordView, View
from app.courses.models import EventKind, Hours
from app.events.models import EventStatus
from app.events.questions import FormField
from app.events.stay import StayChoice, StayView
from app.registrations.models import Answers, RegistrationStatus
from app.registrations.shapes import AnswersGiven, Consents, FormValues, MissingView, Needs


class MyRegistrationUpdate(FormValues):
    """`answers` replace all earlier ones. The `stay` can be changed until sign-up closes, the `slot_id` to
    another free one while the event is coming."""

    slot_id: RecordId | None = None
    answers: AnswersGiven | None = None
    consents: Consents | None = None
    needs: Needs | None = None
    stay: StayChoice | None = None


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
    """The facts of the event that participants need."""

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


class OneTogether(View):
    """One of the people of a form. `refusal`: the code of what prevents the confirmation."""

    first_name: str
    last_name: str
    status: RegistrationStatus
    reason: str | None
    waiting_position: int | None
    refusal: str | None


class SignedUpTogether(View):
    """The people of one form with one mailbox, as the link shows them that confirms them together."""

    event_id: int
    event_title: str
    starts_at: datetime | None
    deals_at: datetime | None
    confirm_until: datetime
    people: list[OneTogether]
    allowed: list[str]


class SwapFacts(View):
    """Another event of the same series and topic to which the person could move."""

    event_id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    territory: str
    seats: str


class FreeSlot(View):
    """A time that can be booked instead."""

    id: int
    starts_at: datetime
    ends_at: datetime
    place: str


class MyRegistration(RecordView):
    """A registration as the person with its link sees it. `swaps`: the same topic elsewhere in the series.
    `slot_id`: the booked time, with its start, end and place; `free_slots` can be booked instead.

    A cancellation after `cancel_until` is marked as late; `late_to_cancel` says whether that applies now.
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
    answers: Answers
    past_fields: list[FormField]
    missing: list[MissingView]
    needs: Needs
    stay: StayChoice
    consents: Consents
    swaps: list[SwapFacts]
    slot_id: int | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    slot_place: str | None
    free_slots: list[FreeSlot]
    ticket_code: str | None
    calendar_url: str
    cancel_until: datetime | None
    late_to_cancel: bool
    offer_expires_at: datetime | None
    allowed: list[str]

"""Request and response bodies of registrations."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.addresses import Email
from app.core.database.columns import (
    Line,
    Name,
    PersonName,
    RecordId,
    RecordView,
    Shape,
    Text,
    Title,
    TypedName,
    View,
    Word,
)
from app.core.phones import Phone
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.events.questions import FieldKind, FormField
from app.events.stay import StayChoice
from app.registrations.models import Answers, RegistrationSource, RegistrationStatus
from app.slots.shapes import ConsultationLog

AnswersGiven = Annotated[dict[Name, Any], Field(max_length=50)]

# --- bodies ----------------------------------------------------------------------------------------------


class Consents(Shape):
    """Voluntary, and separate from the legal ground for storing the registration."""

    photos: bool = False
    newsletter: bool = False


class FormValues(Shape):
    """The fields that people fill in about themselves."""

    phone: Phone | None = None
    organisation_name: TypedName | None = None
    position: TypedName | None = None
    note: Text | None = None


class Contact(FormValues):
    """The same with an organisation of the directory."""

    organisation_id: RecordId | None = None


class PersonFields(Contact):
    first_name: PersonName
    last_name: PersonName
    email: Email | None = None
    title_before: Title = ""
    title_after: Title = ""


class Needs(Shape):
    """What somebody needs to take part; deleted some days after the event."""

    accessibility: Text = ""
    diet: Text = ""


class Attending(PersonFields):
    """A person with what the form of the event asks. `slot_id`: the time to book, where times are offered."""

    slot_id: RecordId | None = None
    answers: AnswersGiven = Field(default_factory=dict)
    consents: Consents = Field(default_factory=Consents)
    needs: Needs | None = None
    stay: StayChoice | None = None


class RegistrationCreate(Attending):
    """`whole_series`: enrols in all topics of the series in the territory of the event."""

    whole_series: bool = False


class OneOfSeveral(Shape):
    """Letters to a person without an e-mail go to the e-mail of the form."""

    first_name: PersonName
    last_name: PersonName
    title_before: Word = ""
    title_after: Word = ""
    email: Email | None = None
    position: Line | None = None
    answers: AnswersGiven = Field(default_factory=dict)
    consents: Consents = Field(default_factory=Consents)
    needs: Needs | None = None
    stay: StayChoice | None = None


class SeveralCreate(Shape):
    email: Email | None = None
    phone: Phone | None = None
    organisation_id: RecordId | None = None
    organisation_name: Line | None = None
    note: Text | None = None
    people: Annotated[list[OneOfSeveral], Field(min_length=1, max_length=30)]


class RegistrationUpdate(Contact):
    """Another `slot_id` moves somebody to another time, and tells them. The `log` is replaced as a whole."""

    slot_id: RecordId | None = None
    log: ConsultationLog | None = None
    guest: bool | None = None
    alternate_for: RecordId | None = None
    answers: AnswersGiven | None = None
    consents: Consents | None = None
    needs: Needs | None = None
    stay: StayChoice | None = None
    staff_note: Text | None = None


class Reason(Shape):
    """A reason for the letter to the person."""

    reason: Line = ""


class WrittenReason(Shape):
    """The reason of a decision that needs one."""

    reason: Name


class Swap(Shape):
    event_id: RecordId


class BulkAction(StrEnum):
    """What can be done with several registrations at once; each is the verb of one registration."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"
    MOVE = "move"


class BulkBody(Shape):
    """`event_id`: where to move; `reason`: why they are declined or cancelled, for the letters."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=200)]
    action: BulkAction
    event_id: RecordId | None = None
    reason: Line = ""


# --- queries and answers ---------------------------------------------------------------------------------


class RegistrationQuery(SyncQuery):
    id: Annotated[list[RecordId], Field(max_length=200, description="Only these.")] = Field(
        default_factory=list
    )
    status: RegistrationStatus | None = None
    walk_in: bool | None = None
    undelivered: Annotated[bool | None, Field(description="Some letter to them did not arrive.")] = None
    q: Line | None = None
    sort: Word | None = sorted_by(
        "name", "organisation_name", "status", "waiting_position", "email", "mail_state", "created_at"
    )


class UndeliveredLetter(View):
    """`POST /letters/{id}/resend` sends it again, to the address that the person has then."""

    id: int
    kind: str
    receiver: str
    state: Literal["refused", "failed"]
    error: str | None
    created_at: datetime


class MissingView(View):
    """What is still to be filled in: a question that must be answered, a night or a meal to choose anew."""

    what: Literal["answer", "lodging", "meal"]
    name: str
    label: str


class RegistrationView(RecordView):
    """A registration as the staff see it.

    `past_fields`: questions that it answers and the form no longer has; an answer may also be a choice that
    is no longer offered. A lower `priority` comes before a higher one. `deal_place`: the place in the order
    in which `deal_seats` seats were dealt. `doubles`: registrations of the event that may be of the
    same person, by name and mailbox. `no_shows` and `late_cancellations`: of this person in the
    last two years. These and `staff_note` are null for facilitators.
    `guest` has no vote at a meeting; `alternate_for` is the registration of the member who does not come.
    `slot_id`: the time they booked or had booked, with its start, end and place. `log`: what was consulted;
    null for facilitators too.
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
    guest: bool
    alternate_for: int | None
    slot_id: int | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    slot_place: str | None
    name: str
    first_name: str
    last_name: str
    email: str | None
    mail_state: Literal["refused", "failed"] | None
    phone: str
    organisation_id: int | None
    organisation_name: str
    position: str
    answers: Answers
    past_fields: list[FormField]
    stay: StayChoice
    note: str
    staff_note: str | None
    log: ConsultationLog | None
    consents: Consents
    cancelled_at: datetime | None
    cancelled_late: bool
    offer_expires_at: datetime | None
    doubles: list[int]
    no_shows: int | None
    late_cancellations: int | None


class RegistrationDetail(RegistrationView):
    """`missing`: questions that must be answered and are not."""

    missing: list[MissingView]
    undelivered: list[UndeliveredLetter]
    manage_url: str | None
    allowed: list[str]


class Receipt(View):
    """The answer to a sign-up. `reason` says why the seat is not confirmed.

    `deals_at`: with the reason `dealing`, when the seats are dealt; null while that is not set. `manage_url`
    is for those who write in the partnership. All others have it by mail, and a `receipt_url` here.
    """

    id: int
    event_id: int
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    deals_at: datetime | None
    receipt_url: str | None
    manage_url: str | None
    version: int
    created_at: datetime


class Noted(View):
    """The answer to a wish that is carried out by mail, or not at all: it tells nothing of either."""

    noted: bool


class PassedOn(Receipt):
    """The answer when a registration is moved or passed on. `missing`: what could not come along."""

    missing: list[MissingView]


class BulkResult(View):
    """The outcome for one registration. `registration_id`: another one after a move.

    Without `done` nothing has changed; `code` and `detail` say why, as the refusal of the single verb.
    With `done` but without `changed` it was so before.
    """

    id: int
    done: bool
    changed: bool
    registration_id: int
    status: RegistrationStatus | None
    code: str | None
    detail: str | None


class BulkView(View):
    """In the order of the ids."""

    results: list[BulkResult]


class Receipts(View):
    """In the order of the people."""

    results: list[Receipt]


# --- answers of an event ---------------------------------------------------------------------------------


class ChoiceView(View):
    """`past`: the form no longer offers it."""

    choice: str
    count: int
    past: bool


class QuestionView(View):
    """How many have answered a question and, where there are choices, how. `past`: it is no longer asked."""

    name: str
    label: str
    kind: FieldKind
    past: bool
    count: int
    choices: list[ChoiceView]


class AnswersView(View):
    """In the order of the form, the questions it no longer has at the end."""

    results: list[QuestionView]


# --- for those who run the event ------------------------------------------------------------------------


class Guest(View):
    registration_id: int
    name: str


class NightView(View):
    """`fits` is false where the dates of the event have changed since. `people`: for writers, else null."""

    date: date
    count: int
    fits: bool
    people: list[Guest] | None


class MealView(NightView):
    name: str
    label: str


class StayList(View):
    """The stay of people who have a seat."""

    lodging: list[NightView]
    meals: list[MealView]


class DietView(View):
    diet: str
    count: int


class ParticipantNeedView(View):
    """`name` is null for facilitators, who have to prepare for the need and not for the person."""

    registration_id: int
    name: str | None
    accessibility: str
    diet: str


class NeedsList(View):
    """Needs of people who have a seat, with the sums for the kitchen. `kept_until`: when they are deleted."""

    kept_until: datetime | None
    diets: list[DietView]
    results: list[ParticipantNeedView]

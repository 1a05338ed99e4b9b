"""What is sent and shown of enrolments in whole series and of the dealing of seats."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from app.core.columns import RecordId, RecordView, View
from app.core.paging import SyncQuery
from app.courses.models import SeatAllocation
from app.courses.shapes import TerritoryBrief
from app.registrations.models import RegistrationStatus
from app.registrations.shapes import Consents, PersonFields


class EnrolmentCreate(PersonFields):
    """A person for all topics of the series in one of its territories."""

    territory_id: RecordId
    consents: Consents = Field(default_factory=Consents)


class EnrolmentQuery(SyncQuery):
    territory: RecordId | None = None


class EnrolledIn(View):
    """One registration of an enrolment. The link of one that was there before goes to the mailbox alone."""

    id: int
    event_id: int
    topic_id: int | None
    title: str
    starts_at: datetime | None
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    deals_at: datetime | None
    manage_url: str | None


class EnrolmentReceipt(View):
    id: int
    series_id: int
    territory_id: int
    version: int
    created_at: datetime
    registrations: list[EnrolledIn]


class EnrolmentView(RecordView):
    """An enrolment as the staff see it."""

    series_id: int
    territory_id: int
    person_id: int
    name: str
    email: str | None
    cancelled_at: datetime | None
    registrations: list[EnrolledIn]
    allowed: list[str]


class OfferedEvent(View):
    topic: str
    event_id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    seats: str
    url: str


class OfferedTerritory(View):
    """What somebody who enrols there is signed up for."""

    territory: TerritoryBrief
    events: list[OfferedEvent]


class SeriesOffer(View):
    """A series as the public may take it. `undealt`: who signs up now waits until the seats are dealt."""

    series_id: int
    title: str
    allocation: SeatAllocation
    undealt: bool
    allocates_at: datetime | None
    territories: list[OfferedTerritory]


class DealtEvent(View):
    """`seats`: how many were dealt; null: there was no limit."""

    event_id: int
    seats: int | None
    confirmed: int
    waiting: int
    declined: int


@dataclass(slots=True)
class Decision:
    """What became of one registration, by the order in which the seats were dealt. Made by ten thousands."""

    registration_id: int
    event_id: int
    place: int
    priority: int
    status: RegistrationStatus
    reason: str | None


class Dealt(View):
    series_id: int
    dealt_at: datetime
    events: list[DealtEvent]
    decisions: list[Decision]

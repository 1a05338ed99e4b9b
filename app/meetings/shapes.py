"""Bodies and answers of meetings of groups."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.core.addresses import Email
from app.core.database.columns import Day, Moment, Name, PersonName, RecordId, Shape, Text, View
from app.events.agenda_models import AgendaItemView
from app.events.shapes import VenueBody
from app.meetings.models import MemberAnswer
from app.registrations.own_shapes import EventFacts

WarningCode = Literal["late_invitation", "no_agenda", "no_address", "few_meetings", "not_invited"]


class NextMeeting(Shape):
    """When the next meeting takes place. What is not said of venue and title is as with this one."""

    starts_at: Moment
    ends_at: Moment
    venue: VenueBody | None = None
    title: Name | None = None


class MeetingInvite(Shape):
    """`message` stands in the letter. `again`: also to those who were invited before."""

    message: Text = ""
    again: bool = False


class WarningView(View):
    """A rule that is broken, or what the organiser may have overlooked."""

    code: WarningCode
    detail: str


class MeetingInvited(View):
    """How many members got a letter now, and how many had one before."""

    event_id: int
    invited: int
    already: int
    warnings: list[WarningView]


class Alternate(Shape):
    """Who comes in the place of a member."""

    first_name: PersonName
    last_name: PersonName
    email: Email | None = None


class Apology(Shape):
    note: Annotated[Text, Field(max_length=2_000)] = ""
    alternate: Alternate | None = None


class MeetingAccept(Shape):
    """Somebody who accepts for an organisation says who comes; members need not."""

    first_name: PersonName | None = None
    last_name: PersonName | None = None
    email: Email | None = None


class AlternateView(View):
    first_name: str
    last_name: str
    email: str | None


class MyMeeting(View):
    """A meeting as one of its members sees it. `name` is null for an organisation that has named nobody yet.

    `alternate_for`: the name of the member in whose place this person comes.
    """

    event: EventFacts
    agenda: list[AgendaItemView]
    name: str | None
    organisation_name: str | None
    answer: MemberAnswer
    answered_at: datetime | None
    note: str
    alternate: AlternateView | None
    alternate_for: str | None
    apologies_by: date | None
    allowed: list[str]


class BreachQuery(Shape):
    """Meetings of this year; by default of the present one."""

    year: Annotated[int | None, Field(ge=1990, le=2200)] = None


class BreachView(View):
    """Where a rule of a group was broken, or is about to be; of the whole year without an `event_id`."""

    group_id: int
    group_name: str
    code: WarningCode
    detail: str
    event_id: int | None
    title: str | None
    on: Day | None


class BreachList(View):
    results: list[BreachView]


class MemberAtMeeting(View):
    """A member or an alternate at a meeting, with the answer; without a registration nobody is named.

    `url` answers in their name: for those who write in the partnership.
    """

    id: int
    member_id: int | None
    registration_id: int | None
    name: str
    organisation_name: str
    role: str
    voting: bool
    answer: MemberAnswer
    answered_at: datetime | None
    invited_at: datetime | None
    note: str
    has_address: bool
    alternate_for: str | None
    url: str | None


class MembersAtMeeting(View):
    results: list[MemberAtMeeting]


class WaitingItem(View):
    """A point that waits for the next meeting of the group."""

    id: int
    title: str
    text: str
    origin_type: str | None
    origin_id: RecordId | None
    created_at: datetime


class WaitingAgenda(View):
    results: list[WaitingItem]

"""Request bodies to create and change events."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.core.database.columns import Count, Day, Line, Moment, Name, PersonName, RecordId, Shape, Text, Word
from app.courses.models import EventKind, Hours
from app.events.agenda_models import Agenda
from app.events.models import (
    Capacity,
    EventBase,
    MoveUp,
    RegistrationPolicy,
    Roles,
    Round,
    RoundTableBase,
    RoundTableLevel,
    VenueBase,
    Visibility,
)
from app.events.questions import FormField
from app.events.stay import StayOffer
from app.partnerships.models import ReminderDays
from app.territories.models import TerritoryRef

SESSIONS_AT_MOST = 60
OfferHours = Annotated[int, Field(ge=1, le=30 * 24)]
MinDays = Annotated[int, Field(ge=0, le=60)]


class VenueBody(VenueBase, Shape):
    """A place. One with exactly the same words is the same venue of the partnership."""

    territory_id: TerritoryRef | None = None


class UndatedSession(Shape):
    """A day of an event whose date is not known yet; kept until the event gets sessions."""

    hours: Hours | None = None
    venue: VenueBody | None = None
    note: Line = ""


class SessionBody(Shape):
    """A session of a new event. Default `hours`: by the clock, in a training a share of its course."""

    starts_at: Moment
    ends_at: Moment
    hours: Hours | None = None
    venue: VenueBody | None = None
    venue_id: RecordId | None = None
    note: Line = ""


class SessionChange(Shape):
    """A session of an existing event; what is left out stays as it is.

    One without an `id` is matched to a session with the same start, then to the next one left, so that
    people's calendars move the entry instead of getting a second one.
    """

    id: RecordId | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    hours: Hours | None = None
    venue: VenueBody | None = None
    venue_id: RecordId | None = None
    note: Line | None = None


class PersonBody(Shape):
    """Somebody named at the event: a person of the partnership, a user, or just a name."""

    name: PersonName | None = None
    person_id: RecordId | None = None
    user_id: RecordId | None = None

    @model_validator(mode="after")
    def somebody_is_named(self) -> "PersonBody":
        if self.name is None and self.person_id is None and self.user_id is None:
            raise ValueError("required")
        return self


Fields = Annotated[list[FormField], Field(max_length=30)]
People = Annotated[list[PersonBody], Field(max_length=30)]
Sessions = Annotated[list[SessionBody], Field(max_length=SESSIONS_AT_MOST)]
UndatedSessions = Annotated[list[UndatedSession], Field(max_length=SESSIONS_AT_MOST)]
SessionChanges = Annotated[list[SessionChange], Field(max_length=SESSIONS_AT_MOST)]


class RegistrationBody(Shape):
    """The rules of sign-up. `opens_at` null: at once; `closes_at` null: at the start.

    `move_up`: the first waiting person gets a free seat at once, or an offer for `offer_hours`.
    `cancel_until`: a later cancellation is marked as late. `organisation_limit`: how many people of one
    organisation may sign up by themselves. `confirm_address`: a sign-up counts once its mailbox has
    confirmed it.
    `min_days`: days before the start on which an event below its minimum is told to its coordinators.
    `reminder_days`: days before the start on which people are reminded; null: as the partnership does.
    """

    policy: RegistrationPolicy = RegistrationPolicy.OPEN
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    waiting_list: bool = True
    move_up: MoveUp = MoveUp.AUTO
    offer_hours: OfferHours = 48
    cancel_until: Moment | None = None
    organisation_limit: Capacity | None = None
    confirm_address: bool = False
    min_days: MinDays = 7
    reminder_days: ReminderDays | None = None
    fields: Fields = Field(default_factory=list)
    stay: StayOffer = Field(default_factory=StayOffer)


class RegistrationChange(Shape):
    policy: RegistrationPolicy | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    waiting_list: bool | None = None
    move_up: MoveUp | None = None
    offer_hours: OfferHours | None = None
    cancel_until: Moment | None = None
    organisation_limit: Capacity | None = None
    confirm_address: bool | None = None
    min_days: MinDays | None = None
    reminder_days: ReminderDays | None = None
    fields: Fields | None = None
    stay: StayOffer | None = None


class EventCreate(EventBase, Shape):
    """A new event, a draft."""

    territory_id: TerritoryRef | None = None
    organiser_id: RecordId | None = None
    registration: RegistrationBody = Field(default_factory=RegistrationBody)
    sessions: Sessions = Field(default_factory=list)
    undated_sessions: UndatedSessions = Field(default_factory=list)
    facilitators: People = Field(default_factory=list)


class Correction(Shape):
    """`took_place`: the new dates are those on which the event took place, so they may lie in the past."""

    took_place: bool = False


class EventUpdate(Correction):
    """Fields to change. `sessions` and `facilitators` replace the whole list."""

    title: Name | None = None
    description: Text | None = None
    group_id: RecordId | None = None
    project_id: RecordId | None = None
    project_activity_id: RecordId | None = None
    series_id: RecordId | None = None
    topic_id: RecordId | None = None
    territory_id: TerritoryRef | None = None
    planned_from: Day | None = None
    planned_to: Day | None = None
    visibility: Visibility | None = None
    online_public: bool | None = None
    organiser_id: RecordId | None = None
    capacity: Capacity | None = None
    min_participants: Count | None = None
    registration: RegistrationChange | None = None
    sessions: SessionChanges | None = None
    undated_sessions: UndatedSessions | None = None
    facilitators: People | None = None


class Invited(Shape):
    """An organisation, or those who hold a role in the place (`ospod`)."""

    organisation_id: RecordId | None = None
    role: Word | None = None

    @model_validator(mode="after")
    def one_of_the_two(self) -> "Invited":
        if bool(self.organisation_id) == bool(self.role):
            raise ValueError("required")
        return self


Invitations = Annotated[list[Invited], Field(max_length=500)]


class RoundTableCreate(RoundTableBase, EventCreate):
    kind: Literal[EventKind.ROUND_TABLE] = EventKind.ROUND_TABLE
    invited: Invitations = Field(default_factory=list)


class RoundTableUpdate(EventUpdate):
    round: Round | None = None
    level: RoundTableLevel | None = None
    invited: Invitations | None = None
    required_roles: Roles | None = None


class TrainingCreate(EventCreate):
    kind: Literal[EventKind.TRAINING] = EventKind.TRAINING
    course_id: RecordId | None = None
    lecturers: People = Field(default_factory=list)


class TrainingUpdate(EventUpdate):
    course_id: RecordId | None = None
    lecturers: People | None = None


class MeetingCreate(EventCreate):
    """Without `visibility` and `registration.policy` a meeting is as public as its group meets, or without
    a group as the partnership does: `members` by the rule `public: false`, else `public` and `open`."""

    kind: Literal[EventKind.MEETING] = EventKind.MEETING
    agenda: Agenda = Field(default_factory=list)
    previous_meeting_id: RecordId | None = None
    quorum: Count | None = None


class MeetingUpdate(EventUpdate):
    agenda: Agenda | None = None
    previous_meeting_id: RecordId | None = None
    quorum: Count | None = None


class Publication(Correction):
    """An event that is over is published only with `took_place`."""


class EventCopy(Shape):
    """What is new about a copy. Without `sessions` it has no date, and keeps the hours and places of the
    original unless `undated_sessions` says others. A session without a venue takes the old one; one without
    hours takes the old hours if it is as long. Nights and meals move with the first day. In another
    territory only functions and roles stay invited, not the offices."""

    sessions: Sessions = Field(default_factory=list)
    undated_sessions: UndatedSessions | None = None
    title: Name | None = None
    territory_id: TerritoryRef | None = None
    topic_id: RecordId | None = None


class Cancellation(Shape):
    """The reason goes to all who signed up."""

    reason: Text = ""


class Postponement(Correction):
    """The new sessions; none when the new date is not known yet."""

    sessions: SessionChanges
    planned_from: Day | None = None
    planned_to: Day | None = None

"""Request and response bodies of invitations, and of the table of invited institutions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.addresses import Email
from app.core.database.columns import Line, Name, PersonName, RecordId, RecordView, Shape, Text, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.courses.models import TopicView
from app.events.models import RegistrationPolicy
from app.events.questions import FormField
from app.events.stay import StayChoice
from app.invitations.models import InvitationStatus
from app.invitations.new_addresses import NewAddress
from app.registrations.models import RegistrationStatus
from app.registrations.own_shapes import EventFacts, FreeSlot
from app.registrations.shapes import Consents, Contact, Needs
from app.territories.models import TerritoryRef

AT_ONCE = 500
"""The most invitations in one call."""
Seats = Annotated[int, Field(ge=1, le=50)]

# --- bodies ----------------------------------------------------------------------------------------------


class OrganisationInvited(Shape):
    """An organisation, or the person who does `function` there. Its own e-mail unless one is given."""

    organisation_id: RecordId
    function: Word = ""
    email: Email | None = None
    seats: Seats = 1


class OfficeInvited(Shape):
    """An office by its name. If exactly one organisation of the directory has it, that one is invited.

    Without an e-mail no letter is sent: staff invite it themselves and hand on the link.
    """

    name: Name
    function: Word = ""
    email: Email | None = None
    seats: Seats = 1


class InvitationsCreate(Shape):
    """Whom to invite; several ways may be combined.

    `group_id`: everybody who is a member of the group today. `from_invited`: the organisations of a round
    table's `invited`, and the people who hold its roles. `accept_addresses`: the addresses of organisations
    that have changed since they were last invited are right; without it they are refused (`address_changed`).
    """

    people: Annotated[list[RecordId], Field(max_length=AT_ONCE)] = Field(default_factory=list)
    organisations: Annotated[list[OrganisationInvited], Field(max_length=AT_ONCE)] = Field(
        default_factory=list
    )
    offices: Annotated[list[OfficeInvited], Field(max_length=AT_ONCE)] = Field(default_factory=list)
    group_id: RecordId | None = None
    from_invited: bool = False
    accept_addresses: bool = False
    message: Text = ""
    lang: Literal["cs", "en"] = Field(default="cs", description="Of the letters.")


class InvitationAddress(Shape):
    """Where the invitation of an organisation or an office goes from now on."""

    email: Email


class Acceptance(Contact):
    """Who comes. A person who was invited by name may leave out all, but for the time where one is booked."""

    first_name: PersonName | None = None
    last_name: PersonName | None = None
    email: Email | None = None
    title_before: Word = ""
    title_after: Word = ""
    answers: dict[Name, Any] = Field(default_factory=dict, max_length=50)
    consents: Consents = Field(default_factory=Consents)
    needs: Needs | None = None
    stay: StayChoice | None = None
    slot_id: RecordId | None = None


class Refusal(Shape):
    """A reason for the staff."""

    reason: Line = ""


# --- queries and answers ---------------------------------------------------------------------------------


class InvitationQuery(SyncQuery):
    status: InvitationStatus | None = None
    silent: bool | None = Field(
        default=None, description="Sent, not answered, and the person has not signed up otherwise."
    )
    q: Line | None = Field(default=None, description="A part of the name or of the e-mail.")
    sort: Word | None = sorted_by(
        "name",
        "function",
        "status",
        "reason",
        "email",
        "sent_at",
        "called_again_at",
        "unsubscribed",
        "registrations",
    )


class GuestView(View):
    """A registration made by the link of an invitation."""

    id: int
    name: str
    status: RegistrationStatus


class InvitationView(RecordView):
    """An invitation as the staff see it. `name`: of the person, the organisation or the office.

    `silent`: there is no answer, and the person has not signed up otherwise. `unsubscribed`: the owner of the
    address wants no more invitations of the partnership, and gets no letter. `new_address`: the organisation
    has got another one since; letters go to the old one until the new one is accepted.
    """

    event_id: int
    person_id: int | None
    organisation_id: int | None
    office: str
    name: str
    function: str
    email: str | None
    message: str
    seats: int
    status: InvitationStatus
    silent: bool
    unsubscribed: bool
    new_address: NewAddress | None
    sent_at: datetime
    called_again_at: datetime | None
    answered_at: datetime | None
    reason: str
    registrations: list[GuestView]


class InvitationDetail(InvitationView):
    """With the link, which staff pass on where there is no e-mail."""

    url: str | None
    allowed: list[str]


class InvitationsSent(View):
    """The outcome of a list: the invitations that were added, and those that were there already."""

    added: list[InvitationView]
    already: list[InvitationView]


class InvitationCounts(View):
    """`invited` are all that were not withdrawn; `due`: how many a second call would be sent to now."""

    invited: int
    accepted: int
    declined: int
    silent: int
    due: int


class CalledAgain(View):
    """How many letters a second call sent."""

    called: int


class MyInvitation(View):
    """An invitation as the holder of its link sees it. `seats_left`: how many may still accept by it.

    `first_name`, `last_name` and `email` are those of a person who is invited by name. `fields` are the
    event's own questions, `free_slots` the times of a consultation, of which one is booked.
    """

    event: EventFacts
    policy: RegistrationPolicy
    fields: list[FormField]
    free_slots: list[FreeSlot]
    seats: str
    name: str
    function: str
    is_person: bool
    first_name: str | None
    last_name: str | None
    email: str | None
    message: str
    status: InvitationStatus
    answered_at: datetime | None
    reason: str
    seats_left: int
    allowed: list[str]


class RequiredRole(View):
    """A role without which the event is not complete, and the state of its holders.

    `holders`: the people who hold it in the partnership on the day. `invited` and `accepted` count
    invitations, `coming` and `came` are names of those who signed up and of those who were there.
    """

    role: str
    holders: list[str]
    invited: int
    accepted: int
    coming: list[str]
    came: list[str]
    missing: bool


class RequiredRoles(View):
    results: list[RequiredRole]


# --- institutions by round -------------------------------------------------------------------------------


class RoundState(StrEnum):
    """The state of an institution in a round, the best first: of several events the best one counts.

    `not_recorded`: it is over, and the attendance was not recorded.
    """

    CAME = "came"
    REGISTERED = "registered"
    INVITED = "invited"
    NOT_RECORDED = "not_recorded"
    DID_NOT_COME = "did_not_come"
    DECLINED = "declined"
    NOT_INVITED = "not_invited"


class InstitutionsQuery(Shape):
    territory: TerritoryRef | None = Field(default=None, description="Events there or anywhere below.")
    never_came: bool | None = Field(default=None, description="Invited to what is over, and never there.")
    sort: Annotated[Word, Field(pattern=r"^-?(name|invited|came|topic_\d+)$")] | None = Field(
        default=None,
        description="By `name`, `invited`, `came` or the state in a round, as `topic_7`; `-`: reverse.",
    )


class RoundView(View):
    """`invited` and `came` count events of the round, `event_ids` are those that concern the institution."""

    topic_id: int
    state: RoundState
    invited: int
    came: int
    event_ids: list[int]


class InstitutionView(View):
    """One row. `organisation_id` is null for an office that is not in the directory."""

    organisation_id: int | None
    name: str
    rounds: list[RoundView]
    invited: int
    came: int
    never_came: bool


class Institutions(View):
    """In the Czech order of names; each row has the rounds in the order of `topics`."""

    series_id: int
    title: str
    topics: list[TopicView]
    results: list[InstitutionView]
    never_came: int

"""What is sent to us about invitations, and what we answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field

from app.core.columns import Line, Name, RecordId, RecordView, Shape, Text, View, Word
from app.core.paging import SyncQuery
from app.events.models import RegistrationPolicy
from app.events.questions import FormField
from app.events.stay import StayChoice
from app.invitations.models import InvitationStatus
from app.registrations.models import RegistrationStatus
from app.registrations.shapes import Consents, Contact, EventFacts, Needs

AT_ONCE = 500
"""Invitations sent by one call."""
Seats = Annotated[int, Field(ge=1, le=50)]

# --- bodies ----------------------------------------------------------------------------------------------


class OrganisationInvited(Shape):
    """An organisation, or whoever does the work of `function` there. Its own e-mail unless one is given."""

    organisation_id: RecordId
    function: Word = ""
    email: EmailStr | None = None
    seats: Seats = 1


class OfficeInvited(Shape):
    """An office by its name; one that is in the directory under that very name is that organisation."""

    name: Name
    function: Word = ""
    email: EmailStr
    seats: Seats = 1


class InvitationsCreate(Shape):
    """Whom to invite, in any of the ways and several at once.

    `group_id`: all who are members of the group today. `from_invited`: the organisations of a round table's
    `invited`, and those who hold its roles.
    """

    people: Annotated[list[RecordId], Field(max_length=AT_ONCE)] = Field(default_factory=list)
    organisations: Annotated[list[OrganisationInvited], Field(max_length=AT_ONCE)] = Field(
        default_factory=list
    )
    offices: Annotated[list[OfficeInvited], Field(max_length=AT_ONCE)] = Field(default_factory=list)
    group_id: RecordId | None = None
    from_invited: bool = False
    message: Text = ""
    lang: Literal["cs", "en"] = Field(default="cs", description="Of the letters.")


class Acceptance(Contact):
    """Who comes. Of a person who was invited by name everything may be left out."""

    first_name: Name | None = None
    last_name: Name | None = None
    email: EmailStr | None = None
    title_before: Word = ""
    title_after: Word = ""
    answers: dict[Name, Any] = Field(default_factory=dict, max_length=50)
    consents: Consents = Field(default_factory=Consents)
    needs: Needs | None = None
    stay: StayChoice | None = None


class Refusal(Shape):
    """Told to the staff."""

    reason: Line = ""


# --- queries and answers ---------------------------------------------------------------------------------


class InvitationQuery(SyncQuery):
    status: InvitationStatus | None = None
    silent: bool | None = Field(
        default=None, description="Sent, not answered, and the person has not signed up otherwise."
    )
    q: Line | None = Field(default=None, description="A part of the name or of the e-mail.")


class GuestView(View):
    """A registration that came of an invitation."""

    id: int
    name: str
    status: RegistrationStatus


class InvitationView(RecordView):
    """An invitation as the staff see it. `name`: of the person, the organisation or the office.

    `silent`: nobody has answered, nor signed up otherwise.
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
    sent_at: datetime
    called_again_at: datetime | None
    answered_at: datetime | None
    reason: str
    registrations: list[GuestView]


class InvitationDetail(InvitationView):
    """With the link, which the staff hand on where there is no e-mail."""

    url: str | None
    allowed: list[str]


class InvitationsSent(View):
    """What became of a list: those who are invited now, and those who were already."""

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
    """How many letters a second call was."""

    called: int


class MyInvitation(View):
    """An invitation as whoever has its link sees it. `seats_left`: how many may still accept by it.

    `first_name`, `last_name` and `email` are those of a person who is invited by name. `fields` are the
    event's own questions.
    """

    event: EventFacts
    policy: RegistrationPolicy
    fields: list[FormField]
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
    """A role without which the event is not complete, and how it stands with those who hold it.

    `holders`: who holds it in the partnership on the day. `invited` and `accepted` count invitations,
    `coming` and `came` are names of those who signed up and who were there.
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

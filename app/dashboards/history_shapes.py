"""What a person, or an organisation, has to do with the work: response bodies."""

from datetime import date, datetime

from app.core.database.columns import View
from app.courses.models import EventKind
from app.events.models import EventRole, EventStatus
from app.invitations.models import InvitationStatus
from app.partnerships.group_models import GroupRole
from app.projects.models import Quantity
from app.registrations.models import RegistrationStatus


class AttendedEvent(View):
    """One registration of a person. `recorded`: somebody has recorded whether they were there.

    `hours`: the accounted hours of the sessions where they were present.
    """

    registration_id: int
    event_id: int
    title: str
    kind: EventKind
    starts_at: datetime | None
    event_status: EventStatus
    status: RegistrationStatus
    recorded: bool
    present: bool
    hours: Quantity


class NamedAt(View):
    """An event at which the person is named, as a lecturer for example."""

    event_id: int
    title: str
    starts_at: datetime | None
    role: EventRole


class Supported(View):
    """The hours of a person in one project. `over`: the support counts; null without a threshold."""

    project_id: int
    title: str
    hours: Quantity
    in_person_hours: Quantity
    threshold: int | None
    over: bool | None


class Membership(View):
    """A group of a person or of an organisation, and the dates; open ends are null."""

    group_id: int
    name: str
    role: GroupRole
    since: date | None
    until: date | None


class PersonLetter(View):
    """A letter about a registration or an invitation of the person."""

    id: int
    subject: str
    created_at: datetime
    sent_at: datetime | None
    state: str


class OpenLink(View):
    """A personal link that staff can send anew. `type`: `registration` or `invitation`, whose `id` it is."""

    type: str
    id: int
    event_id: int
    title: str
    starts_at: datetime | None


class PersonHistory(View):
    """What a person has to do with the work, the newest first; at most so many of each as a page shows.

    `links` are for those who may write in the partnership.
    """

    events: list[AttendedEvent]
    named: list[NamedAt]
    support: list[Supported]
    groups: list[Membership]
    letters: list[PersonLetter]
    links: list[OpenLink]


class PersonOf(View):
    """Somebody who represents the organisation, now or in the past."""

    person_id: int
    name: str
    position: str
    since: date | None
    until: date | None


class InvitedTo(View):
    """An invitation of the organisation; `signed_up` counts the people who hold a registration by it."""

    invitation_id: int
    event_id: int
    title: str
    starts_at: datetime | None
    function: str
    status: InvitationStatus
    signed_up: int


class Came(View):
    """Somebody who was signed up for the organisation; `recorded` as in the history of a person."""

    registration_id: int
    event_id: int
    title: str
    starts_at: datetime | None
    person_id: int
    name: str
    status: RegistrationStatus
    recorded: bool
    present: bool


class OrganisationHistory(View):
    """What an organisation has to do with the work of the partnerships that the reader reads."""

    people: list[PersonOf]
    invitations: list[InvitedTo]
    participants: list[Came]
    groups: list[Membership]

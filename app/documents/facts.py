"""Facts of an event for documents: its sessions, its people, and the project that pays for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.files.print_header import PrintHeader
from app.core.text import percent, times
from app.core.web import access_log
from app.events.models import Event, EventPerson, EventRole, EventSession, Venue
from app.minutes.document import Publicity
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.projects.emblems import emblem_of
from app.projects.models import FundingProgramme, Project, ProjectActivity, ProjectFunding
from app.registrations.models import Registration, RegistrationStatus
from app.slots.models import Slot


@dataclass(frozen=True)
class SessionFacts:
    """A session with its place in words."""

    record: EventSession
    place: str


def session_facts(session: Session, event_id: int) -> list[SessionFacts]:
    statement = (
        select(EventSession, Venue)
        .outerjoin(Venue, col(Venue.id) == EventSession.venue_id)
        .where(EventSession.event_id == event_id)
        .order_by(col(EventSession.starts_at), col(EventSession.id))
    )
    return [SessionFacts(record, _place(venue)) for record, venue in session.exec(statement)]


def _place(venue: Venue | None) -> str:
    if venue is None:
        return ""
    return ", ".join(part for part in (venue.name, venue.room, venue.address) if part)


def organiser(session: Session, event: Event) -> str:
    """The name of the organisation, or of the partnership where none is given."""
    named = session.get(Organisation, event.organiser_id) if event.organiser_id else None
    return named.name if named else session.get_one(Partnership, event.partnership_id).name


def named(session: Session, event_id: int, role: EventRole) -> list[str]:
    statement = select(EventPerson.name).where(EventPerson.event_id == event_id, EventPerson.role == role)
    return list(session.exec(statement.order_by(col(EventPerson.position), col(EventPerson.id))))


def activity(session: Session, event: Event) -> str | None:
    """`2B Kulaté stoly`"""
    found = session.get(ProjectActivity, event.project_activity_id) if event.project_activity_id else None
    return f"{found.code} {found.title}" if found else None


@dataclass(frozen=True)
class ProjectFacts:
    """The project behind an event or a series and the statement on its money; all None without a project."""

    project: str | None = None
    registration_number: str | None = None
    funding: str | None = None
    emblem: str | None = None
    emblem_alt: str = ""
    emblem_png: bytes | None = None

    @property
    def header(self) -> PrintHeader | None:
        """Of a workbook. CSV has no place for it beside its rows."""
        return PrintHeader(self.funding or "", self.emblem_png) if self.project else None


def project_facts(session: Session, project_id: int | None, lang: str) -> ProjectFacts:
    project = session.get(Project, project_id) if project_id else None
    if project is None:
        return ProjectFacts()
    programme = session.get(FundingProgramme, project.programme_id) if project.programme_id else None
    said = (programme.publicity if programme else "") or _shares(session, project.id, lang)
    emblem = emblem_of(session, project)
    pictures = (emblem.svg, emblem.alt, emblem.png) if emblem else ()
    return ProjectFacts(project.title, project.registration_number, said or None, *pictures)


@reactions.on("publicity_asked")
def tell_publicity(session: Session, event_id: int, lang: str, found: list[Publicity]) -> None:
    """Minutes carry the same as the attendance sheet."""
    facts = project_facts(session, session.get_one(Event, event_id).project_id, lang)
    if facts.project:
        found.append(Publicity(facts.funding or "", facts.emblem, facts.emblem_alt))


def _shares(session: Session, project_id: int, lang: str) -> str:
    statement = select(ProjectFunding).where(ProjectFunding.project_id == project_id)
    shares = session.exec(statement.order_by(col(ProjectFunding.position)))
    return ", ".join(f"{share.source} {percent(share.percent, lang)}" for share in shares)


class Participant(NamedTuple):
    """`organisation` is its name, from the directory or as it was typed; `slot` the time booked here."""

    registration: Registration
    person: Person
    organisation: str
    slot: Slot | None

    def booked(self, lang: str) -> str:
        """`9.00–9.30, přepážka 2`"""
        if self.slot is None:
            return ""
        words = times(self.slot.starts_at, self.slot.ends_at, lang)
        return f"{words}, {self.slot.place}" if self.slot.place else words


def registered(
    session: Session, event_id: int, statuses: Sequence[RegistrationStatus], ids: Sequence[int] = ()
) -> list[Participant]:
    """By booked times, and then in the Czech order of names; with `ids` only these registrations."""
    own = sa.func.coalesce(col(Organisation.name), col(Registration.organisation_name))
    statement = (
        select(Registration, Person, own, Slot)
        .join(Person, col(Person.id) == Registration.person_id)
        .outerjoin(Organisation, col(Organisation.id) == Registration.organisation_id)
        .outerjoin(Slot, col(Slot.id) == Registration.slot_id)
        .where(Registration.event_id == event_id, col(Registration.status).in_(statuses))
        .order_by(col(Person.sort_key), col(Registration.id))
    )
    if ids:
        statement = statement.where(col(Registration.id).in_(ids))
    found = sorted((Participant(*row) for row in session.exec(statement)), key=_booked_first)
    access_log.seen(session, (row.person.id for row in found))
    return found


def _booked_first(one: Participant) -> tuple[bool, float, str]:
    """Those without a booked time come last and keep their order."""
    return (False, one.slot.starts_at.timestamp(), one.slot.place) if one.slot else (True, 0, "")

"""The attendance sheet for signatures, with the facts that funders require."""

from sqlmodel import Session

from app.core.actor import Actor
from app.core.text import translator
from app.documents import facts
from app.documents.attendance_pdf import AttendanceSheet, SheetPerson, SheetSession, attendance_sheet
from app.documents.names import file_name
from app.events.access import check_reader
from app.events.event_row import read_event
from app.events.models import Event, EventRole
from app.registrations.models import RegistrationStatus


def event_to_document(session: Session, actor: Actor, event_id: int) -> Event:
    """The event, for its staff and the facilitators named on it."""
    check_reader(session, actor, event_id, read_event(session, event_id).partnership_id)
    return session.get_one(Event, event_id)


def sheet_of(session: Session, actor: Actor, event_id: int, lang: str) -> tuple[bytes, str]:
    """The PDF and its name: everybody with a seat by booked time and name, and blank lines for walk-ins."""
    event = event_to_document(session, actor, event_id)
    event_sessions = facts.session_facts(session, event_id)
    backing = facts.project_facts(session, event.project_id, lang)
    people = facts.registered(session, event_id, [RegistrationStatus.CONFIRMED])
    sheet = AttendanceSheet(
        title=event.title,
        sessions=[
            SheetSession(one.record.starts_at, one.record.ends_at, one.record.hours, one.place)
            for one in event_sessions
        ],
        people=[SheetPerson(row.person.name, row.organisation, row.booked(lang)) for row in people],
        organiser=facts.organiser(session, event),
        facilitators=facts.named(session, event_id, EventRole.FACILITATOR),
        lecturers=facts.named(session, event_id, EventRole.LECTURER),
        activity=facts.activity(session, event),
        project=backing.project,
        registration_number=backing.registration_number,
        funding=backing.funding,
        emblem=backing.emblem,
        emblem_alt=backing.emblem_alt,
        notice=_notice(lang),
    )
    return attendance_sheet(sheet, lang), file_name("prezencni-listina", event.title, event.starts_at, "pdf")


def _notice(lang: str) -> str:
    return translator(lang).gettext(
        "Names and signatures are kept as evidence that the event took place, as a task in the public "
        "interest (Article 6(1)(e) GDPR), for as long as the funder asks for it."
    )

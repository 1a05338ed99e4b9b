"""The list of participants as a table for the office."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from sqlmodel import Session, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core.actor import Actor
from app.core.files.spreadsheets import Cell, Column, csv_bytes, xlsx
from app.core.text import Translator, day, times, translator
from app.courses.hours import accounted_hours
from app.documents import answers, facts
from app.documents.answers import CONTEXT
from app.documents.attendance_sheet import event_to_document
from app.documents.names import file_name
from app.events.models import EventSession
from app.registrations.models import ACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import positions

Recorded = dict[int, dict[int, Attendance]]
"""Attendance by registration and session."""


def participants_of(
    session: Session,
    actor: Actor,
    event_id: int,
    kind: str,
    lang: str,
    statuses: Sequence[RegistrationStatus],
    ids: Sequence[int] = (),
) -> tuple[bytes, str]:
    """The file and its name: these registrations, or those in these states. `kind`: xlsx or csv.

    Without both: all active registrations.
    """
    event = event_to_document(session, actor, event_id)
    words = translator(lang)
    event_sessions = facts.session_facts(session, event_id)
    recorded = _recorded(session, event_id)
    wanted = statuses or (RegistrationStatus if ids else ACTIVE_STATUSES)
    people = facts.registered(session, event_id, list(wanted), ids)
    questions = answers.asked(event, [row.registration for row in people])
    places = positions(session, {event_id})
    columns = [*_columns(words, event_sessions), *map(Column, answers.heads(words, questions))]
    columns += [Column(words.pgettext(CONTEXT, "Booked time"))] if event.slots else []
    rows = [
        [
            *_row(words, row, event_sessions, recorded.get(row.registration.id, {})),
            places.get(row.registration.id),
            *answers.cells(words, questions, row.registration),
            *([row.booked(lang)] if event.slots else []),
        ]
        for row in people
    ]
    paid = facts.project_facts(session, event.project_id, lang)
    content = csv_bytes(columns, rows) if kind == "csv" else xlsx(columns, rows, event.title, paid.header)
    return content, file_name("ucastnici", event.title, event.starts_at, kind)


def _recorded(session: Session, event_id: int) -> Recorded:
    found: Recorded = defaultdict(dict)
    for one in session.exec(select(Attendance).where(Attendance.event_id == event_id)):
        found[one.registration_id][one.session_id] = one
    return found


def _columns(words: Translator, event_sessions: Sequence[facts.SessionFacts]) -> list[Column]:
    word = partial(words.pgettext, CONTEXT)
    heads = [
        word("Title before the name"),
        word("First name"),
        word("Last name"),
        word("Title after the name"),
        word("Organisation"),
        word("Position"),
        word("E-mail"),
        word("Phone"),
        word("Registration"),
    ]
    held = [_head(one.record, words.lang) for one in event_sessions]
    return [Column(head) for head in (*heads, *held)] + [
        Column(word("Accounted hours"), "0.##"),
        Column(word("Note")),
        Column(word("Place in the queue")),
    ]


def _head(event_session: EventSession, lang: str) -> str:
    return (
        f"{day(event_session.starts_at, lang)} {times(event_session.starts_at, event_session.ends_at, lang)}"
    )


def _row(
    words: Translator,
    row: facts.Participant,
    event_sessions: Sequence[facts.SessionFacts],
    recorded: dict[int, Attendance],
) -> list[Cell]:
    registration, person = row.registration, row.person
    there = [(one.record, recorded.get(one.record.id)) for one in event_sessions]
    return [
        person.title_before,
        person.first_name,
        person.last_name,
        person.title_after,
        row.organisation,
        registration.position,
        person.email,
        registration.phone or person.phone,
        _status(words, registration),
        *(_seen(words, attendance) for _, attendance in there),
        sum((_hours(event_session, attendance) for event_session, attendance in there), Decimal(0)) or None,
        registration.note,
    ]


def _hours(session: EventSession, attendance: Attendance | None) -> Decimal:
    if attendance is None or attendance.status != AttendanceStatus.PRESENT:
        return Decimal(0)
    return accounted_hours(session.hours, session.starts_at, session.ends_at, attendance.minutes)


def _status(words: Translator, registration: Registration) -> str:
    word = partial(words.pgettext, CONTEXT)
    if registration.alternate_for is not None:
        return word("alternate of a member")
    if registration.guest:
        return word("guest")
    if registration.is_member and registration.status == RegistrationStatus.CONFIRMED:
        return word("member of the group")
    if registration.walk_in:
        return word("came without registration")
    return {
        RegistrationStatus.CONFIRMED: word("confirmed"),
        RegistrationStatus.OFFERED: word("seat offered"),
        RegistrationStatus.WAITING: word("waiting list"),
        RegistrationStatus.PENDING: word("to be decided"),
        RegistrationStatus.DECLINED: word("declined"),
        RegistrationStatus.CANCELLED: word("cancelled"),
        RegistrationStatus.EXPIRED: word("offer expired"),
    }[registration.status]


def _seen(words: Translator, attendance: Attendance | None) -> str:
    word = partial(words.pgettext, CONTEXT)
    if attendance is None:
        return ""
    return {
        AttendanceStatus.PRESENT: word("present"),
        AttendanceStatus.EXCUSED: word("excused"),
        AttendanceStatus.ABSENT: word("absent"),
        AttendanceStatus.UNKNOWN: "",
    }[attendance.status]

"""The attendance sheet as PDF: its contents, and how many signature boxes fit side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from app.core.files.pdf import clean_line, compile_pdf
from app.core.json_values import Json
from app.core.text import Translator, day, days, number, times, translator

TEMPLATE = Path(__file__).parent / "typst" / "attendance_sheet.typ"
CONTEXT = "attendance sheet"  # gettext context: "Name" is translated differently elsewhere
LANDSCAPE_FROM = 4  # sessions; three signature boxes still fit on an upright page
SESSIONS_A_PART = 6  # a longer course is printed as several tables, so that a box stays wide enough to sign
BOX_WIDTHS = {0: 45, 1: 45, 2: 36, 3: 30}  # mm for one signature; 26 when there are more


@dataclass(frozen=True)
class SheetSession:
    """One signature box for everybody. `hours` are the accounted hours, not the clock's."""

    starts_at: datetime
    ends_at: datetime
    hours: Decimal | float | None = None
    place: str = ""


@dataclass(frozen=True)
class SheetPerson:
    """`name` with titles, as printed; `booked` is the time and place of a consultation, in words."""

    name: str
    organisation: str = ""
    booked: str = ""


@dataclass(frozen=True, kw_only=True)
class AttendanceSheet:
    """The facts that funders require on paper. Empty fields are left out; `blank_lines` are for walk-ins."""

    title: str
    sessions: Sequence[SheetSession]
    people: Sequence[SheetPerson]
    organiser: str = ""
    facilitators: Sequence[str] = ()
    lecturers: Sequence[str] = ()
    activity: str | None = None
    project: str | None = None
    registration_number: str | None = None
    funding: str | None = None
    emblem: str | None = None
    emblem_alt: str = ""
    notice: str = ""
    blank_lines: int = 5


def attendance_sheet(sheet: AttendanceSheet, lang: str = "cs") -> bytes:
    """Lay out the sheet on A4: portrait up to three sessions, in several tables for more than six."""
    return compile_pdf(TEMPLATE, "sheet", _sheet_data(sheet, translator(lang)))


def _sheet_data(sheet: AttendanceSheet, words: Translator) -> Json:
    word = partial(words.pgettext, CONTEXT)
    sessions = sorted(sheet.sessions, key=lambda session: session.starts_at)
    return {
        "lang": words.lang,
        "region": "cz" if words.lang == "cs" else "gb",
        "document_title": f"{word('Attendance sheet')}: {_clean(sheet.title, words)}",
        "organiser": _clean(sheet.organiser, words),
        "landscape": len(sessions) >= LANDSCAPE_FROM,
        "signature_width": BOX_WIDTHS.get(len(sessions), 26),
        "funding": [_clean(line, words) for line in _funding(sheet, words) if line],
        "facts": [[label, _clean(value, words)] for label, value in _facts(sheet, sessions, words) if value],
        "emblem": sheet.emblem,
        "emblem_alt": _clean(sheet.emblem_alt, words),
        "parts": list(_parts(sessions, words)),
        "people": [
            {
                "name": _clean(person.name, words),
                "organisation": _clean(person.organisation, words),
                "booked": _clean(person.booked, words),
            }
            for person in sheet.people
        ],
        "with_times": any(person.booked for person in sheet.people),
        "blank_lines": sheet.blank_lines,
        "notice": _clean(sheet.notice, words),
        "footer": _clean(sheet.title, words),
        "words": {
            "attendance_sheet": word("Attendance sheet"),
            "number": word("No."),
            "time": word("Time"),
            "name": word("Name"),
            "organisation": word("Organisation"),
            "walk_ins": word("Without registration"),
            "date_and_place": word("Place and date"),
            "signature": word("Name and signature of the person responsible"),
            "page": word("Page"),
        },
    }


def _funding(sheet: AttendanceSheet, words: Translator) -> Iterator[str | None]:
    yield sheet.funding
    yield sheet.project
    if sheet.registration_number:
        yield f"{words.pgettext(CONTEXT, 'Registration number')}: {sheet.registration_number}"


def _facts(
    sheet: AttendanceSheet, sessions: Sequence[SheetSession], words: Translator
) -> Iterator[tuple[str, str]]:
    word = partial(words.pgettext, CONTEXT)
    yield word("Title"), sheet.title
    yield word("Activity"), sheet.activity or ""
    if sessions:
        yield word("Date"), days(sessions[0].starts_at, sessions[-1].ends_at, words.lang)
    if len(sessions) == 1:
        yield word("Time"), times(sessions[0].starts_at, sessions[0].ends_at, words.lang)
    hours = [session.hours for session in sessions if session.hours is not None]
    if hours:
        yield word("Accounted hours"), number(sum(map(Decimal, map(str, hours))), words.lang)
    yield word("Place"), "; ".join(dict.fromkeys(session.place for session in sessions if session.place))
    yield word("Organiser"), sheet.organiser
    plural = partial(words.npgettext, CONTEXT)
    yield plural("Facilitator", "Facilitators", len(sheet.facilitators)), ", ".join(sheet.facilitators)
    yield plural("Lecturer", "Lecturers", len(sheet.lecturers)), ", ".join(sheet.lecturers)


def _parts(sessions: Sequence[SheetSession], words: Translator) -> Iterator[Json]:
    """The signature columns, six to a table. An event without sessions gets one box."""
    if not sessions:
        yield {"heading": None, "sessions": [[words.pgettext(CONTEXT, "Signature")]]}
    several = len(sessions) > SESSIONS_A_PART
    for start in range(0, len(sessions), SESSIONS_A_PART):
        part = sessions[start : start + SESSIONS_A_PART]
        heading = days(part[0].starts_at, part[-1].ends_at, words.lang) if several else None
        yield {"heading": heading, "sessions": [_box(session, len(sessions), words) for session in part]}


def _box(session: SheetSession, count: int, words: Translator) -> list[str]:
    if count == 1:
        return [words.pgettext(CONTEXT, "Signature")]
    lines = [day(session.starts_at, words.lang), times(session.starts_at, session.ends_at, words.lang)]
    if session.hours is not None:
        lines.append(words.pgettext(CONTEXT, "%(hours)s h") % {"hours": number(session.hours, words.lang)})
    return lines


def _clean(text: str, words: Translator) -> str:
    return clean_line(text, words.lang)

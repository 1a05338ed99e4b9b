"""Printed documents: Typst lays out what is handed to it as data, tagged and readable aloud (PDF/UA-1)."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from app.core.plain_text import one_line, printable
from app.core.text import Translator, day, days, nonbreaking, number, times, translator

TEMPLATES = Path(__file__).parent / "typst"
CONTEXT = "attendance sheet"  # of the words in the catalogues: "Name" is another one elsewhere
_ONE_AT_A_TIME = Lock()  # a compiler remembers its last input
LANDSCAPE_FROM = 4  # sessions; three signature boxes still fit on an upright page
SESSIONS_A_PART = 6  # a longer course is printed as several tables, so that a box stays wide enough to sign
BOX_WIDTHS = {0: 45, 1: 45, 2: 36, 3: 30}  # mm for one signature; 26 when there are more
LONGEST_WORD = 16  # characters that fit the narrowest column without a break


@dataclass(frozen=True)
class SheetSession:
    """One signature box for everybody. `hours` are the accounted hours, not the clock's."""

    starts_at: datetime
    ends_at: datetime
    hours: Decimal | float | None = None
    place: str = ""


@dataclass(frozen=True)
class SheetPerson:
    """`name` with titles, as it shall be printed."""

    name: str
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class AttendanceSheet:
    """What a funder asks to see on paper. Empty fields are left out, `blank_lines` are for walk-ins."""

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
    notice: str = ""
    blank_lines: int = 5


def attendance_sheet(sheet: AttendanceSheet, lang: str = "cs") -> bytes:
    """The sheet to be signed at the door: A4, upright up to three sessions, in several tables over six."""
    return _compile("attendance_sheet.typ", "sheet", _sheet_data(sheet, translator(lang)))


def _sheet_data(sheet: AttendanceSheet, words: Translator) -> dict[str, Any]:
    word = partial(words.pgettext, CONTEXT)
    sessions = sorted(sheet.sessions, key=lambda session: session.starts_at)
    return {
        "lang": words.lang,
        "region": "cz" if words.lang == "cs" else "gb",
        "document_title": f"{word('Attendance sheet')}: {_shown(sheet.title, words)}",
        "organiser": _shown(sheet.organiser, words),
        "landscape": len(sessions) >= LANDSCAPE_FROM,
        "signature_width": BOX_WIDTHS.get(len(sessions), 26),
        "funding": [_shown(line, words) for line in _funding(sheet, words) if line],
        "facts": [[label, _shown(value, words)] for label, value in _facts(sheet, sessions, words) if value],
        "parts": list(_parts(sessions, words)),
        "people": [
            {"name": _shown(person.name, words), "organisation": _shown(person.organisation, words)}
            for person in sheet.people
        ],
        "blank_lines": sheet.blank_lines,
        "notice": _shown(sheet.notice, words),
        "footer": _shown(sheet.title, words),
        "words": {
            "attendance_sheet": word("Attendance sheet"),
            "number": word("No."),
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


def _parts(sessions: Sequence[SheetSession], words: Translator) -> Iterator[dict[str, Any]]:
    """The columns to sign, six to a table. Without sessions there is one box, for events not yet dated."""
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


# --- Typst -----------------------------------------------------------------------------------------------


def _shown(text: str, words: Translator) -> str:
    """One clean line; a run of letters without an end may break, so that it cannot leave its column."""
    long_word = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S{{4}})")
    return nonbreaking(long_word.sub("\\1\u200b", one_line(printable(text))), words.lang)


def _compile(template: str, name: str, data: dict[str, Any]) -> bytes:
    """PDF/UA-1, unless a name holds a letter that no font here has (Chinese, emoji).

    The standard forbids such a page, and no sheet at all would be worse: that one is tagged all the same, but
    does not claim the standard.
    """
    from typst import TypstError

    inputs = {name: json.dumps(data, ensure_ascii=False)}
    with _ONE_AT_A_TIME:
        compiler = _compiler(template)
        try:
            result = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=inputs)
        except TypstError as error:
            if "could not be displayed" not in error.message:
                raise
            result = compiler.compile(format="pdf", sys_inputs=inputs)
    return bytes(result)


@cache
def _compiler(template: str) -> Any:
    """Keeps the fonts and the parsed template. System fonts are ignored: a page looks the same everywhere."""
    from typst import Compiler

    return Compiler(TEMPLATES / template, root=TEMPLATES, ignore_system_fonts=True)

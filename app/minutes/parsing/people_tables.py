"""Tables of people: a column says who came, as in `Jméno | Organizace | Přítomen`, or one for each state."""

import re
from typing import NamedTuple

from app.minutes.parsing.names import name_in
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import cells_of

NAME = re.compile(r"(?:titul,? ?)?(?:jmeno|prijmeni|ucastni[kc]\w*|clen\w*)\b")
STATE = re.compile(r"(?:pritom\w*|ucast|prezence|stav|omluv\w*|dochazka)(?:\W{1,3}(?:ano|omluv\w*|ne)\b.*)?$")
CAME = re.compile(r"(?:ano|x|a|p|pritom\w{1,3}|[✓✔☑])$")
EXCUSED = re.compile(r"(?:ne ?[,(/-] ?)?(?:omluv\w*|oml\.?|om\.?|o)\)?$")


OF_THOSE = re.compile(r"(?:pritomn[iy]|ucastni(?:k|ci))(?: \w+)?$")
OF_WHOM = re.compile(r"(?:organizac|instituc|funkce|zastup|podpis|kontakt|e-?mail|firma|subjekt)")
ALL = -1
"""In place of a column: everybody in a table of participants came."""


class Attendance(NamedTuple):
    present: list[Found]
    excused: list[Found]


class Columns(NamedTuple):
    """The first and the last one of the name, and those in which a state is said or marked."""

    first: int
    last: int
    present: int
    excused: int


def attendance_of(source: Source, lines: list[Line]) -> Attendance:
    """The names of the first such table. Who is marked neither as present nor as excused is left out."""
    found = Attendance([], [])
    columns: Columns | None = None
    for line in lines:
        if line.blank and columns is not None and columns.present == ALL:
            break
        if line.blank:
            continue
        cells = cells_of(source, line) if line.end - line.start < 500 else []
        if columns is None:
            columns = _columns(source, cells)
            continue
        if len(cells) <= min(columns.present, columns.excused):
            break
        _row(source, cells, columns, found)
    return found


def _columns(source: Source, cells: list[tuple[int, int]]) -> Columns | None:
    heads = [source.folded[start:end].strip(" *_:") for start, end in cells]
    came = next((n for n, head in enumerate(heads) if n and head.startswith("pritom")), None)
    excused = next((n for n, head in enumerate(heads) if n and head.startswith("omluv")), None)
    if came is not None and excused is not None:
        return Columns(0, 0, came, excused)
    name = next((n for n, head in enumerate(heads) if NAME.match(head)), None)
    state = next((n for n, head in enumerate(heads) if STATE.match(head)), None)
    if state is None and len(heads) > 1 and OF_THOSE.match(heads[0]) and OF_WHOM.match(heads[1]):
        return Columns(0, 0, ALL, ALL)
    if name is None or state is None or state <= name:
        return None
    both = {*heads[name : name + 2]} == {"jmeno", "prijmeni"}
    return Columns(name, name + both, state, state)


def _row(source: Source, cells: list[tuple[int, int]], columns: Columns, found: Attendance) -> None:
    name = name_in(source, cells[columns.first][0], cells[columns.last][1])
    came, excused = (_said(source, cells, place) for place in (columns.present, columns.excused))
    if name is None:
        return
    if columns.present == ALL or CAME.match(came):
        found.present.append(name.found)
    elif EXCUSED.match(excused) or (columns.present != columns.excused and CAME.match(excused)):
        found.excused.append(name.found)


def _said(source: Source, cells: list[tuple[int, int]], place: int) -> str:
    return source.folded[slice(*cells[place])].strip(" *_.") if 0 <= place < len(cells) else ""

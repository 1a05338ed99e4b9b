"""Tables of people with a column that says who came: `Jméno | Organizace | Přítomen`."""

import re
from typing import NamedTuple

from app.minutes.parsing.names import name_in
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import cells_of

NAME = re.compile(r"(?:titul,? ?)?(?:jmeno|prijmeni|ucastni[kc]\w*|clen\w*)\b")
STATE = re.compile(r"(?:pritom\w*|ucast|prezence|stav|omluv\w*|dochazka)(?:\W{1,3}(?:ano|omluv\w*|ne)\b.*)?$")
CAME = re.compile(r"(?:ano|x|a|p|pritom\w{1,3}|[✓✔☑])$")
EXCUSED = re.compile(r"(?:ne ?[,(/-] ?)?(?:omluv\w*|oml\.?|om\.?|o)\)?$")


class Attendance(NamedTuple):
    present: list[Found]
    excused: list[Found]


def attendance_of(source: Source, lines: list[Line]) -> Attendance:
    """The names of the first such table. Who is marked neither as present nor as excused is left out."""
    found = Attendance([], [])
    columns: tuple[int, int, int] | None = None
    for line in lines:
        if line.blank:
            continue
        cells = cells_of(source, line) if line.end - line.start < 500 else []
        if columns is None:
            columns = _columns(source, cells)
            continue
        if len(cells) <= max(columns):
            break
        _row(source, cells, columns, found)
    return found


def _columns(source: Source, cells: list[tuple[int, int]]) -> tuple[int, int, int] | None:
    """The first and the last column of the name, and that of the state."""
    heads = [source.folded[start:end].strip(" *_:") for start, end in cells]
    name = next((n for n, head in enumerate(heads) if NAME.match(head)), None)
    state = next((n for n, head in enumerate(heads) if STATE.match(head)), None)
    if name is None or state is None or state <= name:
        return None
    both = {*heads[name : name + 2]} == {"jmeno", "prijmeni"}
    return name, name + both, state


def _row(
    source: Source, cells: list[tuple[int, int]], columns: tuple[int, int, int], found: Attendance
) -> None:
    first, last, state = columns
    name = name_in(source, cells[first][0], cells[last][1])
    said = source.folded[slice(*cells[state])].strip(" *_.")
    if name is None:
        return
    if CAME.match(said):
        found.present.append(name.found)
    elif EXCUSED.match(said):
        found.excused.append(name.found)

"""Lists of people beside each other: `Přítomni` and `Omluveni` on one line, and their names below."""

from typing import NamedTuple

from app.minutes.parsing.labels import PEOPLE, label_of
from app.minutes.parsing.names import name_in
from app.minutes.parsing.source import Found, Line, Source, line_of
from app.minutes.parsing.task_tables import cells_of

LONGEST = 300


class Head(NamedTuple):
    """What a column holds, and how far from the beginning of the line it begins."""

    kind: str
    offset: int


class Columns(NamedTuple):
    """Names by the kind of their column, and the place of the rows in the text."""

    names: dict[str, list[Found]]
    start: int
    end: int


def columns_of(source: Source, lines: list[Line]) -> Columns | None:
    """The first such lists; they end at a blank line or at another label."""
    for place, line in enumerate(lines):
        heads = _heads(source, line) if 0 < line.end - line.start < LONGEST else []
        if len(heads) > 1:
            return _read(source, line, lines[place + 1 :], heads)
    return None


def _heads(source: Source, line: Line) -> list[Head]:
    """Of a line all of whose cells are labels of people and nothing else."""
    heads: list[Head] = []
    for start, end in cells_of(source, line):
        cell = line_of(source.text, source.folded, start, end)
        label = label_of(source, cell)
        if label is None or label.kind not in PEOPLE or label.inline < cell.end:
            return []
        heads.append(Head(label.kind, _offset(source, cell.start)))
    return heads


def _read(source: Source, head: Line, lines: list[Line], heads: list[Head]) -> Columns:
    names: dict[str, list[Found]] = {one.kind: [] for one in heads}
    end = head.end
    for line in lines:
        if line.blank or line.end - line.start > LONGEST or label_of(source, line):
            break
        cells = cells_of(source, line)
        for place, (first, last) in enumerate(cells):
            name = name_in(source, first, last)
            if name is not None:
                names[_column(source, heads, place, name.found, len(cells)).kind].append(name.found)
        end = line.end
    return Columns(names, head.start, end)


def _column(source: Source, heads: list[Head], place: int, name: Found, cells: int) -> Head:
    """By its place in the row, or in a row with fewer cells the head that is nearest."""
    if cells == len(heads):
        return heads[place]
    offset = _offset(source, name.start)
    return min(heads, key=lambda one: abs(one.offset - offset))


def _offset(source: Source, at: int) -> int:
    return at - (source.text.rfind("\n", 0, at) + 1)

"""Tasks written as a few labelled lines: `Úkol: …`, `Zodpovídá: …`, `Termín: …`, in any order."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from app.minutes.parsing.due import LABELLED_DUE, day_at
from app.minutes.parsing.owners import owner_at
from app.minutes.parsing.shapes import TRAIL, Task
from app.minutes.parsing.source import Line, Source
from app.minutes.parsing.task_tables import TABLE_DUE, TABLE_OWNER, TABLE_TASK

LABEL = re.compile(r"(?P<words>[^\W\d_][^:|\t\n]{0,30}?)(?: ?:\s*| ?[|\t]\s*| {3,})(?=\S)")
BESIDE = re.compile(r"(?<=\S)(?: {2,}|\t)(?=[^\W\d_][^:|\t\n]{0,30}:)")
NUMBER = re.compile(r" ?(?:c\.)? ?[\d/.-]*$")
WHEN = re.compile(r"kdy|do$")
"""In the title the day of the meeting."""
Kind = Literal["task", "owner", "due"]


class Row(NamedTuple):
    """A labelled line or a labelled part of one; `start` is where the words behind the label begin."""

    kind: Kind
    start: int
    end: int
    line: Line


class Card(NamedTuple):
    """A task and the lines that it was read from."""

    task: Task
    lines: tuple[Line, ...]


def cards_of(source: Source, lines: list[Line], meeting: date | None) -> Iterator[Card]:
    """Of lines with one label each, none of them twice, that stand together, or of a line with several."""
    run: list[Row] = []
    for line in [*lines, None]:
        rows = _rows(source, line) if line else []
        if len(rows) == 1:
            run += rows
            continue
        for one in (*_split(run), *_split(rows)):
            card = _card(source, one, meeting)
            if card:
                yield card
        run = []


def _rows(source: Source, line: Line) -> list[Row]:
    """Several where all parts of the line have a label: `Kdo: Nová   Do kdy: 5. 5.   Co: leták`."""
    cuts = list(BESIDE.finditer(source.text, line.body, min(line.end, line.body + 400)))
    starts = [line.body, *(one.end() for one in cuts)]
    ends = [*(one.start() for one in cuts), line.end]
    parts = [_row(source, line, *one) for one in zip(starts, ends, strict=True)]
    several = [row for row in parts if row is not None]
    if len(parts) > 1 and len(several) == len(parts):
        return several
    whole = _row(source, line, line.body, line.end)
    return [whole] if whole else []


def _row(source: Source, line: Line, start: int, end: int) -> Row | None:
    label = LABEL.match(source.folded, start, min(end, start + 60))
    if label is None:
        return None
    words = NUMBER.sub("", label["words"])
    if TABLE_OWNER.fullmatch(words):
        return Row("owner", label.end(), end, line)
    if TABLE_DUE.fullmatch(words) and not WHEN.match(words):
        return Row("due", label.end(), end, line)
    return Row("task", label.end(), end, line) if TABLE_TASK.fullmatch(words) else None


def _split(run: list[Row]) -> list[list[Row]]:
    """Where a label comes again, another card begins. Rows before the first task may be of a text above."""
    cards: list[list[Row]] = []
    for row in run:
        if not cards or row.kind in [one.kind for one in cards[-1]]:
            cards.append([])
        cards[-1].append(row)
    if all("task" in [row.kind for row in card] for card in cards):
        return cards
    first = next((place for place, row in enumerate(run) if row.kind == "task"), len(run))
    return _split(run[first:]) if first else [card for card in cards if card[0].kind == "task"]


def _card(source: Source, rows: list[Row], meeting: date | None) -> Card | None:
    by_kind = {row.kind: row for row in rows}
    task, owned, limited = (by_kind.get(kind) for kind in ("task", "owner", "due"))
    if task is None or owned is None:
        return None
    text = source.found(task.start, task.end, strip=TRAIL)
    owner = owner_at(source, owned.start, owned.end)
    day = day_at(source, limited.start, limited.end, meeting) if limited else None
    if limited is None and owner and (label := LABELLED_DUE.search(source.folded, owner.end, owned.end)):
        day = day_at(source, label.end(), owned.end, meeting)
    if text is None or owner is None:
        return None
    start = min(text.start, owner.start)
    end = max(text.end, owner.end, day[1] if day else 0)
    return Card(Task(text.value, owner, day[0] if day else None, start, end), tuple(row.line for row in rows))

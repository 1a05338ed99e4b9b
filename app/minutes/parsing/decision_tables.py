"""Decisions in tables: a row for each point, with columns for what was decided and how it was voted."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import TABLE_DUE, TABLE_OWNER, cells_of

DECIDED = re.compile(r"(?:zaver\w{0,2}|usneseni|rozhodnuti|stanovisko|vyrok|doporuceni)(?: \w{3,12})?$")
VOTE = re.compile(r"(?:vysledek )?hlasovan\w{1,2}\b|pro\b|proti\b|zdrz\w*")


class Columns(NamedTuple):
    decided: int
    votes: int


def rows_of(source: Source, lines: list[Line]) -> Iterator[tuple[Found, tuple[int, int]]]:
    """What was decided in each row and where its votes stand; only of tables with a column of votes."""
    columns: Columns | None = None
    for line in lines:
        cells = cells_of(source, line) if not line.blank and line.end - line.start < 3_000 else []
        if columns is None:
            columns = _columns(source, cells)
        elif len(cells) <= max(columns) and not line.blank:
            columns = None
        elif cells:
            decided = source.found(*cells[columns.decided], strip="*_|")
            if decided and re.search(r"[^\W\d_]{3}", decided.value):
                yield decided, (cells[columns.votes][0], line.end)


def _columns(source: Source, cells: list[tuple[int, int]]) -> Columns | None:
    heads = [source.folded[start:end].strip(" *_:") for start, end in cells]
    if any(TABLE_OWNER.match(head) or TABLE_DUE.match(head) for head in heads):
        return None
    decided = _first(heads, lambda head: DECIDED.match(head) is not None)
    votes = _first(heads, lambda head: VOTE.match(head) is not None)
    return None if decided is None or votes is None or votes < decided else Columns(decided, votes)


def _first(heads: list[str], fits: Callable[[str], bool]) -> int | None:
    return next((place for place, head in enumerate(heads) if fits(head)), None)

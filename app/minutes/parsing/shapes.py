"""What is found of tasks and deadlines."""

from datetime import date
from typing import NamedTuple

from app.minutes.parsing.source import Found

TEXT_AT_MOST = 1_000
TRAIL = " \t-–—,;:(|[*_."


class Task(NamedTuple):
    """`owner` as written; null when the text names none."""

    text: str
    owner: Found | None
    due: date | None
    start: int
    end: int


class Deadline(NamedTuple):
    text: str
    due: date
    start: int
    end: int

"""The time to read minutes grows with their length alone, whatever they are full of."""

import time

from app.minutes.parsing.parse import parse
from app.minutes.parsing.views import LONGEST
from bench.measure import Report, section

UNITS = (
    "a",
    "a\n",
    "a,",
    "\n- ",
    "Jan Novák, ",
    "Přítomni: A, B; ",
    "1. x ",
    "- úkol Z: X T: 1. 1.\n",
    "do 1. 1. ",
    "((",
    "Usnesení č. 1: pro 5 ",
    "pro ",
)
QUARTER = LONGEST // 4


def minutes(report: Report) -> None:
    """Four times as much text may take twice its share; a quadratic rule takes sixteen times as long."""
    with section("minutes of one repeated piece, by four times the length"):
        for unit in UNITS:
            short = max(min(_seconds(unit, QUARTER) for _ in range(2)), 0.005)
            whole = min(_seconds(unit, LONGEST) for _ in range(2))
            report.at_most(f"minutes full of {unit!r}: whole / quarter", whole / short, 8)


def _seconds(unit: str, length: int) -> float:
    text = (unit * (length // len(unit) + 1))[:length]
    started = time.process_time()
    parse(text)
    return time.process_time() - started

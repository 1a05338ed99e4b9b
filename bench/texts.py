"""The time that a long text takes grows with its length alone, whatever it is full of."""

import time
from collections.abc import Callable

from app.core import markdown
from app.core.mail import rendering
from app.minutes.differences import difference
from app.minutes.parsing.parse import parse
from app.minutes.parsing.views import LONGEST
from bench.measure import Report, section

MINUTES = (
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
    "Výbor schválil:\n- x\n",
    "Úkol: x\nZodpovídá: Jan Novák\n",
    "hlasování\npro:\n(3) x\n",
    "9:00 x\n",
    ", Jan zajistí",
    "(Jan Novák, do 5. 5.) ",
    "→ Jan Novák, 5. 5. ",
    "Přítomni:      Omluveni:\nA B     C D\n",
)
MARKS = (" ", "\n", "a ", "1. ", "- ", "[", "a", "*a ", "\n  - a")
Work = Callable[[str], object]
"""What a text goes through."""


def texts(report: Report) -> None:
    """Four times as much text may take twice its share; a quadratic rule takes sixteen times as long."""
    with section("texts of one repeated piece, by four times the length"):
        for unit in MINUTES:
            _compare(report, "minutes", parse, unit, LONGEST)
        for unit in MARKS:
            _compare(report, "a letter", _letter, unit, 200_000)
            _compare(report, "escaped Markdown", markdown.escaped, unit, 100_000)
            _compare(report, "Markdown", markdown.to_html, unit, 5_000)
        _compare(report, "two versions", _versions, "a ", 80_000)


def _compare(report: Report, name: str, work: Work, unit: str, length: int) -> None:
    short = max(min(_seconds(work, unit, length // 4) for _ in range(2)), 0.005)
    whole = min(_seconds(work, unit, length) for _ in range(2))
    report.at_most(f"{name} full of {unit!r}: whole / quarter", whole / short, 8)


def _seconds(work: Work, unit: str, length: int) -> float:
    text = "x" + (unit * (length // len(unit) + 1))[: length - 2] + "x"
    started = time.process_time()
    work(text)
    return time.process_time() - started


def _letter(text: str) -> object:
    return rendering.render("event_message", "cs", {"message": text, "subject": "Sraz"})


def _versions(text: str) -> object:
    """Compares two texts that have no word in common."""
    numbered = [str(number) for number in range(text.count(" "))]
    return difference("".join(f"a{one} " for one in numbered), "".join(f"b{one} " for one in numbered))

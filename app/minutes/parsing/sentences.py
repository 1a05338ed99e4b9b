"""Paragraphs, items of lists and their sentences."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.minutes.parsing.names import TITLE_WORDS
from app.minutes.parsing.owners import OWNER
from app.minutes.parsing.source import Line, Source

STOP = re.compile(
    r"(?P<before>(?<![^\W\d_])(?:[^\W\d_]{3,}|Kč|[A-ZÁ-Ž]{2})|(?<=\d )h|"
    r"(?<=\d\. )\d{1,2}|(?<=\d\.)\d{1,2}|\d{1,2}(?=\.\s+(?:Výbor|Komise|Rada|Skupina|Tým|Schůze|"
    r"Předsed|Usnesení|Pan[ií]? |Mgr|Ing|Bc))|\d{3,4}|[)\]\"%])[.!?][\"“)]?"
    r"(?=\s+[-–„\"(]{0,2}\s?[^\W\d_])|[!?](?=\s)|(?=\s(?:→|⇒|=>|->)\s)"
)
SEVERAL = re.compile(r"[.!?][\s\"“)]|\s(?:→|⇒|=>|->)\s")
"""Without any of these there is one sentence."""
BEGINS = re.compile(r"(?:ukol|usneseni|termin|zodp)\b[^:\n]{0,30}:")
"""What is never the rest of the line above."""
ENDED = re.compile(r"(?:[.!?:;]|\d ?[-:/] ?\d{1,3} ?[-:/] ?\d{1,3}|[.!?] ?\([^()\n]{1,60}\))$")
DONE_BY = re.compile(
    r"\s(?:(?:-|→|⇒|=>|->) (?:do )?|(?:do|t|termin) ?:\s*)\d{1,2}\. ?\d{1,2}\.(?: ?\d{4})?$|"
    r"\((?:[^()]{3,60}, ?)?(?:do )?\d{1,2}\. ?\d{1,2}\.(?: ?\d{4})?\)$"
)
"""A day at the end of an item of tasks."""
CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:\s?(?:-|az)\s?\d{1,2}[:.]\d\d)?[ \t:]")
"""A line of a timetable."""
ENDED_WORD = re.compile(r"[^\W\d_]{4,}[.!?]$")
FULL_LINE = 60
"""Characters of a line that is wrapped; a shorter one ends with its sentence, whatever begins below."""
TOPIC = re.compile(r"[a-zá-ž]{3,}(?: [a-zá-ž]{2,})? [-–—] (?=\S)")
"""`dotace – Vlčková podá žádost`: notes begin so, line by line."""
LEADS = re.compile(
    r"(?:p\. |pí |pan[ií]? )?[A-ZÁ-Ž][^\s:,–—]*(?:(?:,| [a+])? [A-ZÁ-Ž][^\s:,–—]*){0,4} ?(?::|[-–—]) "
)
"""`Jan Novák – plakát`: who does something, in front of it."""
RESOLVES = re.compile(
    r"(?:(?:ne)?schvaluje|bere na vedomi|(?:ne)?doporucuje|uklada|poveruje|jmenuje|stanovuje|vydava|"
    r"revokuje|zrizuje|odvolava|zada|rusi)\s?:?"
)
"""A verb alone on its line, above what a body resolves; another one begins another resolution."""
GAP = re.compile(r"\s+[-–„\"(]{0,2}\s?")
SHORT = frozenset(
    [
        "mgr",
        "ing",
        "mudr",
        "judr",
        "phdr",
        "rndr",
        "doc",
        "prof",
        "arch",
        "cislo",
        "hod",
        "tel",
        "ulice",
        "nam",
        "odst",
        "pism",
        "odd",
        "resp",
        "event",
        "napr",
        "apod",
        "atd",
        "usn",
        "kap",
        "par",
        "mil",
        "tis",
    ]
)


class Sentence(NamedTuple):
    start: int
    end: int


class Block(NamedTuple):
    """Lines that belong together: an item of a list with its further lines, or a paragraph."""

    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        return self.lines[0].body

    @property
    def end(self) -> int:
        return self.lines[-1].end


def blocks_of(source: Source, lines: list[Line]) -> Iterator[Block]:
    """A blank line, the mark of an item, a label or a full line before it ends a block."""
    run: list[Line] = []
    resolved = False
    for line in lines:
        if line.blank:
            if run:
                yield Block(tuple(run))
            run = []
            continue
        resolves = RESOLVES.fullmatch(source.folded, line.body, line.end) is not None
        again = resolves and bool(run) and (resolved or run[0].mark != "")
        if run and (line.mark or again or not _goes_on(source, run[-1], line)):
            yield Block(tuple(run))
            run = []
        resolved = resolves or (resolved and bool(run))
        run.append(line)
    if run:
        yield Block(tuple(run))


def _goes_on(source: Source, last: Line, line: Line) -> bool:
    """A wrapped line: the one before ends without a full stop, and this one goes on in small letters."""
    if last.raw_end + 2 < line.start - line.indent:
        return False
    short = last.end - last.start < FULL_LINE
    if LEADS.match(source.text, line.body, line.end) or (
        short and TOPIC.match(source.text, line.body, line.end)
    ):
        return False
    if DONE_BY.search(source.folded, last.body, last.end) or CLOCK.match(source.folded, last.body, last.end):
        return False
    if source.text[line.body : line.body + 1].islower():
        return not (short and ENDED_WORD.search(source.text, last.body, last.end))
    ended = ENDED.search(source.text, last.body, last.end) or OWNER.search(source.folded, last.body, last.end)
    return not ended and last.end - last.start > 60 and not BEGINS.match(source.folded, line.body)


def sentences_of(source: Source, start: int, end: int) -> Iterator[Sentence]:
    """A full stop behind a title, an abbreviation or the number of a day ends none."""
    at = start
    if SEVERAL.search(source.text, start, end) is None:
        if start < end:
            yield Sentence(start, end)
        return
    for stop in STOP.finditer(source.text, start, end):
        before = (stop["before"] or "").lower()
        if source.folded[stop.start() : stop.start() + len(before)] in SHORT | TITLE_WORDS:
            continue
        following = GAP.match(source.text, stop.end(), end)
        if stop[0] and following and following.end() < end and not source.text[following.end()].isupper():
            continue
        yield Sentence(at, stop.end())
        at = stop.end()
    if at < end:
        yield Sentence(at, end)

"""One task: its words, who is to do it and until when, in an item of a list or a sentence."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.minutes.parsing.due import LABELLED_DUE, day_at, until
from app.minutes.parsing.owners import (
    OWNER,
    People,
    doer,
    done_by,
    leading_owner,
    office_doing,
    owner_at,
    owner_of_cell,
    trailing_owner,
)
from app.minutes.parsing.shapes import TEXT_AT_MOST, TRAIL, Task
from app.minutes.parsing.source import MONTH_WORDS, Found, Source

TASK = re.compile(
    r"(?:novy )?ukol(?: c\.? ?[\w/.-]{1,12}| \d[\d/.-]{0,11})?(?: pro (?P<who>[^:\n]{2,40}))?\s?[:–-]\s"
    r"*|u(?:kol)?\d{1,2}[:.)]\s*|u: *|(?:action(?: item| point)?|todo|to-do) ?\d{0,2} ?:\s*|co ?:\s*|"
    r"(?:\w{4,12} )?opatreni c\. ?[\w/.-]{1,12}:\s*"
)
DONE = re.compile(
    r"\bukol trva\b|[-–(:.,]\s*(?:splnen[oay]?|nesplnen[oay]?|trva|probiha|hotovo|zruseno|plni se)\b"
)
ENDING_DAY = re.compile(r"(?:\s[-–—]\s|\s\()(?=\d{1,2}\. ?(?:\d{1,2}\.|[a-z])[^-–—()]{0,20}\)?$)")
BETWEEN = re.compile(r"\s[-–—]\s(?P<who>[^\W\d_][^-–—\d:,()]{2,40})$")
"""`Předložit vzorky – zhotovitel – 28. 3.`: between the task and its day."""
ENDINGS = (
    re.compile(r"\((?P<in>[^()]{3,80})\)[\s.,;]*$"),
    re.compile(r"(?:→|⇒|=>|->|>>|»)\s*(?P<in>[^→⇒>»\n]{2,80})$"),
    re.compile(r"\s[-–—]\s(?P<in>[^–—\n:]{2,50}?\s[-–—]\s[^–—\n:]{2,40})$"),
    re.compile(r"\s[-–—]\s(?P<in>[^–—\n:]{2,80})$"),
)
"""`(Nová, do 5. 5.)`, `→ Nová, 5. 5.`, `– Nová – 5. 5.` behind the words of a task."""
CUT = re.compile(r"[,;/]\s|\s[-–—]\s")
WHEN = re.compile(r"\s*(?:(?:nejpozdeji )?(?:do|k) |t ?: ?|termin ?:? |deadline ?:? )?\s*")
VAGUE = re.compile(
    rf"\s*(?:t ?: ?|termin ?:? ?)?(?:ihned|hned|prubezne|trvale|asap|(?:do|na) pristi\w*(?: \w+)?|"
    rf"(?:{MONTH_WORDS})(?: \d{{4}})?)[\s.]*"
)


BEGINNING = re.compile(r"\((?P<in>[^()]{3,80})\)\s*(?:[:–-]\s*)?(?=\w)")
"""`(Nová, 5. 5.): poslat seznam`."""


class Ending(NamedTuple):
    """Who and until when, in the last bracket, behind the last arrow or the last dashes; `start` of that."""

    owner: Found
    due: date | None
    timed: bool
    start: int
    end: int


def ending_of(source: Source, start: int, end: int, people: People, meeting: date | None) -> Ending | None:
    """Only what is nothing else than people or an office and a day."""
    for pattern in ENDINGS:
        said = pattern.search(source.text, max(start + 3, end - 120), end)
        if said is not None and (found := _ending(source, said, people, meeting)):
            return found
    return None


def _ending(source: Source, said: re.Match[str], people: People, meeting: date | None) -> Ending | None:
    owners: list[Found] = []
    due: date | None = None
    timed = False
    for first, last in _pieces(source, *said.span("in")):
        if (day := when_at(source, first, last, meeting)) is not None:
            due, timed = day[0] or due, True
        elif not timed and (owner := owner_of_cell(source, first, last, people)):
            owners.append(owner)
        else:
            return None
    if not owners:
        return None
    owner = source.found(owners[0].start, owners[-1].end)
    return Ending(owner, due, timed, said.start(), said.end()) if owner else None


def when_at(source: Source, start: int, end: int, meeting: date | None) -> tuple[date | None, int] | None:
    """Until when, and nothing else; without a day for `ihned` or a month."""
    lead = WHEN.match(source.folded, start, end)
    day = day_at(source, lead.end() if lead else start, end, meeting)
    if day and not source.text[day[1] : end].strip(" ."):
        return day
    return (None, end) if VAGUE.fullmatch(source.folded, start, end) else None


def _pieces(source: Source, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in CUT.finditer(source.text, start, end):
        yield at, cut.start()
        at = cut.end()
    yield at, end


def task_of(source: Source, start: int, end: int, people: People, meeting: date | None) -> Task | None:
    """The words up to the owner and the deadline; those may stand in front of them as well."""
    beginning = BEGINNING.match(source.text, start, end)
    ahead = _ending(source, beginning, people, meeting) if beginning else None
    if ahead and (text := source.found(ahead.end, end, strip=TRAIL)):
        return Task(text.value, ahead.owner, ahead.due, start, text.end)
    ending = ending_of(source, start, end, people, meeting)
    if ending and (found := _ended(source, start, ending)):
        return found
    owner, due, first_mark, last = marks_of(source, start, end, meeting)
    text_end = first_mark if first_mark is not None and first_mark > start + 1 else end
    text_start = start
    if first_mark is not None and first_mark <= start + 1:
        text_start, text_end = _behind_mark(source, last, end), end
    if owner is None:
        owner, text_start, text_end = _owner_in_words(
            source, text_start, text_end, people, dated=due is not None
        )
    text = _words(source, text_start, text_end)
    if text and owner and first_mark is None and _is_sentence(source, text, owner, text_end):
        text = source.found(text.start, text_end)
    if text is None or len(text.value) > TEXT_AT_MOST or not re.search(r"[^\W\d_]{3}", text.value):
        return None
    if DONE.search(source.folded, text.start, end):
        return None
    stop = max(text.end, owner.end if owner else 0, min(end, last))
    return Task(text.value, owner, due, min(text.start, owner.start if owner else text.start), stop)


def _behind_mark(source: Source, start: int, end: int) -> int:
    """Where the words begin in `do 16. 2. – Radka: výkaz`."""
    while start < end and source.text[start] in " \t-–—,:;)":
        start += 1
    return start


def _is_sentence(source: Source, text: Found, owner: Found, end: int) -> bool:
    """It says who does it, and keeps its full stop."""
    return text.start <= owner.start < text.end == end - 1 and source.text[text.end] == "."


def _owner_in_words(
    source: Source, start: int, end: int, people: People, *, dated: bool
) -> tuple[Found | None, int, int]:
    """In front of the words, at their end or as who does it, with the place of the words without that."""
    if (lead := leading_owner(source, start, end, people, listed=True)) is not None:
        return lead[0], lead[1], end
    if (owner := doer(source, start, end, people, dated=dated)) is not None:
        return owner, start, end
    if (tail := trailing_owner(source, start, end, people)) is not None:
        return tail[0], start, tail[1]
    if dated and (middle := BETWEEN.search(source.text, start, end)):
        return source.found(*middle.span("who")), start, middle.start()
    if dated and (owner := office_doing(source, start, end, people)):
        return owner, start, end
    if (done := done_by(source, start, end, people)) is not None:
        return done[0], start, _before_dash(source, start, done[1]) or end
    return None, start, end


def _words(source: Source, start: int, end: int) -> Found | None:
    """Without brackets around and behind, unless the last one was opened in the words."""
    found = source.found(start, end, strip=TRAIL + "])")
    if (
        found
        and found.value.count("(") > found.value.count(")")
        and source.text[found.end : end].startswith(")")
    ):
        return source.found(found.start, found.end + 1)
    return found


def _before_dash(source: Source, start: int, verb: int) -> int | None:
    """Where the words end in `Tisk letáků – zajistí Jan Novák`."""
    before = source.text[start:verb].rstrip()
    return start + len(before) - 1 if before[-1:] in tuple("-–—,(") else None


def _ended(source: Source, start: int, ending: Ending) -> Task | None:
    """The words in front of such an ending, unless they have a mark of their own."""
    owned = OWNER.search(source.folded, start, ending.start) or LABELLED_DUE.search(
        source.folded, start, ending.start
    )
    start = max(start, *(source.text.rfind(mark, start, ending.start) for mark in "|\t"))
    text = None if owned else source.found(start, ending.start, strip=TRAIL)
    if text is None or not re.search(r"[^\W\d_]{3}", text.value) or len(text.value) > TEXT_AT_MOST:
        return None
    if DONE.search(source.folded, text.start, ending.end):
        return None
    return Task(text.value, ending.owner, ending.due, text.start, ending.end)


def marks_of(
    source: Source, start: int, end: int, meeting: date | None
) -> tuple[Found | None, date | None, int | None, int]:
    """Owner and deadline behind their marks, where the first mark begins and where the last one ends."""
    owner: Found | None = None
    due: date | None = None
    first: int | None = None
    last = start
    mark = OWNER.search(source.folded, start, end)
    if mark:
        owner = owner_at(source, mark.end(), end)
        if owner:
            first, last = mark.start(), owner.end
    labelled = LABELLED_DUE.search(source.folded, start, end)
    if labelled:
        found = day_at(source, labelled.end(), min(end, labelled.end() + 60), meeting)
        due = found[0] if found else None
        first = labelled.start() if first is None else min(first, labelled.start())
        last = max(last, found[1] if found else labelled.end())
    elif ending := ENDING_DAY.search(source.folded, start, end):
        found = day_at(source, ending.end(), end, meeting)
        if found and found[1] >= end - 2:
            due, first, last = found[0], ending.start() if first is None else first, found[1]
    elif limit := until(source, start, end, meeting):
        due, begins, ends = limit
        if first is None and ends >= end - 3 and _is_set_off(source, start, begins):
            first, last = begins, ends
        elif first is not None and begins >= first:
            last = max(last, ends)
        elif first is not None and _is_bracketed(source, begins, ends, first):
            first = begins
    return owner, due, first, last


def _is_set_off(source: Source, start: int, begins: int) -> bool:
    """Behind words and a dash, a comma or a bracket."""
    before = source.text[start:begins].rstrip(" ")
    return before.endswith(("-", "–", "—", ",", "(", ";")) and before.strip(TRAIL) != ""


def _is_bracketed(source: Source, begins: int, ends: int, owner: int) -> bool:
    """`(do 15. 12., zodpovídá Jan Novák)`."""
    return source.text[begins - 1] == "(" and not source.text[ends:owner].strip(TRAIL)

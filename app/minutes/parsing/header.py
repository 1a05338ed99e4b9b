"""When and where a meeting was, and whose it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from app.minutes.parsing.dates import DayFound, TimesFound, days_in, stated_year, times_in
from app.minutes.parsing.group import group_of
from app.minutes.parsing.labels import Section
from app.minutes.parsing.places import place_behind, place_in_words, short_place
from app.minutes.parsing.sections import Layout, content_of
from app.minutes.parsing.source import MONTH_WORDS, Found, Line, Source

LINES = 25
"""A title and what belongs to it stand among the first so many lines with text."""
TITLE_LINES = 4
NOT_THE_MEETING = re.compile(
    r"\b(?:pristi\w*|dalsi\w*|nasledujici\w*|minul\w*|predchoz\w*|schvalen\w*|vyvesen\w*|"
    r"sejmut\w*|c\. ?j|cislo jednaci|ucinn\w*|platn\w*|narozen\w*|"
    r"vyhotoven\w*|zpracovan\w*|zapsan\w*|rozeslan\w*|podepsan\w*|aktualizac\w*|registrac\w*|"
    r"termin(?:u|em)? (?:pro|do)|nejpozdeji|pripomink\w*|odeslan\w*|"
    r"projekt\w*|obdobi|smlouv\w*|usneseni|ze dne|zverejnen\w*|tisk\w*|verze|"
    r"planovan(?:e|eho|a|ou)|nahradni)\b"
)
OF_THE_DAY = re.compile(
    r"\b(?:zapis|zaznam|usneseni ze?)\b(?:[^,;:\n]{0,120}\b|(?:[^;:\n]{0,80}\n\s{0,4}){1,3})ze dne\s*$"
)
HELD = re.compile(
    r"\b(?:konan\w*|konal\w*|uskutecn\w*|sesl\w*|probehl\w*|dne|zapis|zaznam|jednani|schuz\w*|"
    r"setkani|zasedani|porad\w*|konani)\b"
)
HELD_ON = re.compile(r"\bkonan\w{1,4} (?:se )?(?:dne )?(?:v |ve )?")
HELD_SENTENCE = re.compile(
    r"\b(?:konal[aoiy]? se|se konal[aoiy]?|uskutecnil[aoi]? se|se uskutecnil[aoi]?|"
    r"sesl[aoi] (?:jsme )?se|probehl[aoi]?|se sesl[aoi]?|konan\w{1,3} dne)\b"
)
TODAY = re.compile(
    r"\bdnesni\w{0,2} (?:\w{3,12} )?(?:porad|schuz|setkani|jednani|zased|kulat|call|"
    r"meeting|telco|videohovor|konferenc)"
)
ONLY_PLACE = ("misto", "kde", "misto konani", "misto jednani", "misto setkani", "misto schuzky")
PERIOD = re.compile(
    rf"\bod \d{{1,2}}\. ?(?:\d{{1,2}}\.|{MONTH_WORDS})[^,;\n]{{0,20}} do \d{{1,2}}\. ?(?:\d{{1,2}}\."
    rf"|{MONTH_WORDS})"
)
SIGNED = re.compile(r"ve? [^\W\d_]{3,20}(?: [^\W\d_]{2,15}){0,3},? (?:dne )?")
"""`V Sušici 11. 6. 2024`, at the foot."""
DEADLINE_BEFORE = re.compile(r"\b(?:do|nejpozdeji|od|k)\s$")
OF_ANOTHER = re.compile(r"\bpristi|\bdalsi|\bprojekt|\bstavb|\bprac\w? ")
CANCELLED = re.compile(r"\b(?:se rusi|se odklada|se presouva|(?:bylo|byla) (?:zrusen|odlozen)\w)\b")
BEGUN = re.compile(r"\b(?:zahajen\w?|zahajil[aoi]?|zacal[aoi]?|zacatek|zahajeni)\b")
FINISHED = re.compile(
    r"\b(?:ukoncen\w?|ukoncil[aoi]?|skoncil[aoi]?|skoncen[oa]?|konec|ukonceni|zakoncen\w?|"
    r"zakoncil[aoi]?|rozesli)\b"
)


CLOCK_FIRST = re.compile(r"\d{1,2}[:.]\d\d ?(?:hod\.?|h)?[\s-]*")


class Clock(NamedTuple):
    value: time
    start: int
    end: int


@dataclass
class Facts:
    """`date` with the place of the text; times and the rest likewise."""

    day: date | None = None
    day_at: tuple[int, int] = (0, 0)
    starts: Clock | None = None
    ends: Clock | None = None
    place: Found | None = None
    group: Found | None = None


def facts_of(source: Source, layout: Layout) -> Facts:
    """The facts under labels first, then those of the title, then a sentence that says so."""
    facts = Facts()
    year = stated_year(source.folded)
    head = list(_head(layout))
    _from_title(source, head, facts, year)
    labelled = [one for one in layout.sections if one.kind == "when_and_where"]
    for section in labelled:
        _from_label(source, section, facts, year)
    if facts.day is None:
        _from_head(source, head, facts, year)
    elif facts.starts is None:
        _time_beside(source, facts)
    if facts.day is None:
        _from_sentence(source, layout, facts, year)
    if facts.day is None:
        _from_mail(source, facts, year)
    _from_held(source, layout, facts)
    _from_today(source, facts)
    if facts.starts is None:
        _from_words(source, layout, facts, BEGUN)
    if facts.ends is None:
        _from_words(source, layout, facts, FINISHED)
    if facts.place is None and facts.day is not None:
        facts.place = _place_near(source, facts)
    facts.group = group_of(source, layout, head)
    return facts


def _head(layout: Layout) -> Iterator[Line]:
    """Lines of the title: before the first section that is no label of a fact."""
    count = 0
    ending = next(
        (
            one.line.start
            for one in layout.sections
            if one.kind not in ("when_and_where", "group", "other", "minute_taker", "body")
        ),
        None,
    )
    for line in layout.lines:
        if line.blank:
            continue
        count += 1
        if count > LINES or (ending is not None and line.start >= ending):
            return
        yield line


def _from_label(source: Source, section: Section, facts: Facts, year: int | None) -> None:
    place = content_of(source, section)
    if place is None:
        return
    start, end = place
    if re.match(r"konec|ukonc|do$", section.label):
        found = times_in(source.folded, start, end, loose=True)
        if found and facts.ends is None:
            facts.ends = Clock(found.begins, found.start, found.end)
        return
    only_place = section.label in ONLY_PLACE
    first = None if only_place else next(days_in(source.folded, start, end), None)
    if first and facts.day is None and not PERIOD.search(source.folded, start, end):
        day = _certain(first, year)
        if day is not None:
            facts.day, facts.day_at = day, (first.start, first.end)
    behind = first.end if first else start
    found = times_in(source.folded, behind, end, loose=True)
    if found and (found.ends or not only_place):
        _take_times(facts, found.begins, found.ends, found.start, found.end, found.end_start)
        behind = max(behind, found.end)
    if facts.place is None:
        known = first.start if first else found.start if found else start
        facts.place = _labelled_place(source, section.label, start, known, behind, end, first is not None)


def _labelled_place(
    source: Source, label: str, start: int, known: int, behind: int, end: int, dated: bool
) -> Found | None:
    """Behind the day and the time, or in front of them. Without a label of its own only behind a day."""
    if not re.search(r"misto|kde", label):
        return place_behind(source, behind, end) if dated and behind < end else None
    if known > start + 8:
        return short_place(source, start, known)
    following = place_behind(source, behind, end) if behind > start else None
    return following or short_place(source, behind, end)


def _take_times(facts: Facts, begins: time, ends: time | None, start: int, end: int, end_start: int) -> None:
    if facts.starts is None:
        facts.starts = Clock(begins, start, end)
        if ends is not None and facts.ends is None:
            facts.ends = Clock(ends, end_start, end)


def _certain(found: DayFound, year: int | None) -> date | None:
    return found.full if found.year else found.in_year(year) if year else None


def _from_title(source: Source, head: list[Line], facts: Facts, year: int | None) -> None:
    """`konaného dne 20. 6. 2022`: no label below says it better."""
    for line in head:
        said = HELD_ON.search(source.folded, line.start, min(line.end, line.start + 600))
        found = (
            next(days_in(source.folded, said.end(), min(line.end, said.end() + 40)), None) if said else None
        )
        day = _certain(found, year) if found and said and found.start == said.end() else None
        if found and day:
            facts.day, facts.day_at = day, (found.start, found.end)
            _time_beside(source, facts)
            return


def _from_head(source: Source, head: list[Line], facts: Facts, year: int | None) -> None:
    """The day in the title. Of several the one beside words such as `konaného dne`, or none."""
    candidates: list[tuple[Line, DayFound, date, bool]] = []
    for line in head:
        words = source.folded[line.start : min(line.end, line.start + 1000)]
        if PERIOD.search(words) or CANCELLED.search(words):
            continue
        for found in days_in(source.folded, line.start, min(line.end, line.start + 1000)):
            before = source.folded[max(line.start, found.start - 60) : found.start]
            if DEADLINE_BEFORE.search(before) or (
                NOT_THE_MEETING.search(before)
                and not OF_THE_DAY.search(source.folded, max(0, found.start - 200), found.start)
            ):
                continue
            day = _certain(found, year)
            apart = SIGNED.fullmatch(before) or line.mark in ("dash", "letter", "roman")
            if apart and line not in head[:TITLE_LINES]:
                continue
            if day is not None:
                candidates.append((line, found, day, HELD.search(words) is not None))
    plain = [one for one in candidates if one[3]] or candidates
    if len({one[2] for one in plain}) > 1:
        plain = [one for one in candidates if one[0] in head[:TITLE_LINES]]
    if len({one[2] for one in plain}) != 1:
        return
    line, found, day, _ = plain[0]
    facts.day, facts.day_at = day, (found.start, found.end)
    _time_beside(source, facts)


def _line_end(source: Source, at: int) -> int:
    end = source.text.find("\n", at)
    return len(source.text) if end < 0 else min(end, at + 1000)


def _time_beside(source: Source, facts: Facts) -> None:
    """The time behind the day, or in front of it on its line, or on the line below."""
    start, end = facts.day_at
    stop = _line_end(source, end)
    found = times_in(source.folded, end, min(stop, end + 60), loose=True)
    if found is None or source.folded[end : found.start].count(".") > 1:
        begin = source.text.rfind("\n", 0, start) + 1
        found = times_in(source.folded, max(begin, start - 40), start)
    if found is None and stop < len(source.text):
        below = _line_end(source, stop + 1)
        first = times_in(source.folded, stop + 1, min(below, stop + 40))
        found = (
            first
            if first and source.folded[stop + 1 : first.start].strip() in ("", "od", "v", "cas:")
            else None
        )
    if found:
        _take_times(facts, found.begins, found.ends, found.start, found.end, found.end_start)


def _from_sentence(source: Source, layout: Layout, facts: Facts, year: int | None) -> None:
    for line in layout.lines:
        held = HELD_SENTENCE.search(source.folded, line.start, min(line.end, line.start + 600))
        if held is None or PERIOD.search(source.folded, line.start, min(line.end, line.start + 600)):
            continue
        found = next(days_in(source.folded, held.start(), min(line.end, held.end() + 80)), None)
        if found is None or NOT_THE_MEETING.search(
            source.folded, max(line.start, held.start() - 60), found.start
        ):
            continue
        day = _certain(found, year)
        if day is not None:
            facts.day, facts.day_at = day, (found.start, found.end)
            _time_beside(source, facts)
        return


def _from_mail(source: Source, facts: Facts, year: int | None) -> None:
    """The day on which an e-mail about a meeting of today was sent."""
    if source.sent is None or not TODAY.search(source.folded):
        return
    found = next(days_in(source.folded, source.sent.start, source.sent.end), None)
    day = _certain(found, year) if found else None
    if found and day:
        facts.day, facts.day_at = day, (found.start, found.end)


def _from_today(source: Source, facts: Facts) -> None:
    """Hours and place behind `dnešní schůzka`, in the same line."""
    if facts.day is None or facts.starts is not None:
        return
    for today in TODAY.finditer(source.folded):
        stop = min(_line_end(source, today.end()), today.end() + 120)
        times = times_in(source.folded, today.end(), stop)
        if times and times.ends:
            _take_times(facts, times.begins, times.ends, times.start, times.end, times.end_start)
            facts.place = facts.place or place_behind(source, times.end, stop)
            return


def _from_held(source: Source, layout: Layout, facts: Facts) -> None:
    """Hours and place of a sentence such as `Porada proběhla přes Zoom od 10.00 do 12.30`."""
    if facts.day is None or facts.starts is not None:
        return
    for line in layout.lines:
        held = HELD_SENTENCE.search(source.folded, line.start, min(line.end, line.start + 600))
        if held is None or NOT_THE_MEETING.search(
            source.folded, max(line.start, held.start() - 60), held.end()
        ):
            continue
        stop = min(line.end, held.end() + 100)
        found = times_in(source.folded, held.end(), stop)
        if found and found.ends:
            _take_times(facts, found.begins, found.ends, found.start, found.end, found.end_start)
            facts.place = facts.place or place_in_words(source, held.end(), stop)
        return


def _from_words(source: Source, layout: Layout, facts: Facts, words: re.Pattern[str]) -> None:
    """`Jednání zahájil předseda v 16.00`, `Ukončeno v 18:10`."""
    lines = [line for line in layout.lines if not line.blank]
    several = lines[:40] if words is BEGUN else lines[-40:]
    for line in several if words is BEGUN else reversed(several):
        said = words.search(source.folded, line.start, min(line.end, line.start + 400))
        if said is None or (words is BEGUN and line.mark == "dash"):
            continue
        found = _hours_at(source, line, said)
        if found is None:
            continue
        if words is BEGUN and FINISHED.search(source.folded, said.end(), found.start):
            continue
        if OF_ANOTHER.search(source.folded, max(line.start, said.start() - 60), found.end):
            continue
        clock = Clock(found.begins, found.start, found.end)
        if words is BEGUN:
            facts.starts = clock
            if found.end <= said.start():
                facts.place = facts.place or place_behind(source, said.end(), line.end)
        elif facts.starts is None or clock.value > facts.starts.value:
            facts.ends = clock
        return


def _hours_at(source: Source, line: Line, said: re.Match[str]) -> TimesFound | None:
    """Behind the words, or at the beginning of the line right in front of them, as in `17:00 začátek`."""
    if CLOCK_FIRST.fullmatch(source.folded, line.start, said.start()):
        return times_in(source.folded, line.start, said.start(), loose=True)
    stop = min(line.end, said.end() + 80)
    found = times_in(source.folded, said.end() + 1, stop, loose=True)
    if found and found.start > said.end() + 2:
        found = times_in(source.folded, said.end(), stop, loose=False)
    return None if found is None or "\n" in source.text[said.end() : found.start] else found


def _place_near(source: Source, facts: Facts) -> Found | None:
    """The place behind the day and the times on the line of the title."""
    start = facts.day_at[1]
    stop = _line_end(source, start)
    if facts.starts and start + 7 < facts.starts.start < stop:
        between = place_behind(source, start, facts.starts.start)
        if between is not None:
            return between
    for one in (facts.starts, facts.ends):
        if one is not None and start <= one.start < stop:
            start = max(start, one.end)
    found = place_behind(source, start, stop)
    if found is None and facts.starts and facts.starts.start > stop:
        start = facts.starts.end
        found = place_behind(source, start, _line_end(source, start))
    if found is None:
        begin = source.text.rfind("\n", 0, facts.day_at[0]) + 1
        found = place_in_words(source, begin, facts.day_at[0])
    return found

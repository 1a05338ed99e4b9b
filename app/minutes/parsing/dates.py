"""Days and times as Czech minutes write them. A day without a year stays without one until it is certain."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from app.minutes.parsing.source import MONTH_WORDS

MONTHS = ("led", "unor", "brez", "dub", "kvet", "cerv", "cervenc", "srp", "zari", "rij", "listopad", "prosin")
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
WEEKDAYS = ("pondeli", "uter", "stred", "ctvrt", "patek", "sobot", "nedel")
WEEKDAY = r"(?:(?P<weekday>pondeli|utery|stred[auy]|ctvrtek|patek|sobot[auy]|nedel[ei])[ ,]{1,2}(?:dne )?)?"
YEAR = r"(?P<year{0}>(?:19|20)\d\d)(?!\d)"
ORDINALS = {
    word: number
    for number, word in enumerate(
        (
            *("prvniho", "druheho", "tretiho", "ctvrteho", "pateho", "sesteho", "sedmeho", "osmeho"),
            *("devateho", "desateho", "jedenacteho", "dvanacteho", "trinacteho", "ctrnacteho"),
            *("patnacteho", "sestnacteho", "sedmnacteho", "osmnacteho", "devatenacteho", "dvacateho"),
        ),
        1,
    )
} | {"tricateho": 30}
ORDINAL = rf"(?:(?:dvacateho|tricateho) )?(?:{'|'.join(ORDINALS)})"
"""`patnáctého`, `dvacátého prvního`."""
HOURS = {
    word: number
    for number, word in enumerate(
        (
            *("sest", "sedm", "osm", "devet", "deset", "jedenact", "dvanact", "trinact", "ctrnact"),
            *("patnact", "sestnact", "sedmnact", "osmnact", "devatenact", "dvacet"),
        ),
        6,
    )
}
HALVES = {"pul devate": 8, "pul desate": 9, "pul jedenacte": 10, "pul dvanacte": 11}
"""Those that are in the morning without saying so."""
AFTERNOON = {
    "jedne": 13,
    "jednu": 13,
    "dve": 14,
    "dvou": 14,
    "tri": 15,
    "ctyri": 16,
    "ctyr": 16,
    "pet": 17,
} | {"peti": 17, "sest": 18, "sesti": 18, "sedm": 19, "sedmi": 19, "osm": 20, "osmi": 20}
"""Those that say so behind them: `od čtyř odpoledne`."""

DATE = re.compile(
    WEEKDAY
    + r"(?:(?<![\d.,/-])(?P<iso>(?P<year0>(?:19|20)\d\d)-(?P<month0>\d\d)-(?P<day0>\d\d)(?!\d))"
    + r"|(?<![\d.,/])(?P<first>\d{1,2}\. ?(?:(?:-|az|a) ?))?(?:\b(?P<ordinal>"
    + ORDINAL
    + rf") (?=(?:{MONTH_WORDS})\b)"
    + r"|(?<!\d)(?P<day>\d{1,2}) ?)(?:"
    + r"\. {0,2}(?P<month>\d{1,2})(?: ?\. {0,2}"
    + YEAR.format(1)
    + r"| ?\.(?![\d])| (?=(?:19|20)\d\d\b)"
    + YEAR.format(3)
    + ")"
    + r"|/(?P<slash>\d{1,2})/"
    + YEAR.format(4)
    + r"|\. {0,2}(?P<roman>[ivx]{1,4})\. {0,2}"
    + YEAR.format(5)
    + rf"|\.? {{0,2}}(?P<word>{MONTH_WORDS})\b(?:[ ,]{{1,2}}(?:roku )?"
    + YEAR.format(2)
    + ")?))"
)
END_OF_MONTH = re.compile(
    rf"(?:do )?konce? (?:(?:mesice )?(?P<word>{MONTH_WORDS})\b"
    r"|(?P<q>q ?)?(?P<quarter>[1-4])(?(q)|\. ?(?:ctvrtlet|kvartal)\w{1,3})"
    r"|(?:tohoto |letosniho )?roku\b)(?:,? (?:roku )?(?P<year>(?:19|20)\d\d)\b)?"
)
HOUR = r"(?:[01]?\d|2[0-3])"
UNIT = r"(?:hod(?:in(?:y|a|ach)?|\b)|h\b)\.?"
RANGE = re.compile(
    rf"(?<![\d.,:/])(?:od )?(?P<h1>{HOUR})(?:(?P<s1>[:.,])(?P<m1>[0-5]\d))? ?(?:{UNIT})? {{0,6}}(?:-|"
    rf"do:?|az|/) {{0,6}}(?:do )?"
    rf"(?P<h2>{HOUR}|24)(?:[:.,](?P<m2>[0-5]\d))?(?![\d])(?:,-)? ?(?P<unit>{UNIT})?"
)
SINGLE = re.compile(
    rf"(?<![\d.,:/])(?P<prep>(?:v|ve|od|o|na|do|cca|cas:?) )?(?:(?P<h>{HOUR})(?:(?P<sep>[:.,])(?P<"
    rf"m>[0-5]\d))?(?![\d:])|\b(?P<spelled>(?P<later>{'|'.join(AFTERNOON)})"
    rf" (?:hodin\w? )?(?:odpoledne|vecer)\b|(?:{'|'.join(HOURS)})(?= {UNIT})|"
    rf"(?:{'|'.join(HALVES)})\b))"
    rf" ?(?P<unit>{UNIT})?"
)
ALONE, ENDS = re.compile(r"[ ,;|/]{0,3}"), re.compile(r"[,;|)\n]|$")
"""Around hours without minutes and units behind a day: `14. 11. 2023, 10-12, knihovna`."""
BEHIND_HOUR = re.compile(r"$|\.?$|[,;)\n]|(?<= )(?:ve?|na|u) ")
YEAR_STATED = re.compile(r"(?<![\d.,])(?:19[89]\d|20[0-6]\d)(?![\d.,]*\d)")


@dataclass(frozen=True)
class DayFound:
    """A day as it is written; `year` and `weekday` (0 is Monday) only when they are there."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    start: int
    end: int

    def in_year(self, year: int) -> date | None:
        """None when the day does not exist or falls on another weekday than is written."""
        try:
            found = date(year, self.month, self.day)
        except ValueError:
            return None
        return None if self.weekday is not None and found.weekday() != self.weekday else found

    @property
    def full(self) -> date | None:
        """The date when its year is written; a wrong weekday beside it does not matter."""
        try:
            return date(self.year, self.month, self.day) if self.year else None
        except ValueError:
            return None

    def after(self, meeting: date | None) -> date | None:
        """The date as written, or the first such day from the meeting on, which has to be within a year."""
        if self.year is not None or meeting is None:
            return self.full
        return next(
            (
                found
                for year in (meeting.year, meeting.year + 1)
                if (found := self._of(year)) and found >= meeting
            ),
            None,
        )

    def _of(self, year: int) -> date | None:
        return self.in_year(year)


@dataclass(frozen=True)
class TimesFound:
    """A time of day, or two with the end; `end_start` is where the second one begins in the text."""

    begins: time
    ends: time | None
    start: int
    end: int
    end_start: int


def days_in(folded: str, start: int, end: int) -> Iterator[DayFound]:
    """Days between two places of the text, in their order. Impossible ones are left out."""
    for one in DATE.finditer(folded, start, end):
        written = next((one[f"year{n}"] for n in range(6) if one[f"year{n}"]), None)
        month = _month(one)
        number = _spelled(one["ordinal"]) if one["ordinal"] else int(one["day0"] or one["day"])
        if one["first"]:
            number = int(re.match(r"\d+", one["first"])[0])  # type: ignore[index]  # it begins with digits
        found = DayFound(
            number, month, int(written) if written else None, _weekday(one["weekday"]), one.start(), one.end()
        )
        if 1 <= month <= 12 and 1 <= number <= monthrange(found.year or 2024, month)[1]:
            yield found


def _spelled(words: str) -> int:
    return sum(ORDINALS[word] for word in words.split())


def _month(one: re.Match[str]) -> int:
    if one["word"]:
        return month_number(one["word"])
    if one["roman"]:
        return ROMANS.index(one["roman"]) + 1 if one["roman"] in ROMANS else 0
    return int(one["month0"] or one["month"] or one["slash"])


def month_number(word: str) -> int:
    """From any of its cases, folded."""
    if word.startswith("cerven") and word not in ("cerven", "cervenu"):
        return 7
    return next(number for number, stem in enumerate(MONTHS, 1) if word.startswith(stem))


def _weekday(word: str | None) -> int | None:
    return next((n for n, stem in enumerate(WEEKDAYS) if word and word.startswith(stem)), None)


def end_of_month(folded: str, start: int, end: int, meeting: date | None) -> tuple[date, int, int] | None:
    """`do konce listopadu`, `do konce Q1`: the last day, in the year written or the next one to come."""
    found = END_OF_MONTH.search(folded, start, end)
    if found is None or (found["year"] is None and meeting is None):
        return None
    month = _last_month(found, meeting)
    written = found["year"]
    year = int(written) if written or meeting is None else meeting.year + (month < meeting.month)
    return date(year, month, monthrange(year, month)[1]), found.start(), found.end()


def _last_month(found: re.Match[str], meeting: date | None) -> int:
    if found["word"]:
        return month_number(found["word"])
    if found["quarter"]:
        return 3 * int(found["quarter"])
    return 12


def times_in(folded: str, start: int, end: int, *, loose: bool = False) -> TimesFound | None:
    """The first time between two places.

    `loose`: behind a date or `Čas:`, where an hour needs no preposition, and at the start nothing at all.
    """
    found = _range(folded, start, end, loose)
    single = _single(folded, start, end, loose)
    if found and (single is None or found.start <= single.start):
        return found
    return single


def _range(folded: str, start: int, end: int, loose: bool) -> TimesFound | None:
    for one in RANGE.finditer(folded, start, end):
        minutes = one["m1"] is not None or one["m2"] is not None
        if "/" in one[0] and not (one["m1"] and one["m2"]):
            continue
        alone = loose and ALONE.fullmatch(folded, start, one.start()) and ENDS.match(folded, one.end(), end)
        if (
            not (one["unit"] or minutes or alone)
            or one["h2"] == "24"
            or _goes_on_as_date(folded, one.end(), end, one["unit"])
        ):
            continue
        begins = time(int(one["h1"]), int(one["m1"] or 0))
        ends = time(int(one["h2"]), int(one["m2"] or 0))
        if ends > begins:
            return TimesFound(begins, ends, one.start(), one.end(), one.start("h2"))
    return None


def _single(folded: str, start: int, end: int, loose: bool) -> TimesFound | None:
    for one in SINGLE.finditer(folded, start, end):
        if _goes_on_as_date(folded, one.end(), end, one["unit"]):
            continue
        colon, point = one["sep"] == ":", one["sep"] in (".", ",")
        certain = (
            colon
            or (point and (one["unit"] or one["prep"] or loose))
            or (one["unit"] and (one["prep"] or loose))
        )
        spelled = _spelled_hour(one)
        if spelled is not None:
            return TimesFound(spelled, None, one.start("spelled"), one.end(), one.end())
        alone = loose and not one["sep"] and (one.start() == start or _ends_here(folded, one, end))
        if certain or alone:
            begins = time(int(one["h"]), int(one["m"] or 0))
            return TimesFound(begins, None, one.start("h"), one.end(), one.end())
    return None


def _spelled_hour(one: re.Match[str]) -> time | None:
    """`devět hodin`, `půl desáté`."""
    words = one["spelled"]
    if words is None:
        return None
    if one["later"]:
        return time(AFTERNOON[one["later"]])
    return time(HALVES[words], 30) if words in HALVES else time(HOURS[words])


def _ends_here(folded: str, one: re.Match[str], end: int) -> bool:
    """`v 9, Šumperk`: an hour with a preposition and nothing behind it."""
    return one["prep"] in ("v ", "ve ", "od ") and BEHIND_HOUR.match(folded, one.end(), end) is not None


def _goes_on_as_date(folded: str, at: int, end: int, unit: str | None) -> bool:
    """Whether what looks like a time is a part of a date or of a longer number, such as `9.11. 2019`."""
    return (
        not unit
        and re.compile(r" ?\.? ?\d|%| ?(?:kc|%|osob|clen|ks)").match(folded, at, min(end, at + 12))
        is not None
    )


def stated_year(folded: str) -> int | None:
    """The only year that the text names anywhere; None when it names none or several."""
    years = {one[0] for one in YEAR_STATED.finditer(folded)}
    dated = {str(found.year) for found in days_in(folded, 0, len(folded)) if found.year}
    all_of_them = years | dated
    return int(all_of_them.pop()) if len(all_of_them) == 1 else None

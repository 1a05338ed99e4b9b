"""Text: Czech comparison and sorting, translation, formats of dates and figures."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import czech_sort
from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from czech_sort.impl import key_to_bytes

from app.core.plain_text import VARIATION, without_invisible

Language = Literal["cs", "en"]
Day = date | datetime | str

LANGUAGES: tuple[Language, ...] = ("cs", "en")
PRAGUE = ZoneInfo("Europe/Prague")
NBSP = "\u00a0"
MOST_SEARCH_WORDS = 30
CATALOGUES = Path(__file__).parent / "locale"
ENGLISH_PLURAL = "(n != 1)"
AFTER_LONE_PREPOSITION = {
    "cs": re.compile(r"(?<=[AIKOSUVZaikosuvz])(?<!\w[AIKOSUVZaikosuvz]) +(?=\S)"),
}


# --- comparing -------------------------------------------------------------------------------------------


LATIN_BLOCKS = ((0x180, 0x2B0), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80))
LETTER_WITH = re.compile("LATIN SMALL LETTER ([A-Z]) WITH .+")


def _named_letters() -> dict[str, str]:
    """Those that the names of Unicode call a plain letter with something, such as a hook or a stroke."""
    found = {}
    for character in (chr(code) for block in LATIN_BLOCKS for code in range(*block)):
        named = LETTER_WITH.fullmatch(unicodedata.name(character, ""))
        if named and not unicodedata.decomposition(character):
            found[character] = named[1].lower()
    return found


ASCII_SPELLINGS = str.maketrans(
    {
        **_named_letters(),
        **dict(zip("əǝɛɔɵɑʉʊɩɣʒʃȷ", "eeeooauuigzsj", strict=True)),
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "·": "",
        **dict.fromkeys("‘’‛ʹʻʼʽʾʿ′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
"""Letters that Unicode does not decompose into a plain letter and a mark, apostrophes and dashes. The letter
ə is e, as in passports (ICAO 9303)."""


def fold(s: str) -> str:
    """A form without case and diacritics and with single spaces, to compare spellings of one name."""
    if s.isascii():
        return " ".join(s.lower().split())
    decomposed = unicodedata.normalize("NFKD", s).casefold().translate(ASCII_SPELLINGS)
    seen = unicodedata.normalize("NFKD", VARIATION.sub("", without_invisible(decomposed)))
    return " ".join("".join(c for c in seen if not unicodedata.combining(c)).split())


def search_words(q: str) -> list[str]:
    """The folded words that somebody looks for, each once: one character may fold into several words."""
    return list(dict.fromkeys(fold(q).split()))[:MOST_SEARCH_WORDS]


def sort_key(s: str) -> bytes:
    """Bytes that sort in Czech order (ch after h) in Python, on SQLite and on PostgreSQL alike."""
    words, normal = [_word(word) for word in s.split(" ")], unicodedata.normalize("NFKD", s)
    if normal.count(" ") != len(words) - 1 or not all(words):
        return b"".join(map(_level, czech_sort.key(s))) + b"\0"
    levels = [space.join(level) for space, level in zip(SPACE, zip(*words, strict=True), strict=True)]
    return b"\0".join([*levels, _letter(normal) + _letter(s)]) + b"\0"


@lru_cache(maxsize=2048)
def _word(word: str) -> tuple[bytes, ...]:
    """The four levels of the sort key of a word; empty when the key depends on its neighbours."""
    levels = czech_sort.key(word)[:4]
    alone = word.isalnum() and len(levels[0]) == len(levels[1])
    return tuple([b"".join(map(_letter, level)) for level in levels]) if alone else ()


def _level(level: tuple[Any, ...] | str) -> bytes:
    """The bytes of `czech_sort.bytes_key`, with a cache for each letter."""
    return _letter(level) if isinstance(level, str) else b"".join(map(_letter, level)) + b"\0"


@lru_cache(maxsize=4096)
def _letter(letter: Any) -> bytes:
    return bytes(key_to_bytes(letter))


SPACE = tuple([_letter(level[1]) for level in czech_sort.key("a b")[:4]])


# --- translating -----------------------------------------------------------------------------------------


def msgid(text: str) -> str:
    """Marks a text for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Translator:
    """One language. A text without a translation is shown in English, as it stands in the source."""

    lang: Language
    messages: Mapping[str | tuple[str, str], str | tuple[str, ...]] = field(default_factory=dict, repr=False)
    plural: str = ENGLISH_PLURAL

    def gettext(self, msgid: str) -> str:
        found = self.messages.get(msgid)
        return found if isinstance(found, str) else found[0] if found else msgid

    def pgettext(self, context: str, msgid: str) -> str:
        found = self.messages.get((context, msgid))
        return found if isinstance(found, str) else found[0] if found else msgid

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        found = self.messages.get(singular)
        if not isinstance(found, tuple):
            return singular if n == 1 else plural
        return found[min(_plural_rule(self.plural)(n), len(found) - 1)]

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        found = self.messages.get((context, singular))
        if not isinstance(found, tuple):
            return singular if n == 1 else plural
        return found[min(_plural_rule(self.plural)(n), len(found) - 1)]


_plural_rule = lru_cache(c2py)


@cache
def translator(lang: str) -> Translator:
    """The merged catalogues of a language, read once at the first use. An unknown language means Czech."""
    language: Language = "en" if lang == "en" else "cs"
    messages: dict[str | tuple[str, str], str | tuple[str, ...]] = {}
    plural = ENGLISH_PLURAL
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open("rb") as source:
            catalogue = read_po(source, locale=language)
        plural = catalogue.plural_expr
        for message in catalogue:
            forms = _forms(message.string)
            if message.id and not message.fuzzy and all(forms):
                one = message.id if isinstance(message.id, str) else message.id[0]
                key = (message.context, one) if message.context else one
                messages[key] = forms if message.pluralizable else forms[0]
    return Translator(language, messages, plural)


def _forms(translation: str | Sequence[str] | None) -> tuple[str, ...]:
    return (translation or "",) if isinstance(translation, str | None) else tuple(translation)


def pick_language(accept_language: str | None) -> Language:
    """The preferred one of our languages in an `Accept-Language` header; Czech when it names neither."""
    liked: list[tuple[float, Language]] = []
    for part in (accept_language or "").lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = re.search(r"q\s*=\s*([\d.]+)", parameters)
        weight = float(quality[1]) if quality and quality[1].count(".") < 2 and quality[1] != "." else 1.0
        primary = tag.split("-")[0]
        if primary in ("cs", "sk"):
            liked.append((-weight, "cs"))
        elif primary == "en":
            liked.append((-weight, "en"))
    return min(liked, key=lambda one: one[0])[1] if liked and min(liked)[0] < 0 else "cs"


# --- dates: values come as the API writes them (RFC 3339, `YYYY-MM-DD`) or as Python's own ---------------


def local(value: Day) -> datetime:
    """The moment on a Czech wall clock; a bare day is its midnight."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=PRAGUE)
    return value.astimezone(PRAGUE) if value.tzinfo else value.replace(tzinfo=PRAGUE)


def day(value: Day, lang: str = "cs") -> str:
    """`24. 5. 2017`, in English `24 May 2017`."""
    d = local(value)
    if lang == "en":
        return f"{d.day}{NBSP}{month_name(d.month, lang)}{NBSP}{d.year}"
    return f"{d.day}.{NBSP}{d.month}.{NBSP}{d.year}"


def clock_time(value: Day, lang: str = "cs") -> str:
    """`9.00`, in English `9:00`."""
    d = local(value)
    return f"{d.hour}{':' if lang == 'en' else '.'}{d.minute:02}"


def times(start: Day, end: Day | None, lang: str = "cs") -> str:
    """`9.00–16.00`."""
    return clock_time(start, lang) + (f"–{clock_time(end, lang)}" if end else "")


def days(start: Day, end: Day | None, lang: str = "cs") -> str:
    """A span of days; a shared month and year are written once: `14.–15. 9. 2017`."""
    if end is None or local(start).date() == local(end).date():
        return day(start, lang)
    first, last = local(start), local(end)
    if first.year != last.year:
        return f"{day(start, lang)} – {day(end, lang)}"
    month = f"{NBSP}{month_name(first.month, 'en')}" if lang == "en" else f".{NBSP}{first.month}."
    if first.month == last.month:
        month = "" if lang == "en" else "."
        return f"{first.day}{month}–{day(end, lang)}"
    return f"{first.day}{month} – {day(end, lang)}"


def when(start: Day, end: Day | None = None, lang: str = "cs") -> str:
    """`středa 24. 5. 2017, 9.00–16.00`; over midnight both ends have their day."""
    head = f"{weekday(start, lang)} {day(start, lang)}"
    if end is None or local(start).date() == local(end).date():
        return f"{head}, {times(start, end, lang)}"
    return f"{head}, {clock_time(start, lang)} – {day(end, lang)}, {clock_time(end, lang)}"


def moment(value: Day, lang: str = "cs") -> str:
    """`24. 5. 2017, 9.00`, for use after “until”."""
    return f"{day(value, lang)},{NBSP}{clock_time(value, lang)}"


def weekday(value: Day, lang: str = "cs") -> str:
    return _weekdays(lang)[local(value).weekday()]


@cache
def _weekdays(lang: str) -> list[str]:
    names = get_day_names("wide", context="stand-alone", locale=lang)
    return [str(names[number]) for number in range(7)]


def month_name(number: int, lang: str = "cs") -> str:
    """`květen`, in the nominative."""
    return str(get_month_names("wide", context="stand-alone", locale=lang)[number])


def month(value: Day, lang: str = "cs") -> str:
    """`květen 2017`."""
    d = local(value)
    return f"{month_name(d.month, lang)}{NBSP}{d.year}"


# --- figures ---------------------------------------------------------------------------------------------


def money(value: str | int | Decimal, lang: str = "cs") -> str:
    """`7 025 696,25 Kč` from the API's decimal string of crowns, or from an `int` of hellers."""
    crowns = Decimal(value) / 100 if isinstance(value, int) else Decimal(value)
    pattern = f"¤{NBSP}#,##0.00" if lang == "en" else None
    return format_currency(crowns, "CZK", pattern, locale=_locale(lang))


@lru_cache(maxsize=1_000)
def number(value: str | float | Decimal, lang: str = "cs") -> str:
    """`1 250,5`: spaces between thousands, no trailing zeros."""
    return format_decimal(Decimal(str(value)), locale=_locale(lang))


def file_size(count: int, lang: str = "cs") -> str:
    """`120 kB` or `1,2 MB`, from bytes."""
    if count < 1_000_000:
        return f"{number(max(1, round(count / 1_000)), lang)}{NBSP}kB"
    return f"{number(round(count / 1_000_000, 1), lang)}{NBSP}MB"


def percent(value: str | float | Decimal, lang: str = "cs") -> str:
    """`85 %` from 85 (a figure in percent, not a share of one)."""
    return f"{number(value, lang)}{'' if lang == 'en' else NBSP}%"


def out_of(count: str | float | Decimal, whole: str | float | Decimal, lang: str = "cs") -> str:
    """`3 z 14`, `12 ze 42`: the Czech preposition follows the first word of the number behind it."""
    shown = count if isinstance(count, str) else number(count, lang)
    word = "of" if lang == "en" else "ze" if _WITH_ZE.match(str(whole)) else "z"
    return f"{shown} {word}{NBSP}{number(whole, lang)}"


_WITH_ZE = re.compile(r"(?:[23467]|1[23467]|[23467]\d|[123467]\d\d)(?:\d{3})*(?!\d)")
"""dvou, tří, čtyř, šesti, sedmi; dvanácti ...; dvaceti, třiceti ...; sta, dvou set ...; of thousands too."""


def nonbreaking(text: str, lang: str = "cs") -> str:
    """Keep a one-letter Czech preposition or conjunction on the line of its word."""
    gap = AFTER_LONE_PREPOSITION.get(lang)
    return gap.sub(NBSP, text) if gap else text


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse("en" if lang == "en" else "cs")

"""Words as one reads them: letters with their accents, without hyphens and spaces within a word."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

CUT = re.compile(r"(?<=[^\W\d_]{2})[-\u00ad\u00ac][ \t]{0,3}(?:\r\n|\n)[ \t]{0,8}(?=(?P<next>[^\W\d_]))")
SPACED = re.compile(r"^[ \t]*[^\W\d_](?: [^\W\d_]){4,}(?=[ \t]*(?::|$|[ \t]{2}))", re.MULTILINE)
"""A heading with a space behind each letter: `P ř í t o m n i :`."""
LEADERS = re.compile(r"(?:\.{3,}|_{3,}|…+\.*)(?: (?:\.{3,}|_{3,}|…+\.*))*")
DOTTED = re.compile(r"(?<=[ :])\.(?=\d)|(?<= \.\d)\.(?=\s|$)|(?<= \.\d\d)\.(?=\s|$)")
"""The dots beside a single number: `pro: .4.`"""
LEADERS_AT_LEAST = 6
CUTS_AT_LEAST = 2
"""One hyphen at the end of a line may be that of `Brno-venkov`; a text that was hyphenated has several."""


class Plain(NamedTuple):
    """The text to read and, for each of its characters and its end, the place in the text that was sent."""

    text: str
    places: list[int]


def whole_words(text: str) -> Plain | None:
    """None when the text is to be read as it is."""
    composed = unicodedata.is_normalized("NFC", text)
    plain = Plain(text, list(range(len(text) + 1))) if composed else _composed(text)
    cuts = [one.span() for one in CUT.finditer(plain.text) if one["next"].islower()]
    if len(cuts) < CUTS_AT_LEAST:
        cuts = []
    cuts = sorted(cuts + list(_spaces(plain.text)) + _leaders(plain.text))
    if not cuts:
        return None if composed else plain
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for start, end in [*cuts, (len(plain.text), len(plain.text))]:
        kept.append(plain.text[at:start])
        places += plain.places[at:start]
        at = end
    return Plain("".join(kept), [*places, len(text)])


def _leaders(text: str) -> list[tuple[int, int]]:
    """The dots of a form around what was filled in; one row of them may be a place to sign."""
    rows = [one.span() for one in LEADERS.finditer(text)]
    if len(rows) < LEADERS_AT_LEAST:
        return []
    return rows + [one.span() for one in DOTTED.finditer(text)]


def _spaces(text: str) -> Iterator[tuple[int, int]]:
    """Those between the letters of headings."""
    for one in SPACED.finditer(text):
        first = one.end() - len(one[0].lstrip())
        yield from ((at, at + 1) for at in range(first + 1, one.end(), 2))


def _composed(text: str) -> Plain:
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for letter in unicodedata.normalize("NFC", text[at:end]):
            letters.append(letter)
            places.append(at)
        at = end
    return Plain("".join(letters), [*places, len(text)])

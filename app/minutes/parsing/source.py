"""The text of minutes as lines, with places counted in code points of the text as it was sent."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Mark = Literal["", "dash", "number", "letter", "roman", "hash"]
"""What stands before an item of a list."""

MONTH_WORDS = (
    "led(?:na|en|nu)|unor[au]?|brez(?:na|en|nu)|dub(?:na|en|nu)|kvet(?:na|en|nu)|cerven(?:ce|"
    "ec|ci)|cerv(?:na|en|nu)|"
    "srp(?:na|en|nu)|zari|rij(?:na|en|nu)|listopadu?|prosin(?:ce|ec|ci)"
)
DASHES = dict.fromkeys("‐‑‒–—―−", "-")
QUOTES = dict.fromkeys("„“”‟", '"') | dict.fromkeys("‘’‚ʼ´`", "'")
SPACES = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
)
PLAIN = DASHES | QUOTES | SPACES | {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "Ł": "l", "Đ": "d", "Ø": "o"}

BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
MARKER = re.compile(
    r"(?P<hash>#{1,6}[ \t]+)"
    r"|(?P<dash>(?:[-*•] ?)?\[[ x_]?\] *(?=\S)|(?:[=-]?>|\u21d2|"
    r"[-*+>•·▪●○◦■□☐☑✅❑‣➢➔→✓\uf0b7\uf0a7\uf0d8§]|o\t|o {3,})+[ \t]*(?=\S)(?!\d))"
    rf"|(?P<number>(?!\d{{1,2}}\.[a-e][ \t])\(?(?:(?:k )?bodu? (?:c\. ?)?|ad ?)?\d{{1,2}}(?:[.)](?![ ]?\d)|"
    rf"[.:)/]\)?(?=[ \t])(?! ?\d{{1,2}}\. ?\d))[ \t]*+(?!(?:{MONTH_WORDS})\b))"
    r"|(?P<letter>[a-z]\)[ \t]*|[ru] ?\d{1,2}[.:)/][ \t]+|\d{1,2}\.[a-e][ \t]+|[ru]\d{1,2}[ \t]+(?=\()|"
    r"\d{1,2}\.\d{1,2}[ \t]+(?=[^\W\d_]{3})|"
    r"\d{1,3}/\d{1,4}(?:-\d{1,2}|/(?:\d\d|20\d\d))?[.:)]?[ \t]+(?=[^\W\d]))"
    r"|(?P<roman>[ivx]{1,5}[.)][ \t]+)"
)
ORDINAL = re.compile(r"(?:jednani|schuze|schuzk|zasedani|setkani|porad|rocnik|kulat|kolo)")
CHAT = re.compile(r"\[?\d{1,2}\. ?\d{1,2}\. ?\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?:\] ?| - )[^:\n]{2,40}: ")
"""Who sent a message of a chat and when."""
FULL_STOP_STAYS = re.compile(r"(?<!\d)\d{1,2}\. ?\d{1,2}$|\b[A-ZÁ-Ž]\. ?[A-ZÁ-Ž]$")
"""At the end of a day and of initials."""
PAGE_NUMBER = re.compile(
    r"(?:-? ?\d{1,3} ?-?|(?:strana|str\.|stranka|page) ?:? ?\d{1,3}(?: ?(?:z|ze|/|"
    r"of) ?\d{1,3})?|\d{1,3} ?/ ?\d{1,3})"
)
NEVER_REPEATED = re.compile(r":|\bproti\b|^[\W\d_]*$")
"""Labels and votes are alike without being the head of a page."""
DOUBLE_SPACED = 12
"""Fewer lines may each be a paragraph."""
SENT = re.compile(r"(?:sent|odeslano|date|datum):")
BELOW_REPLY = re.compile(r"-{2,} ?(?:puvodni zprava|original message|preposlana zprava|forwarded message)\b")
"""Above the headers of an e-mail that the one on top answers or passes on."""
MAIL_HEADER = re.compile(r"(?:od|komu|kopie|predmet|from|to|cc|sent|subject|odeslano|date|datum|prilohy?):")


class Found(NamedTuple):
    """A value and the place of the text that it was read from, half-open."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A line, or the part of one that begins with a label.

    `start` and `end` are without spaces around; `body` is behind the mark of an item; `indent` counts
    characters before `start`.
    """

    start: int
    end: int
    body: int
    mark: Mark = ""
    number: int = 0
    indent: int = 0
    raw_end: int = 0

    @property
    def blank(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True)
class Source:
    """`folded` is the text without case and accents, character for character, so that places are the same.

    `sent`: the line of an e-mail that says when it was sent; it is none of `lines`.
    """

    text: str
    folded: str
    lines: list[Line] = field(default_factory=list)
    sent: Line | None = None

    def part(self, start: int, end: int) -> str:
        """The text on one line, with single spaces."""
        return " ".join(self.text[start:end].split())

    def found(self, start: int, end: int, strip: str = "") -> Found | None:
        """What stands there without spaces and the characters of `strip` around; None for nothing."""
        around, whole = strip + " \t\r\n\u00a0", end
        while start < end and (self.text[start] in around or self.text[start].isspace()):
            start += 1
        while end > start and (self.text[end - 1] in around or self.text[end - 1].isspace()):
            end -= 1
        if self.text[end : end + 1] == "." and end < whole and FULL_STOP_STAYS.search(self.text, start, end):
            end += 1
        return Found(self.part(start, end), start, end) if start < end else None


def read(text: str) -> Source:
    """The lines without those that each page repeats."""
    folded = fold_each(text)
    lines = _closed_up(list(_lines(text, folded)))
    mail = _mail_headers(folded, lines)
    sent = next((lines[one] for one in sorted(mail) if SENT.match(folded, lines[one].start)), None)
    return Source(text, folded, _without_repeated(folded, lines, mail), sent)


def _closed_up(lines: list[Line]) -> list[Line]:
    """Where nearly every line has a blank one below it, as copied from a page, one blank line is no gap."""
    written = [place for place, line in enumerate(lines[:-1]) if not line.blank]
    apart = sum(lines[place + 1].blank for place in written)
    if len(written) < DOUBLE_SPACED or apart < 0.8 * len(written):
        return lines
    return [line for place, line in enumerate(lines) if not line.blank or lines[place - 1].blank]


def fold_each(text: str) -> str:
    """Lower case without accents; each character stays one character."""
    return text.translate({ord(one): _folded(one) for one in set(text)})


def _folded(one: str) -> str:
    if one in PLAIN:
        return PLAIN[one]
    plain = unicodedata.normalize("NFKD", one)[:1].lower()
    return plain if len(plain) == 1 and not unicodedata.combining(plain) and plain not in "\n\r" else one


def _lines(text: str, folded: str) -> list[Line]:
    found, at = [], 0
    for stop in [*BREAK.finditer(text), None]:
        end = stop.start() if stop else len(text)
        found.append(line_of(text, folded, at, end))
        at = stop.end() if stop else end
    return found


def line_of(text: str, folded: str, start: int, end: int) -> Line:
    """The line between two places."""
    stamp = CHAT.match(folded, start, end)
    first, last = stamp.end() if stamp else start, end
    while first < last and (text[first].isspace() or text[first] in "\ufeff\u200b"):
        first += 1
    around = "\ufeff\u200b|" if text.count("|", first, last) == 1 else "\ufeff\u200b"
    while last > first and (text[last - 1].isspace() or text[last - 1] in around):
        last -= 1
    mark = MARKER.match(folded, first, last)
    if mark is None or (mark.lastgroup == "number" and _is_ordinal(text, folded, mark.end(), last)):
        return Line(first, last, _undecorated(folded, first, last), indent=first - start, raw_end=end)
    digits = re.search(r"\d{1,2}", mark[0])
    kind: Mark = mark.lastgroup  # type: ignore[assignment]  # the names of the groups are the marks
    if kind == "roman" and not text[mark.start()].isupper():
        return Line(first, last, first, indent=first - start, raw_end=end)
    number = int(digits[0]) if digits and kind == "number" else 0
    return Line(first, last, _undecorated(folded, mark.end(), last), kind, number, first - start, end)


def _is_ordinal(text: str, folded: str, start: int, end: int) -> bool:
    """`3. jednání` or `3. JEDNÁNÍ`, but not the item `3. Jednání s krajem`."""
    found = ORDINAL.match(folded, start, end)
    return found is not None and not text[start : found.end()].istitle()


def _undecorated(folded: str, start: int, end: int) -> int:
    """Behind the asterisks and underscores of Markdown, and the edge of a table."""
    while start < end and (folded[start] in "*_|" or (folded[start] == " " and folded[start - 1] in "*_|")):
        start += 1
    return start


def _without_repeated(folded: str, lines: list[Line], mail: set[int]) -> list[Line]:
    """Drop page numbers, headers of an e-mail and what stands at the head or the foot of each page.

    A line that comes three times, or twice beside page numbers, is repeated; the first one stays.
    """
    keys = [re.sub(r"\d+", "0", folded[line.start : line.end]) for line in lines]
    pages = [
        bool(line.end - line.start < 30 and PAGE_NUMBER.fullmatch(folded, line.start, line.end))
        for line in lines
    ]
    beside = {
        keys[other]
        for place, is_page in enumerate(pages)
        if is_page
        for other in range(max(0, place - 3), min(len(lines), place + 4))
    }
    counts = Counter(
        key
        for key, line in zip(keys, lines, strict=True)
        if not line.mark and len(key) > 8 and not NEVER_REPEATED.search(key)
    )
    seen: set[str] = set()
    kept = []
    for place, line in enumerate(lines):
        key = keys[place]
        many = counts[key] > 2 or (counts[key] == 2 and key in beside)
        if pages[place] or place in mail or (many and key in seen and not line.mark):
            continue
        seen.add(key)
        kept.append(line)
    return kept


def _mail_headers(folded: str, lines: list[Line]) -> set[int]:
    """Lines such as `Od:`, `Komu:`, `Datum:` that stand together: the day of sending is not the meeting's."""
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate([*lines, Line(0, 0, 0)]):
        if not line.blank and MAIL_HEADER.match(folded, line.start, line.end):
            run.append(place)
            continue
        words = {folded[lines[one].start : lines[one].end].split(":")[0] for one in run}
        quoted = bool(run) and BELOW_REPLY.match(folded, lines[max(0, run[0] - 1)].start) is not None
        if len(run) > 1 and (quoted or words & {"predmet", "subject"}):
            found |= set(run)
        run = []
    return found

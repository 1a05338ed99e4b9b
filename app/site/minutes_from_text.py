"""What is sent to the API of minutes that were read from a text: items, a decision, a task."""

import re
from collections.abc import Iterator, Sequence

from app.site.json_values import Json, Record

LONGEST_TEXT, LONGEST_LINE = 10_000, 200
"""Characters of the text of an item, and of a title."""
NUMBERED = r"[^\n\w]*(?:(?:ad|k\s+bodu|bod)\s+)?(?:č\.\s*)?(?:(?:\d+|[IVX]+|[a-z])\b[^\n\w]*)?"
"""What may stand before a point on its line: `2.`, `Ad 2)`, a bullet."""
AD = re.compile(
    r"^[^\n\w]*(?:ad|k\s+bodu|bod)\s*(?:č\.\s*)?(\d{1,3}|[IVX]+)(?![\w/])\.?[^\n\w]*", re.I | re.M
)
"""A line that says by its number to which point the text below belongs: `Ad 2)`, `K bodu č. 2:`."""
ROMAN = {"I": 1, "V": 5, "X": 10}
NEXT_MARK = re.compile(rf"(?:^|\n){NUMBERED}$", re.IGNORECASE)
"""The last line of a section, if it is only the number or the bullet of the next one."""
WORD = re.compile(r"[^\W\d_]{3,}")
Span = tuple[int, int]


def items_of(proposal: Record, untitled: str) -> list[Json]:
    """A point of the agenda is an item; a text that is too long for one goes on in another of its title."""
    return list(_items(proposal, untitled))


def _items(proposal: Record, untitled: str) -> Iterator[Json]:
    text, agenda = proposal["text"], proposal["agenda"]
    texts = _sections(text, agenda) or [text.strip()]
    for at, title in enumerate([one["value"] for one in agenda] or [untitled]):
        for piece in _pieces(texts[at] if at < len(texts) else ""):
            yield {"title": line(title), "text": piece}


def _sections(text: str, agenda: Sequence[Record]) -> list[str]:
    """What stands under each point: between the points, below headings that repeat them or below their
    numbers; else nothing."""
    for spans in ([(one["span"][0], one["span"][1]) for one in agenda], _headings(text, agenda)):
        found = _between(text, spans)
        inner = found[:-1]
        if inner and 2 * sum(bool(WORD.search(one)) for one in inner) >= len(inner):
            return found
    return _numbered(text, agenda)


def _numbered(text: str, agenda: Sequence[Record]) -> list[str]:
    """The text below `Ad 1)`, `Ad 2)`; nothing where fewer than half of the points have one."""
    at, marks = max((one["span"][1] for one in agenda), default=0), dict[int, Span]()
    for found in AD.finditer(text, at):
        number = _number(found[1])
        if max(marks, default=0) < number <= len(agenda):
            title = re.compile(rf"{_words_of(agenda[number - 1])}\b[ \t.:–-]*", re.I)
            repeated = title.match(text, found.end())
            marks[number] = (found.start(), repeated.end() if repeated else found.end())
    if not marks or 2 * len(marks) < len(agenda):
        return []
    below = dict(zip(marks, _between(text, list(marks.values())), strict=True))
    return [below.get(number, "") for number in range(1, len(agenda) + 1)]


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    values = [ROMAN[letter] for letter in written.upper()]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))


def _between(text: str, spans: Sequence[Span]) -> list[str]:
    ends = [start for start, _end in spans[1:]]
    found = [NEXT_MARK.sub("", text[span[1] : end]) for span, end in zip(spans, ends, strict=False)]
    found += [text[end:] for _start, end in spans[-1:]]
    return [one.lstrip(" .:;,").strip() for one in found]


def _headings(text: str, agenda: Sequence[Record]) -> list[Span]:
    """The lines below the agenda that repeat its points in their order; none when one is missing."""
    at, found = max((one["span"][1] for one in agenda), default=0), []
    for one in agenda:
        heading = re.compile(rf"^{NUMBERED}{_words_of(one)}[ \t.:]*$", re.I | re.M)
        line_found = heading.search(text, at)
        if line_found is None:
            return []
        found.append(line_found.span())
        at = line_found.end()
    return found


def _words_of(point: Record) -> str:
    """A pattern of the words of a point, however they are spaced."""
    return r"\s+".join(map(re.escape, point["value"].split()))


def _pieces(text: str) -> list[str]:
    found = []
    while len(text) > LONGEST_TEXT:
        at = text.rfind("\n", 1, LONGEST_TEXT)
        at = at if at > 0 else LONGEST_TEXT
        found.append(text[:at])
        text = text[at:]
    return [*found, text]


def line(text: str) -> str:
    """As a title: in one line, and not longer than a title may be."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1].rstrip()}…"


def whole(read: str, details: Sequence[str]) -> str:
    """The text beside the title: the words that the title has no room for, and what else was read."""
    cut = [read] if line(read).endswith("…") and not read.endswith("…") else []
    return "\n".join([*cut, *details])[:LONGEST_TEXT]

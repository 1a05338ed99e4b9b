"""What is sent to the API of minutes that were read from a text: items, a decision, a task."""

import re
from collections.abc import Iterator, Sequence

from app.site.json_values import Json, Record

LONGEST_TEXT, LONGEST_LINE = 10_000, 200
"""Characters of the text of an item, and of a title."""
NUMBERED = r"[^\n\w]*(?:(?:ad|k\s+bodu|bod)\s+)?(?:č\.\s*)?(?:(?:\d+|[IVX]+|[a-z])\b[^\n\w]*)?"
"""What may stand before a point on its line: `2.`, `Ad 2)`, a bullet."""
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
    """What stands under each point: between the points, or below headings that repeat them; else nothing."""
    for spans in ([(one["span"][0], one["span"][1]) for one in agenda], _headings(text, agenda)):
        found = _between(text, spans)
        inner = found[:-1]
        if inner and 2 * sum(bool(WORD.search(one)) for one in inner) >= len(inner):
            return found
    return []


def _between(text: str, spans: Sequence[Span]) -> list[str]:
    ends = [start for start, _end in spans[1:]]
    found = [NEXT_MARK.sub("", text[span[1] : end]) for span, end in zip(spans, ends, strict=False)]
    found += [text[end:] for _start, end in spans[-1:]]
    return [one.lstrip(" .:;,").strip() for one in found]


def _headings(text: str, agenda: Sequence[Record]) -> list[Span]:
    """The lines below the agenda that repeat its points in their order; none when one is missing."""
    at, found = max((one["span"][1] for one in agenda), default=0), []
    for one in agenda:
        words = r"\s+".join(map(re.escape, one["value"].split()))
        heading = re.compile(rf"^{NUMBERED}{words}[ \t.:]*$", re.I | re.M)
        line_found = heading.search(text, at)
        if line_found is None:
            return []
        found.append(line_found.span())
        at = line_found.end()
    return found


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

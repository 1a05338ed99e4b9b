"""The points of the agenda, as listed under their label."""

import itertools
import re
from collections.abc import Iterator

from app.minutes.parsing.labels import Section
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import TABLE_DUE, TABLE_OWNER, cells_of

AT_MOST = 200
ITEM_AT_MOST = 400
INLINE = re.compile(r"(?:(?<=^)|(?<=[\s,;|]))\(?(\d{1,2})[.)/](?=\s?[^\W\d])")
CLOCK = re.compile(r"(?:\d{1,2}[:.]\d\d ?(?:(?:-|az) ?\d{1,2}[:.]\d\d)? ?(?:hod\.?|h\b)?[ \t:|-]*)(?=\S)")
BESIDE = re.compile(r"(?: {2,}|\t)\d{1,2}[.)/] (?=[^\W\d])")
POINT_HEAD = re.compile(
    r"(?:(?:k )?bod(?:u)? (?:c\. ?|programu )?\d{1,2}|ad ?\d{1,2})\s?[.:)–-]{1,2}\s*(?=\w)"
)
PROSE = re.compile(r"[a-zá-ž)]{3}\. [A-ZÁ-Ž]")
HEADING_AT_MOST = 100
NUMBERED_HASH = re.compile(r"(\d{1,2})[.)] +(?=\w)")
"""Behind the mark of a heading in Markdown."""
NO_HEADING = re.compile(
    r"[.,;?!)]$|\bdo \d|\b[tz] ?:|[|\t]|: |\b(?:bud[eo]\w?|byl[aoiy]?|je|jsou)\b|\d ?kc\b"
)
RESOLVES = re.compile(r"(?:ne)?(?:schvaluje|bere|uklada|doporucuje|poveruje|jmenuje|stanovuje|vydava)\b")
POINT = re.compile(r"(?:nazev |projednavany )?bod(?:u|y)?(?: programu| jednani| porady)?")
NUMBERED_CELL = re.compile(r"\s*\d{1,2}[.)]? (?=[A-ZÁ-Ž])")
TABLE_HEAD = re.compile(r"(?:c\.|cislo|poradi|bod|cas|nazev)\b[^\n]{0,60}[|\t]")


def points_of(source: Source, sections: list[Section]) -> list[Found]:
    """The longest list of the first agenda that has one; none for an agenda that refers elsewhere."""
    for section in sections:
        if section.kind == "agenda" and (found := list(_points(source, section))):
            return found[:AT_MOST]
    for section in sections:
        if (
            section.label.startswith("projedn")
            and len(_numbers(source, section.inline, section.line.end)) > 1
        ):
            return list(_inline(source, section.inline, section.line.end))[:AT_MOST]
    return []


def _points(source: Source, section: Section) -> Iterator[Found]:
    head = section.line
    items = list(_items(source, section))
    siblings = head.mark == "number" and items and items[0].number == head.number + 1
    if section.inline < head.end and (siblings or not (items and items[0].mark)):
        yield from _inline(source, section.inline, head.end)
        return
    if section.inline < head.end and len(_numbers(source, section.inline, head.end)) > 0:
        several = len(_numbers(source, section.inline, head.end)) > 1
        yield from _inline(source, section.inline, head.end if several or not items else items[-1].end)
        return
    if items and not items[0].mark and PROSE.search(source.text, items[0].body, items[0].end):
        return
    spans: list[tuple[int, int]] = []
    for line in items:
        start = line.body
        if spans and _goes_on(source, spans[-1], line, items[0]):
            spans[-1] = (spans[-1][0], line.end)
            continue
        clock = CLOCK.match(source.folded, start, line.end)
        spans.append((clock.end() if clock else start, line.end))
    for start, end in _columns(source, spans, items):
        if TABLE_HEAD.match(source.folded, start, end):
            continue
        found = source.found(*_first_cell(source, start, end), strip=",;*_|")
        if found and re.search(r"[^\W\d_]{3}\.$", found.value):
            found = source.found(found.start, found.end - 1)
        if found and len(found.value) <= ITEM_AT_MOST and re.search(r"[^\W\d_]", found.value):
            yield found


def _items(source: Source, section: Section) -> Iterator[Line]:
    """Lines of the list: up to a gap, after which only the same kind of mark goes on."""
    first: Line | None = None
    last_number = 0
    blank = False
    for line in section.lines:
        if line.blank:
            blank = True
            continue
        if first is None:
            first = line
        elif first.mark and not line.mark:
            if blank or not (line.indent > first.indent or source.text[line.body : line.body + 1].islower()):
                return
        elif (
            (line.mark != first.mark and not (line.indent > first.indent and line.mark))
            or (blank and (not first.mark or (first.mark == "dash" and not line.mark)))
            or (blank and first.mark == "dash" and line.mark == "dash" and line.end - line.body > 120)
        ):
            return
        if (
            line is not first
            and line.mark in ("roman", "letter")
            and _mark(source, line) == _mark(source, first)
        ):
            return
        if line.mark == "number" and first.mark == "number" and line.indent <= first.indent:
            if last_number and line.number != last_number + 1:
                return
            beside = list(BESIDE.finditer(source.folded, line.body, line.end))
            last_number = line.number + len(beside)
        blank = False
        yield line


def _columns(source: Source, spans: list[tuple[int, int]], items: list[Line]) -> Iterator[tuple[int, int]]:
    """Points that stand beside each other: `1. Úvod      2. Rozpočet`."""
    for start, end in spans:
        at = start
        for one in BESIDE.finditer(source.folded, start, end) if items[0].mark == "number" else ():
            yield at, one.start()
            at = one.end()
        yield at, end


def _mark(source: Source, line: Line) -> str:
    """The letters of a mark. The first one again begins another list."""
    return source.folded[line.start : line.body].strip()


def _goes_on(source: Source, last: tuple[int, int], line: Line, first: Line) -> bool:
    """A second line of the same point: without a mark where the others have one, or a sub-point."""
    return bool(first.mark and not line.mark)


def _first_cell(source: Source, start: int, end: int) -> tuple[int, int]:
    """Of a row of a table the first cell that is more than a number."""
    for cell in re.finditer(r"[^\t|]+", source.text[start:end]):
        if re.search(r"[^\W\d_]{2}", cell[0]) and not CLOCK.fullmatch(
            source.folded, start + cell.start(), start + cell.end()
        ):
            return start + cell.start(), start + cell.end()
    return start, end


def _numbers(source: Source, start: int, end: int) -> list[re.Match[str]]:
    """The numbers 1, 2, 3 ... of points that follow one another on a line."""
    found: list[re.Match[str]] = []
    for one in INLINE.finditer(source.folded, start, end):
        if int(one[1]) == len(found) + 1:
            found.append(one)
    return found


def _inline(source: Source, start: int, end: int) -> Iterator[Found]:
    """`Program: 1. Zahájení 2. Různé`, or with commas and semicolons between."""
    numbers = _numbers(source, start, end)
    if numbers:
        places = [(one.end(), after.start()) for one, after in itertools.pairwise(numbers)]
        places.append((numbers[-1].end(), end))
    else:
        if re.match(
            r"(?:viz|dle|podle|byl|nebyl|schval|bude|v priloze|priloha)", source.folded[start:end].strip()
        ):
            return
        separator = ";" if ";" in source.text[start:end] else ","
        places, at = [], start
        for one in re.finditer(separator, source.text[start:end]):
            places.append((at, start + one.start()))
            at = start + one.end()
        places.append((at, end))
    for first, last in places:
        found = source.found(first, last, strip=",;*_-–—.|")
        if found and len(found.value) <= ITEM_AT_MOST and re.search(r"[^\W\d_]", found.value):
            yield found


def points_in_table(source: Source, lines: list[Line]) -> list[Found]:
    """The column of points, of the first table that has one and is none of tasks."""
    found: list[Found] = []
    column: int | None = None
    for line in lines:
        if line.blank and found:
            break
        cells = cells_of(source, line) if not line.blank and line.end - line.start < 2_000 else []
        if column is None:
            heads = [source.folded[start:end].strip(" *_:") for start, end in cells]
            column = next((n for n, head in enumerate(heads) if POINT.fullmatch(head)), None)
            tasks = any(TABLE_OWNER.match(head) or TABLE_DUE.match(head) for head in heads)
            column = None if tasks or len(heads) == 1 else column
        elif len(cells) <= max(column, 1) and not line.blank:
            break
        elif cells:
            if not found and not re.search(r"[^\W\d_]", source.text[slice(*cells[column])]):
                column = min(column + 1, len(cells) - 1)
            numbered = NUMBERED_CELL.match(source.text, *cells[column])
            start = numbered.end() if numbered else cells[column][0]
            point = source.found(start, cells[column][1], strip=",;*_|")
            if point and len(point.value) <= ITEM_AT_MOST and re.search(r"[^\W\d_]", point.value):
                found.append(point)
    return found


def points_in_text(source: Source, lines: list[Line]) -> list[Found]:
    """Where no agenda is listed: headings in their order, such as `Bod 1: Rozpočet` or `3. Závěr`."""
    return _headings(source, lines) or _numbered_headings(source, lines)


def _headings(source: Source, lines: list[Line]) -> list[Found]:
    found: list[Found] = []
    for line in lines:
        start = line.start
        head = POINT_HEAD.match(source.folded, start, line.end)
        if head is None or line.end - head.end() > HEADING_AT_MOST:
            continue
        number = int(re.findall(r"\d+", head[0])[0])
        one = source.found(head.end(), line.end, strip="*_:")
        if one and number == len(found) + 1 and not one.value.endswith((".", ",")):
            found.append(one)
    return found if len(found) > 1 else []


def _numbered_headings(source: Source, lines: list[Line]) -> list[Found]:
    """All lines numbered 1, 2, 3 when each is short, no sentence and has text below it; otherwise none."""
    found: list[Found] = []
    written = [line for line in lines if not line.blank]
    for line, below in itertools.zip_longest(written, written[1:]):
        numbered = NUMBERED_HASH.match(source.text, line.body, line.end) if line.mark == "hash" else None
        if numbered is None and (line.mark != "number" or line.indent > 3 or source.text[line.start] == "("):
            continue
        if (int(numbered[1]) if numbered else line.number) != len(found) + 1:
            return []
        one = source.found(numbered.end() if numbered else line.body, line.end, strip="*_:")
        if one is None or below is None or below.mark == "number":
            return []
        if RESOLVES.match(source.folded, one.start):
            return []
        if len(one.value) > HEADING_AT_MOST or NO_HEADING.search(source.folded, one.start, one.end):
            return []
        found.append(one)
    return found if len(found) > 1 else []

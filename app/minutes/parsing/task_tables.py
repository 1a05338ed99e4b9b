"""Tables of tasks: a heading with columns for the task and its owner or deadline."""

import re
from datetime import date

from app.minutes.parsing.due import day_at
from app.minutes.parsing.shapes import TRAIL, Task
from app.minutes.parsing.source import Line, Source

TABLE_TASK = re.compile(
    r"^(?:ukol\w{0,3}|popis(?: ukolu)?|zadani|cinnost|aktivita|co|opatreni|nazev ukolu|text ukolu|obsah|"
    r"zaver\w{0,2}|vystup\w{0,2})\b"
)
TABLE_OWNER = re.compile(
    r"^(?:zodpov\w*|odpov\w*|resitel\w*|kdo|garant|nositel|vlastnik|zajisti|osoba|zodp\.?|odp\.?)(?:\b|$)"
)
TABLE_DUE = re.compile(r"^(?:termin\w*|do$|do kdy|kdy|splnit|deadline|lhuta|datum splneni|splnit do)\b")
TITLED = re.compile(r"^[^-:]{3,20}(?: - |: )(?=kdo|co|ukol)")
"""`Dohody – kdo` in the first head."""
SEMICOLON = re.compile(";")
CELL = re.compile(r"\t| ?\| ?| {2,}| (?:→|⇒|=>|->) (?=\S)")


def table_of(source: Source, lines: list[Line], meeting: date | None) -> list[Task] | None:
    """The rows of a table whose heading has columns for the task and its owner or deadline."""
    for place, line in enumerate(lines):
        if line.blank or line.end - line.start > 300:
            continue
        heads = [
            TITLED.sub("", source.folded[start:end].strip(" *_:")) for start, end in cells_of(source, line)
        ]
        named = [n for n, head in enumerate(heads) if TABLE_TASK.match(head)]
        task = next((n for n in named if heads[n].startswith("ukol")), next(iter(named), None))
        owner = next((n for n, head in enumerate(heads) if TABLE_OWNER.match(head)), None)
        due = next((n for n, head in enumerate(heads) if TABLE_DUE.match(head) and n != owner), None)
        if task is None or (owner is None and due is None) or len(heads) < 2:
            continue
        rows = []
        for row in lines[place + 1 :]:
            if row.blank:
                continue
            cells = cells_of(source, row)
            if len(cells) < 2:
                break
            if re.fullmatch(r"[\s|:+\-–—]*", source.text[row.start : row.end]):
                continue
            found = _row(source, cells, task, owner, due, meeting)
            if found and (found.owner or found.due or heads[task].startswith("ukol")):
                rows.append(found)
        return rows
    return None


def _row(
    source: Source,
    cells: list[tuple[int, int]],
    task: int,
    owner: int | None,
    due: int | None,
    meeting: date | None,
) -> Task | None:
    text = source.found(*cells[task], strip=TRAIL) if task < len(cells) else None
    if text is None:
        return None
    who = source.found(*cells[owner], strip="-–—*_,;") if owner is not None and owner < len(cells) else None
    day = day_at(source, *cells[due], meeting) if due is not None and due < len(cells) else None
    return Task(
        text.value,
        who,
        day[0] if day else None,
        text.start,
        max(text.end, who.end if who else 0, day[1] if day else 0),
    )


def cells_of(source: Source, line: Line) -> list[tuple[int, int]]:
    """Where the cells of a row stand, without the edges of the table."""
    start, end = line.start, line.end
    if source.text[start : start + 1] == "|":
        start += 1
    if source.text[end - 1 : end] == "|":
        end -= 1
    cells, at = [], start
    exported = source.text.count(";", start, end) > 1 and CELL.search(source.text, start, end) is None
    for cut in (SEMICOLON if exported else CELL).finditer(source.text, start, end):
        cells.append((at, cut.start()))
        at = cut.end()
    return [*cells, (at, end)]

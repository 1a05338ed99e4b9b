"""Tasks with their owner and deadline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.minutes.parsing.due import LABELLED_DUE, day_at, until
from app.minutes.parsing.labels import Section
from app.minutes.parsing.owners import (
    OWNER,
    People,
    doer,
    done_by,
    leading_owner,
    meant_at,
    office_doing,
    owner_at,
    owner_of_cell,
    parts_of,
    trailing_owner,
)
from app.minutes.parsing.sentences import Block, blocks_of, sentences_of
from app.minutes.parsing.shapes import TEXT_AT_MOST, TRAIL, Task
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import cells_of, table_of

TASK = re.compile(
    r"(?:novy )?ukol(?: c\.? ?[\w/.-]{1,12}| \d[\d/.-]{0,11})?(?: pro (?P<who>[^:\n]{2,40}))?\s?[:–-]\s"
    r"*|u(?:kol)?\d{1,2}[:.)]\s*|co ?:\s*|"
    r"(?:\w{4,12} )?opatreni c\. ?[\w/.-]{1,12}:\s*"
)
DONE = re.compile(
    r"\bukol trva\b|[-–(:.,]\s*(?:splnen[oay]?|nesplnen[oay]?|trva|probiha|hotovo|zruseno|plni se)\b"
)
TICKED = re.compile(r"[-*•]? ?(?:\[x\]|[☑✅✔])")
ENDING_DAY = re.compile(r"(?:\s[-–—]\s|\s\()(?=\d{1,2}\. ?(?:\d{1,2}\.|[a-z])[^-–—()]{0,20}\)?$)")
BETWEEN = re.compile(r"\s[-–—]\s(?P<who>[^\W\d_][^-–—\d:,()]{2,40})$")
"""`Předložit vzorky – zhotovitel – 28. 3.`: between the task and its day."""
FOR = re.compile(r"^ukoly? pro ")
HEADING = re.compile(r"(?:(?:k )?bod(?:u)? (?:c\. ?)?\d|ad ?\d)")


def tasks_of(source: Source, sections: list[Section], people: People, meeting: date | None) -> Iterator[Task]:
    """Rows of tables, items under `Úkoly`, and sentences with an owner anywhere else."""
    for section in sections:
        if section.kind in ("tasks", "next_steps"):
            yield from _of_section(source, section, people, meeting)
        else:
            yield from _of_text(source, section.lines, people, meeting)


def _of_section(source: Source, section: Section, people: People, meeting: date | None) -> Iterator[Task]:
    table = table_of(source, [section.line, *section.lines], meeting)
    if table is not None:
        yield from table
        return
    blocks = list(blocks_of(source, section.lines))
    end = _end_of_list(source, section, blocks)
    pending: Task | None = None
    for found in _of_heading(source, section, people, meeting):
        if pending is not None:
            yield pending
        pending = found
    details = False
    for place, block in enumerate(blocks[:end]):
        if _are_marks_alone(source, block) and not block.lines[0].mark:
            pending = _with_marks(source, pending, block, people, meeting)
            continue
        if pending is not None:
            yield pending
        details = _is_detail(source, blocks[place - 1 : place + 1], details)
        pending = None if details else _listed_task(source, section, block, people, meeting)
    if pending is not None:
        yield pending
    yield from _in_blocks(source, blocks[end:], people, meeting)


def _of_heading(source: Source, section: Section, people: People, meeting: date | None) -> Iterator[Task]:
    """Tasks on the line of the label: `Úkol pro tajemnici: vyžádat seznam bytů`."""
    if section.inline >= section.line.end:
        return
    for part in parts_of(source, section.inline, section.line.end):
        found = _task(source, *part, people, meeting)
        if found is not None and found.owner is None and (who := FOR.search(section.label)):
            at = section.line.body
            owner = meant_at(source, at + who.end(), at + len(section.label), people)
            found = found._replace(owner=owner, start=owner.start if owner else found.start)
        if found is not None:
            yield found


def _end_of_list(source: Source, section: Section, blocks: list[Block]) -> int:
    """Which block is none of the list: without a mark behind one with a mark or a gap, or a heading."""
    single = section.inline < section.line.end
    listed = False
    for place, block in enumerate(blocks):
        marked = bool(block.lines[0].mark)
        if _are_marks_alone(source, block) and not marked:
            continue
        if (
            (single and (not marked or not section.label.startswith("ukoly")))
            or (not marked and (listed or _is_apart(source, blocks[place - 1 : place + 1])))
            or HEADING.match(source.folded, block.lines[0].start)
        ):
            return place
        listed = listed or marked
    return len(blocks)


def _with_marks(
    source: Source, task: Task | None, block: Block, people: People, meeting: date | None
) -> Task | None:
    """The task with the owner and the deadline of a line below it, unless it has an owner already."""
    owner, due, _, end = _marks(source, block.start, block.end, people, meeting)
    if task is None or (owner and task.owner):
        return task
    return task._replace(owner=task.owner or owner, due=due or task.due, end=max(task.end, end))


def _is_detail(source: Source, both: list[Block], of_details: bool) -> bool:
    """An item below one that ends with a colon and farther in, or beside another such item."""
    if len(both) < 2:
        return False
    above, here = both
    farther = here.lines[0].indent - above.lines[0].indent
    return farther == 0 if of_details else farther > 0 and source.text[above.end - 1] == ":"


def _is_apart(source: Source, both: list[Block]) -> bool:
    """A gap ends a list without marks."""
    return len(both) > 1 and source.text.count("\n", both[0].end, both[1].start) > 1


def _listed_task(
    source: Source, section: Section, block: Block, people: People, meeting: date | None
) -> Task | None:
    """Without a mark of an item, and among next steps, only what has an owner or a deadline is a task."""
    if TICKED.match(source.folded, block.lines[0].start, block.end):
        return None
    label = TASK.match(source.folded, block.start, block.end)
    found = _row(source, block, people, meeting) or _task(
        source, label.end() if label else block.start, block.end, people, meeting
    )
    plain = not block.lines[0].mark and _is_sub_heading(source, block)
    uncertain = section.kind == "next_steps" or plain
    return None if found and uncertain and not found.owner and not found.due else found


def _row(source: Source, block: Block, people: People, meeting: date | None) -> Task | None:
    """A row of a table without a heading: the task, who and until when."""
    line = block.lines[0]
    cells = cells_of(source, replace(line, start=line.body))
    if len(cells) != 3 or len(block.lines) > 1:
        return None
    owner = owner_of_cell(source, *cells[1], people)
    day = day_at(source, *cells[2], meeting)
    text = source.found(*cells[0], strip=TRAIL)
    return Task(text.value, owner, day[0], text.start, day[1]) if text and owner and day else None


def _is_sub_heading(source: Source, block: Block) -> bool:
    return (
        source.text[block.end - 1] == ":"
        or re.match(r"(?:nebyly|zadne|bez ukolu|-$|nejsou)", source.folded[block.start : block.end])
        is not None
    )


def _are_marks_alone(source: Source, block: Block) -> bool:
    start = block.start
    marks = (
        OWNER.search(source.folded, start, block.end),
        LABELLED_DUE.search(source.folded, start, block.end),
    )
    return any(found and found.start() - start < 2 for found in marks)


def _of_text(source: Source, lines: list[Line], people: People, meeting: date | None) -> Iterator[Task]:
    table = table_of(source, lines, meeting)
    if table is not None:
        yield from table
        return
    yield from _in_blocks(source, blocks_of(source, lines), people, meeting)


def _in_blocks(
    source: Source, blocks: Iterable[Block], people: People, meeting: date | None
) -> Iterator[Task]:
    before: Block | None = None
    pending: Task | None = None
    for block in blocks:
        if pending is not None and _are_marks_alone(source, block):
            owner, due, _, end = _marks(source, block.start, block.end, people, meeting)
            pending = pending._replace(
                owner=pending.owner or owner, due=pending.due or due, end=max(pending.end, end)
            )
            continue
        if pending is not None:
            yield pending
            pending = None
        ticked = TICKED.match(source.folded, block.lines[0].start, block.end)
        found = [] if ticked else list(_in_block(source, block, before, people, meeting))
        yield from found[:-1]
        pending = found[-1] if found else None
        before = None if found else block
    if pending is not None:
        yield pending


def _in_block(
    source: Source, block: Block, before: Block | None, people: People, meeting: date | None
) -> Iterator[Task]:
    start, end = block.start, block.end
    label = TASK.match(source.folded, start, end)
    if label:
        found = _task(source, label.end(), end, people, meeting)
        if found:
            if found.owner is None and label["who"] and (owner := source.found(*label.span("who"))):
                found = found._replace(owner=owner, start=label.start("who"))
            yield found
        return
    owner_mark = OWNER.search(source.folded, start, end)
    if owner_mark:
        if owner_mark.start() - start < 2 and before is not None and not _has_marks(source, before):
            owner, due, _, stop = _marks(source, start, end, people, meeting)
            first = _last_sentence(source, before.start, before.end)
            limit = None if due else until(source, first, before.end, meeting)
            due = limit[0] if limit else due
            text = source.found(first, before.end, strip=TRAIL)
            if owner and text:
                yield Task(text.value, owner, due, text.start, max(stop, owner.end))
            return
        first = _last_sentence(source, start, owner_mark.start())
        found = _task(source, first, end, people, meeting)
        if found and found.owner:
            yield found
        return
    dated = until(source, start, end, meeting) is not None
    if block.lines[0].mark and leading_owner(source, start, end, people, listed=dated):
        if (found := _task(source, start, end, people, meeting)) is not None:
            yield found
        return
    yield from _by_doers(source, block, people, meeting)


def _by_doers(source: Source, block: Block, people: People, meeting: date | None) -> Iterator[Task]:
    """Sentences such as `Jana Nová zašle zápis do 15. 12.`; the day may follow in brackets."""
    for start, end in (
        part
        for sentence in sentences_of(source, block.start, block.end)
        for part in parts_of(source, *sentence)
    ):
        labelled = LABELLED_DUE.search(source.folded, start, end)
        bracketed = source.text[end : block.end].lstrip().startswith("(")
        due = until(source, start, block.end if bracketed else end, meeting)
        limited = due is not None and not source.folded.startswith("k ", due[1])
        owner = _who_does(source, start, end, people, dated=limited)
        if owner is None:
            continue
        if labelled and labelled.start() > owner.end and due is None:
            yield from _until_label(source, start, end, owner, labelled, meeting)
            continue
        in_brackets = due is not None and source.text[due[1] - 1] == "("
        text = source.found(start, due[1] - 1 if due and in_brackets else end, strip="-–*_→⇒=>,;")
        if text:
            yield Task(text.value, owner, due[0] if due else None, text.start, text.end)


def _who_does(source: Source, start: int, end: int, people: People, *, dated: bool) -> Found | None:
    """A person who does something, or an office when it is to do so until a day."""
    owner = doer(source, start, end, people, dated=dated)
    if owner is None and (done := done_by(source, start, end, people)):
        words = re.search(r"[^\W\d_]{3}", source.text[start : done[1]])
        owner = done[0] if words else None
    return office_doing(source, start, end, people) if owner is None and dated else owner


def _until_label(
    source: Source, start: int, end: int, owner: Found, label: re.Match[str], meeting: date | None
) -> Iterator[Task]:
    """`Jana Nová pošle přehled, T: 11. 2.`"""
    day = day_at(source, label.end(), min(end, label.end() + 60), meeting)
    text = source.found(start, label.start(), strip=TRAIL)
    if text:
        due, stop = day or (None, label.end())
        yield Task(text.value, owner, due, text.start, stop)


def _has_marks(source: Source, block: Block) -> bool:
    owned = OWNER.search(source.folded, block.start, block.end) is not None
    return owned or _are_marks_alone(source, block)


def _last_sentence(source: Source, start: int, end: int) -> int:
    """Where the last sentence begins that has words."""
    first = start
    for sentence in sentences_of(source, start, end):
        if len(source.text[sentence.start : sentence.end].strip(TRAIL)) > 3:
            first = sentence.start
    return first


def _task(source: Source, start: int, end: int, people: People, meeting: date | None) -> Task | None:
    """The words up to the owner and the deadline; those may stand in front of them as well."""
    owner, due, first_mark, last = _marks(source, start, end, people, meeting)
    text_end = first_mark if first_mark is not None and first_mark > start + 1 else end
    text_start = start
    if first_mark is not None and first_mark <= start + 1:
        text_start, text_end = last, end
    if owner is None:
        lead = leading_owner(source, text_start, text_end, people, listed=True)
        if lead is not None:
            owner, text_start = lead
        else:
            owner = doer(source, text_start, text_end, people, dated=due is not None)
            if owner is None and (tail := trailing_owner(source, text_start, text_end, people)):
                owner, text_end = tail
            if (
                owner is None
                and due is not None
                and (middle := BETWEEN.search(source.text, text_start, text_end))
            ):
                owner, text_end = source.found(*middle.span("who")), middle.start()
            if owner is None and due is not None:
                owner = office_doing(source, text_start, text_end, people)
            if owner is None and (done := done_by(source, text_start, text_end, people)):
                owner = done[0]
                text_end = _before_dash(source, text_start, done[1]) or text_end
    text = _words(source, text_start, text_end)
    if text is None or len(text.value) > TEXT_AT_MOST or not re.search(r"[^\W\d_]{3}", text.value):
        return None
    if DONE.search(source.folded, text.start, end):
        return None
    stop = max(text.end, owner.end if owner else 0, min(end, last))
    return Task(text.value, owner, due, min(text.start, owner.start if owner else text.start), stop)


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


def _marks(
    source: Source, start: int, end: int, people: People, meeting: date | None
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

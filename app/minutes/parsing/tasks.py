"""Tasks with their owner and deadline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.minutes.parsing.due import LABELLED_DUE, day_at, until
from app.minutes.parsing.labels import Section
from app.minutes.parsing.names import bare_words
from app.minutes.parsing.owners import (
    OWNER,
    VERBS,
    People,
    doer,
    done_by,
    leading_owner,
    meant_at,
    office_doing,
    owner_of_cell,
    parts_of,
)
from app.minutes.parsing.sentences import Block, blocks_of, sentences_of
from app.minutes.parsing.shapes import TRAIL, Task
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_items import TASK, ending_of, marks_of, task_of, when_at
from app.minutes.parsing.task_tables import cells_of, table_of

TICKED = re.compile(r"[-*•]? ?(?:\[x\]|[☑✅✔])")
IN_BRACKETS = 120
"""Characters in which a day may follow a sentence."""
BEHIND_SENTENCE = re.compile(r"[ \t]+")
FOR = re.compile(r"^ukoly? pro ")
STATED = re.compile(
    rf"[^,.;:\n]*?\b(?:je|jsou|ma|maji|neni|nema|chybi)\b(?! (?:po)?treba| nutn)[^,.;:\n]*, "
    rf"(?=(?:[^\W\d_]+ ){{1,3}}?{VERBS}\b)"
)
"""`Město má tři ubytovny, data doplní Zeman`: what is so, in front of what somebody does."""
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
    end = _end_of_list(source, section, blocks, people)
    pending: Task | None = None
    for found in _of_heading(source, section, people, meeting):
        if pending is not None:
            yield pending
        pending = found
    details = False
    whose: Found | None = None
    for place, block in enumerate(blocks[:end]):
        if (person := _heading_of(source, blocks[place : place + 2], people)) is not None:
            whose = person
            continue
        if _are_marks_alone(source, block) and not block.lines[0].mark:
            pending = _with_marks(source, pending, block, people, meeting)
            continue
        if pending is not None:
            yield pending
        details = _is_detail(source, blocks[place - 1 : place + 1], details)
        pending = None if details else _listed_task(source, section, block, people, meeting)
        if pending is not None and pending.owner is None and whose is not None:
            pending = pending._replace(owner=whose)
    if pending is not None:
        yield pending
    yield from _in_blocks(source, blocks[end:], people, meeting)


def _beside(source: Source, start: int, end: int, people: People, meeting: date | None) -> list[Task]:
    """`Nová: leták; Malý: sál`: none unless each of several parts says who is to do it."""
    places, at = [], start
    for cut in re.finditer(r"[;|](?=\s)", source.text[start:end]):
        places.append((at, start + cut.start()))
        at = start + cut.end()
    found = [task_of(source, *place, people, meeting) for place in [*places, (at, end)]]
    owned = [one for one in found if one is not None and one.owner is not None]
    return owned if len(owned) == len(found) > 1 else []


def _heading_of(source: Source, both: list[Block], people: People) -> Found | None:
    """Somebody alone on a line above the items that are theirs."""
    if len(both) < 2 or both[0].lines[0].mark or not both[1].lines[0].mark:
        return None
    return owner_of_cell(source, both[0].start, both[0].end - (source.text[both[0].end - 1] == ":"), people)


def _of_heading(source: Source, section: Section, people: People, meeting: date | None) -> Iterator[Task]:
    """Tasks on the line of the label: `Úkol pro tajemnici: vyžádat seznam bytů`."""
    if section.inline >= section.line.end:
        return
    several = _beside(source, section.inline, section.line.end, people, meeting)
    if several:
        yield from several
        return
    for part in parts_of(source, section.inline, section.line.end):
        found = task_of(source, *part, people, meeting)
        if found is not None and found.owner is None and (who := FOR.search(section.label)):
            at = section.line.body
            owner = meant_at(source, at + who.end(), at + len(section.label), people)
            found = found._replace(owner=owner, start=owner.start if owner else found.start)
        if found is not None:
            yield found


def _end_of_list(source: Source, section: Section, blocks: list[Block], people: People) -> int:
    """Which block is none of the list: without a mark behind one with a mark or a gap, or a heading."""
    single = section.inline < section.line.end
    listed = False
    for place, block in enumerate(blocks):
        marked = bool(block.lines[0].mark)
        if _are_marks_alone(source, block) and not marked:
            continue
        if _heading_of(source, blocks[place : place + 2], people) is not None:
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
    owner, due, _, end = marks_of(source, block.start, block.end, meeting)
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
    found = _row(source, block, people, meeting) or task_of(
        source, label.end() if label else block.start, block.end, people, meeting
    )
    plain = not block.lines[0].mark and _is_sub_heading(source, block)
    uncertain = section.kind == "next_steps" or plain
    return None if found and uncertain and not found.owner and not found.due else found


def _row(source: Source, block: Block, people: People, meeting: date | None) -> Task | None:
    """A row of a table without a heading: the task, who and until when, or who in front of it."""
    line = block.lines[0]
    cells = cells_of(source, replace(line, start=line.body))
    if len(cells) != 3 or len(block.lines) > 1:
        return None
    for task, who in ((0, 1), (1, 0)):
        owner = owner_of_cell(source, *cells[who], people)
        day = when_at(source, *cells[2], meeting)
        text = source.found(*cells[task], strip=TRAIL)
        if text and owner and day:
            return Task(text.value, owner, day[0], min(text.start, owner.start), day[1])
    return None


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
            owner, due, _, end = marks_of(source, block.start, block.end, meeting)
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
        found = task_of(source, label.end(), end, people, meeting)
        if found:
            if found.owner is None and label["who"] and (owner := source.found(*label.span("who"))):
                found = found._replace(owner=owner, start=label.start("who"))
            yield found
        return
    owner_mark = OWNER.search(source.folded, start, end)
    if owner_mark:
        if owner_mark.start() - start < 2 and before is not None and not _has_marks(source, before):
            owner, due, _, stop = marks_of(source, start, end, meeting)
            first = _last_sentence(source, before.start, before.end)
            limit = None if due else until(source, first, before.end, meeting)
            due = limit[0] if limit else due
            text = source.found(first, before.end, strip=TRAIL)
            if owner and text:
                yield Task(text.value, owner, due, text.start, max(stop, owner.end))
            return
        first = _last_sentence(source, start, owner_mark.start())
        found = task_of(source, first, end, people, meeting)
        if found and found.owner:
            yield found
        return
    if _is_item(source, block, people, meeting) and (found := task_of(source, start, end, people, meeting)):
        yield found
        return
    yield from _by_doers(source, block, people, meeting)


def _is_item(source: Source, block: Block, people: People, meeting: date | None) -> bool:
    """Whether who and until when stand behind it, or it is of a list and begins with who is to do it."""
    start, end = block.start, block.end
    ending = ending_of(source, start, end, people, meeting)
    if ending and ending.timed:
        return True
    dated = until(source, start, end, meeting) is not None
    return bool(block.lines[0].mark and leading_owner(source, start, end, people, listed=dated))


def _by_doers(source: Source, block: Block, people: People, meeting: date | None) -> Iterator[Task]:
    """Sentences such as `Jana Nová zašle zápis do 15. 12.`; the day may follow in brackets."""
    for start, end in (
        part
        for sentence in sentences_of(source, block.start, block.end)
        for part in parts_of(source, *sentence)
    ):
        labelled = LABELLED_DUE.search(source.folded, start, end)
        bracketed = source.text[end : min(end + 3, block.end)].lstrip().startswith("(")
        due = until(source, start, min(end + IN_BRACKETS, block.end) if bracketed else end, meeting)
        limited = due is not None and not source.folded.startswith("k ", due[1])
        due = due or _due_behind(source, end, block.end, meeting)
        owner = _who_does(source, start, end, people, dated=limited)
        if owner is None:
            continue
        if labelled and labelled.start() > owner.end and due is None:
            yield from _until_label(source, start, end, owner, labelled, meeting)
            continue
        owner = _with_initial(source, block, owner, people)
        start = min(start, owner.start)
        in_brackets = due is not None and source.text[due[1] - 1] == "("
        stated = STATED.match(source.folded, start, min(owner.start, start + 200))
        first = stated.end() if stated else start
        text = source.found(first, due[1] - 1 if due and in_brackets else end, strip="-–*_→⇒=>,;")
        if text:
            yield Task(text.value, owner, due[0] if due else None, text.start, text.end)


def _with_initial(source: Source, block: Block, owner: Found, people: People) -> Found:
    """`V. Nová pošle přehled`: what looks like a number may be the initial of somebody in the lists."""
    line = block.lines[0]
    if line.mark != "roman" or owner.start != line.body:
        return owner
    words = tuple(bare_words(source.folded[owner.start : owner.end]))
    initial = source.folded[line.start]
    named = any(one[1:] == words and one[0].startswith(initial) for one in people.by_words)
    return (source.found(line.start, owner.end) or owner) if named else owner


def _due_behind(source: Source, end: int, stop: int, meeting: date | None) -> tuple[date, int, int] | None:
    """The day of `Termín: 12. 2.` right behind a sentence."""
    following = BEHIND_SENTENCE.match(source.folded, end, stop)
    label = LABELLED_DUE.match(source.folded, following.end(), stop) if following else None
    day = day_at(source, label.end(), min(stop, label.end() + 40), meeting) if label else None
    return (day[0], end, end) if day else None


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
        labelled = LABELLED_DUE.match(source.folded, sentence.start + (sentence.start > start), sentence.end)
        if not labelled and len(source.text[sentence.start : sentence.end].strip(TRAIL)) > 3:
            first = sentence.start
    return first

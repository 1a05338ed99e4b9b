"""Whether somebody came, where the words beside the name say it."""

import re
from collections.abc import Iterator
from typing import Literal

from app.minutes.parsing.names import name_in
from app.minutes.parsing.sentences import blocks_of, sentences_of
from app.minutes.parsing.source import Found, Line, Source

STATE = re.compile(
    r"(?:\s*[(,-]\s*|\s+(?=jako host)|[^,;\n]{0,80}?(?:\t| {2,}|[|(]| - )\s*)"
    r"(?:(?P<absent>ne(?:pritom\w{1,3}|omluv\w+)(?! ?[-,(]? ?omluv)|"
    r"ne(?=[\s|]*(?:\n|$)))|(?P<present>pritom\w{1,3})|"
    r"(?P<guest>(?:jako )?host)|(?:\w+[ ,-]{1,3})?(?P<excused>omluv\w*(?: se)?))[\s|).]*(?=[,;\n]|$)"
)
"""Behind a name: at once, or in the last cell, bracket or part of its line."""
GUEST_BEFORE = re.compile(r"(?:^|[\s,;])host(?:e|y)? (?:p\. |pi |pani? )?$")
APOLOGY = re.compile(
    r"\bse (?:\w+ ){0,3}?omluvil[aiy]?\b|\bomluvil[aiy]? se\b|\bnemohl[ai]?(?: prijit| dorazit)?(?=[.\s]*$)"
)
LINES = 80


def state_of(source: Source, name: Found) -> Literal["present", "excused", "absent", "guests"] | None:
    if GUEST_BEFORE.search(source.folded, max(0, name.start - 12), name.start):
        return "guests"
    said = STATE.match(source.folded, name.end, name.end + 160)
    if said is None:
        return None
    if said["guest"]:
        return "guests"
    return "absent" if said["absent"] else "excused" if said["excused"] else "present"


def apologies_of(source: Source, lines: list[Line]) -> Iterator[Found]:
    """`Jan Novák z domova důchodců se omluvil.`, among the first lines."""
    for block in blocks_of(source, lines[:LINES]):
        for start, end in sentences_of(source, block.start, block.end):
            said = APOLOGY.search(source.folded, start, min(end, start + 150))
            name = name_in(source, start, said.start()) if said else None
            if name and name.surely > 1 and not source.text[start : name.found.start].strip()[3:]:
                yield name.found

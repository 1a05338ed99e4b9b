"""Lists under a heading that says what its items are: `Výbor schválil:` and the points below."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.minutes.parsing.sentences import Block
from app.minutes.parsing.source import Found, Source


class Headed(NamedTuple):
    """A block, and the heading of the list that it is an item of. `begins`: the block is such a heading."""

    block: Block
    heading: Found | None
    begins: bool = False


def headed(
    source: Source, blocks: Iterable[Block], heading: re.Pattern[str], beside: re.Pattern[str]
) -> Iterator[Headed]:
    """Blocks in their order. A list goes on as long as its blocks are items or `beside` them."""
    several = list(blocks)
    current: Found | None = None
    for place, block in enumerate(several):
        mark = block.lines[0].mark
        following = several[place + 1].lines[0].mark if place + 1 < len(several) else ""
        begins = bool(following) and heading.fullmatch(source.folded, block.start, block.end) is not None
        if begins and following == mark and source.text[block.end - 1] != ":":
            begins = False
        if begins:
            current = source.found(block.start, block.end, strip=":")
        elif not mark and not beside.match(source.folded, block.start, block.end):
            current = None
        yield Headed(block, current if mark and not begins else None, begins)

"""Markdown as plain text that reads well in a letter, from the blocks that are printed too."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.core.files.markdown import Block, Run, to_blocks

INDENT = "  "


def to_text(text: str) -> str:
    """Headings are underlined, lists keep their marks, and a link is `text: address`."""
    written = ""
    before: Block | None = None
    for block in to_blocks(text):
        if before is not None:
            follows = before.depth > 0 and block.marker != ""
            written += "\n" if follows else "\n\n"
        written += _block(block)
        before = block
    return written


def _block(block: Block) -> str:
    if block.kind == "table":
        return "\n".join(" | ".join(map(_words, row)) for row in block.rows)
    words = _words(block.runs)
    if block.kind == "heading":
        return f"{words}\n{'-' * max(map(len, words.splitlines()), default=0)}"
    if not block.depth:
        return words
    outer = INDENT * (block.depth - 1)
    mark = "-" if block.marker == "•" else block.marker
    first = f"{outer}{mark} " if mark else outer + INDENT
    return first + words.replace("\n", f"\n{outer}{INDENT}")


def _words(runs: Sequence[Run]) -> str:
    return "".join(_linked(runs))


def _linked(runs: Sequence[Run]) -> Iterator[str]:
    for href, linked in groupby(runs, lambda run: run.href):
        words = "".join(run.text for run in linked)
        address = (href or "").removeprefix("mailto:")
        yield f"{words}: {address}" if address and words != address else words

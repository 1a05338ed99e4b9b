"""Markdown as blocks for printed documents, by the parser that makes the pages (`core/markdown`)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from app.core.markdown import SCHEMES, parsed


class Run(NamedTuple):
    """Some words of a block in one style; `href` is where they lead."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


Cells = list[list[Run]]


class Block(NamedTuple):
    """A paragraph or a table of a printed text.

    `marker` stands before an item of a list, `depth` is its level. A table has `rows` of cells, the first of
    them its heading.
    """

    kind: str
    depth: int
    marker: str
    runs: list[Run]
    rows: Sequence[Cells] = ()


def to_blocks(text: str) -> list[Block]:
    """The text for print, without mark-up."""
    return list(_blocks(parsed(text)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    numbers: list[int | None] = []
    marker, kind = "", "paragraph"
    stream = iter(tokens)
    for token in stream:
        if token.type == "table_open":
            yield Block("table", len(numbers), marker, [], _rows(stream))
            marker = ""
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type == "ordered_list_open"
            numbers.append(int(token.attrGet("start") or 1) if ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            marker = "•" if number is None else f"{number}."
            numbers[-1] = None if number is None else number + 1
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "inline":
            yield Block(kind, len(numbers), marker, list(_runs(token.children or [])))
            marker, kind = "", "paragraph"
        elif token.type in ("fence", "code_block"):
            yield Block("paragraph", len(numbers), marker, [Run(token.content.rstrip("\n"))])
            marker = ""


def _rows(stream: Iterator[Token]) -> list[Cells]:
    """The rows of a table that has begun, up to its end."""
    rows: list[Cells] = []
    for token in stream:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(list(_runs(token.children or [])))
    return rows


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    bold = italic = 0
    href: str | None = None
    for token in tokens:
        step = token.nesting
        bold += step if token.tag == "strong" else 0
        italic += step if token.tag == "em" else 0
        if token.type == "link_open":
            href = _address(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            href = None
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n")
        elif token.content:
            yield Run(token.content, bold > 0, italic > 0, href)


def _address(href: str) -> str | None:
    return href if href.partition(":")[0].lower() in SCHEMES else None

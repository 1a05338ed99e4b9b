"""The text of a file: DOCX with its tables, or plain text in UTF-8, UTF-16 or Windows-1250."""

import codecs
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from app.attachments.content import type_of
from app.attachments.models import MediaType
from app.core.errors import Problem

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

LARGEST_DOCUMENT = 8_000_000
"""Bytes of the unpacked text of a DOCX; all its parts may have ten times as many."""
DEEPEST = 4
"""Tables in tables."""
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(content: bytes) -> str:
    """Raises 415 for another type and 413 for a document that unpacks to too much."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", "replace")
    kind = type_of(content)
    if kind == MediaType.DOCX:
        return _text_of_docx(content)
    if kind != MediaType.TEXT:
        raise Problem("no_minutes_file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", "replace")


def _text_of_docx(content: bytes) -> str:
    from docx import Document

    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            sizes = {one.filename: one.file_size for one in package.infolist()}
        parts = [size for name, size in sizes.items() if name.endswith((".xml", ".rels"))]
        if max(parts, default=0) > LARGEST_DOCUMENT or sum(sizes.values()) > 10 * LARGEST_DOCUMENT:
            raise Problem("too_large")
        document = Document(BytesIO(content))
        lines = list(_lines(document.iter_inner_content(), 0))
    except Problem:
        raise
    except Exception as error:  # python-docx raises whatever a broken part leads to
        raise Problem("no_minutes_file") from error
    return "\n".join(lines)


def _lines(blocks: "Iterator[Paragraph | Table]", depth: int) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    for block in blocks:
        if isinstance(block, Paragraph):
            yield _of_paragraph(block)
        elif depth < DEEPEST:
            yield from _rows(block, depth)


def _of_paragraph(paragraph: "Paragraph") -> str:
    """With a dash where Word itself draws the mark or the number of a list."""
    text = paragraph.text
    properties = paragraph._p.pPr
    listed = properties is not None and properties.numPr is not None
    style = paragraph.style.name if paragraph.style is not None else ""
    listed = listed or (style or "").startswith(("List Bullet", "List Number"))
    return f"- {text}" if listed and text.strip() else text


def _rows(table: "Table", depth: int) -> Iterator[str]:
    """A row is a line with tabs between its cells; a label beside several paragraphs is followed by them."""
    for row in table.rows:
        cells: list[list[str]] = []
        before: object = None
        for cell in row.cells:
            if cell._tc is not before:
                cells.append(_paragraphs(cell, depth))
            before = cell._tc
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            yield from filled[0]
        elif len(filled) == 2 and len(filled[0]) == 1 and len(filled[1]) > 1:
            yield f"{filled[0][0]}\t{filled[1][0]}"
            yield from filled[1][1:]
        else:
            yield "\t".join(", ".join(cell) for cell in cells)
    yield ""


def _paragraphs(cell: "_Cell", depth: int) -> list[str]:
    lines = _lines(cell.iter_inner_content(), depth + 1)
    return [" ".join(line.split()) for line in lines if line.strip()]

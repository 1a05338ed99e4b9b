"""The page header of a printed workbook: who pays for it, in words and with an emblem.

It stands outside the cells, so programs that read the table find its columns in the first row.
"""

import struct
import textwrap
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from app.core.plain_text import one_line

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDEST, HIGHEST = 200, 34
"""Of the emblem, in points of 1/72 inch."""
TOP, LINE, MOST = 1.0, 70, 235
"""The margin in inches that holds the header, characters of a line, and of all lines: Excel takes 255 with
its codes."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PrintHeader(NamedTuple):
    sentence: str
    png: bytes | None


def set_header(sheet: "Worksheet", header: PrintHeader) -> None:
    """The emblem at the left, the sentence at the right; neither is scaled with the table."""
    picture = at_print_size(header.png) if header.png else None
    lines = textwrap.wrap(one_line(header.sentence)[:MOST], LINE)
    words = "\n".join(lines).replace("&", "&&")[: MOST + len(lines)]
    if not picture and not words:
        return
    options: dict[str, object] = {"scale_with_doc": False}
    if picture:
        options |= {"image_left": "emblem.png", "image_data_left": BytesIO(picture)}
    sheet.set_margins(top=TOP)
    sheet.set_header(f"{'&L&G' if picture else ''}&R&8 {words}", options)


def at_print_size(png: bytes) -> bytes | None:
    """The picture with a density at which it fits the header; None for what is no whole PNG."""
    parts = _chunks(png)
    if not parts or parts[0][0] != b"IHDR" or parts[-1][0] != b"IEND":
        return None
    width, height = struct.unpack_from(">II", parts[0][1])
    if not width or not height:
        return None
    dots_per_metre = round(max(width / WIDEST, height / HIGHEST) * 72 / 0.0254) or 1
    density = (b"pHYs", struct.pack(">IIB", dots_per_metre, dots_per_metre, 1))
    others = [part for part in parts[1:] if part[0] != b"pHYs"]
    return SIGNATURE + b"".join(_chunk(*part) for part in (parts[0], density, *others))


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of each part of the file; none where one is cut off."""
    found, at = [], len(SIGNATURE)
    while png.startswith(SIGNATURE) and at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if at + 12 + length > len(png):
            return []
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

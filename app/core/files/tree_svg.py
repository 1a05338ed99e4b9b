"""A chart of groups as SVG: each under the one above it, indented, so that it also fits a phone."""

from collections.abc import Sequence
from typing import NamedTuple

from app.core.files.svg import LINE, escaped, picture, text_at, wrapped

STEP = 18  # px, how far a level is indented
PAD = 8  # px, inside a box
WIDTHS = {"tree-name": 8.8, "tree-note": 7.4}  # px, of a letter in a wide font, bold in names
WIDEST = 280  # px of a line at the top, which fit a screen of 320 px
GAP = 10  # px, between two boxes


class Box(NamedTuple):
    """One group: its level from 0, its name, small lines under the name, and a class such as `moved`."""

    level: int
    name: str
    notes: Sequence[str] = ()
    mark: str = ""


def tree_svg(boxes: Sequence[Box], title: str, desc: str, lang: str = "cs") -> str:
    """The boxes from top to bottom as a reader goes through the tree; `desc` says the same in words."""
    body: list[str] = []
    y, ends = 0, list[int]()
    for box in boxes:
        x = box.level * STEP
        lines = _lines(box, WIDEST - x - 2 * PAD, lang)
        height = LINE * len(lines) + PAD
        if box.level:
            body.append(_elbow(x - STEP // 2, ends[box.level - 1], y + height // 2, x))
        body.append(f"<g><title>{escaped(', '.join((box.name, *box.notes)))}</title>")
        width = round(max(len(line) * WIDTHS[css] for line, css in lines)) + 2 * PAD
        body.append(_box(x, y, width, height, box.mark))
        body += [text_at(x + PAD, y + LINE * n - 2, line, css) for n, (line, css) in enumerate(lines, 1)]
        body.append("</g>")
        y += height
        ends = [*ends[: box.level], y]
        y += GAP
    return picture(body, max(y - GAP + 2, 1), title, desc)


def _lines(box: Box, room: int, lang: str) -> list[tuple[str, str]]:
    """The lines of a box that is at most `room` px wide, each with its class."""
    texts = [(box.name, "tree-name"), *((note, "tree-note") for note in box.notes)]
    return [(line, css) for text, css in texts for line in wrapped(text, lang, int(room / WIDTHS[css]))]


def _box(x: int, y: int, width: int, height: int, mark: str) -> str:
    css = f"tree-box tree-{mark}" if mark else "tree-box"
    place = f'x="{x}" y="{y + 0.5}" width="{width}" height="{height}" rx="4"'
    return f'<rect class="{escaped(css)}" fill="none" stroke="currentColor" {place}/>'


def _elbow(x: int, top: int, bottom: int, right: int) -> str:
    """From below the group above to the side of this one."""
    return f'<path class="tree-line" fill="none" stroke="currentColor" d="M{x} {top}V{bottom}H{right}"/>'

"""A chart of groups as SVG: each under the one above it, indented, so that it also fits a phone."""

from collections.abc import Sequence
from typing import NamedTuple

from app.core.files.svg import LINE, escaped, picture, text_at, wrapped

STEP = 18  # px, how far a level is indented
PAD = 8  # px, inside a box
LETTER = 8.8  # px, the width of a bold letter on average
LONGEST = 31  # characters of a line at the top, which fit 320 px
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
        room = LONGEST - round(STEP * box.level / LETTER)
        lines = [(line, "tree-name") for line in wrapped(box.name, lang, room)]
        lines += [(line, "tree-note") for note in box.notes for line in wrapped(note, lang, room)]
        height = LINE * len(lines) + PAD
        if box.level:
            body.append(_elbow(x - STEP // 2, ends[box.level - 1], y + height // 2, x))
        body.append(f"<g><title>{escaped(', '.join((box.name, *box.notes)))}</title>")
        body.append(_box(x, y, max(len(line) for line, _ in lines), height, box.mark))
        body += [text_at(x + PAD, y + LINE * n - 2, line, css) for n, (line, css) in enumerate(lines, 1)]
        body.append("</g>")
        y += height
        ends = [*ends[: box.level], y]
        y += GAP
    return picture(body, max(y - GAP, 1), title, desc)


def _box(x: int, y: int, letters: int, height: int, mark: str) -> str:
    css = f"tree-box tree-{mark}" if mark else "tree-box"
    width = round(letters * LETTER) + 2 * PAD
    place = f'x="{x}" y="{y + 0.5}" width="{width}" height="{height}" rx="4"'
    return f'<rect class="{escaped(css)}" fill="none" stroke="currentColor" {place}/>'


def _elbow(x: int, top: int, bottom: int, right: int) -> str:
    """From below the group above to the side of this one."""
    return f'<path class="tree-line" fill="none" stroke="currentColor" d="M{x} {top}V{bottom}H{right}"/>'

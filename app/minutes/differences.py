"""What differs between two versions of minutes, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from app.core.json_values import Json
from app.minutes.content import text_of
from app.minutes.views import ItemChange, Part

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
"""A text is cut into words, marks and white space; nothing of it is left out."""
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 40_000_000
"""Pairs of pieces to compare; the time grows with them, and this many take some tenths of a second."""


def difference(older: str, newer: str) -> list[Part]:
    """Stretches in their order. `same` and `removed` make up the older text, `same` and `added` the newer.

    Long texts are compared by lines, and those of too many lines are replaced as a whole.
    """
    if older == newer:
        return [Part(kind="same", text=newer)] if newer else []
    before, after = _pieces(older, newer)
    parts: list[Part] = []
    for kind, start, end, from_, to in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            parts.append(Part(kind="same", text="".join(before[start:end])))
            continue
        if end > start:
            parts.append(Part(kind="removed", text="".join(before[start:end])))
        if to > from_:
            parts.append(Part(kind="added", text="".join(after[from_:to])))
    return parts


def _pieces(older: str, newer: str) -> tuple[list[str], list[str]]:
    for unit in (WORDS, LINES):
        before, after = unit.findall(older), unit.findall(newer)
        if len(before) * len(after) <= MOST_PAIRS:
            return before, after
    return [older], [newer]


def item_changes(older: list[Json], newer: list[Json]) -> list[ItemChange]:
    """The items that differ: those of the newer version in their order, then those that are gone."""
    known = {item["id"]: item for item in older}
    kept = [item["id"] for item in newer if item["id"] in known]
    moved = _moved([item["id"] for item in older if item["id"] in set(kept)], kept)
    return [*_newer(known, newer, moved), *_gone(older, set(kept))]


def _newer(known: dict[int, Json], newer: list[Json], moved: set[int]) -> Iterator[ItemChange]:
    for item in newer:
        before, number = known.get(item["id"]), item["id"]
        if before is None:
            yield ItemChange(id=number, title=item["title"], change="added", parts=_parts(None, item))
        elif _whole(before) != _whole(item) or before["internal"] != item["internal"]:
            yield ItemChange(id=number, title=item["title"], change="changed", parts=_parts(before, item))
        elif number in moved:
            yield ItemChange(id=number, title=item["title"], change="moved", parts=[])


def _gone(older: list[Json], kept: set[int]) -> Iterator[ItemChange]:
    for item in older:
        if item["id"] not in kept:
            yield ItemChange(
                id=item["id"], title=item["title"], change="removed", parts=difference(_whole(item), "")
            )


def _parts(before: Json | None, after: Json) -> list[Part]:
    return difference(_whole(before) if before else "", _whole(after))


def _whole(item: Json) -> str:
    return "\n".join(part for part in (item["title"], text_of(item)) if part)


def _moved(before: list[int], after: list[int]) -> set[int]:
    """The fewest items whose move explains the other order."""
    stayed = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    still = {before[block.a + step] for block in stayed for step in range(block.size)}
    return set(after) - still

"""A point of minutes that two people changed at once: what each of them wrote, in one."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from app.site.json_values import Json

Part = TypeVar("Part")
PARTS = ("title", "text", "internal")


class Merged(NamedTuple):
    """Both changes. Where both changed the same words, `body` has the typed ones and `theirs` the stored."""

    body: Json
    theirs: Json


def mark(body: Json) -> str:
    """What a form holds beside an item: a digest of each part and each entry as they were read.

    It tells whether somebody typed into the form, and which entries they have seen.
    """
    parts = [(name, body[name]) for name in PARTS]
    parts += [(str(entry["id"]), entry) for entry in body["discussion"]]
    return " ".join(f"{name}:{_digest(value)}" for name, value in parts)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def is_stored(typed: Json, stored: Json) -> bool:
    """Whether all that was typed is there already, as when a form is sent twice."""
    return _bare(typed) == _bare(stored)


def _bare(body: Json) -> Json:
    """A new entry has no id yet."""
    said = [{**entry, "id": None} for entry in body["discussion"]]
    return {**{name: body[name] for name in PARTS}, "discussion": said}


def merged(typed: Json, stored: Json, was: str) -> Merged:
    """`was` is the mark of what was read before `typed` was written."""
    read = dict(part.split(":", 1) for part in was.split() if ":" in part)
    body: Json = {}
    theirs: Json = {}
    for name in PARTS:
        body[name], theirs[name] = _both(typed[name], stored[name], read.get(name))
    pairs = [*_standing(typed, stored, read), *_added(typed, stored, read)]
    body["discussion"] = [mine for mine, _ in pairs]
    theirs["discussion"] = [other for _, other in pairs]
    return Merged(body, theirs)


def _both(mine: Part, other: Part, read: str | None) -> tuple[Part, Part]:
    if _digest(mine) == read:
        return other, other
    if _digest(other) == read:
        return mine, mine
    return mine, other


def _standing(typed: Json, stored: Json, read: Mapping[str, str]) -> Iterator[tuple[Json, Json]]:
    """Stored entries. One that the writer removed goes only if nobody has changed it since."""
    own = {entry["id"]: entry for entry in typed["discussion"]}
    for entry in stored["discussion"]:
        known = read.get(str(entry["id"]))
        if entry["id"] in own:
            yield _both(own[entry["id"]], entry, known)
        elif _digest(entry) != known:
            yield entry, entry


def _added(typed: Json, stored: Json, read: Mapping[str, str]) -> Iterator[tuple[Json, Json]]:
    """New entries, and changed ones that somebody else removed; a form that is sent twice adds none."""
    standing = {entry["id"] for entry in stored["discussion"]}
    unseen = [{**one, "id": None} for one in stored["discussion"] if str(one["id"]) not in read]
    for entry in typed["discussion"]:
        if entry["id"] in standing or _digest(entry) == read.get(str(entry["id"])):
            continue
        new = {**entry, "id": None}
        if new not in unseen:
            yield new, new

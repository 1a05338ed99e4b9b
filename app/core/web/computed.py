"""Pages of lists whose rows are computed in memory, with the orders and cursors of all other lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from app.core.errors import Invalid
from app.core.web.keyset import BACKWARDS, Cursor, Rows, decode, encode, is_backwards

T = TypeVar("T")
Comparable = int | str | None
"""A value that a cursor can hold and that compares as the column sorts."""
Values = Mapping[str, Callable[[T], Comparable]]
"""What a list may be sorted by, and how it is read from a row."""


def is_by(sort: str | None, *names: str) -> bool:
    """Whether the list is sorted by one of these, so that their values are needed."""
    return (sort or "").removeprefix("-") in names


def rows_in_memory(
    found: Sequence[T],
    limit: int,
    cursor: str | None,
    sort: str | None,
    values: Values[T],
    id_of: Callable[[T], int],
) -> Rows[T]:
    name = (sort or "").removeprefix("-")
    if sort is not None and name not in values:
        raise Invalid("?sort", "not_a_choice")
    read, down = values.get(name, _nothing), (sort or "").startswith("-")
    by_id = sorted(found, key=id_of)
    known = sorted((row for row in by_id if read(row) is not None), key=read, reverse=down)  # type: ignore[arg-type]
    ordered = known + [row for row in by_id if read(row) is None]
    keys: list[Cursor] = [[read(row), id_of(row)] for row in ordered]
    first, end = _window(keys, limit, cursor, down)
    return Rows(
        ordered[first:end],
        BACKWARDS + encode(keys[first]) if first and first < end else None,
        encode(keys[end - 1]) if first < end < len(ordered) else None,
    )


def _window(keys: Sequence[Cursor], limit: int, cursor: str | None, down: bool) -> tuple[int, int]:
    """The place of the first row of the page, and that behind its last."""
    if not cursor:
        return 0, min(limit, len(keys))
    at = decode(cursor, 2)
    try:
        if is_backwards(cursor):
            end = sum(_is_before(key, at, down) for key in keys)
            return max(0, end - limit), end
        first = sum(not _is_before(at, key, down) for key in keys)
    except TypeError as error:
        raise Invalid("?cursor", "bad_cursor") from error
    return first, min(first + limit, len(keys))


def _is_before(one: Cursor, other: Cursor, down: bool) -> bool:
    """Whether a key stands before another: by the value, null last, then by the id."""
    (mine, my_id), (theirs, their_id) = one, other
    if mine == theirs:
        return bool(my_id < their_id)
    if mine is None or theirs is None:
        return theirs is None
    return bool(mine > theirs if down else mine < theirs)


def _nothing(row: object) -> None:
    return None

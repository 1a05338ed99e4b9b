"""Clashes as pages list them: one line for each time with another event, each kind of reason once."""

from collections.abc import Iterable

from app.site.json_values import Json, Record

ONE_LINE = ("event_id", "title", "starts_at", "ends_at")
ONE_REASON = ("what", "where", "certain")


def by_event(clashes: Iterable[Record] | None) -> list[Json]:
    """Each line has its `reasons`; who is concerned for the same reason stands together.

    None: the reader may not see clashes.
    """
    lines: dict[tuple[object, ...], Json] = {}
    reasons: dict[tuple[object, ...], Json] = {}
    for one in clashes or ():
        at = tuple(one[name] for name in ONE_LINE)
        why = (*at, *(one[name] for name in ONE_REASON))
        line = lines.setdefault(at, {**{name: one[name] for name in ONE_LINE}, "reasons": []})
        if why not in reasons:
            reasons[why] = {**one, "who": []}
            line["reasons"].append(reasons[why])
        known = reasons[why]["who"]
        known += [name for name in one["who"] if name not in known]
    return list(lines.values())

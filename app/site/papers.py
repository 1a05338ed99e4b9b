"""Files beside the points of the agenda that they belong to."""

from collections import defaultdict
from collections.abc import Sequence

from app.site.json_values import Json, Record


def by_point(files: Sequence[Record]) -> dict[int, list[Json]]:
    """The files of points of the agenda, by the id of the point."""
    found: dict[int, list[Json]] = defaultdict(list)
    for one in files:
        if one["about_type"] == "agenda_item":
            found[one["about_id"]].append(dict(one))
    return found

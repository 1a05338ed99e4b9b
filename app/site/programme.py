"""The programme of an event between the API and its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.core.text import local
from app.site.event_bodies import named_body, named_key
from app.site.json_values import Json, Record


@dataclass(frozen=True)
class Day:
    """The items of one day, each with its papers under `papers`; None: the day has no date."""

    day: date | None
    items: list[Json]


def by_day(items: Sequence[Record], papers: Sequence[Record]) -> list[Day]:
    """Items come in the order of time; those without a date are the last."""
    known = {paper["id"]: paper for paper in papers}
    shown = [
        {**item, "papers": [known[number] for number in item["attachment_ids"] if number in known]}
        for item in items
    ]
    return [Day(day, list(found)) for day, found in groupby(shown, _day_of)]


def _day_of(item: Record) -> date | None:
    return local(item["starts_at"]).date() if item["starts_at"] else None


def to_form(programme: Record) -> Json:
    """The record as its form shows it."""
    return {
        "items": [
            {
                **{name: item[name] for name in ("id", "starts_at", "ends_at", "kind", "title")},
                "speakers": item["speakers"],
                "moderator": named_key(item["moderator"]) if item["moderator"] else None,
                "moderator_name": (item["moderator"] or {}).get("name") or "",
                "attachment_ids": item["attachment_ids"],
            }
            for item in programme["items"]
        ]
    }


def to_body(rows: Sequence[Record], programme: Record) -> Json:
    """What was typed as the API takes it. A person who stays keeps the name they stand under."""
    standing = {str(item["id"]): item for item in programme["items"]}
    items = []
    for row in rows:
        known = standing.get(str(row.get("id") or ""), {"speakers": [], "moderator": None})
        people = [*known["speakers"], *([known["moderator"]] if known["moderator"] else [])]
        item = {**row, "speakers": [_named(key, people) for key in _keys(row.get("speakers"))]}
        moderators = [_named(key, people) for key in _keys(row.get("moderator"))]
        item["moderator"] = moderators[0] if moderators else None
        if not item.get("id"):
            item.pop("id", None)
        items.append(item)
    return {"items": items}


def _keys(typed: object) -> list[str]:
    """The people who were chosen, as their options name them."""
    return [str(one) for one in (typed if isinstance(typed, list) else [typed]) if one]


def _named(key: str, people: Sequence[Record]) -> Json:
    return next((dict(one) for one in people if named_key(one) == key), named_body(key))

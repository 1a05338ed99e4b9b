"""The items of minutes as one form, of which each item is saved by itself."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.core import text
from app.core.text import msgid
from app.site.client import Reply
from app.site.fields import Field
from app.site.forms import Form, form_of
from app.site.json_values import Json, Record
from app.site.refusals import UNSENT
from app.site.versions import Difference, differences

ITEM = re.compile(r"i([0-9]{1,9})-title")
SENT = ("title", "internal", "text", "discussion")
SAID = (
    Field("id", "", "hidden"),
    Field("speaker", msgid("Who spoke")),
    Field("organisation", msgid("For which organisation")),
    Field("text", msgid("What was said"), "area"),
    Field("answer", msgid("Answer"), "area"),
    Field("follow_up", msgid("What was promised")),
    Field("follow_up_due", msgid("Promised until"), "date"),
)


def item_fields(number: int) -> tuple[Field, ...]:
    """The fields of one item; its names begin with `i` and the id."""
    start = f"i{number}-"
    return (
        Field(f"{start}title", msgid("Point")),
        Field(f"{start}text", msgid("What was dealt with"), "area", attrs={"rows": 6}),
        Field(
            f"{start}internal", msgid("Internal: members of the group read it, the public does not"), "flag"
        ),
        Field(f"{start}discussion", msgid("Discussion"), "rows", fields=SAID, more=msgid("Add an entry")),
    )


def numbers_in(names: Iterable[str]) -> list[int]:
    """The ids of the items that a posted form holds."""
    return [int(found[1]) for found in map(ITEM.fullmatch, names) if found]


def body_of(record: Record) -> Json:
    """An item as it is sent, from what was typed or from what the API says."""
    return {
        "title": record.get("title") or "",
        "text": record.get("text") or "",
        "internal": bool(record.get("internal")),
        "discussion": [_entry(one) for one in record.get("discussion") or []],
    }


def _entry(record: Record) -> Json:
    said = {one.name: record.get(one.name) or "" for one in SAID if one.name not in ("id", "follow_up_due")}
    number = record.get("id")
    return {
        **said,
        "id": int(number) if number else None,
        "follow_up_due": record.get("follow_up_due") or None,
    }


def mark(body: Json) -> str:
    """What a form holds beside an item, to know whether somebody typed into it."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


@dataclass
class Editor:
    """The form of all items of one page. `stale` holds what another person stored, by the id of the item."""

    items: list[Json]
    form: Form = field(default_factory=Form)
    stale: dict[int, list[Difference]] = field(default_factory=dict)
    status: int = 200

    def typed_into(self, number: int) -> Json | None:
        """An item that is stored no more, as a new one; None when nobody typed into it."""
        start = f"i{number}"
        body = body_of(self.form.data.get(start) or {})
        if mark(body) == self.form.value(f"{start}.was"):
            return None
        return {**body, "discussion": [{**entry, "id": None} for entry in body["discussion"]]}

    def fill(self, kept: Sequence[int] = ()) -> "Editor":
        """Show what is stored, but of the `kept` items what was typed."""
        for item in self.items:
            if item["id"] in kept:
                continue
            start = f"i{item['id']}"
            for name in [name for name in self.form.typed if name.startswith((f"{start}-", f"{start}."))]:
                del self.form.typed[name]
            shown = {name: item[name] for name in SENT}
            self.form.typed |= form_of({start: shown}).typed
            self.form.typed |= {
                f"{start}-internal": "on" if item["internal"] else "",
                f"{start}.etag": str(item["version"]),
                f"{start}.was": mark(body_of(item)),
            }
        return self

    def refuse(self, item: Json, reply: Reply, lang: text.Language) -> None:
        """Take over why one item was not saved. After 412 the next save replaces what is stored now."""
        start, one = f"i{item['id']}", Form(typed=self.form.typed, rows=self.form.rows)
        one.refused(reply)
        self.status = 200 if reply.code == UNSENT else reply.status
        self.form.errors |= {f"{start}-{name}": said for name, said in one.errors.items()}
        self.form.general += one.general if reply.code != "stale" else []
        if reply.code == "stale":
            stored = Editor([item]).fill().form
            self.stale[item["id"]] = differences(item_fields(item["id"]), stored, self.form, lang)
            self.form.typed[f"{start}.etag"] = str(item["version"])

"""The items of minutes as one form, of which each item is saved by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.core import text
from app.core.text import msgid
from app.site.client import Reply
from app.site.fields import Field
from app.site.forms import Form, form_of
from app.site.json_values import Json, Record
from app.site.minutes_merge import Merged, mark
from app.site.refusals import UNSENT
from app.site.versions import Difference, begun_rows, differences

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


def text_of(body: Json) -> str:
    """An item in plain words, to be copied."""
    parts = [body["title"], body["text"]]
    for entry in body["discussion"]:
        who = ", ".join(filter(None, (entry["speaker"], entry["organisation"])))
        said = (who, entry["text"], entry["answer"], entry["follow_up"], entry["follow_up_due"])
        parts.append("\n".join(filter(None, said)))
    return "\n\n".join(filter(None, parts))


@dataclass
class Editor:
    """The form of all items of one page.

    `stale` holds what another person stored, by the id of the item; `joined` the items that were saved with
    what somebody else wrote meanwhile.
    """

    items: list[Json]
    form: Form = field(default_factory=Form)
    stale: dict[int, list[Difference]] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    status: int = 200

    def typed(self, number: int) -> Json | None:
        """What stands in the form of an item; None when nobody typed into it."""
        start = f"i{number}"
        body = body_of(self.form.data.get(start) or {})
        return None if mark(body) == self.form.value(f"{start}.was") else body

    def new_of(self, number: int) -> Json | None:
        """An item that is stored no more, as a new one; None when nobody typed into it."""
        body = self.typed(number)
        return body and {**body, "discussion": [{**entry, "id": None} for entry in body["discussion"]]}

    def said(self, number: int) -> int:
        """How many entries of its discussion the form of an item shows; empty rows do not count."""
        discussion = item_fields(number)[-1]
        return len(begun_rows(self.form, discussion))

    def fill(self, kept: Sequence[int] = ()) -> "Editor":
        """Show what is stored, but of the `kept` items what was typed."""
        for item in self.items:
            if item["id"] not in kept:
                self._show(item, {name: item[name] for name in SENT})
        return self

    def _show(self, item: Json, body: Json) -> None:
        """Show the body in the form of an item, which is sent next as a change of what is stored now."""
        start = f"i{item['id']}"
        for name in [name for name in self.form.typed if name.startswith((f"{start}-", f"{start}."))]:
            del self.form.typed[name]
        self.form.typed |= form_of({start: body}).typed
        self.form.typed |= {
            f"{start}-internal": "on" if body["internal"] else "",
            f"{start}.etag": str(item["version"]),
            f"{start}.was": mark(body_of(item)),
        }
        self.form.rows[f"{start}-discussion"] = list(range(len(body["discussion"])))

    def merge(self, item: Json, both: Merged, lang: text.Language) -> None:
        """Show both changes of an item, and what differs where both changed the same words."""
        number = item["id"]
        self._show(item, both.body)
        if both.body != both.theirs:
            theirs = form_of({f"i{number}": both.theirs})
            self.stale[number] = differences(item_fields(number), theirs, self.form, lang)

    def refuse(self, item: Json, reply: Reply) -> None:
        """Take over why one item was not saved."""
        start, one = f"i{item['id']}", Form(typed=self.form.typed, rows=self.form.rows)
        one.refused(reply)
        self.status = 200 if reply.code == UNSENT else reply.status
        self.form.errors |= {f"{start}-{name}": said for name, said in one.errors.items()}
        if reply.code != "stale":
            self.form.general += [said for said in one.general if said not in self.form.general]

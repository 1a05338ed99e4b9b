"""What a change of an event brings along: asked of the API and shown before anything is saved."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from app.core import text
from app.core.text import msgid
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.labels import LABELS

SEEN = "seen"
"""The hidden field that says which effects the page has shown."""
DRY_RUN = {"dry_run": True}
WORDS = {
    "starts_at": msgid("Begins"),
    "ends_at": msgid("Ends"),
    "order": msgid("Order of the days, by their dates so far"),
    "next_meeting": msgid("The next meeting begins before: its start, and that of this one"),
    "previous_meeting": msgid("The previous meeting begins after: its start, and that of this one"),
    "status": msgid("State of the event"),
    "opens_at": msgid("Sign-up opens"),
    "closes_at": msgid("Sign-up closes"),
    "cancel_until": msgid("Cancel without a note until"),
    "deals_at": msgid("Seats are dealt"),
    "until": msgid("Kept seats end"),
    "offers": msgid("Offers hold until"),
    "nights": msgid("Night, to be chosen again"),
    "meals": msgid("Meal, to be chosen again"),
    "slots": msgid("Times of the consultation"),
    "programme": msgid("The programme begins"),
    "reminders": msgid("The next reminder"),
}
DAYS = ("nights", "meals")


def record_instead(form: Form, event_id: int | str) -> str | None:
    """The page for an event that took place, when a date was refused because it is over."""
    is_over = any(one["code"] == "past" for one in form.problem.get("errors") or [])
    return f"/staff/events/{event_id}/do/took_place" if is_over else None


def mark_of(effects: Iterable[Record]) -> str:
    """Names the effects, so that the same ones are shown once and changed ones anew."""
    return hashlib.sha256(repr(list(effects)).encode()).hexdigest()[:20]


def unseen(effects: list[Record], form: Form) -> bool:
    return bool(effects) and form.value(SEEN) != mark_of(effects)


def of_publishing(event: Record, sessions: Iterable[Record]) -> list[Record]:
    """What it brings along to record that a draft took place: it is published as held."""
    if event["status"] != "draft":
        return []
    after = {name: [one[name] for one in sessions if one.get(name)] for name in ("starts_at", "ends_at")}
    changes = [
        ("starts_at", event["starts_at"], min(after["starts_at"], default=None)),
        ("ends_at", event["ends_at"], max(after["ends_at"], default=None)),
    ]
    moved = [one for one in changes if _instant(one[1]) != _instant(one[2])]
    return [
        {"field": name, "from": old, "to": new, "people": 0}
        for name, old, new in [*moved, ("status", "draft", "held")]
    ]


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def table(effects: Iterable[Record], lang: text.Language) -> list[Json]:
    """Rows for `staff/effects.html`."""
    return [_row(one, lang) for one in effects if one["field"] in WORDS]


def _row(effect: Record, lang: text.Language) -> Json:
    name = effect["field"]
    label = WORDS[name]
    before, after = (_said(name, effect[side], lang) for side in ("from", "to"))
    words = text.translator(lang)
    what = words.gettext(label)
    if number := effect.get("number"):
        what = words.ngettext(
            "%(num)s time of the consultation", "%(num)s times of the consultation, the first", number
        ) % {"num": number}
    return {"what": what, "before": before, "after": after, "people": effect["people"]}


def _said(field: str, value: str | None, lang: text.Language) -> str:
    if value is None:
        return "–"
    if field == "status":
        label = LABELS["event_status"][value]
        return text.translator(lang).gettext(label)
    return text.day(value, lang) if field in DAYS else text.moment(value, lang)

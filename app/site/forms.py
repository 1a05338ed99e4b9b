"""Posted forms to the API's JSON, the API's errors back to fields. It converts, it never validates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from app.core.clock import is_repeated, is_skipped
from app.core.plain_text import whole_number
from app.core.text import PRAGUE, Translator
from app.site.client import Reply
from app.site.field_words import words_of
from app.site.json_values import Json, Record
from app.site.posted import ONCE, new_key, posted
from app.site.refusals import UNSENT
from app.site.sent_before import SENT_BEFORE

Tree = Json
LONGEST_NAME, MOST_LEVELS = 200, 8
"""Of a field: characters, and levels joined with `-`."""
INSTANT = ".instant"
"""Ends the name of a field that holds the instant of a time which the clock shows twice; never sent."""
READER = "reader"
"""The field that holds the signed id of the user whose page it was; never sent to the API."""


ASKED_AS = {"undated_sessions": "sessions"}
"""Parts of a body that forms ask for under the name of another part."""


@dataclass
class Form:
    """What was typed (`typed`), what is sent (`data`), and what the API refused (`errors`, `general`).

    Names join levels with `-`: `consents-photos` is `{"consents": {"photos": ...}}`, `sessions-0-starts_at`
    is the first of a list. Rows of a list in which nothing was filled in are left out.
    """

    typed: Json = field(default_factory=dict)
    data: Tree = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    problem: Json = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    reader: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    source: str = ""
    """Where the values of a new form come from: the `record` or the `account` of its reader."""
    went_through: bool = False
    """Whether what was posted is done: a form shown after that is another one."""

    @property
    def once(self) -> str:
        """The Idempotency-Key of the form: it stays the same until the form went through."""
        used_up = self.went_through or self.problem.get("code") == "idempotency_mismatch"
        return new_key() if used_up else self.value(ONCE) or new_key()

    @property
    def saved_before(self) -> bool:
        """Nothing is wrong with it: it is asked whether a second record is meant."""
        return self.problem.get("code") in (SENT_BEFORE, "idempotency_mismatch")

    def value(self, name: str, default: Any = "") -> Any:
        found = self.typed.get(name)
        return default if found is None else found

    def has(self, name: str, choice: object = "on") -> bool:
        """Is this box ticked, is this choice chosen?"""
        found = self.typed.get(name)
        chosen = found if isinstance(found, list) else [found]
        return str(choice) in (str(one) for one in chosen if one is not None)

    def indexes(self, prefix: str, *, spare: int = 0) -> list[int]:
        """The row numbers of a repeated part, and `spare` empty ones after them."""
        marks = (re.match(rf"{re.escape(prefix)}-([0-9]{{1,9}})(?:-|$)", name) for name in self.typed)
        known = sorted({int(mark[1]) for mark in marks if mark})
        following = known[-1] + 1 if known else 0
        return known + list(range(following, following + spare))

    def records(self, name: str) -> list[Json]:
        """The rows of a repeated part; whatever else was sent under its name is dropped."""
        found = self.data.get(name)
        rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        self.data[name] = rows
        return rows

    def refused(self, reply: Reply) -> "Form":
        """Takes over a problem: errors of fields go to their fields, anything else above the form."""
        self.problem = reply.problem
        if reply.code == UNSENT:
            return self
        for name, messages in reply.errors.items():
            self.errors.setdefault(self._as_typed(name), []).extend(messages)
        self.general = list(self.errors.pop("", []))
        if not self.errors and not self.general:
            self.general = [reply.problem.get("detail") or reply.problem.get("title") or str(reply.status)]
        return self

    def show(self, name: str, label: str) -> None:
        """Note that the page shows the errors of this field, and the label it has there."""
        self.shown[name] = label

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether an error, the button that was pressed or a search is about one of these fields."""
        act, _, target = str(self.value("act")).partition(":")
        about = [
            *self.errors,
            target or act,
            *(name for name in self.typed if name.endswith(".q") and self.value(name)),
        ]
        return any(one == name or one.startswith((f"{name}-", f"{name}.")) for name in names for one in about)

    def settle(self, words: Translator) -> None:
        """Move errors of fields that the page does not show to the part they belong to, or above the form."""
        for name in [name for name in self.errors if name not in self.shown]:
            above = next((part for part in _wholes(name) if part in self.shown), "")
            below = name.removeprefix(above).strip("-")
            row = whole_number(below)
            called = words_of(below, words) if row is None else self._line(above, row, words)
            messages = [f"{called}: {text}" if called else text for text in self.errors.pop(name)]
            (self.errors.setdefault(above, []) if above else self.general).extend(messages)

    def _line(self, name: str, row: int, words: Translator) -> str:
        """`Line 2` of what was typed; lines without a word were not sent. Empty for boxes."""
        typed = self.value(name)
        if not isinstance(typed, str):
            return ""
        filled = [number for number, line in enumerate(typed.splitlines(), 1) if line.strip()]
        return words.gettext("Line %(number)s") % {"number": filled[row] if row < len(filled) else row + 1}

    def _as_typed(self, name: str) -> str:
        """The field's name on the page: the API numbers the rows that were sent, the page those it showed."""
        parts = name.split("-")
        parts[0] = ASKED_AS.get(parts[0], parts[0])
        for at, part in enumerate(parts):
            sent = self.rows.get("-".join(parts[:at]))
            row = whole_number(part)
            if sent and row is not None and row < len(sent):
                parts[at] = str(sent[row])
        return "-".join(parts)


async def read_form(
    request: Request,
    *,
    flags: Iterable[str] = (),
    times: Iterable[str] = (),
    lists: Iterable[str] = (),
    extra: Iterable[str] = (),
) -> Form:
    """The posted form, as `converted` makes it."""
    return converted(await posted(request), flags=flags, times=times, lists=lists, extra=extra)


def converted(
    sent: FormData,
    *,
    flags: Iterable[str] = (),
    times: Iterable[str] = (),
    lists: Iterable[str] = (),
    extra: Iterable[str] = (),
) -> Form:
    """What was typed as the API's JSON. Names may hold `*`, as in `sessions-*-starts_at`.

    `flags` are checkboxes (present: true, absent: false), `times` are `datetime-local` in Czech time, `lists`
    repeat under one name (absent: []), `extra` are read as typed but not sent (buttons, `etag`, `next`).
    """
    form = Form(typed=_typed(sent, lists))
    for name, value in form.typed.items():
        if name in (READER, ONCE) or name.endswith(INSTANT) or _matches(name, extra):
            continue
        is_time = _matches(name, times)
        meant = True if _matches(name, flags) else _converted(value, is_time)
        if is_time and name + INSTANT in form.typed and meant:
            meant = _unchanged(value.strip(), form.typed[name + INSTANT])
        _plant(form.data, name.split("-"), meant)
    for name in [*flags, *lists]:
        if "*" not in name and name not in form.typed:
            _plant(form.data, name.split("-"), [] if name in lists else False)
    form.data = _lists_of(form.data, "", form.rows)
    return form


def _wholes(name: str) -> list[str]:
    """`sessions-0` and `sessions` for `sessions-0-starts_at`."""
    parts = name.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]


def form_of(record: Record, times: Iterable[str] = ()) -> Form:
    """A form showing a record of the API; `times` as in `read_form`."""
    typed: Json = {}
    repeated: Json = {}
    _flatten(record, "", typed)
    for name, value in typed.items():
        if _matches(name, times) and value:
            typed[name] = shown_time(datetime.fromisoformat(value))
            if is_repeated(datetime.fromisoformat(value)):
                repeated[name + INSTANT] = value
    return Form(typed=typed | repeated)


def _typed(sent: FormData, lists: Iterable[str]) -> Json:
    typed: Json = {}
    for name in sent:
        if len(name) > LONGEST_NAME or name.count("-") > MOST_LEVELS:
            continue  # no form of ours has such a field
        values = [value for value in sent.getlist(name) if isinstance(value, str)]
        if values:
            typed[name] = values if _matches(name, lists) else values[-1]
    return typed


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _converted(value: Any, is_time: bool) -> Any:
    if isinstance(value, list):
        return [one for one in value if one.strip()]
    stripped = value.strip()
    if not stripped:
        return None
    return prague(stripped) if is_time else stripped.replace("\r\n", "\n")


def prague(value: str) -> str:
    """`2026-11-24T09:00` as `2026-11-24T09:00:00+01:00`; what is no time stays for the API to refuse."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None and is_skipped(moment):
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=PRAGUE)).isoformat()


def _unchanged(value: str, instant: str) -> str:
    """The instant that the field showed, if its time was left as it was."""
    try:
        shown = datetime.fromisoformat(instant)
    except ValueError:
        return prague(value)
    return shown.isoformat() if shown.tzinfo and shown_time(shown) == value else prague(value)


def shown_time(moment: datetime) -> str:
    """As a field of a form shows it."""
    return moment.astimezone(PRAGUE).strftime("%Y-%m-%dT%H:%M")


def _plant(tree: Tree, parts: list[str], value: object) -> None:
    for part in parts[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            return
        tree = below
    tree[parts[-1]] = value


def _lists_of(tree: Tree, path: str, rows: dict[str, list[int]]) -> Any:
    """Levels whose names are all numbers become lists."""
    if tree and all(whole_number(key) is not None for key in tree):
        filled = [int(key) for key in sorted(tree, key=int) if not _is_empty(tree[key])]
        rows[path] = filled
        return [_child(tree[str(index)], f"{path}-{index}", rows) for index in filled]
    return {key: _child(value, f"{path}-{key}" if path else key, rows) for key, value in tree.items()}


def _child(value: object, path: str, rows: dict[str, list[int]]) -> Any:
    return _lists_of(value, path, rows) if isinstance(value, dict) else value


def _is_empty(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_empty(below) for below in value.values())
    return value in (None, False, [])


def _flatten(value: object, path: str, typed: Json) -> None:
    if isinstance(value, Mapping):
        for key, below in value.items():
            _flatten(below, f"{path}-{key}" if path else str(key), typed)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for index, below in enumerate(value):
            _flatten(below, f"{path}-{index}", typed)
    elif isinstance(value, bool):
        typed[path] = "on" if value else None
    else:
        typed[path] = value

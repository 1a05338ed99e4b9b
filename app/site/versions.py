"""Both versions of a record that two people have changed: the fields in which they mean different things."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import text
from app.core.plain_text import figure_in
from app.site.fields import FIGURES, Field, figure
from app.site.forms import Form, prague
from app.site.lookups import Option
from app.site.wording import show

UNSAID = ("heading", "button", "hidden", "password")
NOT_TYPED = ("hidden", "flag", "choice")
"""What a row may hold although nothing was typed into it."""


@dataclass(frozen=True)
class Difference:
    """One field in the words of the reader. A password is never among them."""

    label: str
    stored: str
    typed: str


def differences(
    fields: Sequence[Field],
    stored: Form,
    typed: Form,
    lang: text.Language,
    offered: Mapping[str, Sequence[Option]] | None = None,
) -> list[Difference]:
    """`offered` has the words of what is picked from lists of the API, by the pattern of the field's name."""
    _ = text.translator(lang).gettext
    found = []
    for label, pattern, one, before, after in _pairs(fields, stored, typed, _):
        if _meant(before, one) != _meant(after, one):
            known = dict((offered or {}).get(pattern, ()))
            said = [_said(value, one, known, lang) for value in (before, after)]
            found.append(Difference(label, *said))
    return found


def _pairs(
    fields: Sequence[Field], stored: Form, typed: Form, _: Callable[[str], str]
) -> Iterator[tuple[str, str, Field, object, object]]:
    """Label, pattern of the name and both values of each field that a person fills in."""
    for one in fields:
        if one.kind in UNSAID:
            continue
        if one.kind != "rows":
            yield _(one.label), one.name, one, _value(stored, one.name, one), _value(typed, one.name, one)
            continue
        begun = [begun_rows(form, one) for form in (stored, typed)]
        for place, index in enumerate(sorted({*begun[0], *begun[1]}), 1):
            for below in (below for below in one.fields if below.kind not in UNSAID):
                name = f"{one.name}-{index}-{below.name}"
                before, after = (
                    _value(form, name, below) if index in rows else None
                    for form, rows in zip((stored, typed), begun, strict=True)
                )
                label = f"{_(one.label)} {place}: {_(below.label)}"
                yield label, f"{one.name}-*-{below.name}", below, before, after


def begun_rows(form: Form, rows: Field) -> list[int]:
    """Rows into which something was typed; an empty one at the end is only shown."""
    asked = [below.name for below in rows.fields if below.kind not in NOT_TYPED]
    return [
        index
        for index in form.indexes(rows.name)
        if any(form.value(f"{rows.name}-{index}-{name}") for name in asked)
    ]


def _value(form: Form, name: str, one: Field) -> object:
    return form.has(name) if one.kind == "flag" else form.value(name)


def _meant(value: object, one: Field) -> object:
    """A value in the form in which the API would compare it."""
    if value is None or value == "" or value == []:
        return None
    match one.kind:
        case "many" | "find_many":
            return sorted(_key(choice) for choice in (value if isinstance(value, list) else [value]))
        case "find":
            return _key(value) or None
        case "days":
            return sorted(count for count in re.split(r"[\s,;]+", str(value)) if count)
        case "lines":
            return [line.strip() for line in str(value).splitlines() if line.strip()] or None
        case "time" | "date":
            return _moment(str(value).strip())
    if one.kind in FIGURES:
        return _exact(figure(str(value), one.kind))
    return value if isinstance(value, bool) else str(value).replace("\r\n", "\n").strip() or None


def _key(choice: object) -> str:
    return str(choice).split("|", 1)[0]


def _moment(typed: str) -> datetime | str:
    try:
        return datetime.fromisoformat(prague(typed))
    except ValueError:
        return typed


def _exact(value: object) -> object:
    figure = figure_in(value)
    return value if figure is None else figure


def _said(value: object, one: Field, known: Mapping[str, str], lang: text.Language) -> str:
    if one.kind == "pick" and value:
        return known.get(str(value), str(value))
    if one.kind == "flag" and value is False:
        return text.translator(lang).gettext("No")
    if one.kind in FIGURES and isinstance(value, str):
        value = figure(value, one.kind) if value else ""
    return show(value, one, lang)

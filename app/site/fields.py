"""Forms of the work area as lists of fields: read from a post, filled from a record.

A `find` field looks its record up by typing; each choice carries its own words (`12|Jana Nová`), so that
a form that comes back needs no call to name what was chosen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from starlette.requests import Request

from app.core import text
from app.core.plain_text import figure_in, whole_number
from app.site.forms import Form, form_of, read_form
from app.site.json_values import Record
from app.site.lookups import Source
from app.site.posted import ONCE

Names = Record
"""The words of references that a record holds as bare ids, by field; for several a list in their order."""

SEARCH = ".q"
"""Ends the name of the box in which a `find` field is searched."""
SEARCHED = ".searched"
"""Ends the name under which a page keeps what it has searched for already."""
NOT_SENT = ("act", "etag", "next", ONCE, "seen", f"*{SEARCH}", f"*{SEARCHED}")
FIGURES = ("number", "money")
FINDING = ("find", "find_many")
SEVERAL = ("many", "find_many")


@dataclass(frozen=True)
class Field:
    """One question. `kind`: text, email, tel, url, password, area, lines, number, money, date, time (a
    moment), flag, choice, many (boxes), pick (of a short list of the API), find and find_many (of a long
    one), days (several counts of days), rows (of `fields`), hidden, and heading (which asks nothing: the
    fields after it are folded under its words).

    `label`, `hint` and the words of `choices` are msgids. `shown` is where a record keeps the words of what
    a reference refers to. `on` is `new` or `edit` for a field of one of the two forms alone. An empty text
    is sent as "", other empty answers and `nullable` texts as null. `more` words the button for another row;
    rows that are `ordered` have one to move up. `line_length`: the most characters of each of the `lines`.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    source: Source | None = None
    shown: str = ""
    on: str = ""
    width: str = ""
    fields: "tuple[Field, ...]" = ()
    default: object = None
    nullable: bool = False
    empty: str = "–"
    more: str = ""
    ordered: bool = False
    line_length: int = 200
    attrs: Record = field(default_factory=dict)


def on_form(fields: Iterable[Field], form: str) -> tuple[Field, ...]:
    """The fields of the `new` or of the `edit` form."""
    return tuple(one for one in fields if one.on in ("", form))


def named(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """All fields with the patterns of their names: those of rows are `phases-*-title`."""
    for one in fields:
        yield prefix + one.name, one
        yield from named(one.fields, f"{prefix}{one.name}-*-")


def concrete(fields: Iterable[Field], form: Form) -> Iterator[tuple[str, Field]]:
    """The fields with the names they have in this form: `phases-0-title`, `phases-1-title`."""
    for one in fields:
        if one.kind != "rows":
            yield one.name, one
            continue
        for index in form.indexes(one.name):
            yield from ((f"{one.name}-{index}-{below.name}", below) for below in one.fields)


def matching(names: Iterable[str], pattern: str) -> list[str]:
    return [name for name in names if fnmatchcase(name, pattern)]


# --- from a post -----------------------------------------------------------------------------------------


async def read_fields(request: Request, fields: Sequence[Field], extra: Iterable[str] = ()) -> Form:
    """The posted form as the API wants it: Czech numbers are parsed, choices lose their words."""
    known = list(named(fields))
    form = await read_form(
        request,
        flags=[name for name, one in known if one.kind == "flag"],
        times=[name for name, one in known if one.kind == "time"],
        lists=[name for name, one in known if one.kind in SEVERAL],
        extra=[*NOT_SENT, *extra],
    )
    _convert(form.data, fields)
    _drop_emptied(form, fields)
    return form


def _drop_emptied(form: Form, fields: Sequence[Field]) -> None:
    """Drop rows in which only hidden fields, flags and choices hold a value: they were emptied on purpose."""
    for one in fields:
        asked = [below for below in one.fields if below.kind not in ("hidden", "flag", "choice")]
        path, _, last = one.name.rpartition("-")
        above = _at(form.data, path) if path else form.data
        if one.kind != "rows" or not isinstance(above, dict):
            continue
        rows = above[last]
        begun = [at for at, row in enumerate(rows) if any(_at(row, below.name) for below in asked)]
        form.rows[one.name] = [index for at, index in enumerate(form.rows.get(one.name, [])) if at in begun]
        above[last] = [rows[at] for at in begun]


def _convert(tree: Any, fields: Iterable[Field]) -> None:
    for one in fields:
        *above, last = one.name.split("-")
        below = tree
        for part in above:
            if isinstance(below, dict) and not isinstance(below.get(part, {}), dict):
                below[part] = {}
            below = below.get(part) if isinstance(below, dict) else None
        if isinstance(below, dict) and (last in below or one.kind == "rows"):
            below[last] = _sent(_fitting(below.get(last), one), one)


def _fitting(value: Any, one: Field) -> Any:
    """Rows are records, any other field one value or a list of texts; what else is sent is none."""
    if one.kind == "rows":
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    if one.kind in SEVERAL and isinstance(value, list):
        return [choice for choice in value if isinstance(choice, str)]
    return None if isinstance(value, dict | list) else value


def _sent(value: Any, one: Field) -> object:
    match one.kind:
        case "rows":
            for row in value:
                _convert(row, one.fields)
            return value
        case "number" | "money" if isinstance(value, str):
            return figure(value, one.kind)
        case "find" if isinstance(value, str):
            return value.split("|", 1)[0] or None
        case "find_many":
            return [choice.split("|", 1)[0] for choice in value or []]
        case "days":
            counts = [count for count in re.split(r"[\s,;]+", value or "") if count not in ("", "0")]
            return None if one.nullable and not value else counts
        case "lines":
            return [line.strip() for line in (value or "").splitlines() if line.strip()]
        case "text" | "area" | "tel" if value is None and not one.nullable:
            return ""
    return value


def figure(typed: str, kind: str) -> str | int | float:
    """`1 250,5 Kč` as 1250.5; what is no number is sent as typed, for the API to refuse."""
    plain = re.sub(r"\s|Kč", "", typed).replace(",", ".")
    exact = figure_in(plain)
    if exact is None:
        return typed
    if kind == "money":
        return plain
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def act_on(form: Form) -> str | None:
    """What a button other than the saving one asked for, done to what was typed; None: send the form.

    `add:rows`, `remove:rows-1` and `up:rows-1` change a repeated part, `find:name` shows what matches its
    search box. Enter in a search box sends the form as the saving button does, so a new search there is one.
    """
    act, _, target = str(form.value("act")).partition(":")
    if act == "up":
        _move_up(form, target)
    if act == "remove":
        for name in [name for name in form.typed if name.startswith(f"{target}-")]:
            del form.typed[name]
    return act or ("find" if _has_new_search(form) else None)


def _move_up(form: Form, target: str) -> None:
    """Exchange what was typed in this row and in the one before it."""
    rows, _, typed_row = target.rpartition("-")
    known, row = form.indexes(rows), whole_number(typed_row)
    if row not in known[1:]:
        return
    before = known[known.index(row) - 1]
    own, other = f"{rows}-{row}-", f"{rows}-{before}-"
    moved = {}
    for name in list(form.typed):
        for old, new in ((own, other), (other, own)):
            if name.startswith(old):
                moved[new + name.removeprefix(old)] = form.typed.pop(name)
                break
    form.typed |= moved


def _has_new_search(form: Form) -> bool:
    boxes = [name.removesuffix(SEARCH) for name in form.typed if name.endswith(SEARCH)]
    return any(form.value(box + SEARCH).strip() not in ("", form.value(box + SEARCHED)) for box in boxes)


def adding(form: Form) -> str:
    """The repeated part that gets one more row."""
    act, _, target = str(form.value("act")).partition(":")
    return target if act == "add" else ""


# --- from a record ---------------------------------------------------------------------------------------


def filled(fields: Sequence[Field], record: Record, names: Names) -> Form:
    """The form of a record."""
    form = form_of(record, [name for name, one in named(fields) if one.kind == "time"])
    for name, one in concrete(fields, form):
        value = _at(record, name)
        if one.kind in FINDING and value:
            form.typed[name] = _with_words(one, value, _row_of(record, name), names.get(name))
        elif one.kind in FIGURES:
            form.typed[name] = typed_figure(value, one.kind)
        elif one.kind == "days":
            none = "0" if one.nullable and value == [] else ""
            form.typed[name] = ", ".join(map(str, value or [])) or none
        elif one.kind == "lines":
            form.typed[name] = "\n".join(value or [])
    return form


def _with_words(one: Field, value: Any, row: Any, found: Any) -> Any:
    if one.kind == "find_many":
        known = found or []
        if any(isinstance(each, Mapping) for each in value) and one.source:
            return [f"{one.source.key(each)}|{each.get('name') or each.get('title')}" for each in value]
        return [f"{each}|{known[at] if at < len(known) else each}" for at, each in enumerate(value)]
    return f"{value}|{(dig(row, one.shown) if one.shown else None) or found or value}"


def _row_of(record: Record, name: str) -> Any:
    """The mapping that holds the field: the record, or the row of a repeated part."""
    row = re.match(r"(.+?-\d+)-", name)
    return _at(record, row[1]) if row else record


def _at(record: Any, name: str) -> Any:
    for part in name.split("-"):
        row = whole_number(part)
        if isinstance(record, list) and row is not None:
            record = record[row] if row < len(record) else None
        else:
            record = record.get(part) if isinstance(record, Mapping) else None
    return record


def dig(record: Any, name: str) -> Any:
    """`venue-name` is `record["venue"]["name"]`; None where a level is missing."""
    return _at(record, name)


def blank(fields: Sequence[Field], given: Mapping[str, str]) -> Form:
    """A new form: defaults, and over them what the address brought along."""
    typed = {one.name: one.default for one in fields if one.default is not None}
    known = {one.name for one in fields}
    return Form(typed=typed | {name: value for name, value in given.items() if name in known})


def typed_figure(value: object, kind: str) -> str:
    """`7 025 696,25` for money, `8` or `1,5` for other figures: as a Czech would type it."""
    figure = figure_in(value)
    if figure is None:
        return "" if value is None else str(value)
    plain = f"{figure:,.2f}" if kind == "money" else f"{figure.normalize():f}"
    return plain.replace(",", text.NBSP).replace(".", ",")

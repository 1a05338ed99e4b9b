"""How one kind of record is declared for the work area, and its rows in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from app.core import text
from app.core.text import msgid
from app.site import tones
from app.site.fields import Field, Names, dig
from app.site.guard import me_of
from app.site.json_values import Json, Record
from app.site.lookups import filled_in, name
from app.site.session import language_of, translator_of
from app.site.wording import show

SPARSE = ("post", "many")
"""Kinds of columns that are shown only if some row has something there."""
FIGURES = ("number", "money", "figures")
Direction = Literal["ascending", "descending"]
Links = Callable[[Record], list[tuple[str, str]]]


@dataclass(frozen=True)
class Column:
    """One column of a list. `kind` and `choices` as in `Field`; `href` is a pattern, `/staff/people/{id}`,
    or makes one of the row. A column of kind `post` is a button that posts to `href`, worded by `read` in
    the rows that have one.

    `tones` names a set of `tones.TONES` and makes a badge of the value; `read` takes the value from the row
    where its name alone does not. `sort` is what the API calls the order by this column where that is not its
    name, "-" where it has none; `on` is `page` or `file` for a column of one of the two alone.
    `needs` is the word without which there is no link: in the `allowed` of the row or of its record.
    """

    label: str
    name: str = ""
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    href: str | Callable[[Record], str] = ""
    tones: str = ""
    read: Callable[[Record], object] | None = None
    needs: str = ""
    sort: str = ""
    on: str = ""

    @property
    def sorted_by(self) -> str:
        """The `sort` of the API; empty where the list has no order by this column."""
        return "" if self.sort == "-" or self.kind in SPARSE else self.sort or self.name


PARTNERSHIP_COLUMN = Column(msgid("Partnership"), "partnership_name", sort="partnership")
"""For lists of several partnerships; `RecordPages` adds the names to the rows."""


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table; `value` is what the API sent.

    `box` is the id of the row in a box before the text, where several rows can be chosen for one form.
    """

    label: str
    text: str
    href: str = ""
    tone: str | None = None
    figure: bool = False
    post: bool = False
    value: object = None
    box: str = ""


@dataclass(frozen=True)
class Heading:
    """The head of a column. `href` sorts the list by it, in reverse when it is sorted so already."""

    label: str
    href: str = ""
    sorted: Direction | None = None


@dataclass(frozen=True)
class Part:
    """Records that belong to the one shown, as a table: fetched from `api` or read by `rows`.

    `key` names them in an answer that holds several lists; what the reader may not have is not shown.
    `needs` is the word in the record's `allowed` that shows the link to `new`, by default that of editing;
    `order` is the `sort` of the list.
    """

    title: str
    columns: tuple[Column, ...]
    none_yet: str
    api: str = ""
    key: str = ""
    rows: Callable[[Record], Sequence[Record]] | None = None
    new: str = ""
    add: str = ""
    needs: str = ""
    order: str = ""


@dataclass(frozen=True)
class Resource:
    """One kind of record. `pages`, `api`, `item`, `back` are patterns filled from the path: `/people/{id}`.

    All words are msgids: `one` (“Person”), `many` (“People”), `add` (“Add a person”),
    `change` (“Edit the person”), `none_yet`, `advice`.
    `needs` are the words in `allowed` that show the links to edit and to delete; `makes` is the word in that
    of `/me` that shows the link to a new one. `order` is the `sort` of the list, `keeps` are filters that
    only links bring along, `instead` is what to do with a record that cannot be deleted, as an address and
    its words, `under` is the way down to a list that the menu does not name. `type` is that of the change
    log, for a link to the history of the record.
    """

    pages: str
    api: str
    one: str
    many: str
    add: str
    fields: tuple[Field, ...]
    change: str = ""
    columns: tuple[Column, ...] = ()
    filters: tuple[Field, ...] = ()
    order: str = ""
    keeps: tuple[str, ...] = ()
    none_yet: str = msgid("Nothing is here yet.")
    advice: str = ""
    item: str = ""
    item_params: Mapping[str, str] | None = None
    title: Callable[[Record], str] = name
    parts: tuple[Part, ...] = ()
    links: Links | None = None
    instead: Callable[[Record], tuple[str, str] | None] | None = None
    type: str = ""
    list_links: tuple[tuple[str, str], ...] = ()
    under: tuple[tuple[str, str], ...] = ()
    listed: bool = True
    detailed: bool = True
    people: bool = False
    """Its file is made for those alone who have proved lately who they are."""
    editable: bool = True
    """Whether a record can be changed once it is made; a role is taken away and another one given."""
    deletable: bool = True
    back: str = ""
    intro: str = ""
    template: str = "staff/record.html"
    needs: tuple[str, str] = ("edit", "delete")
    makes: str = "edit"

    @property
    def item_api(self) -> str:
        return self.item or self.api + "/{id}"

    @property
    def home(self) -> str:
        """Where one goes from here: the list, or the record that this one belongs to."""
        return self.back or self.pages


def may(request: Request, word: str) -> bool:
    """Whether this part of the work area is open to the reader; the rest the API says record by record."""
    return word in (me_of(request) or {}).get("allowed", ())


def in_words(one: Field, record: Record, names: Names, lang: text.Language) -> str:
    """One field of a record as its page says it."""
    value = dig(record, one.shown or one.name) or dig(record, one.name)
    if one.name in names:
        value = names[one.name]
    if isinstance(value, list):
        value = [name(row) if isinstance(row, Mapping) else row for row in value]
    return show(value, one, lang)


def table(
    request: Request, columns: Sequence[Column], rows: Sequence[Record], allowed: Sequence[str] = ()
) -> list[list[Cell]]:
    """The rows of a list as cells; `allowed` is that of the record the rows belong to."""
    lang, _ = language_of(request), translator_of(request).gettext
    around = {"allowed": allowed, **request.path_params}
    return [[_cell(column, row, {**around, **row}, lang, _) for column in columns] for row in rows]


def _cell(column: Column, row: Record, around: Record, lang: text.Language, _: Callable[[str], str]) -> Cell:
    value = column.read(row) if column.read else dig(row, column.name)
    shown = show(value, Field(column.name, column.label, column.kind, choices=column.choices), lang)
    tone = tones.tone(str(value), column.tones) if column.tones and shown else None
    linked = (
        column.href and value not in (None, "") and (not column.needs or column.needs in around["allowed"])
    )
    pattern = column.href(row) if callable(column.href) else column.href
    href = filled_in(pattern, around) if linked else ""
    return Cell(_(column.label), shown, href, tone, column.kind in FIGURES, column.kind == "post", value)


def once_recorded(name: str) -> Callable[[Record], object]:
    """Reads a fact of attendance; none until the attendance of the person is recorded."""
    return lambda row: row[name] if row["recorded"] else None


def part_table(
    request: Request, part: Part, rows: Sequence[Record], allowed: Sequence[str], needs: str
) -> Json:
    """A table under a record with this `allowed`, ready for `staff/record.html`; `needs` as in `Part`."""
    _ = translator_of(request).gettext
    columns = [one for one in part.columns if one.kind not in SPARSE or any(map(one.read or bool, rows))]
    return {
        "title": _(part.title),
        "columns": [Heading(_(column.label)) for column in columns],
        "rows": table(request, columns, rows, allowed),
        "none_yet": _(part.none_yet),
        "new": filled_in(part.new, request.path_params)
        if part.new and (part.needs or needs) in allowed
        else None,
        "add": _(part.add),
    }

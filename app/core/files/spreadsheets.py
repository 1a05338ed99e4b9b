"""Tables as files for the office: workbooks and CSV.

People open both in Excel and did not type the contents, so a name like `=HYPERLINK(...)` must stay a name.
A workbook stores every text as text. With CSV Excel guesses, hence:

- UTF-8 with a byte order mark (else Excel reads the file as Windows-1250), `;` between cells and a decimal
  comma (what Excel expects under Czech settings: `12.5` would become 12 May);
- days as `2017-05-24` and times as `2017-05-24 09:00`, which Excel recognises under any settings;
- a text that starts with `=`, `+`, `-`, `@` (blanks before it do not count) or a line break gets an
  apostrophe in front; tabs become spaces. That holds for `+420…` too: bare, Excel would make it the number
  4,20E+11; with the apostrophe it stays readable as text. Numbers are never changed.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from app.core.files.print_header import PrintHeader, set_header
from app.core.plain_text import one_line, printable
from app.core.text import local

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | bool | date | datetime | time | None

MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_TITLE = 1_048_576, 16_384, 32_767, 31
MIN_WIDTH, MAX_WIDTH = 8, 60
A4 = 9  # the number of the paper in Excel
EXACT = 10**15  # Excel keeps 15 digits; longer figures are identifiers and are written as text.
FIRST_YEAR = 1901  # Excel's calendar begins in 1900 and takes that year for a leap one.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # Constant, so that the same rows give the same bytes.
FORMULA = re.compile(r"'*(\n|\s*[=+\-@＝＋－＠])")
NUMBER_FORMATS = {"date": "d. m. yyyy", "datetime": "d. m. yyyy h:mm", "time": "h:mm"}


@dataclass(frozen=True)
class Column:
    """`format` is Excel's number format, such as `#,##0.00`; `width` counts characters (None: as needed)."""

    header: str
    format: str | None = None
    width: int | None = None


def xlsx(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Cell]],
    title: str,
    header: PrintHeader | None = None,
) -> bytes:
    """A workbook with one sheet: bold frozen header with filters, times on the Czech clock.

    It prints on A4 in landscape, one page wide, with the row of the headings and `header` on every page.

    Raises ValueError when the table is larger than a sheet can be.
    """
    from xlsxwriter import Workbook

    heads = [_column(column) for column in columns]
    if len(heads) > MAX_COLUMNS:
        raise ValueError(f"a sheet holds at most {MAX_COLUMNS} columns")
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        book.set_properties({"title": one_line(title), "created": CREATED})
        sheet = book.add_worksheet(_sheet_name(title))
        _fill(sheet, _Formats(book, heads), heads, rows)
        if header:
            set_header(sheet, header)
    return target.getvalue()


def csv_bytes(columns: Sequence[Column | str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as CSV; the docstring of the module gives the reasons for its format."""
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_escaped(_column(column).header) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


# --- workbook --------------------------------------------------------------------------------------------


class _Formats:
    """One format object per use, because Excel allows 64,000 of them and slows down long before."""

    def __init__(self, book: "Workbook", columns: Sequence[Column]) -> None:
        self.header: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.quoted: Format = book.add_format({"quote_prefix": True})
        self.days = {kind: book.add_format({"num_format": code}) for kind, code in NUMBER_FORMATS.items()}
        self.columns = [
            book.add_format({"num_format": column.format}) if column.format else None for column in columns
        ]


def _fill(
    sheet: "Worksheet", formats: _Formats, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> None:
    widths = [len(column.header) for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _cut(one_line(column.header)), formats.header)
    last = 0
    for row in rows:
        last += 1
        if last >= MAX_ROWS:
            raise ValueError(f"a sheet holds at most {MAX_ROWS} rows")
        for place, value in enumerate(row):
            _write(sheet, last, place, value, formats)
            widths[place] = max(widths[place], _width(value))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or min(max(widths[place] + 2, MIN_WIDTH), MAX_WIDTH))
    sheet.freeze_panes(1, 0)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write(sheet: "Worksheet", row: int, place: int, value: Cell, formats: _Formats) -> None:
    match _native(value):
        case None | "":
            return
        case bool(flag):
            sheet.write_boolean(row, place, flag)
        case int() | float() | Decimal() as figure:
            sheet.write_number(row, place, figure, formats.columns[place])
        case datetime() | date() | time() as moment:
            own = formats.columns[place] or formats.days[type(moment).__name__]
            sheet.write_datetime(row, place, moment, own)
        case str(text):
            # The quote prefix keeps a text a text even when somebody edits the cell and presses Enter.
            sheet.write_string(row, place, text, formats.quoted if FORMULA.match(text) else None)


def _native(value: Cell) -> Cell:
    """Convert a value for a cell: local times without a zone, figures that fit, else clean text."""
    match value:
        case str():
            return _cut(printable(value))
        case datetime():
            moment = local(value).replace(tzinfo=None) if value.tzinfo else value
            return moment if moment.year >= FIRST_YEAR else moment.isoformat(" ", "minutes")
        case date():
            return value if value.year >= FIRST_YEAR else value.isoformat()
        case time():
            return value.replace(tzinfo=None)
        case int() | float() | Decimal():
            return value if -EXACT < value < EXACT else str(value)
        case _:
            return value


def _cut(text: str, units: int = MAX_CELL) -> str:
    """Shorten a text: Excel counts UTF-16 units and refuses a file with a longer cell."""
    if len(text) <= units // 2:
        return text
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of `[]:*?/\\`, no apostrophe at either end, not `History`."""
    name = _cut(one_line(re.sub(r"[\[\]:*?/\\]+", " ", title)), MAX_TITLE).strip(" '")
    return "1" if name.lower() in ("", "history") else name


def _width(value: Cell) -> int:
    match value:
        case str():
            return max(map(len, value.splitlines()), default=0)
        case datetime():
            return len("24. 12. 2017 10:00")
        case None | date():
            return len("24. 12. 2017")
        case _:
            return len(str(value))


# --- CSV -------------------------------------------------------------------------------------------------


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case str():
            return _escaped(value)
        case bool():
            return str(int(value))
        case int() | float() | Decimal():
            return f"{Decimal(str(value)):f}".replace(".", ",")
        case datetime():
            return (local(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")


def _escaped(text: str) -> str:
    clean = _cut(printable(text))
    return f"'{clean}" if FORMULA.match(clean) else clean


def _column(column: Column | str) -> Column:
    return Column(column) if isinstance(column, str) else column

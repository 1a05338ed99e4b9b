"""What all lists of the work area can do: sorted headings, pages both ways, and the whole list as a file."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.core import text
from app.core.files import spreadsheets
from app.site.client import ApiError, Reply, api_of
from app.site.field_choices import load_choices
from app.site.field_words import WORDS
from app.site.fields import Field
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.records import Cell, Column, Direction, Heading
from app.site.render import url, wants_fragment
from app.site.session import translator_of

ROWS_OF_A_CALL = 200
FORMATS = {"money": "#,##0.00", "number": "0.##"}
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def headings(request: Request, columns: Sequence[Column], asked: Json, order: str) -> list[Heading]:
    """`asked` are the filters that the links keep, `order` is the `sort` of the list as it is shown."""
    _ = translator_of(request).gettext
    found = []
    for column in columns:
        name = column.sorted_by
        now: Direction | None = {name: "ascending", f"-{name}": "descending"}.get(order) if name else None  # type: ignore[assignment]
        target = f"-{name}" if now == "ascending" else name
        href = url(request.url.path, {**asked, "sort": target}) if name else ""
        found.append(Heading(_(column.label), href, now))
    return found


async def refused_list(request: Request, filters: Sequence[Field], form: Form, reply: Reply) -> Json:
    """The filters as they were typed, with what is wrong beside each. htmx gets the problem alone."""
    if wants_fragment(request):
        raise ApiError(reply)
    form.refused(reply)
    for name in form.errors.keys() - {*WORDS, *(one.name for one in filters)}:
        form.general += form.errors.pop(name)  # such as the cursor, which has no words
    offered = await load_choices(request, filters, form)
    return {"offered": offered, "filtered": True, "links": [], "sort": None, "new": None}


async def all_rows(request: Request, path: str, asked: Json) -> list[Record]:
    """Every row of a list, page after page."""
    found: list[Record] = []
    cursor: str | None = ""
    while cursor is not None:
        reply = await api_of(request).get(path, {**asked, "limit": ROWS_OF_A_CALL, "cursor": cursor})
        found += reply.results
        cursor = reply.cursor
    return found


async def name_partnerships(request: Request, rows: Sequence[Record]) -> list[Record]:
    """The rows with the names of their partnerships, which tell two groups of one name apart."""
    if not any("partnership_id" in row for row in rows):
        return list(rows)
    known = await api_of(request).reference("/partnerships", {"limit": ROWS_OF_A_CALL})
    names = {one["id"]: one["name"] for one in known.results}
    return [{"partnership_name": names.get(row.get("partnership_id")), **row} for row in rows]


async def table_file(
    request: Request, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> Response:
    """The list as a workbook or as CSV, in the words and the order of the page."""
    kind = request.path_params["kind"]
    heads = [
        spreadsheets.Column(translator_of(request).gettext(one.label), FORMATS.get(one.kind))
        for one in columns
    ]
    values = [[_value(cell, column) for cell, column in zip(row, columns, strict=True)] for row in rows]
    if kind == "csv":
        content = await asyncio.to_thread(spreadsheets.csv_bytes, heads, values)
    else:
        content = await asyncio.to_thread(spreadsheets.xlsx, heads, values, title)
    name = quote(f"{text.fold(title).replace(' ', '-')}.{kind}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)


def _value(cell: Cell, column: Column) -> spreadsheets.Cell:
    """Figures, days and moments as such, so that a spreadsheet can count with them; all else in words."""
    if cell.value in (None, ""):
        return cell.text
    try:
        match column.kind:
            case "number" | "money":
                return Decimal(str(cell.value))
            case "date":
                return date.fromisoformat(str(cell.value)[:10])
            case "time":
                return datetime.fromisoformat(str(cell.value))
    except (ValueError, InvalidOperation):
        pass
    return cell.text

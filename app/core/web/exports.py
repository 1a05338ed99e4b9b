"""Every list that can be sorted is also a file: its address with `.xlsx` or `.csv`, with the same filters.

The file holds all rows, and the fields of the list as columns. Its handler calls that of the list for page
after page in one transaction, so the same permissions hold. The routes are not in OpenAPI, which they would
fill with copies; its introduction names them.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import cast, get_args

from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.core.actor import Guard
from app.core.files.spreadsheets import Cell, csv_bytes, xlsx
from app.core.web.access_log import ids_in, seen
from app.core.web.context import RequestContext
from app.core.web.endpoints import Handler, reads
from app.core.web.paging import PageQuery, Slice
from app.core.web.responses import File
from app.core.web.routing import Marks, Router

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
LEFT_OUT = {"allowed", "deleted", "referred_by"}
LARGEST_PAGE = 200


def file_routes(routers: Iterable[Router]) -> Router:
    """The files of all lists of these routers."""
    found = Router()
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
            continue
        marks = cast(Marks, route.endpoint)
        handler = cast("Handler[...]", inspect.unwrap(route.endpoint))
        if _is_sorted(handler):
            for kind in MEDIA_TYPES:
                guard: Guard | None = "export" if marks.personal or marks.people else None
                decorate = reads(
                    public=marks.public, slow=True, scope=marks.scope, personal=marks.personal, guard=guard
                )
                endpoint = decorate(_file_handler(handler, kind, route.path, marks.personal))
                found.add_api_route(
                    f"{route.path}.{kind}", endpoint, methods=["GET"], include_in_schema=False
                )
    return found


def _is_sorted(handler: Handler[...]) -> bool:
    parameters = inspect.signature(handler).parameters.values()
    queries = [part for one in parameters for part in (one.annotation, *get_args(one.annotation))]
    return any(
        isinstance(one, type) and issubclass(one, PageQuery) and "sort" in one.model_fields for one in queries
    )


def _file_handler(handler: Handler[...], kind: str, path: str, personal: str | None) -> Handler[...]:
    """A handler with the parameters of the list's, which answers with a file."""
    title = path.rpartition("/")[2]

    def export(context: RequestContext, **parameters: object) -> File:
        found = list(_all_rows(handler, context, parameters))
        if personal:
            seen(context.session, ids_in(found, personal))
        rows = [flat(row) for row in found]
        heads = list(dict.fromkeys(name for row in rows for name in row))
        lines = ([row.get(name) for name in heads] for row in rows)
        content = csv_bytes(heads, lines) if kind == "csv" else xlsx(heads, lines, title)
        return File(content, MEDIA_TYPES[kind], f"{title}.{kind}")

    signature = inspect.signature(handler).replace(return_annotation=File)
    export.__doc__, export.__name__ = handler.__doc__, f"{handler.__name__}_{kind}"
    vars(export)["__signature__"] = signature
    return export


def _all_rows(
    handler: Handler[...], context: RequestContext, parameters: Mapping[str, object]
) -> Iterator[object]:
    name, query = next((key, one) for key, one in parameters.items() if isinstance(one, PageQuery))
    cursor: str | None = None
    while True:
        asked = query.model_copy(update={"limit": LARGEST_PAGE, "cursor": cursor, "count": False})
        page = cast("Slice[object]", handler(context, **{**parameters, name: asked}))
        yield from page.results
        cursor = page.cursor
        if cursor is None:
            return


def flat(row: object) -> dict[str, Cell]:
    """The fields of a row; those of a part are named `counts.confirmed`, several values stand in one cell."""
    found: dict[str, Cell] = {}
    for name, value in _fields(row):
        if name in LEFT_OUT:
            continue
        if isinstance(value, (BaseModel, dict)):
            found |= {f"{name}.{part}": cell for part, cell in flat(value).items()}
        elif isinstance(value, (list, tuple)):
            found[name] = ", ".join(str(_cell(_called(one))) for one in value)
        else:
            found[name] = _cell(value)
    return found


def _fields(row: object) -> Iterable[tuple[str, object]]:
    if isinstance(row, BaseModel):
        return [(name, getattr(row, name)) for name in type(row).model_fields]
    return cast("dict[str, object]", row).items()


def _called(one: object) -> object:
    """A record among several, by its name."""
    if not isinstance(one, (BaseModel, dict)):
        return one
    known = dict(_fields(one))
    return next((known[name] for name in ("name", "title", "starts_at", "id") if known.get(name)), "")


def _cell(value: object) -> Cell:
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | Decimal() | datetime() | date() | str():
            return value
        case _:
            return str(value)

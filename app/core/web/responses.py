"""What a handler returns becomes the bytes that leave: JSON with an ETag, pages, files."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from app.core.json_values import Json
from app.core.web.compression import WITH_SECRETS
from app.core.web.context import RequestContext
from app.core.web.paging import Slice

VARY = "Authorization, Accept-Language, Accept-Encoding"


@dataclass
class File:
    """An answer that is not JSON."""

    content: bytes
    media_type: str
    name: str | None = None


def to_response(context: RequestContext, result: object) -> Response:
    usual = getattr(context.request.scope.get("route"), "status_code", None) or 200
    status = context.status or usual
    if isinstance(result, Response):
        return result
    if isinstance(result, File):
        return _file(context, result)
    if result is None:
        return Response(status_code=204 if status == 200 else status, headers=context.headers)
    if isinstance(result, Slice):
        return _list(context, result, status)
    body = to_json(result)
    version = result.get("version") if isinstance(result, dict) else getattr(result, "version", None)
    etag = f'"{version}-{_digest(body)}"' if isinstance(version, int) else f'"{_digest(body)}"'
    return _json(context, body, etag, status)


def _list(context: RequestContext, found: Slice[Any], status: int) -> Response:
    """`synced_until` moves with the clock and is no part of the ETag: who kept an older one loses nothing."""
    answer = _page(context, found)
    of_facts = any(isinstance(one, dict) for one in found.results)
    body = orjson.dumps(answer, _plain, orjson.OPT_UTC_Z) if of_facts else to_json(answer)
    etag = f'"{_digest(body)}"'
    if found.synced_until is not None:
        body = b"".join((memoryview(body)[:-1], b',"synced_until":', to_json(found.synced_until), b"}"))
    return _json(context, body, etag, status)


def _plain(value: object) -> object:
    """What a row of plain facts holds besides JSON: hours, and now and then a view."""
    return float(value) if isinstance(value, Decimal) else orjson.Fragment(to_json(value))


def _digest(body: bytes) -> str:
    """By the processor's own instructions for SHA-256, which make it the fastest for large answers."""
    return hashlib.sha256(body).hexdigest()[:16]


def _json(context: RequestContext, body: bytes, etag: str, status: int) -> Response:
    headers = {"ETag": etag, "Vary": VARY, "Cache-Control": _cache_control(context)}
    return Response(body, status, {**headers, **context.headers}, "application/json")


def _cache_control(context: RequestContext) -> str:
    """What somebody gets by their token, or by a secret in the path, is kept nowhere."""
    path = context.request.scope["path"].removeprefix(context.request.scope.get("root_path", ""))
    personal = context.actor.known or path.startswith(WITH_SECRETS)
    return "private, no-store" if personal else "private, no-cache"


def _file(context: RequestContext, file: File) -> Response:
    headers = {"Cache-Control": _cache_control(context), **context.headers}
    headers["ETag"] = f'"{_digest(file.content)}"'
    if file.name:
        name = quote(file.name, safe="")  # letters, digits and -._~ alone: RFC 8187, 3.2.1
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return Response(file.content, 200, headers, file.media_type)


def _page(context: RequestContext, found: Slice[Any]) -> Json:
    """The page with the addresses of those around it: the same filters, another cursor."""
    following, previous = _with_cursor(context, found.cursor), _with_cursor(context, found.previous)
    links = [(following, "next"), (previous, "prev")]
    if following or previous:
        context.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for address, rel in links if address)
    answer: Json = {"results": found.results, "next": following, "previous": previous}
    if found.total is not None:
        answer["total"] = found.total
    return answer


def _with_cursor(context: RequestContext, cursor: str | None) -> str | None:
    if not cursor:
        return None
    asked = context.request.query_params.multi_items()
    parameters = [(name, value) for name, value in asked if name != "cursor"]
    return f"{context.request.url.path}?{urlencode([*parameters, ('cursor', cursor)])}"


def conditional_response(response: Response, request: Request) -> Response:
    etag = response.headers.get("etag")
    asked = request.headers.get("if-none-match")
    if not etag or not asked or not same_etag(etag, asked):
        return response
    headers = {
        name: response.headers[name] for name in ("etag", "vary", "cache-control") if name in response.headers
    }
    return Response(status_code=304, headers=headers)


def same_etag(etag: str, asked: str) -> bool:
    return asked.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in asked.split(",")}

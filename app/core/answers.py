"""What a handler returns becomes the bytes that leave: JSON with an ETag, pages, files."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from app.core.call import Call
from app.core.paging import Slice


@dataclass
class File:
    """An answer that is not JSON."""

    content: bytes
    media_type: str
    name: str | None = None


def answer(call: Call, result: object) -> Response:
    status = getattr(call.request.scope.get("route"), "status_code", None) or 200
    if isinstance(result, Response):
        return result
    if isinstance(result, File):
        return _file(call, result)
    if result is None:
        return Response(status_code=204, headers=call.headers)
    if isinstance(result, Slice):
        return _list(call, result, status)
    body = to_json(result)
    version = result.get("version") if isinstance(result, dict) else getattr(result, "version", None)
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return _json(call, body, f'"{version}-{digest}"' if isinstance(version, int) else f'"{digest}"', status)


def _list(call: Call, found: Slice[Any], status: int) -> Response:
    """`synced_until` moves with the clock and is no part of the ETag: who kept an older one loses nothing."""
    body = to_json(_page(call, found))
    etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if found.synced_until is not None:
        body = body[:-1] + b',"synced_until":' + to_json(found.synced_until) + b"}"
    return _json(call, body, etag, status)


def _json(call: Call, body: bytes, etag: str, status: int) -> Response:
    headers = {"ETag": etag, "Vary": "Authorization, Accept-Language", "Cache-Control": "private, no-cache"}
    return Response(body, status, {**headers, **call.headers}, "application/json")


def _file(call: Call, file: File) -> Response:
    headers = {"Cache-Control": "private, no-cache", **call.headers}
    headers["ETag"] = f'"{hashlib.blake2b(file.content, digest_size=8).hexdigest()}"'
    if file.name:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, 200, headers, file.media_type)


def _page(call: Call, found: Slice[Any]) -> dict[str, Any]:
    """The page with the address of the next one: the same filters, another cursor."""
    following = None
    if found.cursor:
        kept = [(name, value) for name, value in call.request.query_params.multi_items() if name != "cursor"]
        following = f"{call.request.url.path}?{urlencode([*kept, ('cursor', found.cursor)])}"
        call.headers["Link"] = f'<{following}>; rel="next"'
    answer: dict[str, Any] = {"results": found.results, "next": following}
    if found.total is not None:
        answer["total"] = found.total
    return answer


def conditional(response: Response, request: Request) -> Response:
    etag = response.headers.get("etag")
    asked = request.headers.get("if-none-match")
    if not etag or not asked or not same_etag(etag, asked):
        return response
    kept = {
        name: response.headers[name] for name in ("etag", "vary", "cache-control") if name in response.headers
    }
    return Response(status_code=304, headers=kept)


def same_etag(etag: str, asked: str) -> bool:
    return asked.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in asked.split(",")}

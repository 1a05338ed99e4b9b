"""`/openapi.json`: made once for each process, beside the event loop, and kept as bytes with an ETag."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import orjson
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.core.web.compression import accepts_gzip
from app.core.web.responses import conditional_response

PATH = "/openapi.json"


@dataclass
class Document:
    """The description of an API as it is sent."""

    api: FastAPI
    lock: Lock

    @cached_property
    def body(self) -> bytes:
        return orjson.dumps(self.api.openapi())

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, mtime=0)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'

    def make(self) -> None:
        """Make all of it. Requests that come meanwhile wait for the first."""
        with self.lock:
            _ = self.etag, self.compressed


def add_openapi_route(api: FastAPI) -> None:
    document = Document(api, Lock())

    async def openapi(request: Request) -> Response:
        if "compressed" not in vars(document):
            await run_in_threadpool(document.make)
        headers = {"ETag": document.etag, "Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers):
            headers["Content-Encoding"] = "gzip"
        body = document.compressed if "Content-Encoding" in headers else document.body
        return conditional_response(Response(body, 200, headers, "application/json"), request)

    api.add_route(PATH, openapi, include_in_schema=False)

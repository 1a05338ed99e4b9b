"""Lines from the site to the API on which something goes wrong."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.datastructures import Headers

from app.site.transport import Transport, TransportResponse, UnreachableError

REASON = "Dnes se nezapisuje."


class Broken:
    """Reads pass. Writes are answered with `status` and `problem`, or by nobody when there is no status."""

    def __init__(self, line: Transport, status: int | None, problem: object, reads: bool) -> None:
        self.line = line
        self.status = status
        self.problem = problem
        self.reads = reads

    async def send(
        self, method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
    ) -> TransportResponse:
        if method == "GET" and self.reads:
            return await self.line.send(method, path, query, headers, content)
        if self.status is None:
            raise UnreachableError("the line is cut")
        body = b"" if self.problem is None else json.dumps(self.problem).encode()
        return self.status, Headers({"content-type": "application/problem+json"}), body

    async def close(self) -> None:
        await self.line.close()


@contextmanager
def refusing(
    pages: Starlette,
    status: int | None,
    problem: object = {"code": "out_of_order", "detail": REASON},
    *,
    reads: bool = True,
) -> Iterator[None]:
    """As long as it lasts the API refuses what the site writes; without `reads` it refuses all."""
    client = pages.state.client
    line = client.wire
    client.wire = Broken(line, status, problem, reads)
    try:
        yield
    finally:
        client.wire = line

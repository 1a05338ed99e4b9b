"""The load: eight connections of raw HTTP/1.1 in a process of their own, far cheaper than any server."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing import get_context
from typing import cast
from urllib.parse import urlsplit

import uvloop

CONNECTIONS = 8
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """One request as the bytes on the wire, made before the clock starts."""

    wire: bytes

    @classmethod
    def make(cls, method: str, url: str, body: bytes = b"", **headers: str) -> "Request":
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {target} HTTP/1.1", f"host: {parts.netloc}", "accept-encoding: identity"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body or method not in ("GET", "HEAD"):
            lines += ["content-type: application/json", f"content-length: {len(body)}"]
        return cls("\r\n".join(lines).encode() + HEAD_END + body)


@dataclass
class Outcome:
    """What happened in one round; latencies in seconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def answered_only(self, *expected: int) -> bool:
        return set(self.statuses) <= set(expected)


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last answer is complete, until the time is over."""

    def __init__(self, requests: Iterator[Request], until: float, outcome: Outcome) -> None:
        self.requests = requests
        self.until = until
        self.outcome = outcome
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.sent = 0.0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.send()

    def send(self) -> None:
        request = next(self.requests, None) if time.perf_counter() < self.until else None
        if request is None:
            self.transport.close()
            return
        self.sent = time.perf_counter()
        self.transport.write(request.wire)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(HEAD_END)
        if end < 0 or len(self.buffer) < end + 4 + body_length(self.buffer[:end]):
            return
        self.outcome.latencies.append(time.perf_counter() - self.sent)
        status = int(self.buffer[9:12])
        self.outcome.statuses[status] = self.outcome.statuses.get(status, 0) + 1
        self.buffer = b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        self.done.set_result(None)


def body_length(head: bytes) -> int:
    lowered = head.lower()
    found = lowered.find(b"\r\ncontent-length:")
    if found < 0:
        return 0
    return int(lowered[found + 17 :].split(b"\r\n", 1)[0])


async def _drive(
    host: str, port: int, requests: Iterator[Request], seconds: float, connections: int
) -> Outcome:
    outcome = Outcome(seconds)
    started = time.perf_counter()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Connection(requests, started + seconds, outcome), host, port)
        for _ in range(connections)
    ]
    await asyncio.wait_for(asyncio.gather(*(protocol.done for _, protocol in opened)), seconds + 30)
    outcome.seconds = time.perf_counter() - started
    return outcome


def drive(url: str, requests: list[Request], seconds: float, repeat: bool, connections: int) -> Outcome:
    """Runs in the load process. Without `repeat` each request is sent once at most."""
    parts = urlsplit(url)
    if parts.hostname != "127.0.0.1" or parts.port is None:
        raise ValueError("the load goes to this machine only")
    following = cycle(requests) if repeat else iter(requests)
    return uvloop.run(_drive(parts.hostname, parts.port, following, seconds, connections))


class Load:
    """The load process, kept over all rounds."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))

    def run(
        self,
        url: str,
        requests: list[Request],
        seconds: float,
        *,
        repeat: bool = True,
        connections: int = CONNECTIONS,
    ) -> Outcome:
        return self._pool.submit(drive, url, requests, seconds, repeat, connections).result()

    def close(self) -> None:
        self._pool.shutdown()

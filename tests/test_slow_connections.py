"""Connections on which a request never arrives are closed, for a server has a number of them to give."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.core.web import http_protocol
from app.core.web.http_protocol import IgnoreUpgrade
from tests.serving import free_port

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"


async def size(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(str(len(await request.body())))
    except ClientDisconnect:
        return PlainTextResponse("gone")


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits 0.4 seconds."""
    monkeypatch.setattr(http_protocol, "PATIENCE", 0.4)
    number = free_port()
    app = Starlette(routes=[Route("/", size, methods=["GET", "POST"])])
    config = uvicorn.Config(
        app, port=number, http=IgnoreUpgrade, loop="uvloop", ws="none", log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield number
    server.should_exit = True
    thread.join(10)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def answer_of(connection: socket.socket) -> bytes:
    """Until the server closes."""
    try:
        return b"".join(iter(lambda: connection.recv(65_536), b""))
    except ConnectionResetError:
        return b""


def drip(port: int, start: bytes, drop: bytes, drops: int = 1_200) -> bytes:
    """Send a drop every 50 ms until the server has enough of it; its answer."""
    with connect(port) as connection:
        connection.settimeout(0.05)
        connection.sendall(start)
        for _ in range(drops):
            try:
                connection.sendall(drop)
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                answer = b""
            return answer
    raise AssertionError("the server still listens")


def test_a_connection_without_a_request_is_closed(port: int) -> None:
    with connect(port) as connection:
        assert answer_of(connection) == b""


def test_headers_that_never_end_are_closed(port: int) -> None:
    answer = drip(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n")
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_body_that_never_ends_is_closed(port: int) -> None:
    assert drip(port, HEAD, b"x").startswith(b"HTTP/1.1 408 ")


def test_a_half_sent_body_is_closed(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(HEAD + b"x" * 1_000)
        assert answer_of(connection).startswith(b"HTTP/1.1 408 ")


def test_a_head_without_end_is_refused_at_once(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 70_000)
        assert answer_of(connection).startswith(b"HTTP/1.1 400 ")


def test_a_slow_but_steady_upload_arrives(port: int) -> None:
    """20 kB a second for longer than the patience."""
    with connect(port) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 20000\r\n\r\n"
        )
        for _ in range(20):
            connection.sendall(b"x" * 1_000)
            time.sleep(0.05)
        assert answer_of(connection).endswith(b"20000")


def test_requests_one_after_another_on_one_connection_are_answered(port: int) -> None:
    with connect(port) as connection:
        for _ in range(3):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
            time.sleep(0.3)

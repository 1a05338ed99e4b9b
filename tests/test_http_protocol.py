"""Clients that offer another protocol than HTTP/1.1 are answered in HTTP/1.1, with all that they sent."""

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from tests.serving import serving

pytestmark = pytest.mark.soak

Talk = Callable[..., list[int]]

CREDENTIALS = json.dumps({"email": "nikdo@obec.example", "password": "spatne-heslo"}).encode()
JAVA_OFFER = (
    b"POST /api/v1/auth/login HTTP/1.1\r\n"
    b"Connection: Upgrade, HTTP2-Settings\r\n"
    b"Content-Length: %d\r\n"
    b"Host: 127.0.0.1\r\n"
    b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
    b"Upgrade: h2c\r\n"
    b"User-Agent: Java-http-client/17.0.15\r\n"
    b"Content-Type: application/json\r\n\r\n"
) % len(CREDENTIALS)
PLAIN = b"GET /api/v1/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n%b\r\n"
CLOSING = PLAIN % b"Connection: close\r\n"


@pytest.fixture(scope="module")
def address(migrated_file: Path, scratch: Path) -> Iterator[SplitResult]:
    path = scratch / "offers.db"
    shutil.copyfile(migrated_file, path)
    with serving(f"sqlite:///{path}") as served:
        yield urlsplit(served.url)


@pytest.fixture
def talk(address: SplitResult) -> Talk:
    """`talk(piece, piece)`: send the pieces one by one; the statuses of the answers, until the end."""

    def sent(*pieces: bytes) -> list[int]:
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                connection.sendall(piece)
            answered = b"".join(iter(lambda: connection.recv(65_536), b""))
        return [int(part[:3]) for part in answered.split(b"HTTP/1.1 ")[1:]]

    return sent


def test_the_body_behind_the_offer_of_java_arrives(talk: Talk) -> None:
    """Without its body a sign-in is 422; with it these credentials are unknown."""
    assert talk(JAVA_OFFER + CREDENTIALS + CLOSING) == [401, 200]


def test_it_arrives_in_pieces_too(talk: Talk) -> None:
    pieces = [JAVA_OFFER[:90], JAVA_OFFER[90:], CREDENTIALS[:7], CREDENTIALS[7:], CLOSING]
    assert talk(*pieces) == [401, 200]


def test_a_body_in_chunks_arrives(talk: Talk) -> None:
    length = b"Content-Length: %d" % len(CREDENTIALS)
    head = JAVA_OFFER.replace(length, b"Transfer-Encoding: chunked")
    chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(CREDENTIALS), CREDENTIALS)
    assert talk(head + chunk + CLOSING) == [401, 200]


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.0, x"])
def test_many_offers_in_one_piece_are_answered_one_by_one(talk: Talk, protocol: bytes) -> None:
    offer = PLAIN % (b"Connection: upgrade\r\nUpgrade: %b\r\n" % protocol)
    assert talk(offer * 20 + CLOSING) == [200] * 21


def test_closing_is_still_asked_for_beside_an_offer(talk: Talk) -> None:
    offer = PLAIN % b"Connection: upgrade, close\r\nUpgrade: h2c\r\n"
    assert talk(offer) == [200]


def test_what_is_no_request_is_refused(talk: Talk) -> None:
    assert talk(b"NONSENSE\r\n\r\n") == [400]
    offer = PLAIN % b"Connection: upgrade\r\nUpgrade: h2c\r\n"
    assert talk(offer + b"NONSENSE\r\n\r\n")[-1] == 400

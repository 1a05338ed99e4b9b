"""Asks clamd whether a file is infected, by its command INSTREAM, over TCP or a local socket."""

import socket
import struct
from urllib.parse import urlsplit

import structlog

from app.core.errors import Invalid, Problem

log = structlog.get_logger("scanner")
TIMEOUT_SECONDS = 60.0
CHUNK = 1 << 18
LONGEST_ANSWER = 4_096
DEFAULT_PORT = 3310
CLEAN, FOUND = "OK", " FOUND"


def check(url: str | None, content: bytes) -> None:
    """Refuses an infected file, and every file while the scanner does not answer; without a scanner none."""
    if not url:
        return
    try:
        answer = _ask(url, content)
    except OSError as error:
        log.error("scanner_unavailable", reason=str(error))
        raise Problem("scanner_unavailable") from error
    verdict = answer.partition(": ")[2]
    if verdict.endswith(FOUND):
        raise Invalid("#/file", "infected", what=verdict.removesuffix(FOUND))
    if verdict != CLEAN:
        log.error("scanner_unavailable", reason=answer[:200])
        raise Problem("scanner_unavailable")


def _ask(url: str, content: bytes) -> str:
    with _connect(url) as connection:
        connection.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), CHUNK):
            part = content[at : at + CHUNK]
            connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        address = (parts.hostname or "localhost", parts.port or DEFAULT_PORT)
        return socket.create_connection(address, TIMEOUT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(TIMEOUT_SECONDS)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection

"""HTTP/1.1 for clients that offer to upgrade the connection, as Java's `HttpClient` does with `Upgrade: h2c`.

The parser stops behind the headers of such a request and drops its body, because another protocol could
begin there. A server may ignore the offer (RFC 9110, 7.8), and then the body belongs to the request. So the
request is parsed again without its offer. All other requests go through httptools once, as before.

A connection on which a request does not arrive is closed: uvicorn would wait for the rest of it without end.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

OFFER = {b"upgrade", b"http2-settings"}
"""Headers that make the offer, and the words in `Connection` that name them."""
PATIENCE = 15.0
"""Seconds for the first byte of a connection, and for all headers of a request."""
SLOWEST = 10_000
"""Bytes a second of a body, beyond the first seconds."""
LARGEST_HEAD = 64_000
"""Bytes of the first line and the headers."""
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol; it ends requests that arrive too slowly or have a head without end."""

    _timer: asyncio.TimerHandle | None = None
    _arriving = True
    """Whether a request is expected or half there."""
    _in_head = True
    _began = 0.0
    _received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._in_head = False

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._arriving = False

    def _expect(self) -> None:
        self._arriving = self._in_head = True
        self._began, self._received = self.loop.time(), 0

    def _count(self, data: bytes) -> None:
        """After each piece that arrived and was parsed."""
        if not self._arriving:
            self._stop_watching()
            return
        self._received += len(data)
        if self._in_head and self._received > LARGEST_HEAD:
            self.send_400_response("The headers are too long.")
        elif self._timer is None:
            self._watch()

    def _watch(self) -> None:
        self._timer = self.loop.call_later(PATIENCE, self._check_pace)

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_pace(self) -> None:
        self._timer = None
        if not self._arriving or self.transport.is_closing():
            return
        allowed = PATIENCE + (0 if self._in_head else self._received / SLOWEST)
        left = self._began + allowed - self.loop.time()
        if left > 0 or self.flow.read_paused:
            self._timer = self.loop.call_later(max(left, 1.0), self._check_pace)
            return
        if self._received and (self.cycle is None or not self.cycle.response_started):
            self.transport.write(TOO_SLOW)
        self.transport.close()


class IgnoreUpgrade(PatientProtocol):
    """It answers in HTTP/1.1 whatever else is offered."""

    parser: Any  # httptools has no types

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        received = data
        try:
            while data:
                data = self._parse(data)
        except httptools.HttpParserError:
            message = "Invalid HTTP request received."
            self.logger.warning(message)
            self.send_400_response(message)
        else:
            self._count(received)

    def on_headers_complete(self) -> None:
        if not self._is_offer():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._is_offer():
            super().on_message_complete()

    def _parse(self, data: bytes) -> bytes:
        """Parse; return what has to be parsed next: a request without its offer and what follows it."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if not self._is_offer():  # CONNECT; the answer to it has been started
                return b""
            following = data[upgrade.args[0] :]
            head = self._head_without_offer()
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            return head + following
        return b""

    def _is_offer(self) -> bool:
        return bool(self.parser.should_upgrade()) and self.parser.get_method() != b"CONNECT"

    def _head_without_offer(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        for name, value in self.headers:
            if name == b"connection":
                words = (word.strip() for word in value.split(b","))
                value = b", ".join(word for word in words if word.lower() not in OFFER)
            if name not in OFFER and (value or name != b"connection"):
                lines.append(b"%b: %b" % (name, value))
        return b"\r\n".join([*lines, b"", b""])

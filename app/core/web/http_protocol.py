"""HTTP/1.1 for clients that offer to upgrade the connection, as Java's `HttpClient` does with `Upgrade: h2c`.

The parser stops behind the headers of such a request and drops its body, because another protocol could
begin there. A server may ignore the offer (RFC 9110, 7.8), and then the body belongs to the request. So the
request is parsed again without its offer. All other requests go through httptools once, as before.
"""

from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

OFFER = {b"upgrade", b"http2-settings"}
"""Headers that make the offer, and the words in `Connection` that name them."""


class IgnoreUpgrade(HttpToolsProtocol):
    """Uvicorn's protocol; it answers in HTTP/1.1 whatever else is offered."""

    parser: Any  # httptools has no types

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            while data:
                data = self._parse(data)
        except httptools.HttpParserError:
            message = "Invalid HTTP request received."
            self.logger.warning(message)
            self.send_400_response(message)

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

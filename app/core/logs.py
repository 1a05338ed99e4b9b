"""Structured logs: one JSON line per event, with the request id; no bodies, tokens or addresses."""

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import metrics

access = structlog.get_logger("access")
UNLOGGED_PATHS = {"/api/v1/healthz", "/api/v1/readyz"}
SECRET_PATHS = re.compile(
    r"(/my/[a-z-]+/|/receipts/|/unsubscribe/|/password-resets/|/password/|/newsletter-subscriptions/"
    r"|(?<!\d)/newsletter/|(?<!\d)/check-in/|/calendar/(?=[^/\s]+\.ics))"
    r"[^/\s\"']+"
)


def configure(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.processors.JSONRenderer(serializer=_serialize),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide tokens in paths (own links, receipts, tickets, calendars), because they give access."""
    for name in ("path", "call", "instance", "exception"):
        if name in event:
            event[name] = SECRET_PATHS.sub(r"\1…", event[name])
    return event


def _serialize(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=str)


class RequestLog:
    """Gives each request an id, answers it as `X-Request-Id` and writes one line when the answer leaves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        scope["request_id"] = request_id = _given_id(scope) or secrets.token_hex(8)
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                return await self.app(scope, receive, sending)
            finally:
                took = time.perf_counter() - started
                metrics.count_request(scope, status, took)
                _log_request(scope, status, request_id, took)


def _log_request(scope: Scope, status: int, request_id: str, seconds: float) -> None:
    path = scope["path"]
    if path in UNLOGGED_PATHS or path.startswith("/static/"):
        return
    access.info(
        "request",
        method=scope["method"],
        path=path,
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=request_id,
    )


def _given_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            return text if len(text) <= 64 and text.isascii() and text.replace("-", "").isalnum() else None
    return None

"""The site's only way to the data: the same HTTP API that everybody else uses."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from app.core.secrets import sign
from app.core.settings import Settings
from app.core.text import Language, translator
from app.core.web import question
from app.core.web.client_address import peer_address
from app.site import sent_before
from app.site.field_words import name_of
from app.site.json_values import Json, Record
from app.site.posted import key_of_write
from app.site.refusals import held_back, worded
from app.site.session import language_of, token_of
from app.site.transport import InProcessTransport, Transport, TransportResponse, UnreachableError

Handler = Callable[[Request], Awaitable[Response]]
Params = Record
log = structlog.get_logger()

BASE = "/api/v1"
TIMEOUT_SECONDS = 60.0
"""Long enough for a write that waits on a busy machine: what was cut off may still have been done."""
CACHE_SECONDS = 600.0
RETRY_SECONDS = 30
CONFIRM_NEEDED = "confirm_needed"
KEY = "Idempotency-Key"
REFUSALS = frozenset({403, 404})


@dataclass(frozen=True, eq=False)
class Reply:
    """One answer of the API; `data` is the parsed JSON, None when there is none."""

    status: int
    data: Any
    headers: Headers
    content: bytes

    @property
    def ok(self) -> bool:
        return self.status < 400

    @property
    def etag(self) -> str | None:
        """To be sent back as `etag=` with the change of what was read."""
        return self.headers.get("etag")

    @property
    def mark(self) -> str | bytes:
        """Two answers to the same question with the same mark say the same.

        A list also holds a moment that moves with the clock (`synced_until`), which is no part of its ETag.
        """
        return self.etag or self.content

    @property
    def problem(self) -> Json:
        """The RFC 9457 body of a refusal, which says in `detail` why; empty when the call went well."""
        return self.data if not self.ok and isinstance(self.data, dict) else {}

    @property
    def code(self) -> str | None:
        return self.problem.get("code")

    @property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong by field, `#/sessions/0/starts_at` being `sessions-0-starts_at`."""
        found: dict[str, list[str]] = {}
        for error in self.problem.get("errors") or []:
            found.setdefault(name_of(error["pointer"]), []).append(error["detail"])
        return found

    @property
    def record(self) -> Json:
        """The answer, where it is one object."""
        found: Json = self.data
        return found

    @property
    def results(self) -> list[Json]:
        """The rows of a list."""
        rows: list[Json] = self.data["results"]
        return rows

    @property
    def cursor(self) -> str | None:
        """Where the next page of a list begins; None on the last."""
        return _cursor((self.data or {}).get("next"))

    @property
    def cursor_before(self) -> str | None:
        """Where the page before begins; None on the first."""
        return _cursor((self.data or {}).get("previous"))


def _cursor(address: str | None) -> str | None:
    return parse_qs(urlsplit(address or "").query).get("cursor", [None])[0]


class ApiError(Exception):
    """A refusal that the page does not handle. It becomes the error page of the same status."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status} {reply.code or ''}")
        self.reply = reply


class SignedOutError(Exception):
    """The page needs a login, and the visitor has none or their session has ended."""


class ConfirmNeededError(Exception):
    """The API asks the user of an open session to prove once more who they are."""


class ApiUnreachableError(Exception):
    """No answer within `TIMEOUT_SECONDS`, or none at all; becomes a 503."""


class Client:
    """The connection to the API, with a cache of answers that hardly change."""

    def __init__(self, settings: Settings, api: ASGIApp | None, api_url: str | None) -> None:
        self.settings = settings
        self.cached: dict[str, tuple[float, Reply]] = {}
        self.wire: Transport = (
            InProcessTransport(api, BASE, settings.public_url)
            if api is not None
            else _socket(api_url or settings.public_url)
        )

    def forget(self, path: str) -> None:
        """Drop the cached answers under the first part of `path`, after a write to it."""
        root = "/" + path.split("/")[1]
        self.cached = {key: one for key, one in self.cached.items() if not key.startswith(root)}

    def signed_address(self, address: str) -> str:
        """The visitor's address, signed so that the API can limit rates by it and trusts no other sender."""
        return f"{address};{sign(self.settings.secret_key, 'client-address', address)}"

    async def close(self) -> None:
        await self.wire.close()


class Api:
    """The API as one visitor sees it: with their token, language, address and request id.

    Paths are relative to `/api/v1`. A read that is answered from 400 up raises `ApiError`, unless the status
    is in `accept`: then the page only asks whether it may show something. A write returns every refusal,
    also a 503 when the API is away, so that its form can come back; on a staff page it raises
    `SignedOutError` when the session has ended.
    """

    def __init__(self, client: Client, request: Request, token: str | None, lang: Language) -> None:
        self.lang = lang
        self._client = client
        self._request = request
        self._token = token
        request.state.written = False
        self._headers = {
            "Accept": "application/json",
            "Accept-Language": lang,
            "X-Request-Id": request.state.request_id,
            "X-Client-Address": client.signed_address(peer_address(request, client.settings)),
        }

    async def get(self, path: str, params: Params | None = None, *, accept: Collection[int] = ()) -> Reply:
        asks = REFUSALS.intersection(accept)
        request_id = self._request.state.request_id
        headers = question.mark(self._client.settings.secret_key, request_id) if asks else None
        return await self._send("GET", path, params=params, headers=headers, accept=accept)

    async def public(self, path: str, params: Params | None = None) -> Reply:
        """The public answer, without the token of the reader: for answers that are cached for all."""
        return await self._send("GET", path, params=params, anonymous=True)

    async def reference(
        self, path: str, params: Params | None = None, seconds: float = CACHE_SECONDS
    ) -> Reply:
        """A list that hardly changes (territories, partnerships), as anybody may read it.

        It is kept for `seconds`, or until somebody changes it through this site.
        """
        key = f"{path}?{_query(params)}"
        at, found = self._client.cached.get(key, (0.0, None))
        if found is None or time.monotonic() - at > seconds:
            found = await self._send("GET", path, params=params, anonymous=True)
            self._client.cached[key] = (time.monotonic(), found)
        return found

    async def post(
        self,
        path: str,
        json: Any = None,
        *,
        params: Params | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        once: str | None = None,
        asks: bool = True,
        anonymous: bool = False,
    ) -> Reply:
        """`content` with a `Content-Type` header in place of `json` sends a file.
        `once` is a key drawn when the form was shown: sent twice, the form is done once; the same under
        another key is asked about, but where the API refuses a second one itself (`asks=False`). `anonymous`
        leaves the visitor's token out.
        """
        if once:
            headers = {**(headers or {}), KEY: once}
            if asks and content is None and sent_before.asks(self._request, path, json, once):
                return Reply(409, sent_before.question(translator(self.lang)), Headers(), b"")
        reply = await self._send(
            "POST", path, params=params, json=json, content=content, headers=headers, anonymous=anonymous
        )
        if once and asks and content is None and reply.status == 201:
            sent_before.note(self._request, path, json, once)
        return reply

    async def put(
        self,
        path: str,
        json: Any = None,
        *,
        etag: str | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        anonymous: bool = False,
    ) -> Reply:
        """`content` and `anonymous` as in `post`."""
        sent = {**_if_match(etag), **(headers or {})}
        return await self._send("PUT", path, json=json, content=content, headers=sent, anonymous=anonymous)

    async def patch(
        self, path: str, json: Any = None, *, etag: str | None, params: Params | None = None
    ) -> Reply:
        return await self._send("PATCH", path, params=params, json=json, headers=_if_match(etag))

    async def delete(self, path: str, *, etag: str | None) -> Reply:
        return await self._send("DELETE", path, headers=_if_match(etag))

    async def try_deletion(self, path: str, etag: str | None) -> Reply:
        """Whether `delete` would be refused, and why. Nothing is deleted."""
        return await self._send("DELETE", path, params={"dry_run": True}, headers=_if_match(etag))

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        anonymous: bool = False,
    ) -> Reply:
        sent = {**self._headers, **(headers or {})}
        if self._token and not anonymous:
            sent["Authorization"] = f"Bearer {self._token}"
        if json is not None:
            sent["Content-Type"] = "application/json"
            content = dumps(json, ensure_ascii=False, allow_nan=False).encode()
        if method == "GET":
            reply = await self._exchange(method, path, _query(params), sent, b"")
        else:
            reply = await self._write(method, path, params, sent, content or b"")
        if reply.ok or reply.status in accept:
            return reply
        signed_out = reply.status == 401 and not anonymous
        if signed_out and self._token and not self._on_staff_page:
            self._token, self._request.state.session_ended = None, True
            return await self._send(
                method, path, params=params, json=json, content=content, headers=headers, accept=accept
            )
        if signed_out and self._on_staff_page:
            raise SignedOutError
        if reply.code == CONFIRM_NEEDED and self._on_staff_page:
            raise ConfirmNeededError
        if method == "GET":
            raise ApiError(reply)
        return reply

    async def _write(
        self, method: str, path: str, params: Params | None, headers: dict[str, str], content: bytes
    ) -> Reply:
        """Under the key of the page that was pressed, but where the handler gave one or only tries."""
        if getattr(self._request.state, "restored", False):
            return Reply(409, held_back(translator(self.lang)), Headers(), b"")
        if KEY not in headers and "dry_run" not in (params or {}):
            key = await key_of_write(self._request, headers.get("If-Match"), content)
            headers |= {KEY: key} if key else {}
        reply = await self._exchange(method, path, _query(params), headers, content)
        self._client.forget(path)
        self._request.state.written |= reply.ok
        return reply

    async def _exchange(
        self, method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
    ) -> Reply:
        """Without an answer a write counts as refused (503), and a read raises."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await self._client.wire.send(method, BASE + path, query, headers, content)
        except (TimeoutError, UnreachableError) as error:
            log.error("api_unreachable", path=path)
            if method == "GET":
                raise ApiUnreachableError(path) from error
            return _read((503, Headers({"retry-after": str(RETRY_SECONDS)}), b""), self.lang)
        if answer[0] >= 500:
            log.error("api_failure", status=answer[0], path=path)
        return _read(answer, self.lang)

    @property
    def _on_staff_page(self) -> bool:
        """When a session has ended, public pages go on without it; staff pages ask for a new one."""
        return getattr(self._request.state, "staff", False)


def _if_match(etag: str | None) -> dict[str, str]:
    return {"If-Match": etag} if etag else {}


def _query(params: Params | None) -> str:
    """`true` and `false` as JSON has them, lists repeated, empty values left out.

    A browser sends every field of a form, also the empty ones; the API takes an empty filter for a mistake.
    """
    asked = [
        (name, str(one).lower() if isinstance(one, bool) else one)
        for name, value in (params or {}).items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one is not None and one != ""
    ]
    return urlencode(asked)


def _read(answer: TransportResponse, lang: Language) -> Reply:
    status, headers, content = answer
    data = orjson.loads(content) if content and "json" in headers.get("content-type", "") else None
    if status >= 400:
        data = worded(status, data, translator(lang))
    return Reply(status, data, headers, content)


def api_of(request: Request) -> Api:
    """The visitor's API, the same object all through one request."""
    found: Api | None = getattr(request.state, "api", None)
    if found is None:
        found = Api(request.app.state.client, request, token_of(request), language_of(request))
        request.state.api = found
    return found


async def gather(*calls: Awaitable[Reply]) -> list[Reply]:
    """Independent reads at once. The first that fails is the page's failure."""
    return list(await asyncio.gather(*calls))


async def download(request: Request, path: str, params: Params | None = None) -> Response:
    """Passes on a file of the API (PDF, sheet, calendar, picture); the browser has no token for the API."""
    reply = await api_of(request).get(path, params)
    passed_on = (
        "content-type",
        "content-disposition",
        "content-security-policy",
        "etag",
        "last-modified",
    )
    headers = {name: reply.headers[name] for name in passed_on if name in reply.headers}
    return Response(reply.content, headers=headers | {"Cache-Control": "private, no-cache"})


def _socket(api_url: str) -> Transport:
    from app.site.http_transport import HttpTransport

    return HttpTransport(api_url, TIMEOUT_SECONDS)

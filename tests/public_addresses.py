"""Every address that somebody without a login can ask for, of the API and of the site."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import httpx

from app.site.pages import all_routes
from tests.clients import PREFIX, Browser

NUMBERS = ("1", "2", "3")
"""Ids to try: in a database of a few records they are all there."""
QUERIES = {
    "/schedule": ("from=2000-01-01", "updated_since=2000-01-01T00:00:00Z", "q=s"),
    "/schedule.ics": ("from=2000-01-01",),
    "/schedule.jsonld": ("from=2000-01-01",),
    "/search": ("q=po", "q=ak"),
    "/events": ("updated_since=2000-01-01T00:00:00Z",),
    "/organisations": ("q=po", "updated_since=2000-01-01T00:00:00Z", "public=false"),
    "/projects": ("updated_since=2000-01-01T00:00:00Z",),
    "/partnerships": ("updated_since=2000-01-01T00:00:00Z",),
}


def routes(site: Browser, tokens: Sequence[str] = ()) -> Iterator[Iterator[str]]:
    """The addresses of each route: with each of the first ids, and the `tokens` for what is open in them."""
    described = site.get(f"{PREFIX}/openapi.json").json()["paths"]
    for path in sorted(path for path, verbs in described.items() if "get" in verbs):
        yield (PREFIX + address for address in _asked(path, tokens))
    for route in all_routes():
        if "GET" in (route.methods or ()):
            yield _filled(re.sub(r":\w+\}", "}", route.path), tokens)
    yield iter(("/organisation-names?organisation_name=po", "/search?q=po", "/search?q=ak"))


def _asked(path: str, tokens: Sequence[str]) -> Iterator[str]:
    for address in _filled(path, tokens):
        yield address
        yield from (f"{address}?{query}" for query in QUERIES.get(path, ()))


def _filled(path: str, tokens: Sequence[str]) -> Iterator[str]:
    parts = re.split(r"\{(\w+)\}", path)
    values = [tokens if name in ("token", "code") else NUMBERS for name in parts[1::2]]
    for chosen in product(*values):
        yield "".join(text + value for text, value in zip(parts[0::2], [*chosen, ""], strict=True))


def told(site: Browser, words: Iterable[str], tokens: Sequence[str] = ()) -> tuple[set[str], int]:
    """The addresses whose answers hold one of the `words`, and how many answers were looked at.

    A route that asks to sign in does so before it looks for the record, so it is asked once.
    """
    hidden, found, seen = [word.encode() for word in words], set(), 0
    for addresses in routes(site, tokens):
        for address in addresses:
            answer = site.get(address)
            seen += answer.status_code == 200
            if holds(answer, hidden):
                found.add(address)
            if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in"):
                break
    return found, seen


def holds(answer: httpx.Response, words: Iterable[bytes]) -> bool:
    """Whether one of the words stands there; calendars break their lines."""
    content = answer.content.replace(b"\r\n ", b"")
    return any(word in content for word in words)

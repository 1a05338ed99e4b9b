"""The keys under which a press writes: the same for the same press, and one for each of its writes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import Message

from app.site.posted import key_of_write

FORM = {"content-type": "application/x-www-form-urlencoded"}
Write = tuple[str | None, bytes]


def keys(fields: dict[str, str], *writes: Write) -> list[str | None]:
    """Those of the writes of one press."""

    async def receive() -> Message:
        return {"type": "http.request", "body": urlencode(fields).encode(), "more_body": False}

    async def made() -> list[str | None]:
        headers = [(name.encode(), value.encode()) for name, value in FORM.items()]
        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
        return [await key_of_write(request, version, body) for version, body in writes]

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, made()).result()


def test_two_presses_of_one_page_have_the_same_keys_and_those_of_another_page_others() -> None:
    writes: tuple[Write, ...] = ((None, b"{}"), ('"3-a"', b"{}"), (None, b"[]"))
    first, again, other = (keys({"once": once}, *writes) for once in ("page", "page", "anew"))
    assert first == again
    assert len({*first, *other}) == 2 * len(writes)


def test_equal_rows_that_one_press_writes_are_two() -> None:
    first = keys({"once": "page"}, (None, b"{}"), (None, b"{}"))
    assert len(set(first)) == 2
    assert first == keys({"once": "page"}, (None, b"{}"), (None, b"{}"))


def test_a_form_without_a_key_has_none() -> None:
    assert keys({"title": "Stůl"}, (None, b"{}")) == [None]

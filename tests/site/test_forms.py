"""Posted forms to JSON and back. The form converts; the API judges."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import anyio
import httpx
import pytest
from starlette.requests import Request

from app.site.client import Reply
from app.site.forms import Form, form_of, prague, read_form


def posted(*pairs: tuple[str, str], **options: Any) -> Form:
    """What `read_form` makes of these fields."""
    body = urlencode(pairs).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    request = Request({"type": "http", "method": "POST", "headers": [kind]}, receive)

    async def read() -> Form:
        return await read_form(request, **options)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests may hold this thread's event loop
        return elsewhere.submit(anyio.run, read).result()


def problem(*errors: tuple[str, str], detail: str = "Something is wrong.") -> Reply:
    body = {"status": 422, "detail": detail, "errors": [{"pointer": p, "detail": d} for p, d in errors]}
    return Reply(422, body, httpx.Headers(), json.dumps(body).encode())


def test_an_empty_field_is_null_and_spaces_around_are_not_meant() -> None:
    assert posted(("phone", " "), ("name", "  Věra ")).data == {"phone": None, "name": "Věra"}


def test_a_box_that_is_not_ticked_is_false() -> None:
    form = posted(("consents-photos", "on"), flags=("consents-photos", "consents-newsletter"))
    assert form.data == {"consents": {"photos": True, "newsletter": False}}


def test_an_unticked_list_is_empty_and_a_ticked_one_keeps_its_order() -> None:
    assert posted(lists=("territory_ids",)).data == {"territory_ids": []}
    assert posted(("days", "2"), ("days", "1"), lists=("days",)).data == {"days": ["2", "1"]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-24T09:00", "2026-11-24T09:00:00+01:00"),
        ("2026-07-01T09:00", "2026-07-01T09:00:00+02:00"),
        ("2026-07-01T09:00:00Z", "2026-07-01T09:00:00+00:00"),
        ("next Tuesday", "next Tuesday"),
    ],
)
def test_a_typed_time_is_a_czech_one(typed: str, meant: str) -> None:
    assert prague(typed) == meant


def test_repeated_rows_become_a_list_and_empty_rows_are_left_out() -> None:
    form = posted(
        ("sessions-0-starts_at", ""),
        ("sessions-0-note", ""),
        ("sessions-2-starts_at", "2026-11-24T09:00"),
        ("sessions-2-venue-name", "Radnice"),
        ("sessions-10-starts_at", "2026-11-25T09:00"),
        times=("sessions-*-starts_at",),
    )
    assert form.data["sessions"] == [
        {"starts_at": "2026-11-24T09:00:00+01:00", "venue": {"name": "Radnice"}},
        {"starts_at": "2026-11-25T09:00:00+01:00"},
    ]


def test_an_error_goes_to_the_row_in_which_it_was_typed() -> None:
    form = posted(("sessions-0-note", ""), ("sessions-3-note", "x"))
    form.refused(problem(("#/sessions/0/starts_at", "When does it start?")))
    assert form.errors == {"sessions-3-starts_at": ["When does it start?"]}


def test_a_refusal_without_fields_stands_above_the_form() -> None:
    form = posted(("name", "Věra")).refused(problem(detail="Already registered."))
    assert form.general == ["Already registered."]
    assert form.value("name") == "Věra"


def test_buttons_and_etags_are_read_but_not_sent() -> None:
    form = posted(("etag", '"3-abc"'), ("note", "x"), extra=("etag",))
    assert form.value("etag") == '"3-abc"'
    assert form.data == {"note": "x"}


def test_a_record_fills_the_form_that_would_make_it() -> None:
    record = {
        "title": "Kulatý stůl",
        "capacity": None,
        "consents": {"photos": True, "newsletter": False},
        "territory_ids": [3, 4],
        "sessions": [{"starts_at": "2026-11-24T08:00:00+00:00"}],
    }
    form = form_of(record, times=("sessions-*-starts_at",))
    assert form.value("title") == "Kulatý stůl"
    assert form.value("capacity") == ""
    assert form.has("consents-photos")
    assert not form.has("consents-newsletter")
    assert form.has("territory_ids", 4)
    assert form.value("sessions-0-starts_at") == "2026-11-24T09:00"
    assert form.indexes("sessions", spare=2) == [0, 1, 2]


def test_a_field_that_is_both_a_value_and_a_level_does_no_harm() -> None:
    assert posted(("a", "1"), ("a-b", "2")).data == {"a": "1"}

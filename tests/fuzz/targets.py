"""What is fuzzed: each target takes any bytes and may refuse them in the one way that its callers expect.

A new parser gets a target here. Each is short: bytes to the type that the parser takes, the call, and what
holds of its result. Anything else that is raised is a find.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from icalendar import Calendar
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.attachments.content import fitting_name, type_of
from app.attachments.models import MediaType
from app.core import networks, plain_text, text
from app.core.addresses import normal_address, parse_email
from app.core.database.columns import PersonName, Text
from app.core.errors import NotFound, Problem
from app.core.files.calendar import CalendarEntry, ics
from app.core.files.safe_svg import make_safe
from app.core.mail.mailboxes import mailbox_of
from app.core.web import keyset, multipart
from app.core.web.front import host_name
from app.events.views import ScheduleFilters, ScheduleQuery
from app.integrations.service import _parse_cursor
from app.registrations import answers, links
from app.registrations.shapes import RegistrationCreate
from app.site.fields import figure
from app.site.forms import converted, posted
from app.site.session import local_path

Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {}
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
QUESTIONS = [
    {"name": "count", "label": "Kolik", "kind": "number"},
    {"name": "days", "label": "Dny", "kind": "choices", "options": ["út", "st"]},
    {"name": "car", "label": "Auto", "kind": "yes_no"},
    {"name": "plate", "label": "Značka", "kind": "text", "shown_if": {"field": "car", "equals": [True]}},
]
SEEDS: dict[str, tuple[bytes, ...]] = {
    "form": (b"people-0-first_name=Jana&people-1-days=1&x-on=on&x-at=2026-11-29T12:00&act=add:people",),
    "filters": (b"from=2026-11-01&to=2026-12-01&kind=seminar&territory=CZ051&limit=50&q=a&cursor=WzFd",),
    "cursor": (b"WzFd", b"WyJhIiwxXQ", b"-WzFd", b"12-34"),
    "given_answers": (
        b'{"count":"1e9","days":["\xc3\xbat"],"car":true,"plate":"1L2"}',
        b'{"count":-0.5,"days":[]}',
    ),
    "sign_up": (
        b'{"first_name":"Jana","last_name":"N","email":"a@b.example","phone":"601234567","answers":{"a":1},'
        b'"consents":{"photos":true},"needs":{"diet":"x"},"organisation_id":7,"note":"a","whole_series":false}',
    ),
    "svg": (b"<g fill='red'><path d='M0 0L1 1'/><use href='#a'/><style>a{b:url(x)}</style></g>",),
    "calendar": ("Stůl; 9,5\\n\r\n".encode(),),
    "attached_file": (b"%PDF-1.7", b"PK\x03\x04\x14\x00[Content_Types].xml", b"RIFF....WEBPVP8 ", b"<html>"),
    "address": (b"Jana <jana+a@xn--msto-gwa.example>", b"2001:db8::1"),
    "uploaded_parts": (
        b'boundary=b\n--b\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nx\r\n--b--\r\n',
    ),
}
"""Where a target begins; libFuzzer changes these."""
ENTRY = CalendarEntry(uid="a@b.example", stamp=NOON, starts_at=NOON, ends_at=NOON, summary="Stůl")


def target(function: Target) -> Target:
    TARGETS[function.__name__] = function
    return function


@target
def attached_file(data: bytes) -> None:
    assert fitting_name(as_text(data), MediaType.PDF).lower().endswith(".pdf")
    with suppress(Problem):
        assert type_of(data) in MediaType


def as_text(data: bytes) -> str:
    """Any text that Python can hold, also with halves of surrogate pairs."""
    return data.decode("utf-8", "surrogateescape")


@target
def form(data: bytes) -> None:
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True)
    read = converted(FormData(pairs), flags=["*-on"], times=["*-at"], lists=["days*"], extra=["act"])
    json.dumps(read.data)
    read.indexes("people")
    read.concerns([name for name, _ in pairs])


@target
def posted_form(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind or b"multipart/form-data; boundary=b")]
    request = Request({"type": "http", "method": "POST", "headers": headers, "app": None}, receive)
    with suppress(HTTPException):
        converted(asyncio.run(posted(request)))


@target
def uploaded_parts(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")
    with suppress(Problem):
        multipart.read_parts(f"multipart/form-data; {kind.decode('latin-1')}", body)


@target
def cursor(data: bytes) -> None:
    for length in (1, 2):
        with suppress(Problem):
            keyset.decode(as_text(data), length)
    with suppress(Problem):
        _parse_cursor(as_text(data))


@target
def filters(data: bytes) -> None:
    values = dict(parse_qsl(data.decode("latin-1"), keep_blank_values=True))
    models: tuple[type[BaseModel], ...] = (ScheduleQuery, ScheduleFilters)
    for model in models:
        with suppress(ValidationError):
            model.model_validate(values)


@target
def given_answers(data: bytes) -> None:
    try:
        given = from_json(data)
    except ValueError:
        return
    if isinstance(given, dict):
        with suppress(Problem):
            json.dumps(answers.validate(QUESTIONS, given, complete=True))


@target
def sign_up(data: bytes) -> None:
    with suppress(ValueError):
        RegistrationCreate.model_validate(from_json(data))


@target
def svg(data: bytes) -> None:
    with suppress(Problem):
        safe = make_safe(b"<svg xmlns='http://www.w3.org/2000/svg'>" + data + b"</svg>", "#/svg")
        assert "<script" not in safe.lower()
    with suppress(Problem):
        make_safe(data, "#/svg")


@target
def calendar(data: bytes) -> None:
    typed = as_text(data)
    entry = CalendarEntry(**{**vars(ENTRY), "summary": typed, "location": typed, "attendee": typed})
    written = ics([entry], typed)
    assert len(Calendar.from_ical(written.decode()).events) == 1


@target
def address(data: bytes) -> None:
    typed = as_text(data)
    normal_address(typed)
    mailbox_of(typed)
    with suppress(ValidationError):
        email = parse_email(typed)
        assert normal_address(email) == normal_address(normal_address(email))
    networks.counted_as(typed)
    networks.shortened(typed)


@target
def folding(data: bytes) -> None:
    typed = data.decode("utf-8", "ignore")
    assert text.fold(text.fold(typed)) == text.fold(typed)
    text.sort_key(typed)
    text.pick_language(typed)


@target
def names(data: bytes) -> None:
    with suppress(ValidationError):
        TypeAdapter(PersonName).validate_python(as_text(data))
    with suppress(ValidationError):
        TypeAdapter(Text).validate_python(as_text(data)).encode()


@target
def figures(data: bytes) -> None:
    typed = as_text(data)
    json.dumps(figure(typed, "number"), allow_nan=False)
    plain_text.whole_number(typed)


@target
def headers(data: bytes) -> None:
    host_name(data)
    assert local_path(as_text(data)).startswith("/")


@target
def token(data: bytes) -> None:
    with suppress(NotFound):
        links.registration_in(as_text(data))
    links.day_in(as_text(data))

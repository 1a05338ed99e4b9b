"""Bytes from outside are never structure: whatever a form sends becomes JSON, and no page is a 500."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from app.core.database.engine import Database
from app.core.plain_text import figure_in, whole_number
from app.partnerships.models import Partnership
from app.site.fields import figure
from app.site.forms import Form, converted
from tests import factories
from tests.clients import Browser
from tests.site.desk import OURS, fields
from tests.site.test_forms import problem

DIGITS = ["0", "1", "01", "00", "-", "--", "²", "٣", "9" * 5_000, "", "1e9", " 1", "+1"]
PARTS = st.one_of(st.sampled_from([*DIGITS, "a", "people", "answers", "name"]), st.text(max_size=3))
NAMES = st.one_of(st.lists(PARTS, max_size=12).map("-".join), st.text(max_size=20))
FIELDS = st.lists(st.tuples(NAMES, st.text(max_size=10)), max_size=12)


def read(pairs: list[tuple[str, str]]) -> Form:
    return converted(FormData(pairs), flags=["a-*"], times=["*-name"], lists=["people*"], extra=["answers"])


@given(FIELDS)
def test_any_fields_become_json_that_can_be_sent(pairs: list[tuple[str, str]]) -> None:
    form = read(pairs)
    assert isinstance(json.loads(json.dumps(form.data)), dict | list)
    form.indexes("people")


@given(FIELDS, st.lists(NAMES, max_size=5))
def test_any_pointers_of_errors_find_a_place(pairs: list[tuple[str, str]], names: list[str]) -> None:
    form = read(pairs).refused(problem(*((f"#/{name.replace('-', '/')}", "Wrong.") for name in names)))
    form.concerns(["people", "name"])


HOSTILE = [
    "01=1",
    "²=1",
    "٣=1&1=2",
    "0=1&00=2",
    "-" * 1_000 + "=1",
    "a-" * 1_000 + "=1",
    "1-" * 50_000 + "=1",
    f"{'9' * 5_000}=1",
    "people-01-first_name=1&people-1-first_name=2",
    "people-²-first_name=1",
    "=",
    "%00=%00",
    "%ff%fe=%ed%a0%80",
    "consents=1&consents-photos=on",
    "consents-photos-x=on&consents-photos=on",
]


OTHER_SHAPES = [
    "=x&".join(["items", "agenda", "sessions", "people", "members", "effect", "rules", "needs", "stay", ""]),
    "=x&".join(f"{name}-0" for name in ("items", "agenda", "sessions", "people", "members", "offices", "")),
    "people-0-needs=x&people-0-answers=1&people-1-last_name-0=z&email-0=1&needs-diet-x=1&registration=x",
    "items-0-title=x&items-1-speakers-0-x=1&items-1-moderator-x=1&agenda-0-presenter-x=1&sessions-0-venue=x",
]
"""One value where there are rows, and rows where there is one value."""


@pytest.mark.parametrize("body", [*HOSTILE, *OTHER_SHAPES])
def test_no_form_is_an_error_of_ours(
    site: Browser, database: Database, partnership: Partnership, body: str
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/sign-in", "/language", f"/events/{event}/register", f"/events/{event}/register-several"):
        assert site.post(path, content=body.encode(), headers={**OURS, **kind}).status_code < 500, path


@pytest.mark.parametrize("body", OTHER_SHAPES)
def test_no_form_of_the_staff_is_an_error_of_ours(
    office: Browser, database: Database, partnership: Partnership, body: str
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in (
        "/staff/events/new",
        f"/staff/events/{event}/edit",
        f"/staff/events/{event}/copy",
        f"/staff/events/{event}/programme",
        f"/staff/events/{event}/invitations/new",
        "/staff/decisions/new",
        "/staff/groups/new",
        f"/staff/partnerships/{partnership.id}/edit",
    ):
        assert office.post(path, content=body.encode(), headers={**OURS, **kind}).status_code < 500, path


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "hex", "utf-16", "rot13", "nothing", "unicode_escape"]
)
def test_no_encoding_of_a_form_is_an_error_of_ours(site: Browser, charset: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="\xff\xfe--\x80"\r\n\r\n\\x\xff--\x80.\x80\r\n'
        b'--b\r\nContent-Disposition: form-data; name="a"; filename="\xff"\r\n\r\nx\r\n--b--\r\n'
    )
    kind = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    assert site.post("/language", content=body, headers={**OURS, **kind}).status_code < 500


@pytest.mark.parametrize("target", ["/č", "/events?q=ř", "/\u2028", "/%", "/a b", "/😀"])
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_any_page_may_be_the_next_one(site: Browser, target: str, htmx: dict[str, str]) -> None:
    body = urlencode({"lang": "en", "next": target})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = site.post("/language", content=body, headers={**OURS, **kind, **htmx})
    assert answer.status_code < 400


@pytest.mark.parametrize(
    "typed", ["1e999999999", "1e-999999999", "1e999999", "9" * 5_000, "NaN", "Infinity", "-sNaN", "²", "1_0"]
)
def test_a_figure_without_end_is_no_figure(typed: str) -> None:
    assert figure(typed, "number") in (typed, 10, 0)
    assert whole_number(typed) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()))
def test_any_value_is_a_figure_or_none(value: object) -> None:
    found = figure_in(value)
    assert found is None or abs(int(found)) <= 10**15


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_without_a_conversion_is_refused_at_its_field(
    office: Browser, partnership: Partnership, moment: str
) -> None:
    here = f"/staff/events/new?kind=seminar&partnership_id={partnership.id}"
    typed = fields(office.get(here).text) | {"title": "Dávno", "sessions-0-starts_at": moment}
    answer = office.post(here, data=typed)
    assert answer.status_code == 422
    assert "Dávno" in answer.text

"""Somebody else was faster: the page shows what is different now, and nothing that is not."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from app.core.text import NBSP, Language
from app.site.fields import Field
from app.site.forms import Form
from app.site.versions import Difference, differences
from tests.browser.pages import STAFF
from tests.clients import Api, Browser
from tests.shares import each
from tests.site.demo.test_refused_forms import TEXT, send
from tests.site.sheets import Pairs, Sheet, sheets

STALE = '"0-seen-long-ago"'
EVENTS = ("round-tables", "trainings", "meetings", "events")
OF_EACH = 1


def edit_forms(
    visitor: Browser, admin: Api, known: dict[str, Any], every: int
) -> Iterator[tuple[str, Sheet]]:
    paths = [address.format(**known) for address in STAFF if address.endswith("/edit")]
    for kind in EVENTS:
        paths += [f"/staff/events/{row['id']}/edit" for row in admin.rows(f"/{kind}?limit={OF_EACH}", 1)]
    for path in list(dict.fromkeys(paths))[::every]:
        page = visitor.get(path)
        path = page.headers.get("location", path)
        for sheet in sheets(visitor.get(path).text):
            if "etag" in dict(sheet.fields):
                yield sheet.action or path, sheet


def stale(fields: Pairs) -> Pairs:
    return [(name, STALE if name == "etag" else value) for name, value in fields]


def compared(page: str) -> list[str]:
    """The rows of the comparison: field, stored, typed."""
    rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</tr>', page.partition('id="stale"')[2], re.DOTALL)
    return [unescape(re.sub(r"(<[^>]*>\s*)+", " | ", row)).strip(" |") for row in rows]


@each
def test_a_form_in_which_nobody_changed_anything_differs_in_nothing(
    boss: Browser, known: dict[str, Any], api: Api, every: int
) -> None:
    found = {}
    forms = list(edit_forms(boss, api.signed_in(boss.cookies["session"]), known, every))
    assert len(forms) > 20 / every
    for address, sheet in forms:
        answer = send(boss, address, stale(sheet.fields))
        assert answer.status_code == 412, address
        if rows := compared(answer.text):
            found[address] = rows
    assert found == {}


@each
def test_a_field_that_was_changed_is_the_only_difference(
    boss: Browser, known: dict[str, Any], api: Api, every: int
) -> None:
    for address, sheet in edit_forms(boss, api.signed_in(boss.cookies["session"]), known, every):
        written = [name for name, kind in sheet.kinds.items() if kind in ("text", "textarea", "tel")]
        plain = [
            name for name in written if name in ("title", "name", "first_name", "note", "role", "position")
        ]
        if not plain:
            continue
        typed = [(name, TEXT if name == plain[0] else value) for name, value in sheet.fields]
        rows = compared(send(boss, address, stale(typed)).text)
        assert len(rows) == 1, (address, rows)
        assert rows[0].endswith(f"| {TEXT}"), (address, rows)


def test_what_was_picked_is_told_in_words(boss: Browser, known: dict[str, Any]) -> None:
    address = f"/staff/users/{known['user']}/edit"
    [sheet] = [one for one in sheets(boss.get(address).text) if "etag" in dict(one.fields)]
    typed = dict(stale(sheet.fields)) | {"lang": "en"}
    page = boss.post(address, data=typed).text
    assert [row for row in compared(page) if "Anglicky" in row or "angličtina" in row.lower()]


ROWS = Field(
    "rows",
    "Rows",
    "rows",
    fields=(
        Field("id", "", "hidden"),
        Field("name", "Name"),
        Field("kind", "Kind", "choice", default="text"),
    ),
)


@pytest.mark.parametrize(
    ("one", "stored", "typed"),
    [
        (Field("a", "A", "number"), "1 250", "1250,0"),
        (Field("a", "A", "money"), "7 025 696,25", "7025696.25 Kč"),
        (Field("a", "A", "days"), "7, 1", "1;7"),
        (Field("a", "A", "lines"), "OSPOD\nNZDM", " OSPOD \r\n\r\nNZDM"),
        (Field("a", "A", "area"), "dva\nřádky", "dva\r\nřádky\r\n"),
        (Field("a", "A", "time"), "2026-11-24T09:00", "2026-11-24T09:00+01:00"),
        (Field("a", "A", "find"), "12|Jana Nová", "12|Jana Nová (Charita)"),
        (Field("a", "A", "find_many"), ["1|Jih", "2|Sever"], ["2|Sever (kraj)", "1|Jih"]),
        (Field("a", "A", "many"), ["a", "b"], ["b", "a"]),
        (Field("a", "A", "flag"), None, ""),
        (Field("a", "A"), None, "  "),
        (Field("a", "A", "pick"), 3, "3"),
    ],
)
def test_the_same_said_otherwise_is_no_difference(one: Field, stored: Any, typed: Any) -> None:
    assert said([one], {"a": stored}, {"a": typed}) == []


@pytest.mark.parametrize(
    ("one", "stored", "typed", "told"),
    [
        (Field("a", "A", "number"), "8", "9", ("8", "9")),
        (Field("a", "A", "flag"), "on", "", ("Yes", "No")),
        (Field("a", "A", "days", nullable=True), "", "0", ("", "0")),
        (Field("a", "A", "pick"), "3", "4", ("Three", "4")),
        (Field("a", "A", "number"), "8", "osm", ("8", "osm")),
        (Field("a", "A", "time"), "2026-11-24T09:00", "zítra", ("24 November 2026 9:00", "zítra")),
    ],
)
def test_what_means_something_else_is_told_in_words(
    one: Field, stored: Any, typed: Any, told: tuple[str, str]
) -> None:
    [found] = said([one], {"a": stored}, {"a": typed}, {"a": [("3", "Three")]})
    assert (found.stored.replace(NBSP, " "), found.typed) == told


def test_a_row_is_compared_by_what_was_typed_into_it() -> None:
    stored = {"rows-0-id": 1, "rows-0-name": "one", "rows-0-kind": "text"}
    shown = {**stored, "rows-1-id": "", "rows-1-name": "", "rows-1-kind": "text"}
    assert said([ROWS], stored, shown) == []
    added = said([ROWS], stored, {**shown, "rows-1-name": "two"})
    assert [one.label for one in added] == ["Rows 2: Name", "Rows 2: Kind"]
    assert [one.label for one in said([ROWS], stored, {})] == ["Rows 1: Name", "Rows 1: Kind"]


def said(
    fields: list[Field], stored: dict[str, Any], typed: dict[str, Any], offered: Any = None
) -> list[Difference]:
    lang: Language = "en"
    return differences(fields, Form(typed=stored), Form(typed=typed), lang, offered)

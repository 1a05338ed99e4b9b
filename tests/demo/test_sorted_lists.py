"""Every list can be sorted by every field that it names, and its pages go forwards and backwards."""

import re
import sys
from html import unescape
from itertools import cycle, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.dialects import sqlite

from app.core import text
from app.core.web.keyset import encode
from app.site.pages import all_routes
from tests.clients import Api, Browser
from tests.shares import each
from tests.site.desk import at_a_desk

AT_MOST = 12
ALIKE = {"/round-tables", "/trainings", "/meetings"}
"""Sorted by the code of `/events`."""
CZECH = {
    ("/events", "title"),
    ("/projects", "title"),
    ("/series", "title"),
    ("/courses", "title"),
    ("/organisations", "name"),
    ("/working-groups", "name"),
    ("/people", "position"),
    ("/minutes", "event_title"),
}
"""Fields whose words can be compared as they stand in the rows."""
FOREIGN = ({}, 10**18, "\0", None)
"""Values that no cursor of ours has, and null."""
UNSORTED = {"Upozornění", "Rozhodnutí", "Znovu odeslat", "Podrobnosti", "Co se změnilo", ""}
"""Headings of columns that hold no one value: remarks, facts of several kinds, and buttons."""
COMPARED = "/series/1/results"
"""No list but a comparison: a row for each territory, in their order."""
PARENTS = {
    "event_id": "/events?limit=200&sort=-confirmed",
    "series_id": "/series?sort=-topics",
    "project_id": "/projects?sort=starts_on",
    "group_id": "/working-groups?limit=20",
}


def sorted_lists(client: Api) -> dict[str, list[str]]:
    """The fields that each list may be sorted by, as OpenAPI documents them."""
    found = {}
    paths = client.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        if path in ALIKE:
            continue
        known = {one["name"]: one["schema"] for one in operations.get("get", {}).get("parameters", [])}
        if {"sort", "cursor"} <= known.keys():
            found[path] = re.findall(r"[a-z_]+", known["sort"]["pattern"])
    return found


def longest(client: Api, path: str) -> str:
    """The list, or that of a few records which has the most rows."""
    name = next(iter(re.findall(r"{(\w+)}", path)), None)
    if name is None:
        return path
    if name == "session_id":
        [event] = client.get("/round-tables?limit=1&sort=-confirmed").json()["results"]
        ids = [event["sessions"][0]["id"]]
    else:
        ids = [row["id"] for row in client.get(PARENTS[name]).json()["results"][:4]]
    lists = [path.replace(f"{{{name}}}", str(number)) for number in ids]
    return max(lists, key=lambda one: client.get(f"{one}?count=true").json()["total"])


def key_of(row: dict[str, Any]) -> Any:
    return row.get("id") or row.get("registration_id") or row.get("person_id") or repr(row)


def ask(client: Api, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


@each
def test_pages_in_any_order_have_each_row_once_and_lead_back(admin: Api, every: int) -> None:
    """Each field of each list is tried in one direction, the fields of one list in both by turns."""
    lists = sorted_lists(admin)
    assert len(lists) > 20
    orders = [
        (path, sign + field)
        for path, fields in lists.items()
        for field, sign in zip(fields, cycle(("", "-")), strict=False)
    ]
    shared = groupby(orders[::every], key=itemgetter(0))
    for path, sorts in shared:
        here = longest(admin, path)
        for _, sort in sorts:
            whole = [key_of(row) for row in ask(admin, f"{here}?sort={sort}&limit={AT_MOST}")["results"]]
            page = ask(admin, f"{here}?sort={sort}&limit={max(1, len(whole) // 3)}")
            assert page["previous"] is None
            pages = [page]
            while page["next"] and len(pages) < 3:
                page = ask(admin, page["next"])
                pages.append(page)
            found = [key_of(row) for one in pages for row in one["results"]]
            assert found == whole[: len(found)], (here, sort)
            for before in reversed(pages[:-1]):
                page = ask(admin, page["previous"])
                assert page["results"] == before["results"], (here, sort)
            assert page["previous"] is None, (here, sort)


def test_words_are_in_czech_order_and_what_is_empty_comes_last(admin: Api) -> None:
    for path, field in sorted(CZECH):
        for sign in ("", "-"):
            words = [row[field] for row in admin.rows(f"{path}?sort={sign}{field}&limit=200")]
            known = [word for word in words if word]
            assert words[: len(known)] == known
            assert known == sorted(known, key=text.sort_key, reverse=bool(sign)), (path, sign)


def test_the_order_of_words_holds_for_the_whole_expression() -> None:
    """On SQLite an order that is named inside a subquery is forgotten outside."""
    modules = [one for name, one in sys.modules.items() if name.startswith("app.")]
    orders = {
        f"{module.__name__}.{field}": str(column.compile(dialect=sqlite.dialect()))
        for module in modules
        for name, sorts in vars(module).items()
        if name.endswith("SORTS")
        for field, column in sorts.items()
    }
    named = {field: sql for field, sql in orders.items() if "COLLATE" in sql}
    assert len(named) > 20
    assert [field for field, sql in named.items() if not sql.endswith("COLLATE czech)")] == []


@each
def test_a_field_that_cannot_be_sorted_by_and_a_foreign_cursor_are_refused(admin: Api, every: int) -> None:
    for path, fields in [*sorted_lists(admin).items()][::every]:
        here = longest(admin, path)
        for name in ("shoe_size", ""):
            wrong = admin.get(f"{here}?sort={name}").json()
            assert [error["code"] for error in wrong["errors"]] == ["not_a_choice"], (here, name)
        for field, value in ((field, value) for field in fields for value in FOREIGN):
            answer = admin.get(f"{here}?limit=1&sort={field}&cursor={encode([value, 1])}")
            assert answer.status_code in (200, 422), (here, field, value)
        answer = admin.get(f"{here}?sort={fields[0]}&cursor=~")
        assert answer.json()["errors"][0]["code"] == "bad_cursor"
    answer = admin.get("/people?sort=name&updated_since=2020-01-01T00:00:00Z")
    assert answer.status_code == 422


@each
def test_every_heading_of_the_work_area_sorts_its_list(site: Browser, admin: Api, every: int) -> None:
    """The pages of all lists, of which the API may know fewer orders than they have columns."""
    desk = at_a_desk(site, admin)
    [project] = [row["id"] for row in admin.get("/projects?sort=starts_on&limit=1").json()["results"]]
    table = admin.get("/round-tables?sort=-confirmed&limit=1").json()["results"][0]["id"]
    names = {"event": table, "parent": project, "series": 1}
    names["id"] = names["series"]
    patterns = [route.path for route in all_routes() if route.path.endswith(".{kind}")][::every]
    pages = [re.sub(r"{(\w+)(:int)?}", lambda found: str(names.get(found[1], "")), path) for path in patterns]
    seen = 0
    for path in (page.removesuffix(".") for page in pages):
        answer = desk.get(path)
        if answer.status_code != 200 or path == COMPARED:
            continue
        heads = re.findall(r'<th scope="col"[^>]*>\s*<a href="([^"]+)"', answer.text)
        plain = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', answer.text)
        assert set(map(str.strip, plain)) <= UNSORTED, (path, plain)
        found = {unescape(href): desk.get(unescape(href)).status_code for href in heads}
        assert set(found.values()) <= {200}, found
        seen += len(found)
    assert seen > 60 / every

"""Who may do what: one table for all routes of the API, for every role, on own records and on foreign ones.

A route that is missing from the table fails the tests. Allowed is what gets past permission: a conflict with
the state of things, a stale version or a wrong field come after it. Writes are carried out to their end and
rolled back, so that all requests meet the same records.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import Response
from pypdf import PdfReader
from starlette.types import ASGIApp

from app.core.actor import ANY_KEY, EXPORT, SCOPES, scopes_of
from tests.api.permission_requests import asked, sent
from tests.api.permission_table import FOREIGN, OWN, ROUTES, Route
from tests.api.two_partnerships import BUT, INSIDE, SECRET, Names, Unchanging, World, build
from tests.clients import Api
from tests.conftest import a_database_of_its_own, keep_compiled
from tests.test_access import routes

STAFF = {"auditor", "coordinator", "admin"}
"""Who may know what is not public `here`; of an event also the facilitator, who is named at it."""

EACH = [
    pytest.param(12, id="each twelfth route"),
    pytest.param(1, id="every route", marks=pytest.mark.soak),
]
"""Every how manieth route is asked for; each reader begins at another one."""

INSIDE_ROWS = {
    "/users": "user_id",
    "/people": "person_id",
    "/venues": "venue_id",
    "/series": "series_id",
    "/letters": "letter_id",
    "/milestones": "milestone_id",
    "/suggestions": "suggestion_id",
    "/talks": "talk_id",
    "/newsletters": f"{INSIDE}newsletter_id",
    "/projects": f"{INSIDE}project_id",
    "/events": f"{INSIDE}event_id",
    "/schedule": f"{INSIDE}session_id",
    "/round-tables": f"{INSIDE}round_table_id",
    "/trainings": f"{INSIDE}training_id",
    "/attachments": f"{INSIDE}attachment_id",
    "/minutes": f"{INSIDE}minutes_id",
    "/meetings": f"{INSIDE}meeting_id",
    "/changes?types=registration": "registration_id",
}
"""Lists, each with a record that only the staff of its partnership may find in it."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[Unchanging]:
    opened = Unchanging(database_url)
    keep_compiled(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def files(scratch: Path) -> Path:
    """One folder for the one world of this module."""
    return scratch / "files_of_permissions"


@pytest.fixture(scope="module")
def worlds(database: Unchanging) -> list[World]:
    """The one world of this database, once it is built."""
    return []


@pytest.fixture
def world(worlds: list[World], api: Api, database: Unchanging) -> World:
    if not worlds:
        worlds.append(build(api, database))
    return worlds[0]


READERS = sorted({*OWN, *FOREIGN, "guest"})


def some(routes: Sequence[Route], every: int, who: str) -> Sequence[Route]:
    return routes[READERS.index(who) % every :: every]


def differences(
    api: Api, token: str | None, names: Names, expected: Iterable[tuple[Route, str]]
) -> dict[str, str]:
    found = {route.name: (cell, asked(api, route, token, names)) for route, cell in expected}
    return {name: f"{got} instead of {cell}" for name, (cell, got) in found.items() if got != cell}


def test_the_table_knows_every_route(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    described = routes(api_stack[0])
    assert sorted(described) == sorted(route.name for route in ROUTES)


def scope_of(route: APIRoute) -> str:
    endpoint: Any = route.endpoint
    return " ".join(scopes_of(endpoint.scope)) or "-"


def test_each_route_asks_keys_for_the_scope_of_the_table(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    asked = {name: scope_of(route) for name, route in routes(api_stack[0]).items()}
    assert asked == {route.name: route.scope for route in ROUTES}


def guard_of(route: APIRoute) -> str | None:
    endpoint: Any = route.endpoint
    found: str | None = endpoint.guard
    return found


@pytest.mark.parametrize("every", EACH)
@pytest.mark.parametrize("who", OWN)
def test_each_role_may_do_what_the_table_says(world: World, api: Api, who: str, every: int) -> None:
    expected = [(route, route.cells["here", who]) for route in some(ROUTES, every, who)]
    assert differences(api, world.tokens.get(who), world.here, expected) == {}


@pytest.mark.parametrize("every", EACH)
def test_who_reads_here_and_writes_elsewhere_writes_nothing_here(world: World, api: Api, every: int) -> None:
    """Seeing a record and writing somewhere are not enough to change it, but what is shared is for both."""
    expected = [(route, _either(route, "auditor", "elsewhere")) for route in some(ROUTES, every, "guest")]
    assert differences(api, world.tokens["guest"], world.here, expected) == {}


def _either(route: Route, first: str, second: str) -> str:
    cells = [route.cells["here", who] for who in (first, second)]
    return "yes" if "yes" in cells else cells[0]


@pytest.mark.parametrize("every", EACH)
@pytest.mark.parametrize(("who", "like"), [("former", "nobody"), ("travelling", "facilitator")])
def test_a_name_at_an_event_is_worth_as_much_as_the_role(
    world: World, api: Api, who: str, like: str, every: int
) -> None:
    """The right to record attendance needs both: being named, and being a facilitator in that place."""
    expected = [(route, route.cells["here", like]) for route in some(ROUTES, every, like)]
    assert differences(api, world.tokens[who], world.here, expected) == {}


@pytest.mark.parametrize("every", EACH)
@pytest.mark.parametrize("who", FOREIGN)
def test_no_role_reaches_into_another_partnership(world: World, api: Api, who: str, every: int) -> None:
    expected = [(route, route.cells["there", who]) for route in some(ROUTES, every, who)]
    assert differences(api, world.tokens[who], world.there, expected) == {}


BY_KEY = sorted({route.scope for route in ROUTES if " " in route.scope} | {*SCOPES})
"""What keys are asked for: each scope, and those that are needed together."""


@pytest.mark.parametrize("scope", BY_KEY)
def test_a_key_may_do_what_its_scope_says(world: World, api: Api, scope: str) -> None:
    """What the coordinator may, whose key it is; in both partnerships."""
    routes = [route for route in ROUTES if route.scope in (scope, ANY_KEY)]
    for place, names in (("here", world.here), ("there", world.there)):
        expected = [(route, route.cells[place, "coordinator"]) for route in routes]
        assert differences(api, world.tokens[scope], names, expected) == {}


PEOPLE = {"people", "registrations", "attendance", "participant-needs"}
"""The rooms whose scopes are for people."""


def test_a_key_without_a_scope_for_people_reads_nothing_of_the_inside(world: World, api: Api) -> None:
    """Of minutes no names, drafts and comments; no file that is for the staff of a group; none in lists.

    Nor the name of anybody whom the public does not read of.
    """
    rows = api.signed_in(world.tokens["coordinator"]).rows("/people")
    known = {SECRET, *(f"{row['first_name']} {row['last_name']}" for row in rows)}
    told = {
        scope: {
            (route.name, word)
            for names in (world.here, _with_inside(world.here))
            for route in _readable(scope)
            for word in _words(api, route, world.tokens[scope], names, known)
        }
        for scope in SCOPES
        if scope.partition(":")[0] not in PEOPLE
    }
    assert {scope: found for scope, found in told.items() if found} == {}
    seen = {
        route.name
        for route in _readable("events:read")
        for names in (world.here, _with_inside(world.here))
        if SECRET in _printed(sent(api, route, world.tokens["coordinator"], names))
    }
    assert len(seen) >= 5


def _words(api: Api, route: Route, token: str, names: Names, known: set[str]) -> set[str]:
    """Which of them an answer tells to a key and not to everybody."""
    told, public = (_printed(sent(api, route, one, names)) for one in (token, None))
    return {word for word in known if word in told and word not in public}


@pytest.mark.parametrize("every", EACH)
@pytest.mark.parametrize(("who", "like"), [("coordinator", "auditor"), ("member", "member")])
def test_a_key_that_only_reads_is_offered_nothing_that_it_is_refused(
    world: World, api: Api, who: str, like: str, every: int
) -> None:
    """No more than somebody who reads all and changes nothing."""
    offered = {}
    for scope in (one for one in BY_KEY if "write" not in one and one != EXPORT):
        token = world.tokens[scope if who == "coordinator" else f"{who} {scope}"]
        for names in (world.here, _with_inside(world.here)):
            for route in some(_readable(scope), every, like):
                more = _allowed(sent(api, route, token, names)) - READING_WORDS
                more -= _allowed(sent(api, route, None, names))
                if who == "coordinator":
                    more -= _allowed(sent(api, route, world.tokens[like], names))
                if more:
                    offered[scope, route.name] = sorted(more)
    assert offered == {}


READING_WORDS = {"see_members", "see_inside", "see_applications", "apply", "sign_up", "see_online"}
"""What `allowed` says of reading, or offers to everybody."""


def _readable(scope: str) -> list[Route]:
    return [
        route
        for route in ROUTES
        if route.method == "GET" and route.scope == scope and "{id}" not in route.path
    ]


def _with_inside(names: Names) -> Names:
    return names | {name.removeprefix(INSIDE): id_ for name, id_ in names.items() if name.startswith(INSIDE)}


def _printed(answer: Response) -> str:
    if answer.headers.get("content-type") != "application/pdf":
        return answer.text
    pages = (page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return " ".join(" ".join(pages).split())


def _allowed(answer: Response) -> set[str]:
    """All words of `allowed` in an answer, also in rows and parts."""
    if answer.status_code != 200 or "json" not in answer.headers["content-type"]:
        return set()
    found: set[str] = set()
    waiting = [answer.json()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found |= {word for word in part.get("allowed") or () if isinstance(word, str)}
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return found


def test_a_key_without_the_scope_to_export_fetches_no_file_with_people(
    world: World, api: Api, api_stack: tuple[FastAPI, ASGIApp]
) -> None:
    guarded = {name for name, route in routes(api_stack[0]).items() if guard_of(route) == "export"}
    expected = [(route, "403") for route in ROUTES if route.name in guarded and route.scope != "-"]
    assert len(expected) > 10
    assert differences(api, world.tokens[BUT + EXPORT], world.here, expected) == {}


@pytest.mark.parametrize("scope", ["-", *(scope for scope in SCOPES if scope != EXPORT)])
def test_a_key_with_all_scopes_but_one_may_not_do_what_that_one_says(
    world: World, api: Api, scope: str
) -> None:
    expected = [(route, route.without_scope) for route in ROUTES if scope in route.scope.split()]
    assert expected
    assert differences(api, world.tokens[BUT + scope], world.here, expected) == {}


@pytest.mark.parametrize("every", EACH)
@pytest.mark.parametrize("who", OWN)
def test_what_is_not_public_does_not_exist_outside(world: World, api: Api, who: str, every: int) -> None:
    hidden = {name.removeprefix(INSIDE): id_ for name, id_ in world.here.items() if name.startswith(INSIDE)}
    expected = [
        (route, _hidden(route, who))
        for route in some(ROUTES, every, who)
        if any(f"{{{name}}}" in route.path for name in hidden)
    ]
    assert expected
    assert differences(api, world.tokens.get(who), world.here | hidden, expected) == {}


OF_STAFF = ("{project_id}", "{attachment_id}", "{newsletter_id}")
"""Records that name no facilitator, unlike events."""


def _hidden(route: Route, who: str) -> str:
    """What the table says of a public record, were it not public."""
    cell = route.cells["here", who]
    known = who in STAFF or (who == "facilitator" and not any(name in route.path for name in OF_STAFF))
    return cell if cell == "401" or known else "404"


@pytest.mark.parametrize(
    "who", ["everybody", "nobody", "member", "bystander", "facilitator", "auditor", "coordinator"]
)
def test_lists_hold_nothing_of_the_inside_of_another_partnership(world: World, api: Api, who: str) -> None:
    assert [path for path in INSIDE_ROWS if _is_listed(api, path, world.tokens.get(who), world.there)] == []


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_lists_hold_the_inside_of_the_own_partnership(world: World, api: Api, who: str) -> None:
    not_public = [path for path in INSIDE_ROWS if path != "/schedule"]
    assert [path for path in not_public if not _is_listed(api, path, world.tokens[who], world.here)] == []


def _is_listed(api: Api, path: str, token: str | None, names: Names) -> bool:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = api.get(f"{path}{'&' if '?' in path else '?'}limit=200", headers=headers)
    return answer.status_code == 200 and names[INSIDE_ROWS[path]] in _ids(answer)


def _ids(answer: Response) -> list[int]:
    return [row["id"] for row in answer.json()["results"]]

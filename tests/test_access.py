"""Who gets in without signing in is decided here, route by route: a new public route needs a new line."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from app.core.logs import without_secrets
from app.core.web.routing import RouteIndex
from app.site.pages import all_routes
from tests.api.also_files import ALSO_FILES
from tests.clients import PREFIX, Api

PUBLIC = """
    GET /processing
    POST /my/data-requests
    GET /my/data/{token}
    POST /my/data/{token}/objection
    POST /my/data/{token}/withdraw-consents
    GET /my/registrations/{token}/rights
    POST /my/registrations/{token}/withdraw-consents
    POST /my/registrations/{token}/objection
    POST /my/registrations/{token}/data-request
    GET /healthz
    GET /calendar/{token}.ics
    GET /readyz
    GET /metrics
    POST /auth/login
    GET /auth/oidc
    POST /auth/oidc
    POST /auth/password-resets
    PUT /auth/password-resets/{token}

    GET /search
    GET /territories
    GET /territories/{territory_id}
    GET /organisations
    GET /organisations/{organisation_id}
    GET /partnerships
    GET /partnerships/{partnership_id}
    GET /partnerships/{partnership_id}/chart
    GET /partnerships/{partnership_id}/emblems
    GET /emblems/{emblem_id}/svg
    GET /emblems/{emblem_id}/png
    GET /minutes
    GET /events/{event_id}/minutes
    GET /events/{event_id}/minutes/items/{item_id}
    GET /events/{event_id}/minutes.pdf
    GET /attachments
    GET /attachments/{attachment_id}
    GET /attachments/{attachment_id}/file
    GET /decisions
    GET /decisions/{decision_id}
    GET /working-groups
    GET /working-groups/{group_id}
    POST /working-groups/{group_id}/applications

    GET /courses
    GET /courses/{course_id}
    GET /funding-programmes
    GET /funding-programmes/{programme_id}
    GET /projects
    GET /projects/{project_id}
    GET /needs
    GET /needs/{need_id}
    GET /needs/{need_id}/trace
    GET /effects
    GET /effects/{effect_id}

    GET /schedule
    GET /schedule.ics
    GET /schedule.jsonld
    GET /events
    GET /events/{event_id}
    GET /events/{event_id}/publicity
    GET /events/{event_id}/programme
    GET /meetings
    GET /meetings/{event_id}
    GET /round-tables
    GET /round-tables/{event_id}
    GET /trainings
    GET /trainings/{event_id}

    GET /events/{event_id}/seat-blocks
    GET /seat-blocks/{block_id}
    GET /events/{event_id}/slots
    GET /events/{event_id}/slots/{slot_id}
    POST /events/{event_id}/registrations
    POST /events/{event_id}/registrations/group
    GET /my/registrations/{token}
    PATCH /my/registrations/{token}
    POST /my/registrations/{token}/accept
    POST /my/registrations/{token}/cancel
    POST /my/registrations/{token}/confirm-address
    POST /my/registrations/{token}/link
    POST /my/invitations/{token}/link
    POST /my/meetings/{token}/link
    POST /my/minutes/{token}/link
    GET /my/registrations/{token}/ticket.svg
    GET /my/registrations/{token}/calendar.ics
    POST /my/registrations/{token}/swap
    POST /my/registrations/{token}/substitute
    GET /my/sign-ups/{token}
    POST /my/sign-ups/{token}/confirm-address
    GET /receipts/{token}
    POST /receipts/{token}/undo

    GET /my/meetings/{token}
    POST /my/meetings/{token}/accept
    POST /my/meetings/{token}/apologise
    GET /my/minutes/{token}
    POST /my/minutes/{token}/comments
    GET /my/invitations/{token}
    POST /my/invitations/{token}/accept
    POST /my/invitations/{token}/decline

    POST /suggestions
    GET /newsletters
    GET /newsletters/{newsletter_id}
    GET /partnerships/{partnership_id}/feed.atom
    POST /newsletter-subscriptions
    GET /newsletter-subscriptions/{token}
    POST /newsletter-subscriptions/{token}/confirm
    GET /unsubscribe/{token}
    POST /unsubscribe/{token}
    POST /unsubscribe/{token}/undo

    GET /series/{series_id}/offer
    POST /series/{series_id}/enrolments
"""


@pytest.fixture
def described(api_stack: tuple[FastAPI, ASGIApp]) -> FastAPI:
    return api_stack[0]


def routes(api: FastAPI) -> dict[str, APIRoute]:
    [index] = [route for route in api.routes if isinstance(route, RouteIndex)]
    every = [route for part in index.by_part.values() for route in part]
    known = {route.endpoint for route in every if route.include_in_schema}
    found = [one for one in every if one.include_in_schema or one.endpoint not in known]  # without aliases
    assert found
    return {f"{method} {route.path}": route for route in found for method in sorted(route.methods or ())}


def listed() -> set[str]:
    found = {" ".join(line.split()) for line in PUBLIC.splitlines() if line.strip()}
    files = {f"GET {path}.{kind}" for path in ALSO_FILES for kind in ("xlsx", "csv")}
    return found | {name for name in files if name.rpartition(".")[0] in found}


def test_every_route_says_whether_it_is_public(described: FastAPI) -> None:
    assert {
        name for name, route in routes(described).items() if not hasattr(route.endpoint, "public")
    } == set()


def test_the_public_routes_are_those_listed_here(described: FastAPI) -> None:
    public = {name for name, route in routes(described).items() if getattr(route.endpoint, "public", True)}
    assert public == listed()


def test_a_stranger_reads_nothing_that_is_not_public(api: Api, described: FastAPI) -> None:
    closed = [name for name in routes(described) if name.startswith("GET ") and name not in listed()]
    assert closed
    answers = {name: api.get(re.sub(r"\{[^}]+\}", "1", name.removeprefix("GET "))) for name in closed}
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {
        name for name, answer in answers.items() if "bearer" not in answer.headers["www-authenticate"].lower()
    } == set()


def test_a_stranger_is_told_to_sign_in_whatever_they_send(api: Api, described: FastAPI) -> None:
    closed = [name.split() for name in routes(described) if name not in listed()]
    answers = {
        f"{method} {path}": api.request(method, re.sub(r"\{[^}]+\}", "1", path), json={"nonsense": 1})
        for method, path in closed
        if method != "GET"
    }
    assert answers
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}


def test_a_key_without_the_scope_is_not_told_what_to_send(api: Api, admin: Api) -> None:
    key = admin.post("/api-keys", json={"name": "Kalendář", "scopes": ["schedule:read"]}).json()["secret"]
    answer = api.signed_in(key).post("/organisations", json={"nonsense": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_no_log_keeps_what_an_address_gives_a_right_to(described: FastAPI) -> None:
    """Of the API and of the site: whatever a route calls a token or a code."""
    paths = {PREFIX + name.partition(" ")[2] for name in routes(described)}
    paths |= {route.path for route in all_routes()}
    secret = {path for path in paths if "{token}" in path or "{code}" in path}
    assert len(secret) > 30
    told = {
        path: without_secrets(None, "", {"path": re.sub(r"\{(token|code)\}", "7-Xq", path)})
        for path in secret
    }
    assert {path for path, line in told.items() if "Xq" in line["path"]} == set()

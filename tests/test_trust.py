"""Whom a running server believes, and what it tells its log."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from starlette.routing import Route

from app.accounts.service import create_user, give_role
from app.api import ROUTERS
from app.core import logs
from app.core.database.columns import RecordView
from app.core.database.engine import Database
from app.core.mail.rendering import without_personal_links
from app.site.pages import all_routes
from tests import factories
from tests.serving import Served, serving

EMAIL = "klara@kraj.example"
LIMIT = 3
EVENT = 1


@pytest.fixture(scope="module")
def database_file(sqlite_template: Path, scratch: Path) -> Path:
    """With one event that is open, and a coordinator."""
    path = scratch / "trust.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        assert factories.an_event(session, partnership).id == EVENT
        user = create_user(session, EMAIL, factories.PASSWORD, "Klára")
        give_role(session, user.id or 0, "coordinator", partnership.id)
    database.close()
    return path


@pytest.fixture(scope="module")
def server(database_file: Path) -> Iterator[Served]:
    with serving(f"sqlite:///{database_file}", registration_limit=str(LIMIT)) as served:
        yield served


def sign_up(server: Served, number: int, token: str | None = None) -> httpx.Response:
    """By somebody who says that they come from somewhere else each time."""
    person = {"first_name": "Ema", "last_name": f"Nebylá {number}", "email": f"ema{number}@obec.example"}
    with server.client(token) as client:
        claims = {"X-Forwarded-For": f"192.0.2.{number}", "X-Client-Address": f"192.0.2.{number};forged"}
        return client.post(f"/events/{EVENT}/registrations", json=person, headers=claims)


def test_nobody_is_believed_about_where_they_come_from(server: Served) -> None:
    statuses = [sign_up(server, number).status_code for number in range(LIMIT + 1)]
    assert statuses == [201] * LIMIT + [429]


@pytest.mark.soak
def test_a_proxy_that_was_named_is_believed(database_file: Path) -> None:
    named = {"registration_limit": str(LIMIT), "trusted_proxies": "127.0.0.1"}
    with serving(f"sqlite:///{database_file}", **named) as behind:
        statuses = [sign_up(behind, 10 + number).status_code for number in range(LIMIT + 1)]
    assert statuses == [201] * (LIMIT + 1)


def test_no_right_and_no_person_gets_into_the_log(server: Served) -> None:
    typed = {"email": EMAIL, "password": factories.PASSWORD}
    token = server.client().post("/auth/login", json=typed).json()["token"]
    manage_url = sign_up(server, 20, token).json()["manage_url"]
    link = manage_url.rpartition("/")[2]
    with server.client(token) as api:
        ticket = api.get(f"/my/registrations/{link}").json()["ticket_code"]
        assert api.post("/check-in", json={"code": ticket, "session_id": 1}).status_code == 409
    with httpx.Client(base_url=server.url, cookies={"session": token}, trust_env=False) as browser:
        for page in (f"/my/registrations/{link}/cancel", f"/check-in/{ticket}", "/staff/people?q=Nebylá"):
            assert browser.get(page).status_code == 200
    secrets = (token, link.partition("-")[2], ticket.partition("-")[2], factories.PASSWORD, EMAIL, "Nebyl")
    assert [secret for secret in secrets if secret in server.log()] == []
    assert "/my/registrations/…/cancel" in server.log()
    assert "/check-in/…" in server.log()


def test_each_personal_link_is_hidden_from_the_log_and_in_letters_that_were_sent() -> None:
    routes = [*all_routes(), *(route for router in ROUTERS for route in router.routes)]
    paths = {route.path for route in routes if isinstance(route, Route)}
    personal = {
        re.sub("{(token|code)}", "7-secret", path) for path in paths if re.search("{(token|code)}", path)
    }
    assert len(personal) > 40
    told = [logs.without_secrets(None, "", {"path": path})["path"] for path in personal]
    assert [path for path in told if "secret" in path] == []
    base = "https://stul.example"
    letter = "\n".join(base + path for path in [*personal, "/events/7"])
    assert set(without_personal_links(letter, base).split()) == {f"{base}/…", f"{base}/events/7"}


@pytest.mark.soak
def test_a_site_without_its_api_keeps_rights_out_of_the_log_too() -> None:
    nobody = "http://127.0.0.1:1"
    with serving("sqlite:////no/database.db", only="site", api_url=nobody) as site:
        for kind in ("registrations", "invitations"):
            address = f"{site.url}/my/{kind}/7-secret"
            assert httpx.get(address, trust_env=False).status_code == 503
        assert "api_unreachable" in site.log()
        assert "secret" not in site.log()


def test_what_fails_inside_is_told_without_the_values_that_made_it_fail(database: Database) -> None:
    with pytest.raises(DBAPIError) as statement, database.writing() as session:
        session.connection().execute(sa.text("INSERT INTO nowhere VALUES (:name)"), {"name": "Nebylá"})
    with pytest.raises(ValueError, match="created_at") as answer:
        RecordView.model_validate({"first_name": "Nebylá"})
    assert "Nebylá" not in f"{statement.value} {answer.value}"

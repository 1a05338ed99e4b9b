"""The page that asks for the password once more, and then goes on with what was sent."""

import re
from datetime import timedelta

import httpx
import pytest
import time_machine

from app.accounts.models import User
from app.accounts.service import create_user, give_role
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from tests import factories
from tests.clients import Browser
from tests.site.desk import OURS, fields

EMAIL, PASSWORD = "sprava@urad.example", factories.PASSWORD


@pytest.fixture(autouse=True)
def ten_minutes(app_context: AppContext, settings: Settings) -> None:
    app_context.settings = settings.model_copy(update={"confirm_minutes": 10})


@pytest.fixture
def boss(site: Browser, database: Database) -> Browser:
    with database.writing() as session:
        give_role(session, create_user(session, EMAIL, PASSWORD, "Správkyně").id, "admin")
    site.headers.update(OURS)
    assert site.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    return site


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return factories.a_user(session, name="Sám Vymyšlený")


def later() -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(minutes=11), tick=False)


def answered(browser: Browser, asked: httpx.Response, password: str = PASSWORD) -> httpx.Response:
    """The page with the password typed in."""
    assert asked.status_code in (403, 422), asked.text
    return browser.post("/confirm", data=fields(asked.text) | {"password": password})


def test_what_was_sent_is_carried_out_after_the_password(boss: Browser, user: User) -> None:
    here = f"/staff/users/{user.id}/roles/new"
    with later():
        form = fields(boss.get(here).text) | {"role": "admin"}
        asked = boss.post(here, data=form)
        assert "Potvrďte, že jste to vy" in asked.text
        wrong = answered(boss, asked, "guess")
        assert wrong.status_code == 422
        done = answered(boss, wrong)
        assert (done.status_code, done.headers["location"]) == (303, f"/staff/users/{user.id}")
        assert boss.get(f"/api/v1/users/{user.id}/roles", headers=bearer(boss)).json()["results"]


def bearer(browser: Browser) -> dict[str, str]:
    return {"authorization": f"Bearer {browser.cookies['session']}"}


def test_a_refused_form_comes_back_after_it(boss: Browser, user: User) -> None:
    here = f"/staff/users/{user.id}/edit"
    with later():
        form = fields(boss.get(here).text) | {"email": "není adresa"}
        back = answered(boss, boss.post(here, data=form | {"email": EMAIL}))
        assert back.status_code in (409, 422)
        assert f'action="{here}"' in back.text
        assert EMAIL in back.text


@pytest.mark.parametrize("path", ["/staff/users.csv", "/staff/people.xlsx"])
def test_a_file_with_people_is_fetched_after_it(boss: Browser, path: str) -> None:
    with later():
        asked = boss.get(path)
        done = answered(boss, asked)
        assert (done.status_code, done.headers["location"]) == (303, path)
        assert boss.get(path).status_code == 200


def test_a_key_is_shown_after_it(boss: Browser) -> None:
    with later():
        form = fields(boss.get("/staff/api-keys/new").text) | {"name": "Web", "scopes": "schedule:read"}
        shown = answered(boss, boss.post("/staff/api-keys/new", data=form))
        assert re.search(r"kk_[\w-]{20,}", shown.text)


def test_a_parcel_of_another_user_is_not_sent(boss: Browser, user: User, database: Database) -> None:
    here = f"/staff/users/{user.id}/roles/new"
    with later():
        asked = boss.post(here, data=fields(boss.get(here).text) | {"role": "admin"})
    with database.writing() as session:
        give_role(
            session, create_user(session, "druha@urad.example", PASSWORD, "Druhá Vymyšlená").id, "admin"
        )
    boss.post("/sign-in", data={"email": "druha@urad.example", "password": PASSWORD})
    done = answered(boss, asked)
    assert done.status_code == 303
    assert boss.get(f"/api/v1/users/{user.id}/roles", headers=bearer(boss)).json()["results"] == []


def test_htmx_is_told_above_the_form(boss: Browser) -> None:
    with later():
        current = {"hx-request": "true", "hx-current-url": "http://127.0.0.1:8000/staff/api-keys/new"}
        answer = boss.post(
            "/staff/api-keys/new", data={"name": "Web", "scopes": "schedule:read"}, headers=current
        )
        assert answer.status_code == 403
        assert "<html" not in answer.text
        assert 'href="/confirm?next=/staff/api-keys/new"' in answer.text

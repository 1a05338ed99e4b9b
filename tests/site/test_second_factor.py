"""The second factor on the pages: set up, asked for, and required."""

import re
from datetime import timedelta

import pyotp
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

EMAIL, PASSWORD = "sam@urad.example", factories.PASSWORD
HERE = "/staff/account/second-factor"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, EMAIL, PASSWORD, "Sám Vymyšlený")


@pytest.fixture
def sam(site: Browser, user: User) -> Browser:
    site.headers.update(OURS)
    assert site.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    return site


def set_up(sam: Browser) -> tuple[str, list[str]]:
    """The secret, and the recovery codes as the page shows them."""
    assert sam.post(HERE).headers["location"] == HERE
    page = sam.get(HERE)
    assert "<svg" in page.text
    assert "no-store" in page.headers["cache-control"]
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)
    assert secret
    wrong = sam.post(f"{HERE}/confirm", data={"code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text
    done = sam.post(f"{HERE}/confirm", data={"code": pyotp.TOTP(secret[1]).at(clock.now())})
    assert "no-store" in done.headers["cache-control"]
    return secret[1], re.findall(r"<code>([\w-]{14})</code>", done.text)


def test_it_is_set_up_and_asked_for_at_the_next_sign_in(sam: Browser) -> None:
    _secret, codes = set_up(sam)
    assert len(codes) == 10
    assert codes[0] not in sam.get(HERE).text
    sam.post("/sign-out", data={})
    asked = sam.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": "/accessibility"})
    assert asked.status_code == 401
    assert PASSWORD not in asked.text
    wrong = sam.post("/sign-in", data=fields(asked.text) | {"totp": "000000"})
    assert (wrong.status_code, "už byl použit" in wrong.text) == (401, True)
    done = sam.post("/sign-in", data=fields(wrong.text) | {"totp": codes[0]})
    assert (done.status_code, done.headers["location"]) == (303, "/accessibility")
    sam.post(f"{HERE}/off")
    assert "Nastavit" in sam.get(HERE).text


def test_a_forged_second_step_begins_anew(sam: Browser) -> None:
    answer = sam.post("/sign-in", data={"step": "forged", "totp": "000000"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_who_has_to_set_it_up_is_led_there(
    sam: Browser, user: User, database: Database, app_context: AppContext, settings: Settings
) -> None:
    with database.writing() as session:
        give_role(session, user.id, "admin")
    app_context.settings = settings.model_copy(update={"require_totp": "admin"})
    for page in ("/staff/users", "/dashboard", "/staff/account"):
        led = sam.get(page)
        assert (led.status_code, led.headers.get("location")) == (303, HERE), page
    assert sam.get("/").status_code == 200
    set_up(sam)
    assert sam.get("/staff/users").status_code == 200


def test_a_code_confirms_who_it_is_in_place_of_the_password(
    sam: Browser, user: User, database: Database, app_context: AppContext
) -> None:
    with database.writing() as session:
        give_role(session, user.id, "admin")
    app_context.settings = app_context.settings.model_copy(update={"confirm_minutes": 10})
    assert 'name="totp"' not in sam.get("/confirm?next=/staff/users").text
    secret, _codes = set_up(sam)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        asked = sam.get("/staff/users.csv")
        assert (asked.status_code, 'name="totp"' in asked.text) == (403, True)
        wrong = sam.post("/confirm", data=fields(asked.text) | {"totp": "000000"})
        assert (wrong.status_code, 'name="totp"' in wrong.text) == (422, True)
        code = pyotp.TOTP(secret).at(clock.now())
        done = sam.post("/confirm", data=fields(wrong.text) | {"totp": code})
        assert (done.status_code, done.headers["location"]) == (303, "/staff/users.csv")
        assert sam.get("/staff/users.csv").status_code == 200

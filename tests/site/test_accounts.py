"""The own account on the pages: passwords by link, sessions, and the invitation of a new login."""

import re

import pytest
import sqlalchemy as sa

from app.accounts import password_links
from app.accounts.service import create_user
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from tests.clients import Api, Browser
from tests.site.desk import OURS, at_a_desk, fields

EMAIL, PASSWORD, NEW = "sam@urad.example", "kulate-heslo-123", "dva koberce a vrána"


@pytest.fixture
def visitor(site: Browser, database: Database) -> Browser:
    """Somebody with a login who is not signed in."""
    with database.writing() as session:
        create_user(session, EMAIL, PASSWORD, "Sám Vymyšlený")
    site.headers.update(OURS)
    return site


@pytest.fixture
def boss(site: Browser, admin: Api) -> Browser:
    return at_a_desk(site, admin)


def link(database: Database, settings: Settings) -> str:
    with database.reading() as session:
        letter = session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    return password_links.url(settings, letter.data["password_seed"]).removeprefix(settings.public_url)


def sign_in(browser: Browser, password: str) -> int:
    return browser.post("/sign-in", data={"email": EMAIL, "password": password}).status_code


def test_a_forgotten_password_is_set_anew(visitor: Browser, database: Database, settings: Settings) -> None:
    assert 'href="/password-reset"' in visitor.get("/sign-in").text
    told = visitor.post("/password-reset", data={"email": EMAIL})
    assert "Podívejte se do pošty" in told.text
    here = link(database, settings)
    weak = visitor.post(here, data={"password": "heslo12345"})
    assert weak.status_code == 422
    assert "lze snadno uhodnout" in weak.text
    assert "heslo12345" not in weak.text
    done = visitor.post(here, data={"password": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    assert "device=" in done.headers["set-cookie"]
    assert sign_in(visitor, NEW) == 303
    ended = visitor.post(here, data={"password": NEW})
    assert ended.status_code == 410
    assert ended.text.count('href="/password-reset"') == 1


def test_who_has_no_login_is_told_the_same(visitor: Browser) -> None:
    known, unknown = (
        re.sub(r'name="once" value="\w+"', "", visitor.post("/password-reset", data={"email": one}).text)
        for one in (EMAIL, "nikdo@urad.example")
    )
    assert known.replace(EMAIL, "") == unknown.replace("nikdo@urad.example", "")


def test_a_browser_that_has_signed_in_stays_known(visitor: Browser) -> None:
    assert sign_in(visitor, PASSWORD) == 303
    visitor.post("/sign-out", data={})
    kept = dict(visitor.cookies)
    visitor.cookies.delete("device")
    for number in range(11):
        status = sign_in(visitor, f"guess {number}")
    assert status == 429
    visitor.cookies.set("device", kept["device"])
    assert sign_in(visitor, PASSWORD) == 303


def test_a_stale_cookie_does_not_stop_a_sign_in(visitor: Browser) -> None:
    visitor.cookies.set("session", "ks_gone")
    assert sign_in(visitor, PASSWORD) == 303


def test_sessions_are_listed_and_ended(visitor: Browser) -> None:
    sign_in(visitor, PASSWORD)
    first = visitor.cookies["session"]
    sign_in(visitor, PASSWORD)
    page = visitor.get("/staff/account/sessions").text
    [end] = re.findall(r'action="(/staff/account/sessions/\d+/end)"', page)
    assert visitor.post(end).status_code == 303
    assert visitor.get("/api/v1/me", headers={"authorization": f"Bearer {first}"}).status_code == 401
    assert visitor.get("/staff/account/sessions").status_code == 200
    visitor.post("/sign-out", data={"everywhere": "true"})
    assert "session" not in visitor.cookies


def test_a_new_login_is_invited_and_never_given_a_password(
    boss: Browser, database: Database, settings: Settings
) -> None:
    page = boss.get("/staff/users/new").text
    assert 'type="password"' not in page
    form = fields(page) | {"name": "Sám Vymyšlený", "email": EMAIL}
    answer = boss.post("/staff/users/new", data=form)
    assert answer.status_code == 303
    here = link(database, settings)
    detail = boss.get(answer.headers["location"]).text
    assert "Poslat pozvánku" in detail
    assert 'type="password"' not in boss.get(answer.headers["location"] + "/edit").text
    assert boss.post(here, data={"password": NEW}).status_code == 303
    assert "Poslat pozvánku" not in boss.get(answer.headers["location"]).text

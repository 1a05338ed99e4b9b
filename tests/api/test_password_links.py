"""Passwords set by a link: forgotten ones, and the first one of a new login."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.accounts import password_links
from app.accounts.models import User
from app.accounts.service import create_user
from app.accounts.sign_in_models import PasswordLink
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.worker import deliver_next
from tests import factories
from tests.api.asking import made
from tests.clients import Api
from tests.letters import parts
from tests.mailbox import receiving

PASSWORD, NEW = "kulate-heslo-123", "dva koberce a vrána"
EMAIL = "sam@urad.example"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, EMAIL, PASSWORD, "Sám Vymyšlený")


def sign_in(api: Api, password: str, **more: Any) -> Any:
    return api.post("/auth/login", json={"email": EMAIL, "password": password, **more})


def ask(api: Api, email: str = EMAIL) -> Any:
    return api.post("/auth/password-resets", json={"email": email})


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Letter).order_by(Letter.id)))


def link_of(letter: Letter, settings: Settings) -> str:
    """The token that the letter has when it is sent."""
    return password_links.url(settings, letter.data["password_seed"]).rpartition("/")[2]


def set_by(api: Api, token: str, password: str = NEW) -> Any:
    return api.put(f"/auth/password-resets/{token}", json={"password": password})


def test_a_forgotten_password_is_set_by_the_link_and_all_sessions_end(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    open_one = api.signed_in(sign_in(api, PASSWORD).json()["token"])
    assert ask(api, EMAIL.upper()).status_code == 202
    [letter] = letters(database)
    assert (letter.kind, letter.receiver) == ("password_reset", EMAIL)
    answer = set_by(api, link_of(letter, settings))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert open_one.get("/me").status_code == 401
    assert [sign_in(api, one).status_code for one in (PASSWORD, NEW)] == [401, 201]
    assert [one.kind for one in letters(database)] == ["password_reset", "password_changed"]


def test_the_link_works_once(api: Api, user: User, database: Database, settings: Settings) -> None:
    ask(api)
    ask(api)
    first, second = (link_of(one, settings) for one in letters(database))
    assert set_by(api, second).status_code == 200
    for token in (first, second, "unknown"):
        refused = set_by(api, token, "jine dlouhe heslo")
        assert (refused.status_code, refused.json()["code"]) == (410, "password_link_ended")


def test_a_weak_password_leaves_the_link_as_it_is(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    ask(api)
    token = link_of(letters(database)[0], settings)
    refused = set_by(api, token, "heslo12345")
    assert refused.json()["errors"][0]["pointer"] == "#/password"
    assert set_by(api, token).status_code == 200


def test_the_link_ends_after_half_an_hour(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    ask(api)
    token = link_of(letters(database)[0], settings)
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert set_by(api, token).status_code == 410


def test_the_answer_does_not_tell_who_has_a_login(api: Api, user: User, database: Database) -> None:
    with database.writing() as session:
        factories.a_user(session, email="inactive@urad.example", active=False)
        create_user(session, "sso@urad.example", PASSWORD, "Ester Smyšlená").password_hash = None
    known = ask(api)
    others = [ask(api, f"{name}@urad.example") for name in ("nikdo", "inactive", "sso")]
    assert {(one.status_code, one.content) for one in (known, *others)} == {(202, b"")}
    assert [letter.receiver for letter in letters(database)] == [EMAIL]


def test_the_work_does_not_tell_who_has_a_login(api: Api, user: User, database: Database) -> None:
    """The same statements are sent for known and unknown addresses, and after the limit of a known one."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(" ".join(statement.split()[:3]))

    for engine in database.engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    sent = []
    for email in ("cizi@urad.example", EMAIL, EMAIL, EMAIL, EMAIL, "nikdo@urad.example"):
        found.clear()
        assert ask(api, email).status_code == 202
        sent.append([one for one in found if "SAVEPOINT" not in one])
    for engine in database.engines:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(sent[0]) > 5 and [sent[0]] * 6 == sent
    assert [letter.receiver for letter in letters(database)] == [EMAIL] * 3


def test_a_mailbox_gets_three_letters_an_hour(api: Api, user: User, database: Database) -> None:
    assert {ask(api).status_code for _ in range(5)} == {202}
    assert len(letters(database)) == 3
    assert {ask(api).status_code for _ in range(26)} == {202, 429}


def test_who_is_under_attack_gets_in_by_a_new_password(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    for number in range(10):
        sign_in(api, f"guess {number}")
    assert sign_in(api, PASSWORD).status_code == 429
    ask(api)
    mark = set_by(api, link_of(letters(database)[0], settings)).json()["device"]
    assert sign_in(api, NEW, device=mark).status_code == 201


def test_a_new_login_is_invited_to_choose_a_password(
    admin: Api, api: Api, database: Database, settings: Settings
) -> None:
    new = made(admin, "/users", email=EMAIL, name="Sám Vymyšlený")
    assert "invite" in new["allowed"]
    assert admin.post(f"/users/{new['id']}/invite").status_code == 202
    assert admin.post(f"/users/{new['id']}/invite").status_code == 202
    first, second = letters(database)
    assert second.kind == "account_invitation"
    assert set_by(api, link_of(first, settings)).status_code == 410
    assert set_by(api, link_of(second, settings)).status_code == 200
    assert sign_in(api, NEW).status_code == 201
    again = admin.post(f"/users/{new['id']}/invite")
    assert (again.status_code, again.json()["code"]) == (409, "has_password")
    assert "invite" not in admin.get(f"/users/{new['id']}").json()["allowed"]


def test_the_letter_has_the_link_and_nothing_that_is_kept_does(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    ask(api)
    with receiving() as (smtp_url, mailbox):
        assert deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url}))
        [received] = mailbox.of(EMAIL)
    token = link_of(letters(database)[0], settings)
    assert f"/password/{token}" in parts(received)["text/plain"].get_content()
    [kept] = letters(database)
    assert (kept.state, kept.text) == ("sent", None)
    with database.reading() as session:
        stored = session.scalars(sa.select(PasswordLink)).one()
    assert token not in str(kept.model_dump()) + str(stored.model_dump())


def test_a_change_of_the_password_is_told_by_mail(api: Api, user: User, database: Database) -> None:
    here = api.signed_in(sign_in(api, PASSWORD).json()["token"])
    body = {"password": NEW, "current_password": PASSWORD}
    assert here.patch(f"/users/{user.id}", json=body, headers={"if-match": "*"}).status_code == 200
    [letter] = letters(database)
    assert (letter.kind, letter.receiver) == ("password_changed", EMAIL)


def test_old_links_are_forgotten(api: Api, user: User, database: Database) -> None:
    ask(api)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False), database.writing() as session:
        password_links.forget_ended(session)
        assert session.scalars(sa.select(PasswordLink)).all() == []

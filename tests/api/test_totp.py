"""The second factor: set up, asked for at sign-in, required by roles, and replaced by a recovery code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from app.accounts.models import User
from app.accounts.service import create_user, give_role, turn_off_second_factor
from app.accounts.sign_in_models import RecoveryCode, Totp
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.core.web.context import AppContext
from tests import factories
from tests.clients import Api

EMAIL, PASSWORD = "sam@urad.example", factories.PASSWORD


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, EMAIL, PASSWORD, "Sám Vymyšlený")


def sign_in(api: Api, **more: Any) -> Any:
    return api.post("/auth/login", json={"email": EMAIL, "password": PASSWORD, **more})


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps))


def set_up(api: Api) -> tuple[Api, str, list[str]]:
    """A session of the user, the secret of the authenticator, and the recovery codes."""
    here = api.signed_in(sign_in(api).json()["token"])
    answer = here.post("/me/totp")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    secret = answer.json()["secret"]
    assert f"secret={secret}" in answer.json()["uri"]
    done = here.post("/me/totp/confirm", json={"code": code(secret)})
    assert done.status_code == 200, done.text
    return here, secret, done.json()["recovery_codes"]


def test_a_sign_in_asks_for_the_code_as_well(api: Api, user: User) -> None:
    _here, secret, _codes = set_up(api)
    asked = sign_in(api)
    assert (asked.status_code, asked.json()["code"]) == (401, "totp_required")
    assert sign_in(api, totp=code(secret, 1)).status_code == 201


def test_without_the_right_password_no_code_is_asked_for(api: Api, user: User) -> None:
    set_up(api)
    answer = api.post("/auth/login", json={"email": EMAIL, "password": "guess"})
    assert answer.json()["code"] == "bad_credentials"


def test_a_code_is_good_for_one_use(api: Api, user: User) -> None:
    _here, secret, _codes = set_up(api)
    used = code(secret)
    assert sign_in(api, totp=used).json()["code"] == "wrong_totp"
    following = code(secret, 1)
    assert [sign_in(api, totp=following).status_code for _ in range(2)] == [201, 401]


def test_codes_of_long_ago_and_of_the_future_are_none(api: Api, user: User) -> None:
    _here, secret, _codes = set_up(api)
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert [sign_in(api, totp=code(secret, steps)).status_code for steps in (-2, 2)] == [401, 401]
        assert sign_in(api, totp=code(secret, -1)).status_code == 201


def test_codes_cannot_be_guessed(api: Api, user: User) -> None:
    _here, secret, _codes = set_up(api)
    assert {sign_in(api, totp="000000").status_code for _ in range(10)} == {401}
    assert sign_in(api, totp=code(secret, 1)).status_code == 429


def test_a_recovery_code_is_good_once(api: Api, user: User) -> None:
    here, _secret, codes = set_up(api)
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace("-", " ")
    assert [sign_in(api, totp=one).status_code for one in (typed, codes[3], codes[4])] == [201, 401, 201]
    assert here.get("/me/totp").json()["recovery_codes_left"] == 8


def test_the_secret_is_stored_encrypted_and_the_codes_hashed(
    api: Api, user: User, database: Database
) -> None:
    _here, secret, codes = set_up(api)
    with database.reading() as session:
        stored = session.scalars(sa.select(Totp)).one().secret
        hashes = session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert secret.encode() not in stored
    assert not {one.replace("-", "") for one in codes} & set(hashes)


def test_it_counts_from_the_first_right_code_on(api: Api, user: User) -> None:
    here = api.signed_in(sign_in(api).json()["token"])
    secret = here.post("/me/totp").json()["secret"]
    assert sign_in(api).status_code == 201
    wrong = here.post("/me/totp/confirm", json={"code": "000000"})
    assert wrong.json()["errors"][0]["code"] == "wrong_totp"
    assert here.get("/me/totp").json()["pending"]["secret"] == secret
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert here.get("/me/totp").json()["pending"] is None
        assert here.post("/me/totp/confirm", json={"code": code(secret)}).status_code == 409


def test_it_is_turned_off_and_told_by_mail(api: Api, user: User, database: Database) -> None:
    here, _secret, _codes = set_up(api)
    assert here.post("/me/totp").json()["code"] == "totp_is_on"
    assert here.delete("/me/totp").status_code == 204
    assert sign_in(api).status_code == 201
    with database.reading() as session:
        kinds = session.scalars(sa.select(Letter.kind).order_by(Letter.id)).all()
    assert kinds == ["second_factor_on", "second_factor_off"]


def test_a_code_confirms_a_session(api: Api, user: User, app_context: AppContext, settings: Settings) -> None:
    app_context.settings = settings.model_copy(update={"confirm_minutes": 10})
    here, secret, codes = set_up(api)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert here.delete("/me/totp").json()["code"] == "confirm_needed"
        assert here.post("/auth/confirm", json={"totp": "000000"}).status_code == 422
        assert here.post("/auth/confirm", json={}).status_code == 422
        assert here.post("/auth/confirm", json={"totp": code(secret)}).status_code == 200
        assert here.post("/auth/confirm", json={"totp": code(secret)}).status_code == 422
        assert here.post("/auth/confirm", json={"totp": codes[0]}).status_code == 200
        assert here.delete("/me/totp").status_code == 204


def test_the_command_line_lets_in_who_has_lost_it(
    api: Api, user: User, database: Database, settings: Settings
) -> None:
    set_up(api)
    with database.writing() as session:
        session.info["settings"] = settings
        turn_off_second_factor(session, EMAIL)
    assert sign_in(api).status_code == 201


# --- required --------------------------------------------------------------------------------------------


@pytest.fixture
def required(app_context: AppContext, settings: Settings) -> None:
    app_context.settings = settings.model_copy(update={"require_totp": "admin,coordinator"})


@pytest.mark.usefixtures("required")
def test_a_role_that_requires_it_can_do_nothing_but_set_it_up(
    api: Api, user: User, database: Database
) -> None:
    with database.writing() as session:
        give_role(session, user.id, "admin")
    here = api.signed_in(sign_in(api).json()["token"])
    assert here.get("/me").status_code == 200
    assert here.get("/me/totp").json()["required"] is True
    for path in ("/users", "/people", "/dashboards/overview"):
        assert here.get(path).json()["code"] == "totp_setup_needed", path
    key = here.post("/api-keys", json={"name": "K", "scopes": ["schedule:read"]})
    assert key.json()["code"] == "totp_setup_needed"
    assert here.get("/organisations").status_code == 200
    secret = here.post("/me/totp").json()["secret"]
    assert here.post("/me/totp/confirm", json={"code": code(secret)}).status_code == 200
    assert here.get("/users").status_code == 200
    refused = here.delete("/me/totp")
    assert (refused.status_code, refused.json()["code"]) == (409, "totp_is_required")


@pytest.mark.usefixtures("required")
def test_other_roles_work_without_it(signed_in: Callable[..., Api]) -> None:
    assert signed_in("auditor").get("/people").status_code == 200


def test_a_role_that_is_none_is_no_setting() -> None:
    with pytest.raises(ValueError, match="must be roles"):
        Settings(require_totp="admin,boss")

"""Guessing at passwords is stopped, and a stranger who guesses locks nobody out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.accounts import devices
from app.accounts.attempts import forget_old
from app.accounts.models import User
from app.accounts.service import create_user
from app.accounts.sign_in_models import FailedAttempts
from app.core import clock
from app.core.database.engine import Database
from app.core.networks import counted_as, shortened
from app.core.secrets import sign
from tests.clients import Api
from tests.serving import SECRET_KEY

SignedIn = Callable[..., Api]
PASSWORD = "kulate-heslo-123"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, "sam@urad.example", PASSWORD, "Sám Vymyšlený")


def sign_in(api: Api, password: str = PASSWORD, address: str = "192.0.2.1", **more: Any) -> Any:
    email = more.pop("email", "sam@urad.example")
    mark = sign(SECRET_KEY, "client-address", address)
    headers = {"X-Client-Address": f"{address};{mark}", **more.pop("headers", {})}
    return api.post("/auth/login", json={"email": email, "password": password, **more}, headers=headers)


def guess(api: Api, times: int = 10, **how: Any) -> list[int]:
    return [sign_in(api, f"guess {number}", **how).status_code for number in range(times)]


def test_an_address_that_guesses_at_many_accounts_is_stopped(api: Api, user: User) -> None:
    for number in range(10):
        assert sign_in(api, "guess", email=f"nikdo{number}@urad.example").status_code == 401
    stopped = sign_in(api)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= 900
    assert sign_in(api, address="192.0.2.2").status_code == 201


def test_all_addresses_of_one_customer_count_as_one(api: Api, user: User) -> None:
    for number in range(10):
        at = f"2001:db8:1:2::{number:x}"
        assert sign_in(api, "guess", address=at, email=f"nikdo{number}@urad.example").status_code == 401
    assert sign_in(api, address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(api, address="2001:db8:1:3::1").status_code == 201


def test_an_account_is_guessed_at_from_many_addresses_in_vain(api: Api, user: User) -> None:
    for number in range(10):
        assert sign_in(api, "guess", address=f"198.51.100.{number}").status_code == 401
    assert sign_in(api, address="198.51.100.200").status_code == 429
    assert sign_in(api, address="198.51.100.200", email="nikdo@urad.example").status_code == 401


def test_a_known_device_gets_through_while_strangers_guess(api: Api, user: User) -> None:
    mark = sign_in(api).json()["device"]
    guess(api)
    guess(api, address="203.0.113.5")
    assert sign_in(api).status_code == 429
    assert sign_in(api, device=mark).status_code == 201


def test_a_known_device_has_a_limit_of_its_own(api: Api, user: User) -> None:
    mark = sign_in(api).json()["device"]
    assert guess(api, 11, device=mark) == [401] * 10 + [429]
    assert sign_in(api).status_code == 201


def test_the_mark_of_one_user_is_nothing_for_another(api: Api, user: User, database: Database) -> None:
    with database.writing() as session:
        create_user(session, "druhy@urad.example", PASSWORD, "Druhý Vymyšlený")
    mark = sign_in(api, email="druhy@urad.example").json()["device"]
    assert guess(api, 11, device=mark) == [401] * 10 + [429]
    assert sign_in(api, device=mark).status_code == 429


@pytest.mark.parametrize("mark", ["", "x", "eyJ1IjoxfQ.forged.mark", "é"])
def test_a_forged_mark_is_no_mark(api: Api, user: User, mark: str) -> None:
    assert sign_in(api, device=mark).status_code == 201


def test_a_device_remembers_those_who_sign_in_there() -> None:
    mark = None
    for user_id in range(1, 8):
        mark = devices.marked(SECRET_KEY, mark, user_id)
    names = {user_id: devices.known_as(SECRET_KEY, mark, user_id) for user_id in range(1, 8)}
    assert [user_id for user_id, name in names.items() if name] == [3, 4, 5, 6, 7]
    again = devices.marked(SECRET_KEY, mark, 5)
    assert devices.known_as(SECRET_KEY, again, 5) == names[5]


def test_the_limit_ends_with_its_quarter_of_an_hour(api: Api, user: User, database: Database) -> None:
    guess(api)
    assert sign_in(api).status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert sign_in(api).status_code == 201
        with database.writing() as session:
            forget_old(session)
            assert session.scalars(sa.select(FailedAttempts)).all() == []


def test_the_table_of_attempts_names_nobody(api: Api, user: User, database: Database) -> None:
    guess(api, 1)
    with database.reading() as session:
        found = session.scalars(sa.select(FailedAttempts.subject)).all()
    assert len(found) == 2
    assert not any("sam" in subject or "192" in subject for subject in found)


@pytest.mark.soak
def test_the_limit_holds_across_processes(server: Callable[..., Any], user: User) -> None:
    served = server(workers=2, sign_in_limit="10")
    body = {"email": user.email, "password": "guess"}
    statuses = [served.client().post("/auth/login", json=body).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_a_stale_token_never_stops_a_sign_in(api: Api, user: User) -> None:
    for stale in ("ks_gone", "kk_gone", "nonsense"):
        answer = sign_in(api, headers={"Authorization": f"Bearer {stale}"})
        assert answer.status_code == 201


def test_the_present_password_cannot_be_guessed_in_an_open_session(api: Api, user: User) -> None:
    here = api.signed_in(sign_in(api).json()["token"])
    path, headers = f"/users/{user.id}", {"if-match": "*"}
    body = {"password": "jine dlouhe heslo"}
    for number in range(10):
        guessed = here.patch(path, json=body | {"current_password": f"guess {number}"}, headers=headers)
        assert guessed.json()["errors"][0]["code"] == "wrong_password"
    stopped = here.patch(path, json=body | {"current_password": PASSWORD}, headers=headers)
    assert stopped.status_code == 429


# --- passwords that are easy to guess --------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "heslo12345",
        "liberec2026",
        "l1berec2026",
        "cerebil2026",
        "Liberec2026",
        "jablonec nad nisou",
        "jablonec-nad-nisou",
        "1-2-3-4-5-6-7-8",
        "koordinatorka1",
        "ahojahoj123",
        "qwertz12345",
        "Řehoř1234",
        "rehor.zizala",
        "aaaaaaaaaaaaaa",
        "h" * 120,
    ],
)
def test_what_is_easy_to_guess_is_refused(admin: Api, password: str) -> None:
    body = {"email": "rehor.zizala@urad.example", "name": "Řehoř Žížala", "password": password}
    answer = admin.post("/users", json=body)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/password", "weak_password")


@pytest.mark.parametrize(
    "password", ["dva koberce a vrána", "x9!kP2#vLq", "dlouhé-heslo-pro-zkoušku", "ů" * 9 + "žščřd"]
)
def test_what_is_hard_to_guess_is_taken(admin: Api, password: str) -> None:
    body = {"email": "rehor.zizala@urad.example", "name": "Řehoř Žížala", "password": password}
    assert admin.post("/users", json=body).status_code == 201


# --- the last admin --------------------------------------------------------------------------------------


def test_the_last_admin_stays(admin: Api) -> None:
    me = admin.get("/me").json()
    answer = admin.patch(f"/users/{me['user']['id']}", json={"active": False}, headers={"if-match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    [role] = me["roles"]
    taken = admin.delete(f"/roles/{role['id']}", headers={"if-match": "*"})
    assert (taken.status_code, taken.json()["code"]) == (409, "last_admin")


def test_an_admin_who_may_not_sign_in_does_not_count(admin: Api, signed_in: SignedIn) -> None:
    other = signed_in("admin").get("/me").json()["user"]["id"]
    headers = {"if-match": "*"}
    assert admin.patch(f"/users/{other}", json={"active": False}, headers=headers).status_code == 200
    me = admin.get("/me").json()
    assert admin.delete(f"/roles/{me['roles'][0]['id']}", headers=headers).status_code == 409
    assert admin.patch(f"/users/{other}", json={"active": True}, headers=headers).status_code == 200
    assert admin.delete(f"/roles/{me['roles'][0]['id']}", headers=headers).status_code == 204


# --- networks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "counted", "shown"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_addresses_are_counted_by_network_and_shown_shortened(address: str, counted: str, shown: str) -> None:
    assert (counted_as(address), shortened(address)) == (counted, shown)

"""Signing in and out, and logins."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.accounts import passwords
from app.accounts.models import User
from app.accounts.service import create_user
from app.accounts.sign_in import Known, log_in
from app.accounts.sign_in_models import SessionToken
from app.core import clock
from app.core.database.engine import Database
from app.core.networks import Client
from app.core.settings import Settings
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.clients import Api

SignedIn = Callable[..., Api]
PASSWORD = "kulate-heslo-123"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, "sam@urad.example", PASSWORD, "Sám Vymyšlený")


def sign_in(api: Api, user: User, password: str = PASSWORD) -> Any:
    return api.post("/auth/login", json={"email": user.email, "password": password})


# --- signing in and out ----------------------------------------------------------------------------------


def test_signing_in_gives_a_token_that_says_who_one_is(api: Api, user: User) -> None:
    answer = sign_in(api, user)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["user"]["email"] == user.email
    me = api.signed_in(answer.json()["token"]).get("/me").json()
    assert me["user"]["id"] == user.id
    assert me["roles"] == []


def test_the_case_of_an_address_does_not_matter(api: Api, user: User) -> None:
    answer = api.post("/auth/login", json={"email": user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 201


def test_a_login_in_a_domain_with_accents_is_opened_by_either_spelling(api: Api, database: Database) -> None:
    with database.writing() as session:
        create_user(session, "sam@úřad.example", PASSWORD, "Sám Vymyšlený")
    for email in ("sam@úřad.example", "SAM@xn--ad-qka49a.example", "Sam@ÚŘAD.example"):
        body = {"email": email, "password": PASSWORD}
        assert api.post("/auth/login", json=body).status_code == 201
    other = api.post("/auth/login", json={"email": "sam@urad.example", "password": PASSWORD})
    assert other.status_code == 401


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(api: Api, user: User) -> None:
    wrong = sign_in(api, user, "not the password")
    unknown = api.post("/auth/login", json={"email": "nikdo@urad.example", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == unknown.json()["code"] == "bad_credentials"
    assert wrong.content == unknown.content


def test_the_password_is_stored_as_a_hash_and_the_token_as_another(
    api: Api, user: User, database: Database
) -> None:
    token = sign_in(api, user).json()["token"]
    with database.reading() as session:
        stored = session.get_one(User, user.id)
        assert stored.password_hash
        assert stored.password_hash.startswith("$argon2id$")
        tokens = session.scalars(sa.select(SessionToken.token_hash)).all()
    assert len(tokens) == 1
    assert token not in tokens


def test_guessing_at_one_address_is_stopped(api: Api, user: User) -> None:
    for _ in range(10):
        assert sign_in(api, user, "not the password").status_code == 401
    stopped = sign_in(api, user)
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0


def test_signing_out_ends_this_session_and_no_other(api: Api, user: User) -> None:
    here = api.signed_in(sign_in(api, user).json()["token"])
    there = api.signed_in(sign_in(api, user).json()["token"])
    assert here.post("/auth/logout").status_code == 204
    assert here.get("/me").status_code == 401
    assert there.get("/me").status_code == 200


def test_a_session_ends_after_its_time(api: Api, user: User, database: Database) -> None:
    client = api.signed_in(sign_in(api, user).json()["token"])
    with database.writing() as session:
        session.scalars(sa.select(SessionToken)).one().expires_at = clock.now() - timedelta(seconds=1)
    answer = client.get("/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["", "ks_", "kk_unknown", "something else", "ks_" + "a" * 5000])
def test_a_token_of_nobody_is_refused(api: Api, token: str) -> None:
    assert api.signed_in(token).get("/me").status_code == 401


def test_verifying_costs_the_same_when_nobody_is_there() -> None:
    assert passwords.verify_password("whatever it is", None) == (False, None)
    assert passwords.verify_password("a password that no user has", None) == (False, None)


COMPOSED, DECOMPOSED = "příliš-žluťoučký", "pr\u030ci\u0301lis\u030c-z\u030clut\u030couc\u030cky\u0301"


def test_a_password_is_the_same_from_every_keyboard(api: Api, database: Database) -> None:
    with database.writing() as session:
        user = create_user(session, "sam@urad.example", DECOMPOSED, "Sám Vymyšlený")
    assert [sign_in(api, user, typed).status_code for typed in (COMPOSED, DECOMPOSED)] == [201, 201]
    assert sign_in(api, user, "prilis-zlutoucky").status_code == 401


def test_a_hash_of_a_password_as_typed_opens_and_is_made_again(api: Api, database: Database) -> None:
    typed_hash = passwords._hasher().hash(DECOMPOSED)
    with database.writing() as session:
        user = create_user(session, "sam@urad.example", COMPOSED, "Sám Vymyšlený")
        user.password_hash = typed_hash
    assert sign_in(api, user, COMPOSED).status_code == 401
    assert sign_in(api, user, DECOMPOSED).status_code == 201
    assert sign_in(api, user, COMPOSED).status_code == 201


def test_a_password_that_was_changed_meanwhile_stays_changed(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        session.info["settings"] = settings
        user = create_user(session, "sam@urad.example", COMPOSED, "Sám Vymyšlený")
        changed = user.password_hash
        log_in(session, Client("192.0.2.1"), Known(user.id, "the hash before", "made again"))
        assert user.password_hash == changed


# --- logins ----------------------------------------------------------------------------------------------


def test_an_admin_makes_a_login_that_works(admin: Api, api: Api) -> None:
    new = made(admin, "/users", email="Nova@urad.example", name="Nová Vymyšlená", password="dlouhe heslo 1")
    answer = api.post("/auth/login", json={"email": "nova@urad.example", "password": "dlouhe heslo 1"})
    assert answer.status_code == 201
    assert answer.json()["user"]["id"] == new["id"]


def test_an_address_has_one_login(admin: Api, user: User) -> None:
    answer = admin.post("/users", json={"email": user.email.upper(), "name": "Druhá Vymyšlená"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "already_exists"


@pytest.mark.parametrize("password", ["krátké", "aaaaaaaaaaaa", "nova@urad.example"])
def test_a_weak_password_is_refused_beside_its_field(admin: Api, password: str) -> None:
    answer = admin.post("/users", json={"email": "nova@urad.example", "name": "N", "password": password})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/password"
    assert answer.json()["errors"][0]["code"] == "weak_password"


def test_only_admins_make_logins(coordinator: Api, signed_in: SignedIn) -> None:
    body = {"email": "nova@urad.example", "name": "Nová", "password": "dlouhe heslo 1"}
    assert coordinator.post("/users", json=body).status_code == 403
    assert signed_in("auditor").post("/users", json=body).status_code == 403
    assert signed_in().get("/users").status_code == 403


def test_a_coordinator_sees_the_logins_of_the_partnership(
    coordinator: Api, signed_in: SignedIn, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        here = factories.a_user(session, "member", partnership)
        elsewhere = factories.a_user(session, "member", factories.a_partnership(session))
    seen = {row["id"] for row in coordinator.rows("/users")}
    assert here.id in seen
    assert elsewhere.id not in seen
    assert coordinator.get(f"/users/{elsewhere.id}").status_code == 404


def test_users_are_found_without_regard_to_diacritics(admin: Api) -> None:
    made(admin, "/users", email="zizala@urad.example", name="Řehoř Žížala")
    assert [row["name"] for row in admin.rows("/users?q=rehor+zizala")] == ["Řehoř Žížala"]


def test_changing_a_password_asks_for_the_old_one_and_ends_other_sessions(api: Api, user: User) -> None:
    here = api.signed_in(sign_in(api, user).json()["token"])
    there = api.signed_in(sign_in(api, user).json()["token"])
    path, headers = f"/users/{user.id}", {"if-match": here.get(f"/users/{user.id}").headers["etag"]}
    body = {"password": "jine dlouhe heslo"}
    refused = here.patch(path, json=body, headers=headers)
    assert refused.json()["errors"][0]["code"] == "wrong_password"
    changed = here.patch(path, json=body | {"current_password": PASSWORD}, headers=headers)
    assert changed.status_code == 200
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 401
    assert sign_in(api, user, "jine dlouhe heslo").status_code == 201


def test_nobody_gives_themselves_another_address(api: Api, user: User) -> None:
    client = api.signed_in(sign_in(api, user).json()["token"])
    answer = client.patch(f"/users/{user.id}", json={"email": "x@urad.example"}, headers={"if-match": "*"})
    assert answer.status_code == 403


def test_a_stale_change_of_a_login_is_refused(admin: Api, user: User) -> None:
    path = f"/users/{user.id}"
    etag = admin.get(path).headers["etag"]
    assert admin.patch(path, json={"name": "První Změna"}, headers={"if-match": etag}).status_code == 200
    assert admin.patch(path, json={"name": "Druhá Změna"}, headers={"if-match": etag}).status_code == 412
    assert admin.patch(path, json={"name": "Třetí Změna"}).status_code == 428


def test_an_inactive_user_is_locked_out_at_once(admin: Api, api: Api, user: User) -> None:
    client = api.signed_in(sign_in(api, user).json()["token"])
    key = made(client, "/api-keys", name="export", scopes=["schedule:read"])["secret"]
    path = f"/users/{user.id}"
    assert admin.patch(path, json={"active": False}, headers={"if-match": "*"}).status_code == 200
    assert client.get("/me").status_code == 401
    assert api.signed_in(key).get("/me").status_code == 401
    assert sign_in(api, user).status_code == 401


def test_a_login_stands_for_one_person_of_each_partnership(
    admin: Api, user: User, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        one, two = (factories.a_person(session, partnership) for _ in range(2))
    path, headers = f"/users/{user.id}", {"if-match": "*"}
    linked = admin.patch(path, json={"person_ids": [one.id]}, headers=headers)
    assert linked.json()["person_ids"] == [one.id]
    both = admin.patch(path, json={"person_ids": [one.id, two.id]}, headers=headers)
    assert both.status_code == 422


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(days=13, hours=23), 200), (timedelta(days=14, minutes=1), 401)],
)
def test_a_sign_in_holds_for_two_weeks(admin: Api, later: timedelta, status: int) -> None:
    with time_machine.travel(clock.now() + later, tick=False):
        assert admin.get("/me").status_code == status

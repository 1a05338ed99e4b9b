"""Roles, and the keys of programs."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.models import ApiKey, User, UserPerson
from app.accounts.service import create_user
from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.clients import Api
from tests.waiting import eventually

SignedIn = Callable[..., Api]
PASSWORD = "kulate-heslo-123"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return create_user(session, "sam@urad.example", PASSWORD, "Sám Vymyšlený")


# --- roles -----------------------------------------------------------------------------------------------


def test_an_admin_gives_and_takes_roles(admin: Api, user: User, partnership: Partnership) -> None:
    role = made(admin, f"/users/{user.id}/roles", role="coordinator", partnership_id=partnership.id)
    assert [row["id"] for row in admin.rows(f"/users/{user.id}/roles")] == [role["id"]]
    path = f"/roles/{role['id']}"
    headers = {"if-match": admin.get(path).headers["etag"]}
    assert admin.delete(path, headers=headers).status_code == 204
    assert admin.rows(f"/users/{user.id}/roles") == []


def test_a_role_is_held_once(admin: Api, user: User, partnership: Partnership) -> None:
    everywhere = {"role": "auditor", "partnership_id": None}
    here = {"role": "auditor", "partnership_id": partnership.id}
    answers = [admin.post(f"/users/{user.id}/roles", json=body) for body in (everywhere, here) * 2]
    assert [answer.status_code for answer in answers] == [201, 201, 409, 409]


@pytest.mark.parametrize(
    ("role", "status"),
    [("facilitator", 201), ("member", 201), ("auditor", 201), ("coordinator", 403), ("admin", 403)],
)
def test_a_coordinator_gives_the_lesser_roles_of_the_partnership(
    coordinator: Api, partnership: Partnership, database: Database, role: str, status: int
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        user = factories.a_user(session)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
    body = {"role": role, "partnership_id": partnership.id}
    assert coordinator.post(f"/users/{user.id}/roles", json=body).status_code == status


def test_a_coordinator_gives_no_role_elsewhere(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        elsewhere = factories.a_partnership(session)
    for place in (elsewhere.id, None):
        body = {"role": "member", "partnership_id": place}
        assert coordinator.post(f"/users/{user.id}/roles", json=body).status_code == 403


def test_the_last_admin_stays(admin: Api) -> None:
    [role] = admin.get("/me").json()["roles"]
    answer = admin.delete(f"/roles/{role['id']}", headers={"if-match": "*"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "last_admin"


# --- API keys --------------------------------------------------------------------------------------------


def test_the_secret_of_a_key_is_shown_once(coordinator: Api) -> None:
    new = made(coordinator, "/api-keys", name="rozvrh na web", scopes=["schedule:read"])
    assert new["secret"].startswith("kk_")
    shown = coordinator.get(f"/api-keys/{new['id']}").json()
    assert "secret" not in shown
    assert new["secret"].startswith(shown["prefix"])


def test_a_key_does_what_its_scopes_say(coordinator: Api, api: Api, partnership: Partnership) -> None:
    secret = made(coordinator, "/api-keys", name="export", scopes=["people:read"])["secret"]
    key = api.signed_in(secret)
    me = key.get("/me").json()
    assert me["api_key"]["scopes"] == ["people:read"]
    assert key.get("/people").status_code == 200
    body = {"partnership_id": partnership.id, "first_name": "Ema", "last_name": "Vymyšlená"}
    assert key.post("/people", json=body).status_code == 403
    assert key.get("/users").status_code == 403
    assert key.post("/api-keys", json={"name": "x", "scopes": ["people:read"]}).status_code == 403


def test_an_unknown_scope_is_refused(coordinator: Api) -> None:
    answer = coordinator.post("/api-keys", json={"name": "x", "scopes": ["everything"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/scopes/0"


def test_a_key_for_one_partnership_knows_no_other(admin: Api, api: Api, database: Database) -> None:
    with database.writing() as session:
        here, elsewhere = factories.a_partnership(session), factories.a_partnership(session)
        factories.a_person(session, here)
        factories.a_person(session, elsewhere)
    new = made(admin, "/api-keys", name="x", scopes=["people:read"], partnership_id=here.id)
    rows = api.signed_in(new["secret"]).rows("/people")
    assert {row["partnership_id"] for row in rows} == {here.id}


def test_a_key_is_dead_after_its_day_and_when_revoked(coordinator: Api, api: Api, database: Database) -> None:
    new = made(coordinator, "/api-keys", name="x", scopes=["people:read"])
    key = api.signed_in(new["secret"])
    with database.writing() as session:
        session.get_one(ApiKey, new["id"]).expires_at = clock.now() - timedelta(seconds=1)
    assert key.get("/me").status_code == 401
    with database.writing() as session:
        session.get_one(ApiKey, new["id"]).expires_at = None
    assert key.get("/me").status_code == 200
    assert coordinator.delete(f"/api-keys/{new['id']}", headers={"if-match": "*"}).status_code == 204
    assert key.get("/me").status_code == 401


def test_the_last_use_of_a_key_is_noted(coordinator: Api, api: Api) -> None:
    new = made(coordinator, "/api-keys", name="x", scopes=["people:read"])
    assert coordinator.get(f"/api-keys/{new['id']}").json()["last_used_at"] is None
    assert api.signed_in(new["secret"]).get("/me").status_code == 200
    shown = f"/api-keys/{new['id']}"
    assert eventually(lambda: coordinator.get(shown).json()["last_used_at"])
    assert coordinator.get(shown).json()["version"] == 1


def test_keys_of_others_are_not_known(coordinator: Api, signed_in: SignedIn, admin: Api) -> None:
    new = made(coordinator, "/api-keys", name="x", scopes=["people:read"])
    assert signed_in("coordinator").get(f"/api-keys/{new['id']}").status_code == 404
    assert admin.get(f"/api-keys/{new['id']}").status_code == 200

"""The user of an open session proves once more who they are, before what cannot be taken back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.accounts.service import create_user, give_role
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from app.partnerships.models import Partnership
from tests import factories
from tests.api.also_files import ALSO_FILES
from tests.api.asking import made
from tests.api.test_permissions import guard_of
from tests.clients import Api
from tests.test_access import routes

EMAIL, PASSWORD = "sprava@urad.example", factories.PASSWORD


@pytest.fixture(autouse=True)
def ten_minutes(app_context: AppContext, settings: Settings) -> None:
    app_context.settings = settings.model_copy(update={"confirm_minutes": 10})


@pytest.fixture
def boss(api: Api, database: Database) -> Api:
    """An admin with a password."""
    with database.writing() as session:
        give_role(session, create_user(session, EMAIL, PASSWORD, "Správkyně").id, "admin")
    token = api.post("/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()["token"]
    return api.signed_in(token)


def later(minutes: int = 11) -> Any:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False)


def asked_for(boss: Api, place: Partnership, user_id: int, person_id: int) -> dict[str, Any]:
    """Requests that need a fresh confirmation."""
    [role] = boss.get(f"/users/{user_id}/roles").json()["results"]
    new_role = {"role": "member", "partnership_id": place.id}
    any_version = {"if-match": "*"}
    return {
        "key": boss.post("/api-keys", json={"name": "K", "scopes": ["schedule:read"]}),
        "role": boss.post(f"/users/{user_id}/roles", json=new_role),
        "no role": boss.delete(f"/roles/{role['id']}", headers=any_version),
        "address": boss.patch(f"/users/{user_id}", json={"email": "x@urad.example"}, headers=any_version),
        "password": boss.patch(
            f"/users/{user_id}", json={"password": "dva koberce a vrána"}, headers=any_version
        ),
        "person": boss.delete(f"/people/{person_id}", headers=any_version),
        "people": boss.get("/people.xlsx"),
        "users": boss.get("/users.csv"),
    }


def test_after_ten_minutes_it_is_asked_for_once_more(
    boss: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        user_id = factories.a_user(session, "auditor", partnership).id
        person_id = factories.a_person(session, partnership).id
    with later():
        for name, answer in asked_for(boss, partnership, user_id, person_id).items():
            assert (answer.status_code, answer.json()["code"]) == (403, "confirm_needed"), name
        assert boss.get("/people").status_code == 200
        tried = boss.delete(f"/people/{person_id}?dry_run=true", headers={"if-match": "*"})
        assert (tried.status_code, boss.get(f"/people/{person_id}").status_code) == (204, 200)
        assert boss.patch(
            f"/users/{user_id}", json={"name": "Jiné Jméno"}, headers={"if-match": "*"}
        ).is_success
        confirmed = boss.post("/auth/confirm", json={"password": PASSWORD})
        assert confirmed.status_code == 200
        assert boss.get("/me").json()["confirmed_until"] == confirmed.json()["confirmed_until"]
        for name, answer in asked_for(boss, partnership, user_id, person_id).items():
            assert answer.is_success, name


def test_it_is_good_for_this_session_alone(boss: Api, api: Api) -> None:
    other = api.signed_in(
        api.post("/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()["token"]
    )
    with later():
        assert boss.post("/auth/confirm", json={"password": PASSWORD}).status_code == 200
        assert other.get("/people.csv").status_code == 403
        assert boss.get("/people.csv").status_code == 200


def test_a_wrong_password_confirms_nothing_and_is_limited(boss: Api) -> None:
    with later():
        for number in range(10):
            wrong = boss.post("/auth/confirm", json={"password": f"guess {number}"})
            assert wrong.json()["errors"][0]["code"] == "wrong_password"
        assert boss.post("/auth/confirm", json={"password": PASSWORD}).status_code == 429
        assert boss.get("/people.csv").status_code == 403


def test_who_has_no_password_signs_in_once_more(admin: Api) -> None:
    answer = admin.post("/auth/confirm", json={"password": "whatever it is"})
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_confirm")


def test_a_key_needs_the_scope_for_files_with_people(boss: Api, api: Api) -> None:
    plain = made(boss, "/api-keys", name="K", scopes=["people:read"])["secret"]
    export = made(boss, "/api-keys", name="K", scopes=["people:read", "export"])["secret"]
    only = made(boss, "/api-keys", name="K", scopes=["export"])["secret"]
    with later():
        found = {key: api.signed_in(key).get("/people.csv") for key in (plain, export, only)}
    assert [answer.status_code for answer in found.values()] == [403, 200, 403]
    assert api.signed_in(plain).get("/people").status_code == 200


WITHOUT_PEOPLE = {
    "/attachments",
    "/api-keys",
    "/courses",
    "/decisions",
    "/events",
    "/events/{event_id}/messages",
    "/events/{event_id}/seat-blocks",
    "/funding-programmes",
    "/meetings",
    "/milestones",
    "/minutes",
    "/organisation-proposals",
    "/effects",
    "/needs",
    "/newsletters",
    "/organisations",
    "/partnerships",
    "/projects",
    "/projects/{project_id}/milestones",
    "/round-tables",
    "/series",
    "/series/{series_id}/results",
    "/trainings",
    "/working-groups",
}
"""Lists whose files name no people but those who are public."""


def test_every_file_of_a_list_with_people_is_guarded(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    known = routes(api_stack[0])
    guarded = {path for path in ALSO_FILES if guard_of(known[f"GET {path}.csv"]) == "export"}
    assert guarded == {*ALSO_FILES} - WITHOUT_PEOPLE

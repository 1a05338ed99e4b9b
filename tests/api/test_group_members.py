"""Who is in a group, and who may know."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made, refusal
from tests.clients import Api

SignedIn = Callable[..., Api]
ANY = {"if-match": "*"}


@pytest.fixture
def group(coordinator: Api, partnership: Partnership) -> Callable[..., dict[str, Any]]:
    def found(name: str, **body: Any) -> dict[str, Any]:
        return made(coordinator, "/working-groups", partnership_id=partnership.id, name=name, **body)

    return found


# --- members ---------------------------------------------------------------------------------------------


@pytest.fixture
def person(database: Database, partnership: Partnership) -> Any:
    with database.writing() as session:
        return factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")


def test_members_join_and_leave(coordinator: Api, group: Callable[..., dict[str, Any]], person: Any) -> None:
    one = group("Bydlení")
    path = f"/working-groups/{one['id']}/members"
    member = made(coordinator, path, person_id=person.id, role="chair", side="provider", since="2016-01-01")
    assert (member["person_name"], member["voting"]) == ("Ema Nebylá", True)
    assert refusal(coordinator.post(path, json={"person_id": person.id})) == (409, "already_exists")
    left = coordinator.patch(f"{path}/{member['id']}", json={"until": "2017-12-31"}, headers=ANY)
    assert left.status_code == 200
    again = made(coordinator, path, person_id=person.id, role="guest")
    assert (again["voting"], again["since"]) == (False, clock.today().isoformat())
    assert [row["id"] for row in coordinator.rows(f"{path}?on=2017-01-01")] == [member["id"]]
    assert coordinator.get(f"/working-groups/{one['id']}").json()["version"] == 4


def test_another_system_keeps_the_members_of_a_group_in_step(
    coordinator: Api, group: Callable[..., dict[str, Any]], person: Any
) -> None:
    one, other = (f"/working-groups/{group(name)['id']}/members" for name in ("Bydlení", "Dluhy"))
    lost = made(coordinator, one, person_id=person.id)
    since = quote(coordinator.get(one).json()["synced_until"])
    coordinator.delete(f"{one}/{lost['id']}", headers=ANY)
    kept = made(coordinator, one, person_id=person.id)
    elsewhere = made(coordinator, other, person_id=person.id)
    rows = {row["id"]: row.get("deleted", False) for row in coordinator.rows(f"{one}?updated_since={since}")}
    assert (rows[lost["id"]], rows[kept["id"]]) == (True, False)
    assert elsewhere["id"] not in rows


def test_a_membership_ends_after_it_starts(
    coordinator: Api, group: Callable[..., dict[str, Any]], person: Any
) -> None:
    path = f"/working-groups/{group('Bydlení')['id']}/members"
    member = made(coordinator, path, person_id=person.id, since="2016-01-01")
    answer = coordinator.patch(f"{path}/{member['id']}", json={"until": "2015-01-01"}, headers=ANY)
    assert field(answer) == ("#/until", "ends_before_starts")
    assert field(coordinator.post(path, json={})) == ("#/person_id", "required")


def test_the_names_of_members_are_for_staff_and_for_the_members(
    api: Api,
    coordinator: Api,
    signed_in: SignedIn,
    group: Callable[..., dict[str, Any]],
    person: Any,
    partnership: Partnership,
    database: Database,
) -> None:
    one, other = group("Bydlení"), group("Zaměstnanost")
    path = f"/working-groups/{one['id']}/members"
    made(coordinator, path, person_id=person.id)
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        token = open_session(session, user.id or 0).token
    member = api.signed_in(token)
    assert [row["person_name"] for row in member.rows(path)] == ["Ema Nebylá"]
    assert member.get(f"/working-groups/{one['id']}").json()["allowed"] == ["see_members"]
    assert member.get(f"/working-groups/{other['id']}/members").status_code == 403
    assert member.post(path, json={"person_id": person.id}).status_code == 403
    assert signed_in("auditor", partnership).get(path).status_code == 200
    assert signed_in("member", partnership).get(path).status_code == 403
    assert api.get(path).status_code == 401
    assert api.get(f"/working-groups/{one['id']}").json()["name"] == "Bydlení"


def test_a_merged_person_keeps_the_memberships_of_both(
    coordinator: Api, group: Callable[..., dict[str, Any]], partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        kept, gone = (factories.a_person(session, partnership) for _ in range(2))
    both, one = group("Bydlení"), group("Zaměstnanost")
    for where, who in ((both, kept), (both, gone), (one, gone)):
        made(coordinator, f"/working-groups/{where['id']}/members", person_id=who.id)
    answer = coordinator.post(f"/people/{kept.id}/merge", json={"duplicate_id": gone.id})
    assert answer.status_code == 200, answer.text
    for where in (both, one):
        rows = coordinator.rows(f"/working-groups/{where['id']}/members")
        assert [row["person_id"] for row in rows] == [kept.id]

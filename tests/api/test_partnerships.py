"""Partnerships, their groups, the chart as of a day, and who is in a group."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made, refusal
from tests.clients import Api

SignedIn = Callable[..., Api]
ANY = {"if-match": "*"}


def another_partnership(database: Database) -> Partnership:
    with database.writing() as session:
        return factories.a_partnership(session)


# --- partnerships ----------------------------------------------------------------------------------------


def test_a_partnership_is_founded_with_all_its_lists(admin: Api, api: Api) -> None:
    place = api.rows("/territories?q=tanvald&level=orp")[0]["id"]
    spolek = made(admin, "/organisations", name="Spolek")
    new = made(
        admin,
        "/partnerships",
        name="Místní partnerství Tanvaldsko",
        kind="local_partnership",
        territory_ids=[place],
        phases=[
            {"name": "příprava", "since": "2016-08-01", "until": "2017-02-28"},
            {"name": "realizace", "since": "2017-03-01"},
        ],
        members=[{"organisation_id": spolek["id"], "since": "2016-08-01"}],
    )
    shown = api.get(f"/partnerships/{new['id']}").json()
    assert [phase["name"] for phase in shown["phases"]] == ["příprava", "realizace"]
    assert [member["organisation_name"] for member in shown["members"]] == ["Spolek"]
    assert shown["territory_ids"] == [place]
    assert shown["allowed"] == []
    for query in ("territory=1", "q=tanvaldsko", "kind=local_partnership"):
        assert [row["id"] for row in api.rows(f"/partnerships?{query}")] == [new["id"]]
    assert api.rows("/partnerships?kind=transformation") == []


def test_only_admins_found_partnerships(coordinator: Api, api: Api) -> None:
    assert refusal(coordinator.post("/partnerships", json={"name": "Nové"})) == (403, "forbidden")
    assert refusal(api.post("/partnerships", json={"name": "Nové"})) == (401, "unauthorized")


def test_a_list_that_is_sent_replaces_the_list_and_others_stay(
    coordinator: Api, partnership: Partnership
) -> None:
    path = f"/partnerships/{partnership.id}"
    both = {"phases": [{"name": "první plán"}], "territory_ids": [1, 2]}
    first = coordinator.patch(path, json=both, headers=ANY).json()
    second = coordinator.patch(
        path, json={"territory_ids": [2]}, headers={"if-match": f'"{first["version"]}"'}
    )
    assert second.json()["territory_ids"] == [2]
    assert [phase["name"] for phase in second.json()["phases"]] == ["první plán"]
    assert second.json()["version"] == first["version"] + 1
    assert (
        coordinator.patch(path, json=both, headers={"if-match": f'"{first["version"]}"'}).status_code == 412
    )


def test_the_people_of_a_partnership_are_shown_to_its_staff(
    api: Api, coordinator: Api, signed_in: SignedIn, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")
        stranger = factories.a_person(session, factories.a_partnership(session))
    path = f"/partnerships/{partnership.id}"
    roles = [{"person_id": person.id, "role": "lokální konzultantka"}]
    assert coordinator.patch(path, json={"roles": roles}, headers=ANY).status_code == 200
    assert [role["person_name"] for role in coordinator.get(path).json()["roles"]] == ["Ema Nebylá"]
    assert api.get(path).json()["roles"] == []
    assert signed_in("coordinator", another_partnership(database)).get(path).json()["roles"] == []
    foreign = coordinator.patch(path, json={"roles": [{"person_id": stranger.id, "role": "x"}]}, headers=ANY)
    assert field(foreign) == ("#/roles/0/person_id", "other_partnership")


def test_a_phase_that_ends_before_it_starts_is_refused(coordinator: Api, partnership: Partnership) -> None:
    phases = [{"name": "x", "since": "2017-03-01", "until": "2017-02-01"}]
    answer = coordinator.patch(f"/partnerships/{partnership.id}", json={"phases": phases}, headers=ANY)
    assert field(answer) == ("#/phases/0/until", "ends_before_starts")


def test_a_coordinator_changes_no_other_partnership(coordinator: Api, database: Database) -> None:
    elsewhere = another_partnership(database)
    answer = coordinator.patch(f"/partnerships/{elsewhere.id}", json={"name": "Moje"}, headers=ANY)
    assert refusal(answer) == (403, "forbidden")
    group = {"partnership_id": elsewhere.id, "name": "Moje skupina"}
    assert refusal(coordinator.post("/working-groups", json=group)) == (403, "forbidden")


def test_a_partnership_with_groups_stays(admin: Api, partnership: Partnership) -> None:
    group = made(admin, "/working-groups", partnership_id=partnership.id, name="Bydlení")
    path = f"/partnerships/{partnership.id}"
    assert refusal(admin.delete(path, headers=ANY)) == (409, "in_use")
    assert admin.delete(f"/working-groups/{group['id']}", headers=ANY).status_code == 204
    assert admin.delete(path, headers=ANY).status_code == 204


# --- groups and their places -----------------------------------------------------------------------------


@pytest.fixture
def group(coordinator: Api, partnership: Partnership) -> Callable[..., dict[str, Any]]:
    def found(name: str, **body: Any) -> dict[str, Any]:
        return made(coordinator, "/working-groups", partnership_id=partnership.id, name=name, **body)

    return found


def tree(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {node["name"]: tree(node["groups"]) for node in nodes}


def chart(api: Api, partnership: Partnership, on: str) -> dict[str, Any]:
    answer = api.get(f"/partnerships/{partnership.id}/chart?on={on}")
    assert answer.status_code == 200, answer.text
    return tree(answer.json()["groups"])


def test_the_chart_is_drawn_as_of_any_day(
    api: Api, coordinator: Api, partnership: Partnership, group: Callable[..., dict[str, Any]]
) -> None:
    steering = group("Řídící skupina", kind="steering", since="2012-01-01")
    team = group("Koordinační tým", kind="coordination", parent_id=steering["id"], since="2012-01-01")
    housing = group("Bydlení", parent_id=steering["id"], since="2012-06-01", until="2018-12-31")
    moved = coordinator.post(
        f"/working-groups/{housing['id']}/placements",
        json={"parent_id": team["id"], "valid_from": "2015-03-01"},
    )
    assert moved.status_code == 201
    assert moved.json()["parent_name"] == "Koordinační tým"
    assert chart(api, partnership, "2011-12-31") == {}
    assert chart(api, partnership, "2012-05-31") == {"Řídící skupina": {"Koordinační tým": {}}}
    assert chart(api, partnership, "2015-02-28") == {"Řídící skupina": {"Bydlení": {}, "Koordinační tým": {}}}
    assert chart(api, partnership, "2015-03-01") == {"Řídící skupina": {"Koordinační tým": {"Bydlení": {}}}}
    assert chart(api, partnership, "2019-01-01") == {"Řídící skupina": {"Koordinační tým": {}}}
    shown = api.get(f"/working-groups/{housing['id']}").json()
    assert [place["valid_from"] for place in shown["placements"]] == ["2012-06-01", "2015-03-01"]
    assert (shown["parent_id"], shown["since"]) == (team["id"], "2012-06-01")


def test_a_place_of_tomorrow_is_not_yet_the_place_of_today(
    api: Api, coordinator: Api, group: Callable[..., dict[str, Any]]
) -> None:
    above, other, one = group("Nahoře"), group("Jiná"), group("Skupina")
    path = f"/working-groups/{one['id']}"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    made(coordinator, f"{path}/placements", parent_id=other["id"], valid_from=tomorrow)
    assert api.get(path).json()["parent_id"] is None
    assert coordinator.patch(path, json={"parent_id": above["id"]}, headers=ANY).status_code == 200
    assert [row["id"] for row in api.rows(f"/working-groups?parent={above['id']}")] == [one["id"]]
    assert api.rows(f"/working-groups?parent={other['id']}") == []
    assert len(api.get(path).json()["placements"]) == 2


def test_a_second_placement_of_one_day_corrects_the_first(
    coordinator: Api, group: Callable[..., dict[str, Any]]
) -> None:
    above, one = group("Nahoře"), group("Skupina", since="2015-01-01")
    path = f"/working-groups/{one['id']}"
    made(coordinator, f"{path}/placements", parent_id=above["id"], valid_from="2015-01-01")
    assert [place["parent_id"] for place in coordinator.get(path).json()["placements"]] == [above["id"]]


def test_a_group_never_stands_under_itself_on_any_day(
    coordinator: Api, group: Callable[..., dict[str, Any]]
) -> None:
    one = group("První", since="2010-01-01")
    two = group("Druhá", since="2010-01-01", parent_id=one["id"])
    places = {name["id"]: f"/working-groups/{name['id']}/placements" for name in (one, two)}

    def move(child: dict[str, Any], parent: dict[str, Any] | None, since: str) -> Any:
        body = {"parent_id": parent["id"] if parent else None, "valid_from": since}
        return coordinator.post(places[child["id"]], json=body)

    assert refusal(move(one, one, "2011-01-01")) == (409, "cycle")
    assert refusal(move(one, two, "2011-01-01")) == (409, "cycle")
    assert move(two, None, "2015-01-01").status_code == 201
    assert refusal(move(one, two, "2014-12-31")) == (409, "cycle")
    assert move(one, two, "2015-01-01").status_code == 201
    assert refusal(move(two, one, "2016-01-01")) == (409, "cycle")
    # An earlier move of the other group reaches into the time after 2015 only until its own next one.
    assert move(two, one, "2013-01-01").status_code == 201


def test_a_group_of_another_partnership_is_no_parent(
    coordinator: Api, database: Database, group: Callable[..., dict[str, Any]], partnership: Partnership
) -> None:
    with database.writing() as session:
        foreign = factories.a_group(session, factories.a_partnership(session))
    body = {"partnership_id": partnership.id, "name": "Skupina", "parent_id": foreign.id}
    assert field(coordinator.post("/working-groups", json=body)) == ("#/parent_id", "other_partnership")


def test_rules_of_a_group_are_kept_as_sent(coordinator: Api, group: Callable[..., dict[str, Any]]) -> None:
    rules = {"invitation_days": 3, "invitation_working_days": True, "minutes_approved_by": "předsedkyně"}
    new = group("Bydlení", rules=rules, target_groups=["rodiny s dětmi"], open_to_new_members=True)
    assert new["rules"] == rules
    assert new["target_groups"] == ["rodiny s dětmi"]
    nested = {"partnership_id": new["partnership_id"], "name": "x", "rules": {"a": {"b": 1}}}
    assert coordinator.post("/working-groups", json=nested).status_code == 422


def test_a_group_that_has_others_under_it_stays(
    coordinator: Api, group: Callable[..., dict[str, Any]]
) -> None:
    above = group("Nahoře")
    group("Dole", parent_id=above["id"])
    refused = coordinator.delete(f"/working-groups/{above['id']}", headers=ANY)
    assert refusal(refused) == (409, "in_use")
    assert refused.json()["referred_by"] == ["working_group"]


def test_a_group_that_has_members_or_applications_is_ended_and_not_deleted(
    admin: Api, coordinator: Api, group: Callable[..., dict[str, Any]], member: Callable[[int], Any]
) -> None:
    joined, applied, mistaken = group("Bydlení"), group("Dluhy", open_to_new_members=True), group("Překlep")
    member(joined["id"])
    wish = {"first_name": "Ema", "last_name": "Nebylá", "email": "ema@doma.example", "motivation": "Ráda."}
    made(coordinator, f"/working-groups/{applied['id']}/applications", **wish)
    group("Pod ním", parent_id=joined["id"])
    reasons = {joined["id"]: ["group_member", "working_group"], applied["id"]: ["group_application"]}
    for number, referring in reasons.items():
        for path in (f"/working-groups/{number}?dry_run=true", f"/working-groups/{number}"):
            refused = coordinator.delete(path, headers=ANY)
            assert refusal(refused) == (409, "in_use")
            assert refused.json()["referred_by"] == referring
    one = f"/working-groups/{mistaken['id']}"
    assert coordinator.delete(f"{one}?dry_run=perhaps", headers=ANY).status_code == 422
    assert coordinator.delete(f"{one}?dry_run=true", headers=ANY).status_code == 204
    assert coordinator.get(one).status_code == 200
    assert coordinator.delete(one, headers=ANY).status_code == 204
    assert coordinator.get(one).status_code == 404

"""The structure of groups over time: charts of two days, composition, and how people join a group."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made, refusal
from tests.clients import Api

Found = Callable[..., int]
APPLICANT = {
    "first_name": "Ema",
    "last_name": "Nová",
    "email": "ema@spolek.example",
    "motivation": "Pracuji s rodinami.",
}
ANY = {"if-match": "*"}


@pytest.fixture
def found(coordinator: Api, partnership: Partnership) -> Found:
    """`found("Bydlení", since="2016-01-01")`: the id of a new group."""

    def group(name: str, **body: Any) -> int:
        number: int = made(coordinator, "/working-groups", partnership_id=partnership.id, name=name, **body)[
            "id"
        ]
        return number

    return group


def changes(api: Api, partnership: Partnership, on: str, compare: str) -> list[tuple[Any, ...]]:
    chart = api.get(f"/partnerships/{partnership.id}/chart?on={on}&compare={compare}").json()
    return [(one["kind"], one["group_name"], one["from"], one["to"]) for one in chart["changes"]]


def test_the_changes_between_two_days_are_told_whichever_day_is_named_first(
    api: Api, coordinator: Api, partnership: Partnership, found: Found, database: Database
) -> None:
    with database.writing() as session:
        person, other = (factories.a_person(session, partnership).id for _ in range(2))
    steering, old = found("Řídící skupina", since="2008-01-15"), found("Koordinační", since="2008-01-15")
    moved = found("Transformace", since="2008-01-15", parent_id=old)
    made(coordinator, f"/working-groups/{moved}/members", person_id=person, since="2008-01-15")
    assert coordinator.patch(f"/working-groups/{old}", json={"until": "2014-05-31"}, headers=ANY).is_success
    made(coordinator, f"/working-groups/{moved}/placements", parent_id=steering, valid_from="2014-03-12")
    made(coordinator, f"/working-groups/{moved}/members", person_id=other, since="2014-06-11", role="chair")
    found("Nová", since="2014-06-01", parent_id=steering)
    told = [
        ("removed", "Koordinační", None, None),
        ("added", "Nová", None, steering),
        ("moved", "Transformace", old, steering),
        ("recomposed", "Transformace", 1, 2),
    ]
    assert changes(api, partnership, "2010-01-01", "2014-12-31") == told
    assert changes(api, partnership, "2014-12-31", "2010-01-01") == told
    chart = api.get(f"/partnerships/{partnership.id}/chart?on=2014-12-31&compare=2010-01-01").json()
    assert [one["name"] for one in chart["compared"]] == ["Koordinační", "Řídící skupina"]
    [top] = chart["groups"]
    assert {one["name"]: one["leader_elected"] for one in top["groups"]} == {
        "Nová": None,
        "Transformace": True,
    }
    [before] = chart["compared"][0]["groups"]
    assert before["leader_elected"] is False
    assert changes(api, partnership, "2014-07-01", "2014-12-31") == []


def test_the_composition_of_a_group_names_who_is_missing(
    coordinator: Api, api: Api, partnership: Partnership, found: Found, database: Database
) -> None:
    group = found("Bydlení")
    with database.writing() as session:
        town = factories.a_territory(session, "Liberec")
        office = factories.an_organisation(session, territory_id=town.id, kind="municipality").id
        people = [factories.a_person(session, partnership).id for _ in range(3)]
    path = f"/working-groups/{group}"
    made(coordinator, f"{path}/members", person_id=people[0], organisation_id=office, side="commissioner")
    made(coordinator, f"{path}/members", person_id=people[1], side="provider", role="chair")
    made(coordinator, f"{path}/members", person_id=people[2], side="user", role="guest")
    answer = coordinator.get(f"{path}/composition").json()
    assert answer["missing"] == ["no_users", "no_small_municipalities"]
    assert (answer["members"], answer["voting"], answer["guests"]) == (2, 2, 1)
    assert {one["side"]: one["members"] for one in answer["by_side"]} == {
        "commissioner": 1,
        "provider": 1,
        "user": 0,
        "public": 0,
    }
    assert [(one["name"], one["members"]) for one in answer["by_territory"]] == [("Liberec", 1), (None, 1)]
    assert refusal(api.get(f"{path}/composition")) == (401, "unauthorized")
    empty = coordinator.get(f"{path}/composition?on=2001-01-01").json()
    assert (empty["members"], "no_chair" in empty["missing"]) == (0, True)


def test_strangers_are_not_told_who_has_applied_or_is_a_member(
    api: Api, coordinator: Api, found: Found
) -> None:
    """The first application, the same again, one under another spelling and one of a member."""
    path = f"/working-groups/{found('Bydlení', open_to_new_members=True)}"
    shouted = APPLICANT | {"last_name": APPLICANT["last_name"].upper(), "email": APPLICANT["email"].upper()}
    answers = [api.post(f"{path}/applications", json=sent) for sent in (APPLICANT, APPLICANT, shouted)]
    [row] = coordinator.rows(f"{path}/applications?state=open")
    assert coordinator.post(f"/applications/{row['id']}/accept").status_code == 200
    answers.append(api.post(f"{path}/applications", json=APPLICANT))
    assert len({(one.status_code, one.text, one.headers.get("location")) for one in answers}) == 1
    assert answers[0].status_code == 201


def test_somebody_applies_becomes_a_guest_and_then_a_member(
    api: Api, coordinator: Api, found: Found, partnership: Partnership, database: Database
) -> None:
    group = found("Bydlení", open_to_new_members=True, rules={"newcomer_as_guest": True})
    path = f"/working-groups/{group}"
    receipt = made(api, f"{path}/applications", **APPLICANT)
    assert receipt == {"id": None, "group_id": group, "state": "open"}
    refused = coordinator.post(f"{path}/applications", json=APPLICANT)
    assert refusal(refused) == (409, "already_applied")
    [row] = coordinator.rows(f"{path}/applications?state=open")
    assert (row["name"], row["motivation"], row["allowed"]) == (
        "Ema Nová",
        "Pracuji s rodinami.",
        ["accept", "decline"],
    )
    accepted = coordinator.post(f"/applications/{row['id']}/accept").json()
    assert (accepted["state"], accepted["allowed"]) == ("accepted", [])
    assert refusal(coordinator.post(f"/applications/{row['id']}/accept")) == (409, "wrong_state")
    [guest] = coordinator.rows(f"{path}/members")
    assert (guest["role"], guest["voting"], guest["person_id"]) == ("guest", False, accepted["person_id"])
    promoted = coordinator.post(f"{path}/members/{guest['id']}/promote").json()
    assert (promoted["role"], promoted["voting"], promoted["since"]) == (
        "member",
        True,
        clock.today().isoformat(),
    )
    made(api, f"{path}/applications", **APPLICANT)
    [again] = coordinator.rows(f"{path}/applications?state=open")
    assert refusal(coordinator.post(f"/applications/{again['id']}/accept")) == (409, "already_member")
    declined = coordinator.post(f"/applications/{again['id']}/decline", json={"reason": "Už jste členkou."})
    assert declined.json()["state"] == "declined"
    kinds = [row["kind"] for row in coordinator.rows("/letters") if row["receiver"] == APPLICANT["email"]]
    assert sorted(kinds) == [
        "application_accepted",
        "application_declined",
        "application_received",
        "application_received",
    ]


def test_who_was_a_guest_before_stays_one_in_the_history(
    coordinator: Api, found: Found, partnership: Partnership, database: Database
) -> None:
    path = f"/working-groups/{found('Bydlení')}/members"
    with database.writing() as session:
        person = factories.a_person(session, partnership).id
    guest = made(coordinator, path, person_id=person, role="guest", since="2020-01-01", side="user")
    member = coordinator.post(f"{path}/{guest['id']}/promote").json()
    assert member["id"] != guest["id"]
    [before, after] = sorted(coordinator.rows(path), key=lambda row: row["id"])
    assert (before["role"], before["until"] < after["since"]) == ("guest", True)
    assert (after["role"], after["side"]) == ("member", "user")
    assert refusal(coordinator.post(f"{path}/{member['id']}/promote")) == (409, "wrong_state")


def test_nobody_applies_to_a_closed_group_and_one_mailbox_brings_few(
    api: Api, coordinator: Api, found: Found
) -> None:
    closed = f"/working-groups/{found('Uzavřená')}/applications"
    assert refusal(api.post(closed, json=APPLICANT)) == (409, "not_open")
    ended = found("Skončila", open_to_new_members=True, since="2015-01-01", until="2016-01-01")
    assert refusal(api.post(f"/working-groups/{ended}/applications", json=APPLICANT)) == (409, "not_open")
    path = f"/working-groups/{found('Otevřená', open_to_new_members=True)}/applications"
    answers = [api.post(path, json={**APPLICANT, "first_name": name}) for name in ("A", "B", "C", "D", "E")]
    beyond = api.post(path, json=APPLICANT)
    assert {(one.status_code, one.text) for one in (*answers, beyond)} == {(201, answers[0].text)}
    assert len(coordinator.rows(path)) == 5, "what is too much is told to the mailbox alone"
    told = [one["id"] for one in coordinator.rows("/letters") if one["receiver"] == APPLICANT["email"]]
    assert len(told) == 6
    assert refusal(coordinator.post(path, json=APPLICANT)) == (409, "mailbox_applications")


def test_groups_with_applications_to_answer_are_counted_for_those_who_see_their_inside(
    api: Api, coordinator: Api, partnership: Partnership, found: Found
) -> None:
    asked, quiet = (found(name, open_to_new_members=True) for name in ("Bydlení", "Doprava"))
    listed = f"/working-groups?partnership={partnership.id}&applications="
    path = f"/dashboards/overview?partnership={partnership.id}"
    assert coordinator.get(path).json()["applications"]["value"] == 0
    made(api, f"/working-groups/{asked}/applications", **APPLICANT)
    told = coordinator.get(path).json()["applications"]
    assert told["rows"] == [{"id": asked, "name": "Bydlení", "applications": 1}]
    assert [row["id"] for row in coordinator.rows(told["href"])] == [asked]
    assert [row["id"] for row in coordinator.rows(f"{listed}false")] == [quiet]
    assert api.rows(f"{listed}true") == []
    [row] = coordinator.rows(f"/working-groups/{asked}/applications")
    assert coordinator.post(f"/applications/{row['id']}/accept").status_code == 200
    assert coordinator.get(path).json()["applications"]["value"] == 0

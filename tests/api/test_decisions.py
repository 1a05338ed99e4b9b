"""Decisions: who may read them, and the three charts of the sources entered by them."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.sign_in import open_session
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made, refusal
from tests.clients import Api

ANY = {"if-match": "*"}
Founded = Callable[..., int]


def chart(api: Api, partnership: Partnership, on: str, compare: str = "") -> dict[str, Any]:
    query = f"on={on}" + (f"&compare={compare}" if compare else "")
    answer: dict[str, Any] = api.get(f"/partnerships/{partnership.id}/chart?{query}").json()
    return answer


def tree(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {node["name"]: tree(node["groups"]) for node in nodes}


# --- the structures of the sources -----------------------------------------------------------------------


def test_three_decisions_move_recompose_and_empower_the_transformation_group(
    coordinator: Api, api: Api, partnership: Partnership, founded: Founded, database: Database
) -> None:
    steering = founded("Řídící skupina")
    before = founded("Krajská koordinační skupina")
    group = founded("Transformace", before)
    with database.writing() as session:
        people = [factories.a_person(session, partnership).id for _ in range(3)]
    for person in people[:2]:
        made(coordinator, f"/working-groups/{group}/members", person_id=person, since="2008-01-15")
    ids = []
    for day, effect in (
        ("2014-03-12", {"kind": "move", "group_id": group, "parent_id": steering}),
        (
            "2014-06-11",
            {
                "kind": "recompose",
                "group_id": group,
                "members": [{"person_id": person} for person in people[1:]],
            },
        ),
        ("2014-10-08", {"kind": "delegate", "group_id": group, "competence": "Postup v zařízeních"}),
    ):
        body = {"group_id": steering, "title": effect["kind"], "valid_from": day, "effect": effect}
        decision = made(coordinator, "/decisions", **body)
        assert decision["state"] == "proposed"
        assert tree(chart(api, partnership, "2015-01-01")["groups"])  # nothing has changed yet
        adopted = coordinator.post(f"/decisions/{decision['id']}/adopt").json()
        assert (adopted["state"], adopted["valid_from"]) == ("adopted", day)
        ids.append(decision["id"])
    assert tree(chart(api, partnership, "2014-03-11")["groups"]) == {
        "Krajská koordinační skupina": {"Transformace": {}},
        "Řídící skupina": {},
    }
    after = chart(api, partnership, "2010-01-01", "2015-01-01")
    assert tree(after["compared"])["Řídící skupina"] == {"Transformace": {}}
    assert [(one["kind"], one["decision_id"], one["from"], one["to"]) for one in after["changes"]] == [
        ("moved", ids[0], before, steering),
        ("recomposed", ids[1], 2, 2),
    ]
    [given] = after["delegated"]
    assert (given["competence"], given["since"], given["decision_id"]) == (
        "Postup v zařízeních",
        "2014-10-08",
        ids[2],
    )
    rows = coordinator.rows(f"/working-groups/{group}/members")
    assert {(row["person_id"], row["since"], row["until"]) for row in rows} == {
        (people[0], "2008-01-15", "2014-06-10"),
        (people[1], "2008-01-15", None),
        (people[2], "2014-06-11", None),
    }
    composition = coordinator.get(f"/working-groups/{group}/composition").json()
    assert (composition["chair"], composition["competences"][0]["competence"]) == (
        None,
        "Postup v zařízeních",
    )
    leader = next(row for row in rows if row["person_id"] == people[2])
    path = f"/working-groups/{group}/members/{leader['id']}"
    assert coordinator.patch(path, json={"role": "chair"}, headers=ANY).is_success
    assert coordinator.get(f"/working-groups/{group}/composition").json()["chair"] is not None


def test_the_assembly_stands_above_council_steering_group_and_four_groups(
    api: Api, founded: Founded, partnership: Partnership
) -> None:
    council = founded("Rada", founded("Zastupitelstvo"))
    steering = founded("Řídící skupina", council)
    below = [*(f"PS {number}" for number in range(1, 5)), "Metodické vedení", "Realizační tým"]
    for name in below:
        founded(name, steering)
    drawn = tree(chart(api, partnership, "2012-06-01")["groups"])
    assert drawn == {"Zastupitelstvo": {"Rada": {"Řídící skupina": {name: {} for name in sorted(below)}}}}


def test_a_move_that_makes_a_circle_is_not_adopted(coordinator: Api, founded: Founded) -> None:
    top = founded("Nahoře")
    below = founded("Dole", top)
    body = {"group_id": top, "title": "Kruh", "effect": {"kind": "move", "group_id": top, "parent_id": below}}
    decision = made(coordinator, "/decisions", **body)
    assert refusal(coordinator.post(f"/decisions/{decision['id']}/adopt")) == (409, "cycle")
    assert coordinator.get(f"/decisions/{decision['id']}").json()["state"] == "proposed"


@pytest.mark.both_databases
def test_an_effect_leaves_the_history_of_the_group_as_it_is(
    coordinator: Api, partnership: Partnership, founded: Founded, database: Database
) -> None:
    """A day that is mistyped, and one that is overtaken by a later decision, are refused at every step."""
    group, other = founded("Bydlení"), founded("Jinde")
    with database.writing() as session:
        people = [factories.a_person(session, partnership).id for _ in range(4)]
        seat = factories.an_organisation(session).id
    members = f"/working-groups/{group}/members"
    for person in people[:3]:
        made(coordinator, members, person_id=person, organisation_id=seat, since="2016-01-01")
    made(coordinator, f"/working-groups/{group}/placements", parent_id=other, valid_from="2016-01-01")
    recompose = {"kind": "recompose", "group_id": group}
    recompose["members"] = [{"person_id": people[0]}, {"person_id": people[1], "role": "chair"}]
    recompose["members"].append({"person_id": people[3]})
    effects = {
        "recompose": recompose,
        "move": {"kind": "move", "group_id": group, "parent_id": None},
        "delegate": {"kind": "delegate", "group_id": group, "competence": "Byty"},
    }
    too_early = ("#/valid_from", "before_last_change")
    body = {"group_id": group, "title": "Nové složení"}
    for kind, effect in effects.items():
        day = "2007-12-31" if kind == "delegate" else "2012-11-29"
        sent = body | {"effect": effect, "valid_from": day}
        assert field(coordinator.post("/decisions", json=sent)) == too_early, kind
        decision = made(coordinator, "/decisions", **body | {"effect": effect})
        path = f"/decisions/{decision['id']}"
        refused = coordinator.patch(path, json={"valid_from": day}, headers=ANY)
        assert field(refused) == too_early, kind
        assert re.search(r"\d+\.\s\d+\.\s\d{4}", refused.json()["errors"][0]["detail"]), "a day as on pages"
    first = made(coordinator, "/decisions", **body, effect=recompose, valid_from="2020-01-01")["id"]
    later = made(coordinator, "/decisions", **body, effect=recompose, valid_from="2020-02-01")["id"]
    preview = coordinator.get(f"/decisions/{later}").json()["preview"]
    assert preview["stays"] == 2
    assert [len(preview[name]) for name in ("joins", "leaves", "changes")] == [1, 1, 1]
    assert coordinator.post(f"/decisions/{later}/adopt").is_success
    assert field(coordinator.post(f"/decisions/{first}/adopt")) == too_early
    rows = {(row["person_id"], row["since"], row["until"]) for row in coordinator.rows(members)}
    assert rows == {
        (people[0], "2016-01-01", None),
        (people[1], "2016-01-01", "2020-01-31"),
        (people[1], "2020-02-01", None),
        (people[2], "2016-01-01", "2020-01-31"),
        (people[3], "2020-02-01", None),
    }
    coming = made(coordinator, "/decisions", **body, effect=recompose, valid_from="2099-01-01")["id"]
    at_once = made(coordinator, "/decisions", **body, effect=recompose)["id"]
    assert coordinator.post(f"/decisions/{coming}/adopt").is_success
    assert field(coordinator.post(f"/decisions/{at_once}/adopt")) == too_early
    assert {(row["person_id"], row["since"], row["until"]) for row in coordinator.rows(members)} == rows


# --- who may read ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_public_finds_adopted_decisions_of_public_groups_alone_and_members_their_own(
    api: Api,
    coordinator: Api,
    founded: Founded,
    member: Callable[[int], tuple[Api, int]],
    partnership: Partnership,
) -> None:
    open_group = founded("Otevřená", rules={"public": True})
    closed = founded("Uzavřená")
    inside, person = member(closed)
    found: dict[str, int] = {}
    for name, group in (("open", open_group), ("closed", closed)):
        for state in ("proposed", "adopted"):
            body = {"group_id": group, "title": f"Stanovisko {name} {state}"}
            if (name, state) == ("closed", "adopted"):
                body["effect"] = {
                    "kind": "recompose",
                    "group_id": closed,
                    "members": [{"person_id": person}],
                }
            number = made(coordinator, "/decisions", **body)["id"]
            if state == "adopted":
                assert coordinator.post(f"/decisions/{number}/adopt").is_success
            found[f"{name} {state}"] = number
    seen = {
        "public": (api, {"open adopted"}),
        "member": (inside, {"open adopted", "closed proposed", "closed adopted"}),
        "staff": (coordinator, set(found)),
    }
    for who, (reader, names) in seen.items():
        ids = {found[name] for name in names}
        assert {row["id"] for row in reader.rows("/decisions")} == ids, who
        details = {number for number in found.values() if reader.get(f"/decisions/{number}").is_success}
        assert details == ids, who
        hits = reader.get("/search?q=stanovisko&types=decision").json()["results"]
        assert {hit["id"] for hit in hits} == ids, who
        text = reader.get("/decisions.csv").text
        assert sum(f"Stanovisko {name}" in text for name in found) == len(ids), who
    fed = {row["id"] for row in inside.rows("/changes?types=decision")}
    assert fed == {found["open adopted"]}
    assert {row["id"] for row in coordinator.rows("/changes?types=decision")} == set(found.values())
    assert coordinator.patch(
        f"/working-groups/{open_group}", json={"rules": {"public": False}}, headers=ANY
    ).is_success
    assert api.rows("/decisions") == []


def test_names_in_a_public_decision_are_for_the_inside(
    api: Api, coordinator: Api, founded: Founded, member: Callable[[int], tuple[Api, int]]
) -> None:
    group = founded("Otevřená", rules={"public": True})
    inside, person = member(group)
    effect = {"kind": "recompose", "group_id": group, "members": [{"person_id": person, "role": "chair"}]}
    decision = made(coordinator, "/decisions", group_id=group, title="Nové složení", effect=effect)
    preview = inside.get(f"/decisions/{decision['id']}").json()["preview"]
    assert [one["role"] for one in preview["changes"]] == ["chair"]
    assert (preview["joins"], preview["leaves"], preview["stays"]) == ([], [], 1)
    path = f"/decisions/{decision['id']}"
    assert coordinator.post(f"{path}/adopt").is_success
    assert api.get(path).json()["effect"]["members"] == []
    assert len(inside.get(path).json()["effect"]["members"]) == 1


def test_a_proposal_sent_back_as_it_is_stays_the_same_version(
    coordinator: Api, founded: Founded, member: Callable[[int], tuple[Api, int]]
) -> None:
    group = founded("Bydlení")
    _, person = member(group)
    effect = {"kind": "recompose", "group_id": group, "members": [{"person_id": person}]}
    decision = made(coordinator, "/decisions", group_id=group, title="Složení", effect=effect)
    path = f"/decisions/{decision['id']}"
    same = coordinator.patch(path, json={"title": "Složení", "effect": effect}, headers=ANY).json()
    assert same["version"] == decision["version"]
    moved = {"kind": "move", "group_id": group, "parent_id": None}
    other = coordinator.patch(path, json={"effect": moved}, headers=ANY).json()
    assert (other["effect"]["kind"], other["effect"]["members"]) == ("move", [])
    assert other["version"] > decision["version"]


def test_a_reference_to_a_record_of_others_or_to_none_is_refused(
    coordinator: Api, founded: Founded, partnership: Partnership, database: Database, api: Api
) -> None:
    """An item of minutes and a decision are of higher rooms than what refers to them."""
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        theirs = factories.a_user(session, "coordinator", elsewhere).id or 0
        other = api.signed_in(open_session(session, theirs).token)
    group = made(coordinator, "/working-groups", partnership_id=partnership.id, name="Naše")["id"]
    foreign = made(other, "/working-groups", partnership_id=elsewhere.id, name="Jejich")["id"]
    decision = made(other, "/decisions", group_id=foreign, title="Jejich")["id"]
    event = made(other, "/events", partnership_id=elsewhere.id, title="Jejich", kind="workshop")["id"]
    minutes = other.put(f"/events/{event}/minutes", json={"items": [{"title": "Bod"}]}).json()
    item = minutes["items"][0]["id"]
    own = made(coordinator, "/decisions", group_id=group, title="Naše")["id"]
    place = f"/working-groups/{group}/placements"
    for number, code in ((decision, "other_partnership"), (987_654, "not_found")):
        answer = coordinator.post(place, json={"valid_from": "2026-01-01", "decision_id": number})
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("#/decision_id", code)]
    made(coordinator, place, valid_from="2026-01-01", decision_id=own)
    for number, code in ((item, "other_partnership"), (987_654, "not_found")):
        told = coordinator.post("/decisions", json={"group_id": group, "title": "Naše", "item_id": number})
        assert [(one["pointer"], one["code"]) for one in told.json()["errors"]] == [("#/item_id", code)]
        any_version = {"If-Match": "*"}
        told = coordinator.patch(f"/decisions/{own}", json={"item_id": number}, headers=any_version)
        assert told.status_code == 422

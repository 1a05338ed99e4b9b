"""A need on its way from the table to the effect, who reads it, and the results of round tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.text import PRAGUE
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.events.models import Visibility
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made, refusal
from tests.api.events import sitting
from tests.clients import Api

ANY = {"If-Match": "*"}
SignedIn = Callable[..., Api]
BODIES = {"answer": {"text": "Region služby rozšíří."}, "close": {"reason": "Vyřešeno jinde."}}
OFFERED: dict[str, tuple[str, ...]] = {
    "raised": ("escalate", "answer", "close"),
    "escalated": ("escalate", "answer", "close"),
    "answered": ("close",),
    "closed": (),
}


class Places(NamedTuple):
    """Where needs are raised and passed to: two tables of one series, the regional one, two groups."""

    first: int
    second: int
    regional: int
    inside: int
    steering: int
    open_group: int
    series: int
    town: int


@pytest.fixture
def places(database: Database, partnership: Partnership) -> Places:
    with database.writing() as session:
        town = factories.a_territory(session, "Frýdlant")
        series = factories.a_series(session, partnership, topics=2, territories=[town])
        rounds = topics_of(session, [series.id])[series.id]
        then = clock.now() - timedelta(days=40)
        cell = {"series_id": series.id, "territory_id": town.id, "kind": EventKind.ROUND_TABLE}
        first = factories.an_event(session, partnership, starts_at=then, topic_id=rounds[0].id, **cell)
        second = factories.an_event(session, partnership, topic_id=rounds[1].id, **cell)
        table = {"kind": EventKind.ROUND_TABLE, "title": "Krajský stůl"}
        regional = factories.an_event(session, partnership, **table)
        inside = factories.an_event(
            session, partnership, kind=EventKind.ROUND_TABLE, visibility=Visibility.INTERNAL
        )
        steering = factories.a_group(session, partnership, name="Řídicí skupina")
        open_group = factories.a_group(session, partnership, rules={"public": True})
        groups = (steering.id, open_group.id)
        return Places(first.id, second.id, regional.id, inside.id, *groups, series.id, town.id)


def _agenda(client: Api, meeting: dict[str, Any]) -> list[tuple[str, str, int]]:
    items = client.get(f"/meetings/{meeting['id']}").json()["agenda"]
    return [(one["title"], one["origin_type"], one["origin_id"]) for one in items]


def test_a_need_passed_to_one_meeting_stands_on_its_agenda(
    coordinator: Api, places: Places, partnership: Partnership
) -> None:
    """Not on that of the next one of the group, and moves from there; one that is over takes none."""
    need = made(coordinator, "/needs", event_id=places.first, title="Chybí terénní služba")
    group = {"partnership_id": partnership.id, "group_id": places.steering}
    over, sooner, later, outside = (
        made(coordinator, "/meetings", title="Jednání", sessions=[sitting(days, 9, 11)], **fields)
        for days, fields in ((-3, group), (3, group), (30, group), (5, {"partnership_id": partnership.id}))
    )
    here = [("Chybí terénní služba", "need", need["id"])]

    def passed_to(meeting: dict[str, Any]) -> list[bool]:
        answer = coordinator.post(f"/needs/{need['id']}/escalate", json={"event_id": meeting["id"]})
        assert answer.status_code == 200, answer.text
        return [_agenda(coordinator, one) == here for one in (sooner, later, outside)]

    assert passed_to(later) == [False, True, False]
    assert passed_to(sooner) == [True, False, False]
    assert passed_to(over) == [True, False, False]
    assert passed_to(outside) == [True, False, True]


def test_a_need_goes_from_the_table_to_its_effect(api: Api, coordinator: Api, places: Places) -> None:
    need = made(
        coordinator,
        "/needs",
        event_id=places.first,
        title="Chybí terénní služba",
        target_group="Rodiny s dětmi",
    )
    assert (need["territory_id"], need["territory_name"]) == (places.town, "Frýdlant")
    held_on = (clock.now() - timedelta(days=40)).astimezone(PRAGUE).date()
    assert need["raised_on"] == held_on.isoformat()
    own = f"/needs/{need['id']}"
    passed = coordinator.post(f"{own}/escalate", json={"event_id": places.regional}).json()
    assert (passed["state"], passed["escalated_event_id"]) == ("escalated", places.regional)
    table = api.get(f"/round-tables/{places.regional}").json()
    assert [(one["id"], one["state"], one["raised_here"]) for one in table["needs"]] == [
        (need["id"], "escalated", False)
    ]
    meeting = made(
        coordinator,
        "/meetings",
        partnership_id=need["partnership_id"],
        group_id=places.steering,
        title="Řídicí skupina",
    )
    coordinator.post(f"{own}/escalate", json={"group_id": places.steering})
    expected = [("Chybí terénní služba", "need", need["id"])]
    assert _agenda(coordinator, meeting) == expected
    assert (
        coordinator.post(f"{own}/answer", json=BODIES["answer"]).json()["answer"] == "Region služby rozšíří."
    )
    made(
        coordinator,
        "/effects",
        need_id=need["id"],
        title="Nová terénní služba",
        since=clock.today().isoformat(),
        quantity=35,
        unit="klientů",
        source="Zpráva o plnění plánu",
    )
    closed = coordinator.post(f"{own}/close", json={"reason": "Služba běží."}).json()
    assert closed["state"] == "closed"
    steps = coordinator.get(f"{own}/trace").json()["steps"]
    assert [step["kind"] for step in steps] == [
        "raised",
        "escalated",
        "escalated",
        "answered",
        "closed",
        "effect",
    ]
    assert steps[1]["text"] == "Krajský stůl" and steps[1]["href"] == f"/api/v1/events/{places.regional}"
    assert steps[2]["text"] == "Řídicí skupina"
    assert [step["text"] for step in api.get(f"{own}/trace").json()["steps"]] == [
        step["text"] for step in steps
    ]


def test_only_the_moves_that_are_offered_are_done(coordinator: Api, places: Places) -> None:
    """All words of up to three moves; what is refused changes nothing."""
    bodies = {**BODIES, "escalate": {"group_id": places.open_group}}
    after = {"escalate": "escalated", "answer": "answered", "close": "closed"}
    for first in bodies:
        for second in bodies:
            need = made(coordinator, "/needs", event_id=places.first, title="Potřeba")
            for move in (first, second, "answer", "close"):
                before = coordinator.get(f"/needs/{need['id']}").json()
                assert {*before["allowed"]} >= {*OFFERED[before["state"]]}
                answer = coordinator.post(f"/needs/{need['id']}/{move}", json=bodies[move])
                now = coordinator.get(f"/needs/{need['id']}").json()
                if move in OFFERED[before["state"]]:
                    assert (answer.status_code, now["state"]) == (200, after[move])
                else:
                    assert refusal(answer) == (409, "wrong_state")
                    assert now == before


def test_a_reader_sees_the_needs_of_what_they_may_see(
    api: Api, coordinator: Api, signed_in: SignedIn, places: Places, partnership: Partnership
) -> None:
    sources = {"first": "event", "inside": "event", "steering": "group", "open_group": "group"}
    needs = {
        made(coordinator, "/needs", title=name, **{f"{kind}_id": getattr(places, name)})["id"]: name
        for name, kind in sources.items()
    }
    loose = made(coordinator, "/needs", title="loose", partnership_id=partnership.id)
    needs[loose["id"]] = "loose"

    def seen(client: Api) -> set[str]:
        listed = {row["title"] for row in client.rows("/needs")}
        for number, name in needs.items():
            expected = 200 if name in listed else 404
            assert client.get(f"/needs/{number}").status_code == expected
            assert client.get(f"/needs/{number}/trace").status_code == expected
        return listed

    def found(client: Api) -> set[str]:
        hits = client.get("/search?types=need&limit=50&q=o").json()["results"]
        return {hit["title"] for hit in hits}

    assert found(api) == found(signed_in()) == {"open_group"}
    assert found(coordinator) == {"open_group", "loose"}
    assert seen(coordinator) == {*needs.values()}
    assert seen(api) == {"first", "open_group"}
    member = signed_in("member", partnership)
    assert seen(member) == {"first", "open_group"}
    assert refusal(member.post(f"/needs/{loose['id']}/close", json=BODIES["close"])) == (404, "not_found")
    assert {row["type"] for row in coordinator.rows("/changes?types=need")} == {"need"}
    assert {needs[row["id"]] for row in member.rows("/changes?types=need")} == {"first", "open_group"}
    assert [row["title"] for row in api.rows(f"/needs?territory={places.town}")] == ["first"]
    assert {row["title"] for row in coordinator.rows("/needs?state=raised&sort=-title")} == {*needs.values()}


def test_a_need_is_passed_to_one_place_of_its_own_partnership(
    coordinator: Api, places: Places, event: Any
) -> None:
    need = made(coordinator, "/needs", event_id=places.first, title="Potřeba")
    path = f"/needs/{need['id']}/escalate"
    both = {"event_id": places.regional, "group_id": places.steering}
    assert coordinator.post(path, json=both).status_code == 422
    assert field(coordinator.post(path, json={"event_id": places.first})) == ("#/event_id", "duplicate")
    measure = {"text": "Ano", "measure_id": 1}
    assert coordinator.post(f"/needs/{need['id']}/answer", json=measure).status_code == 422


@pytest.mark.parametrize(("verb", "words"), [("answer", {"text": "Ano"}), ("close", {"reason": "Hotovo"})])
def test_a_settled_need_waits_for_no_meeting(
    coordinator: Api, places: Places, verb: str, words: dict[str, str]
) -> None:
    need = made(coordinator, "/needs", event_id=places.first, title="Potřeba")
    path, waiting = f"/needs/{need['id']}", f"/working-groups/{places.steering}/waiting-agenda"
    assert coordinator.post(f"{path}/escalate", json={"group_id": places.steering}).status_code == 200
    assert [one["title"] for one in coordinator.get(waiting).json()["results"]] == ["Potřeba"]
    assert coordinator.post(f"{path}/{verb}", json=words).status_code == 200
    assert coordinator.get(waiting).json()["results"] == []


def test_a_need_is_raised_on_no_day_to_come(coordinator: Api, places: Places) -> None:
    asked = {"event_id": places.first, "title": "Potřeba", "raised_on": "2099-01-01"}
    assert field(coordinator.post("/needs", json=asked)) == ("#/raised_on", "future")
    need = made(coordinator, "/needs", **asked | {"raised_on": clock.today().isoformat()})
    later = coordinator.patch(
        f"/needs/{need['id']}", json={"raised_on": "2099-01-01"}, headers={"If-Match": "*"}
    )
    assert field(later) == ("#/raised_on", "future")


def test_the_result_of_a_table_is_carried_into_the_next_round(
    coordinator: Api, signed_in: SignedIn, places: Places, partnership: Partnership
) -> None:
    path = f"/round-tables/{places.first}/result"
    empty = coordinator.get(path)
    assert (empty.json()["version"], empty.json()["gaps"]) == (0, [])
    result = {"competences": ["OSPOD: děti"], "gaps": ["Bydlení"], "next_programme": ["Dluhy", "Bydlení"]}
    written = coordinator.put(path, json=result, headers={"If-Match": empty.headers["etag"]})
    assert (written.status_code, written.json()["version"]) == (200, 1)
    assert coordinator.put(path, json=result, headers={"If-Match": empty.headers["etag"]}).status_code == 412
    following = coordinator.get(f"/round-tables/{places.second}/result").json()
    assert (following["previous"]["id"], following["planned"]) == (places.first, ["Dluhy", "Bydlení"])
    rows = coordinator.rows(f"/series/{places.series}/results?sort=territory_name")
    assert [(row["id"], row["territory_name"], row["gaps"]) for row in rows] == [
        (places.first, "Frýdlant", ["Bydlení"])
    ]
    assert coordinator.rows(f"/series/{places.series}/results?topic=1000000") == []
    member = signed_in("member", partnership)
    assert member.get(path).status_code == 403
    assert member.get(f"/round-tables/{places.inside}/result").status_code == 404


def test_an_effect_keeps_the_words_of_its_source(
    api: Api, coordinator: Api, signed_in: SignedIn, partnership: Partnership
) -> None:
    words = {
        "title": "Ubytovna",
        "text": "Ubytovna s 16 lůžky",
        "since": "2014-01-01",
        "quantity": 16,
        "unit": "lůžek",
        "source": "Komunitní plán",
    }
    effect = made(coordinator, "/effects", partnership_id=partnership.id, **words)
    assert words.items() <= effect.items()
    path = f"/effects/{effect['id']}"
    assert signed_in("member", partnership).get(path).status_code == 200
    assert api.get(path).status_code == 404
    changed = coordinator.patch(path, json={"quantity": None}, headers=ANY).json()
    assert changed["quantity"] is None
    wrong = coordinator.patch(path, json={"attachment_ids": [1]}, headers=ANY)
    assert field(wrong) == ("#/attachment_ids/0", "not_found")
    assert coordinator.delete(path, headers=ANY).status_code == 204
    assert coordinator.rows("/effects") == []

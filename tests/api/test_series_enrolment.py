"""Enrolling in a whole series: one registration for every topic, all or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine

from app.core.database.engine import Database
from app.core.mail import rendering
from app.events.models import Event
from tests.api.enrolling import Grid, enrol, enrolled, mine, outcome, signed_up
from tests.api.registering import body, code_of, counters, leaving, letters, token_of
from tests.clients import Api


def test_one_enrolment_is_a_registration_for_every_topic_in_the_territory(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    made = enrolled(api, grid)
    assert [one["event_id"] for one in made] == grid.events[grid.towns[0]]
    assert [one["status"] for one in made] == ["confirmed", "confirmed"]
    assert all(mine(api, one)["status"] == "confirmed" for one in made)
    [letter] = letters(database)
    assert letter.kind == "series_enrolled"
    told = rendering.render(letter.kind, "cs", leaving(database, letter)).text
    assert all(token_of(one) in told for one in made)
    [row] = coordinator.get(f"/series/{grid.id}/enrolments").json()["results"]
    assert [one["id"] for one in row["registrations"]] == [one["id"] for one in made]


def test_who_is_signed_up_for_one_event_keeps_that_registration(
    api: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    person = body()
    here, there = grid.events[grid.towns[0]][0], grid.events[grid.towns[1]][1]
    first = api.post(f"/events/{here}/registrations", json=person).json()
    elsewhere = api.post(f"/events/{there}/registrations", json=person).json()
    made = api.post(f"/series/{grid.id}/enrolments", json={**person, "territory_id": grid.towns[0]}).json()
    assert made["registrations"] == []
    assert [mine(api, one)["enrolment_id"] for one in (first, elsewhere)] == [made["id"]] * 2
    assert counters(database, here)["confirmed"] == 1
    again = api.post(f"/series/{grid.id}/enrolments", json={**person, "territory_id": grid.towns[0]})
    assert code_of(again) == (409, "already_registered")


def test_an_enrolment_is_whole_or_not_at_all(api: Api, laid: Callable[..., Grid], database: Database) -> None:
    grid = laid(capacity=1)
    second = grid.events[grid.towns[0]][1]
    with database.writing() as session:
        session.get_one(Event, second).waiting_list = False
    signed_up(api, second)
    assert code_of(enrol(api, grid)) == (409, "full")
    assert counters(database, grid.events[grid.towns[0]][0])["confirmed"] == 0
    assert code_of(enrol(api, grid, email=None)) == (422, "invalid")


def test_cancelling_an_enrolment_gives_every_seat_to_the_next(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid(capacity=1)
    answer = enrol(api, grid).json()
    waiting = signed_up(api, grid.events[grid.towns[0]][0])
    assert waiting["status"] == "waiting"
    for _ in range(2):
        done = coordinator.post(f"/enrolments/{answer['id']}/cancel")
        assert done.status_code == 200, done.text
    assert [one["status"] for one in done.json()["registrations"]] == ["cancelled", "cancelled"]
    assert outcome(api, waiting) == ("confirmed", "moved_up")
    assert api.post(f"/enrolments/{answer['id']}/cancel").status_code == 401


def test_first_come_knows_no_priority(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(capacity=1)
    here = grid.events[grid.towns[0]][0]
    signed_up(api, here)
    single = signed_up(api, here)
    enrolled(api, grid)
    assert mine(api, single)["waiting_position"] == 1


def test_who_left_the_series_does_not_come_back_with_a_reactivated_event(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid()
    first = grid.events[grid.towns[0]][0]
    answer = enrol(api, grid).json()
    coordinator.post(f"/events/{first}/cancel")
    coordinator.post(f"/enrolments/{answer['id']}/cancel")
    coordinator.post(f"/events/{first}/reactivate")
    assert {mine(api, one)["status"] for one in answer["registrations"]} == {"cancelled"}


def test_a_series_is_left_but_not_the_event_at_which_the_person_was(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid()
    first = grid.events[grid.towns[0]][0]
    answer = enrol(api, grid).json()
    there = next(one for one in answer["registrations"] if one["event_id"] == first)
    session = coordinator.get(f"/events/{first}").json()["sessions"][0]
    evening_before = datetime.fromisoformat(session["starts_at"]) - timedelta(hours=12)
    with time_machine.travel(evening_before):
        path = f"/sessions/{session['id']}/attendance/{there['id']}"
        coordinator.put(path, json={"status": "present"})
        done = coordinator.post(f"/enrolments/{answer['id']}/cancel")
    assert done.status_code == 200, done.text
    assert sorted(one["status"] for one in done.json()["registrations"]) == ["cancelled", "confirmed"]

"""`whole_series` with a sign-up at one event: enrolled in all of its series in one step."""

from collections.abc import Callable

import pytest

from app.core.database.engine import Database
from app.events.models import Event
from tests.api.enrolling import Grid, dealt_later, mine, signed_up
from tests.api.registering import Opened, body, code_of, confirmed, counters, letters
from tests.clients import Api


def test_the_receipt_is_of_this_event_and_all_topics_are_taken(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    here = grid.events[grid.towns[0]]
    told = signed_up(api, here[1], whole_series=True, needs={"diet": "vegan"})
    assert (told["event_id"], told["status"]) == (here[1], "confirmed")
    assert mine(api, told)["status"] == "confirmed"
    assert [counters(database, event_id)["confirmed"] for event_id in here] == [1, 1]
    assert [letter.kind for letter in letters(database)] == ["series_enrolled"]
    [row] = coordinator.get(f"/series/{grid.id}/enrolments").json()["results"]
    assert [one["event_id"] for one in row["registrations"]] == here
    for event_id in here:
        assert len(coordinator.get(f"/events/{event_id}/needs").json()["results"]) == 1


def test_where_seats_are_dealt_it_comes_first(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(**dealt_later())
    told = confirmed(api, signed_up(api, grid.events[grid.towns[0]][0], whole_series=True))
    assert (told["status"], told["reason"]) == ("pending", "dealing")
    assert mine(api, told)["priority"] == 0


def test_answers_belong_to_the_event_they_were_asked_for(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    here, other = grid.events[grid.towns[0]]
    question = {"name": "role", "label": "Role", "kind": "text", "required": True, "options": [], "help": ""}
    with database.writing() as session:
        session.get_one(Event, here).form_fields = [question]
    path = f"/events/{here}/registrations"
    assert code_of(api.post(path, json=body(whole_series=True))) == (422, "invalid")
    assert counters(database, other)["confirmed"] == 0
    told = signed_up(api, here, whole_series=True, answers={"role": "host"})
    assert coordinator.get(f"/registrations/{told['id']}").json()["answers"] == {"role": "host"}


def test_one_event_that_is_full_leaves_nothing_half_done(
    api: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(capacity=1)
    here, other = grid.events[grid.towns[0]]
    with database.writing() as session:
        session.get_one(Event, other).waiting_list = False
    signed_up(api, other)
    path = f"/events/{here}/registrations"
    assert code_of(api.post(path, json=body(whole_series=True))) == (409, "full")
    assert counters(database, here)["confirmed"] == 0


def test_who_has_it_already_keeps_it_and_is_told_of_the_others(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid()
    here, person = grid.events[grid.towns[0]][0], body()
    first = signed_up(api, here, **person)
    told = signed_up(api, here, whole_series=True, **person)
    assert (told["id"] == first["id"], told["event_id"] == here, told["manage_url"]) == (False, False, None)
    again = api.post(f"/events/{here}/registrations", json={**person, "whole_series": True})
    assert code_of(again) == (409, "already_registered")


@pytest.mark.parametrize("public", [True, False])
def test_an_event_of_no_series_has_no_whole(api: Api, coordinator: Api, event: Opened, public: bool) -> None:
    client = api if public else coordinator
    answer = client.post(f"/events/{event()}/registrations", json=body(whole_series=True))
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("#/whole_series", "not_allowed")
    ]

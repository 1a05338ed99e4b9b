"""No slip in a date is final: what is over is refused or recorded as such, and what comes back goes on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.worker import tick
from tests.api.events import changed, day_at, made, moment, published, sitting, tried
from tests.api.registering import SignUp, letters
from tests.clients import Api


@pytest.mark.parametrize("days", [-365, -1])
def test_a_published_event_gets_no_end_that_is_over(
    coordinator: Api, partnership: Partnership, days: int
) -> None:
    event = published(coordinator, partnership)
    slip = {**sitting(days), "id": event["sessions"][0]["id"]}
    refused = changed(coordinator, event, 422, sessions=[slip])
    [error] = refused["errors"]
    assert (error["pointer"], error["code"]) == ("#/sessions/0/ends_at", "past")
    assert coordinator.get(f"/events/{event['id']}").json()["status"] == "open"


def test_dropping_the_days_ahead_does_not_end_an_event_by_mistake(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(2), sitting(9)])
    with time_machine.travel(clock.now() + timedelta(days=5)):
        first = {"id": event["sessions"][0]["id"]}
        [error] = changed(coordinator, event, 422, sessions=[first])["errors"]
        assert (error["pointer"], error["code"]) == ("#/sessions", "past")
        assert changed(coordinator, event, sessions=[first], took_place=True)["status"] == "held"


def test_an_event_that_took_place_earlier_is_held_and_nobody_is_told(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership)
    sign_up(event["id"])
    after = changed(coordinator, event, sessions=[sitting(-2)], took_place=True)
    assert (after["status"], after["changes"]) == ("held", [])
    saved_again = changed(coordinator, after, sessions=[sitting(-2)])
    assert (saved_again["status"], saved_again["changes"]) == ("held", [])
    assert "event_changed" not in [one.kind for one in letters(database)]


def changes_told(database: Database) -> list[list[tuple[str, Any, Any]]]:
    """What each letter about a change says has changed."""
    return [
        [(one["what"], one["from"], one["to"]) for one in letter.data["changes"]]
        for letter in letters(database)
        if letter.kind == "event_changed"
    ]


def test_a_slip_that_is_taken_back_is_told_to_nobody(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    until = day_at(3, 9)
    event = published(
        coordinator, partnership, sessions=[sitting(9)], registration={"cancel_until": until, "stay": {}}
    )
    sign_up(event["id"])
    slipped = changed(coordinator, event, sessions=[sitting(-356)], took_place=True)
    for days, told in ((9, False), (12, True)):
        path, body = f"/events/{event['id']}/postpone?dry_run=true", {"sessions": [sitting(days)]}
        effects = made(coordinator, path, 200, **body)
        assert (effects["told"], effects["effects"][0]["people"]) == (told, int(told))
    assert slipped["status"] == "held"
    back = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(9)])
    assert (back["status"], back["changes"], back["previous_starts_at"]) == ("open", [], None)
    assert moment(back["registration"]["cancel_until"]) == moment(until)
    assert changes_told(database) == []


def test_each_move_of_an_event_raises_the_sequence_that_calendars_follow(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    """Also one that nobody is told: a calendar that has the slip would keep it."""

    def sequence() -> int:
        answer = api.get(f"/schedule.ics?event={event['id']}")
        [entry] = Calendar.from_ical(answer.content).events
        return int(entry["sequence"])

    event = published(coordinator, partnership, sessions=[sitting(9)])
    seen = [sequence()]
    changed(coordinator, event, sessions=[sitting(-356)], took_place=True)
    seen.append(sequence())
    for days in (9, 12):
        made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(days)])
        seen.append(sequence())
    assert seen == sorted(set(seen))
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(12)])
    assert sequence() == seen[-1]


def test_a_letter_compares_with_what_people_were_last_told(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(9)])
    sign_up(event["id"])
    for days in (-300, -200):
        changed(coordinator, event, sessions=[sitting(days)], took_place=True)
    after = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(20)])
    [[(what, before, now)]] = changes_told(database)
    assert (what, moment(before), moment(now)) == ("time", moment(day_at(9, 9)), moment(day_at(20, 9)))
    assert moment(after["previous_starts_at"]) == moment(day_at(9, 9))


def test_a_date_ahead_is_told_even_where_the_event_took_place_in_part(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(5), sitting(9)])
    sign_up(event["id"])
    days = [{**sitting(day), "id": one["id"]} for day, one in zip((-2, 9), event["sessions"], strict=True)]
    after = changed(coordinator, event, sessions=days, took_place=True)
    assert after["status"] == "closed"
    assert [what for [(what, *_)] in changes_told(database)] == ["time"]


def test_a_day_that_moves_past_another_is_remarked_on(coordinator: Api, partnership: Partnership) -> None:
    event = published(coordinator, partnership, sessions=[sitting(9), sitting(10)])
    first, second = ({"id": one["id"]} for one in event["sessions"])
    assert "order" not in tried(coordinator, event, sessions=[first, {**second, **sitting(20)}])
    swapped = tried(coordinator, event, sessions=[{**first, **sitting(20)}, second])
    before, after, _ = swapped["order"]
    assert (moment(before), moment(after)) == (moment(day_at(9, 9)), moment(day_at(10, 9)))


def test_an_event_without_a_date_keeps_the_places_and_hours_of_its_days(
    coordinator: Api, partnership: Partnership
) -> None:
    here = {"name": "Radnice", "room": "202"}
    event = published(coordinator, partnership, sessions=[sitting(9, hours=5, venue=here), sitting(10)])
    undated = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[])
    days = undated["undated_sessions"]
    assert [(one["hours"], (one["venue"] or {}).get("room")) for one in days] == [(5, "202"), (7, None)]
    other = [{"hours": 3, "venue": here}]
    kept = changed(coordinator, undated, undated_sessions=other)
    assert [one["hours"] for one in kept["undated_sessions"]] == [3]
    assert changed(coordinator, undated, undated_sessions=other)["version"] == kept["version"]
    assert changed(coordinator, undated, sessions=[sitting(20)])["undated_sessions"] == []


@pytest.mark.parametrize("verb", ["patch", "postpone"])
def test_a_held_event_that_lies_ahead_again_goes_on(
    api: Api, coordinator: Api, partnership: Partnership, verb: str
) -> None:
    event = published(coordinator, partnership)
    held = changed(coordinator, event, sessions=[sitting(-300)], took_place=True)
    assert "postpone" in held["allowed"]
    if verb == "patch":
        after = changed(coordinator, held, sessions=[sitting(15)])
    else:
        after = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(15)])
    assert after["status"] in ("open", "planned")
    assert {"cancel", "postpone"} <= set(after["allowed"])
    assert "register" in api.get(f"/events/{event['id']}").json()["allowed"]


def test_a_session_at_which_people_were_does_not_move_ahead(
    coordinator: Api, sittings: Any, sign_up: SignUp
) -> None:
    for counted in (True, False):
        event_id, [session_id] = sittings()
        path, said = f"/sessions/{session_id}/headcount", {"count": 4}
        if not counted:
            path, said = f"/sessions/{session_id}/attendance/{sign_up(event_id)['id']}", {"status": "present"}
        assert coordinator.put(path, json=said).status_code == 200
        ahead = {**sitting(10), "id": session_id}
        assert changed(coordinator, {"id": event_id}, 409, sessions=[ahead])["code"] == "in_use"


def test_the_worker_finds_a_reopened_event_again(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    changed(coordinator, event, sessions=[sitting(-1)], took_place=True)
    changed(coordinator, event, sessions=[sitting(3)])
    with time_machine.travel(clock.now() + timedelta(days=5)):
        tick(database, settings)
        assert coordinator.get(f"/events/{event['id']}").json()["status"] == "held"

"""What hangs on the date of an event follows it, is shown before saving and told; no slip is final."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.events.dates import RULES, Move
from app.partnerships.models import Partnership
from app.registrations.remind import remind_at
from app.worker import tick
from tests import factories
from tests.api.asking import field
from tests.api.enrolling import Grid
from tests.api.events import a_draft, changed, day_at, made, moment, published, sitting
from tests.api.registering import Opened, SignUp, letters, token_of
from tests.clients import Api

DOCS = Path(__file__).parents[2] / "docs" / "dates.md"


def tried(client: Api, event: dict[str, Any], **body: Any) -> dict[str, tuple[Any, Any, int]]:
    """The effects of a change of the event, by field; of several of one field the first."""
    path = f"/events/{event['id']}?dry_run=true"
    answer = client.patch(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    found: dict[str, tuple[Any, Any, int]] = {}
    for one in answer.json()["effects"]:
        found.setdefault(one["field"], (one["from"], one["to"], one["people"]))
    return found


def at(days: float) -> str:
    return (clock.now().replace(microsecond=0) + timedelta(days=days)).isoformat()


def test_the_table_in_the_docs_is_the_table_of_the_module() -> None:
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (.+?) \| (.+?) \|$", DOCS.read_text(), re.M)
    assert rows == [tuple(rule) for rule in RULES]


# --- one rule for each field -----------------------------------------------------------------------------


def test_until_when_one_may_cancel_moves_along_and_nobody_is_late_by_the_old_deadline(
    api: Api, coordinator: Api, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, registration={"cancel_until": day_at(12, 12)})
    token = token_of(sign_up(event["id"]))
    with time_machine.travel(clock.now() + timedelta(days=13)):
        assert api.get(f"/my/registrations/{token}").json()["late_to_cancel"]
        after = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(28)])
        distance = moment(after["starts_at"]) - moment(event["starts_at"])
        shifted = moment(event["registration"]["cancel_until"]) + distance
        assert moment(after["registration"]["cancel_until"]) == shifted
        assert not api.get(f"/my/registrations/{token}").json()["late_to_cancel"]


def test_a_deadline_to_cancel_that_would_be_over_becomes_the_new_start(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, registration={"cancel_until": day_at(7, 12)})
    after = changed(coordinator, event, sessions=[sitting(3)])
    assert after["registration"]["cancel_until"] == after["starts_at"]


def test_a_date_that_was_unknown_for_a_while_shifts_by_the_last_known_one(
    api: Api, coordinator: Api, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, registration={"cancel_until": day_at(10, 9)})
    token = token_of(sign_up(event["id"]))
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[])
    with time_machine.travel(clock.now() + timedelta(days=11)):
        assert not api.get(f"/my/registrations/{token}").json()["late_to_cancel"]
    after = made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(21)])
    distance = moment(after["starts_at"]) - moment(event["starts_at"])
    assert moment(after["registration"]["cancel_until"]) == moment(day_at(10, 9)) + distance


def test_sign_up_closes_at_the_new_start_at_the_latest(coordinator: Api, partnership: Partnership) -> None:
    rules = {"opens_at": day_at(9, 9), "closes_at": day_at(12, 9)}
    event = published(coordinator, partnership, registration=rules)
    later = changed(coordinator, event, sessions=[sitting(30)])["registration"]
    assert moment(later["closes_at"]) == moment(day_at(12, 9))
    after = changed(coordinator, event, sessions=[sitting(5)])
    assert after["registration"]["closes_at"] == after["starts_at"]
    assert (after["registration"]["opens_at"], after["registration"]["state"]) == (None, "open")


def test_sign_up_that_stays_open_after_the_start_on_purpose_closes_at_the_new_end_at_the_latest(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    own = (moment(event["ends_at"]) - timedelta(minutes=30)).isoformat()
    changed(coordinator, event, registration={"closes_at": own})
    after = changed(coordinator, event, sessions=[sitting(5)])
    assert after["registration"]["closes_at"] == after["ends_at"]


def test_a_closing_time_that_is_over_is_dropped_when_the_event_moves_later(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, registration={"closes_at": day_at(10, 9)})
    with time_machine.travel(clock.now() + timedelta(days=12)):
        after = changed(coordinator, event, sessions=[sitting(20)])
        assert after["registration"]["closes_at"] == after["starts_at"]
        assert after["registration"]["state"] == "open"


def test_kept_seats_end_at_the_same_distance(coordinator: Api, database: Database, event: Opened) -> None:
    start = clock.at(clock.today() + timedelta(days=14), 9)
    event_id = event(capacity=10, starts_at=start)
    with database.writing() as session:
        office = factories.an_organisation(session).id
    body = {"organisation_id": office, "seats": 2, "until": (start - timedelta(days=5)).isoformat()}
    block = made(coordinator, f"/events/{event_id}/seat-blocks", 201, **body)
    changed(coordinator, {"id": event_id}, sessions=[sitting(24)])
    kept = coordinator.get(f"/seat-blocks/{block['id']}").json()
    moved = clock.at(clock.today() + timedelta(days=24), 9)
    assert moment(kept["until"]) == moved - timedelta(days=5)
    after = changed(coordinator, {"id": event_id}, sessions=[sitting(2)])
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["until"] == after["starts_at"]
    assert after["registration"]["kept"] == 2


def test_seats_of_a_series_are_dealt_at_the_new_start_at_the_latest(
    coordinator: Api, database: Database, laid: Any, sign_up: SignUp
) -> None:
    grid: Grid = laid(allocation="series_first", allocates_at=moment(day_at(13, 9)))
    first, second = [number for numbers in grid.events.values() for number in numbers][:2]
    told = sign_up(first)
    assert told["status"] == "pending"
    effects = tried(coordinator, {"id": first}, sessions=[sitting(4)])
    assert effects["deals_at"][2] == 1
    after = changed(coordinator, {"id": first}, sessions=[sitting(4)])
    [letter] = [one for one in letters(database) if one.kind == "event_changed"]
    [dealt] = [one["to"] for one in letter.data["changes"] if one["what"] == "deals_at"]
    assert moment(dealt) == moment(after["starts_at"])
    for event_id in (first, second):
        asked = sign_up(event_id)
        mine = coordinator.get(f"/my/registrations/{token_of(asked)}").json()
        assert mine["deals_at"] == after["starts_at"]


def test_nothing_of_a_draft_moves_and_publishing_caps_what_lies_after_the_start(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    rules = {"capacity": 10, "registration": {"cancel_until": day_at(12, 9), "closes_at": day_at(13, 9)}}
    draft = a_draft(coordinator, partnership, **rules)
    with database.writing() as session:
        office = factories.an_organisation(session).id
    body = {"organisation_id": office, "seats": 2, "until": day_at(10, 9)}
    block = made(coordinator, f"/events/{draft['id']}/seat-blocks", 201, **body)
    moved = changed(coordinator, draft, sessions=[sitting(5)])
    assert moment(moved["registration"]["cancel_until"]) == moment(day_at(12, 9))
    after = made(coordinator, f"/events/{draft['id']}/publish", 200)
    capped = [
        after["registration"]["cancel_until"],
        coordinator.get(f"/seat-blocks/{block['id']}").json()["until"],
    ]
    assert capped == [after["starts_at"]] * 2
    assert after["registration"]["closes_at"] == after["ends_at"]


# --- before saving, and in the letter ---------------------------------------------------------------------


def test_the_effects_are_shown_before_saving_and_nothing_is_changed(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    rules = {"cancel_until": day_at(12, 9), "closes_at": day_at(13, 9)}
    event = published(coordinator, partnership, registration=rules)
    sign_up(event["id"])
    stored = coordinator.get(f"/events/{event['id']}").json()
    written = len(letters(database))
    effects = tried(coordinator, event, sessions=[sitting(7)])
    assert set(effects) == {"starts_at", "ends_at", "closes_at", "cancel_until", "reminders"}
    starts = moment(day_at(7, 9))
    assert (moment(effects["starts_at"][1]), effects["starts_at"][2]) == (starts, 1)
    assert moment(effects["closes_at"][1]) == starts
    assert moment(effects["cancel_until"][1]) == moment(day_at(5, 9))
    assert moment(effects["reminders"][0]) == remind_at(moment(event["starts_at"]), 7)
    path = f"/events/{event['id']}/postpone?dry_run=true"
    same = coordinator.post(path, json={"sessions": [sitting(7)]}).json()["effects"]
    assert {one["field"] for one in same} == set(effects)
    assert coordinator.get(f"/events/{event['id']}").json() == stored
    assert len(letters(database)) == written


def test_a_refused_change_is_refused_when_it_is_tried(coordinator: Api, partnership: Partnership) -> None:
    event = published(coordinator, partnership)
    answer = coordinator.post(
        f"/events/{event['id']}/postpone?dry_run=true", json={"sessions": [sitting(-20)]}
    )
    assert field(answer) == ("#/sessions/0/ends_at", "past")


def test_the_letter_tells_the_new_deadline(
    coordinator: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, registration={"cancel_until": day_at(12, 9)})
    sign_up(event["id"])
    changed(coordinator, event, sessions=[sitting(20)])
    told = [one for one in letters(database) if one.kind == "event_changed"][-1]
    assert "Cancel without it counting as late until" in render("event_changed", "en", told.data).text


def test_a_time_sent_in_the_same_request_stays_as_sent(coordinator: Api, partnership: Partnership) -> None:
    event = published(coordinator, partnership, registration={"cancel_until": day_at(10, 9)})
    own = {"cancel_until": day_at(19, 9)}
    after = changed(coordinator, event, sessions=[sitting(20)], registration=own)
    assert moment(after["registration"]["cancel_until"]) == moment(day_at(19, 9))


def test_a_time_that_a_form_sends_back_without_its_seconds_follows_the_rule(
    coordinator: Api, partnership: Partnership
) -> None:
    shown = {"opens_at": day_at(10, 9), "cancel_until": day_at(11, 9), "closes_at": day_at(12, 9)}
    stored = {name: (moment(at) + timedelta(seconds=30)).isoformat() for name, at in shown.items()}
    event = published(coordinator, partnership, registration=stored)
    after = changed(coordinator, event, sessions=[sitting(9)], registration=shown)
    found = {name: after["registration"][name] for name in shown}
    assert found.pop("opens_at") is None
    assert {name: moment(at) for name, at in found.items()} == {
        "cancel_until": moment(day_at(6, 9)),
        "closes_at": moment(after["starts_at"]),
    }


# --- no slip is final -------------------------------------------------------------------------------------


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


# --- properties ------------------------------------------------------------------------------------------

instants = st.integers(0, 5000).map(lambda hours: clock.now() + timedelta(hours=hours - 1000))


@given(instants, instants, instants)
def test_a_shifted_deadline_lies_before_the_start_and_never_comes_at_once(
    before: datetime, after: datetime, deadline: datetime
) -> None:
    shifted = Move(before, after).shifted(deadline)
    assert shifted <= after
    assert before == after or shifted > clock.now() or shifted == after
    if deadline <= before and shifted != after:
        assert after - shifted == before - deadline

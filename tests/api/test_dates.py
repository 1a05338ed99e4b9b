"""What hangs on the date of an event follows it, is shown before saving and told."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.events.dates import RULES, Move
from app.partnerships.models import Partnership
from app.registrations.remind import remind_at
from tests import factories
from tests.api.asking import field
from tests.api.enrolling import Grid
from tests.api.events import a_draft, changed, day_at, made, moment, published, sitting, tried
from tests.api.registering import Opened, SignUp, letters, token_of
from tests.clients import Api

DOCS = Path(__file__).parents[2] / "docs" / "dates.md"


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


def test_nobody_is_told_that_a_cancelled_event_moves(
    coordinator: Api, partnership: Partnership, database: Database, sign_up: SignUp
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(9)])
    sign_up(event["id"])
    unanswered = {"name": "Obec", "function": "OSPOD", "email": "urad@obec.example"}
    made(coordinator, f"/events/{event['id']}/invitations", offices=[unanswered])
    made(coordinator, f"/events/{event['id']}/cancel", 200)
    before = len(letters(database))
    now = coordinator.get(f"/events/{event['id']}")
    tried = coordinator.patch(
        f"/events/{event['id']}?dry_run=true",
        json={"sessions": [sitting(20)]},
        headers={"If-Match": now.headers["etag"]},
    )
    assert (tried.status_code, tried.json()["told"]) == (200, False)
    changed(coordinator, event, sessions=[sitting(20)])
    assert len(letters(database)) == before

"""Lodging and meals of an event of several days: offered, taken, counted, and kept when the date moves."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.partnerships.models import Partnership
from tests.api.events import a_draft, changed, made, published, sitting
from tests.api.registering import Roles, body, code_of, letters, token_of
from tests.clients import Api

FIRST = clock.today() + timedelta(days=14)


def day(after: int = 0) -> str:
    return (FIRST + timedelta(days=after)).isoformat()


def meal(name: str, after: int) -> dict[str, str]:
    return {"name": name, "label": name.capitalize(), "date": day(after)}


OFFER = {"lodging": [day()], "meals": [meal("lunch", 0), meal("dinner", 0), meal("breakfast", 1)]}


@pytest.fixture
def event(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    days = [sitting(14), sitting(15)]
    made = published(coordinator, partnership, sessions=days, registration={"stay": OFFER})
    nothing: dict[str, list[str]] = {"lodging": [], "meals": []}
    assert made["registration"]["stay"] == {**OFFER, "outdated": nothing}
    return made


def sign_up(api: Api, event: dict[str, Any], **fields: Any) -> Any:
    return api.post(f"/events/{event['id']}/registrations", json=body(**fields))


def pointers(answer: Any) -> list[tuple[str, str]]:
    problem = answer if isinstance(answer, dict) else answer.json()
    return [(one["pointer"], one["code"]) for one in problem["errors"]]


def test_what_people_take_is_counted_and_named_for_the_staff(
    api: Api, coordinator: Api, event: dict[str, Any]
) -> None:
    sign_up(api, event, last_name="Nocující", stay={"lodging": [day()], "meals": ["dinner", "breakfast"]})
    sign_up(api, event, last_name="Domácí", stay={"meals": ["lunch"]})
    sign_up(api, event)
    found = coordinator.get(f"/events/{event['id']}/stay").json()
    assert [(one["date"], one["count"], one["fits"]) for one in found["lodging"]] == [(day(), 1, True)]
    assert {one["name"]: one["count"] for one in found["meals"]} == {"lunch": 1, "dinner": 1, "breakfast": 1}
    assert [one["name"] for one in found["meals"][0]["people"]] == ["Jana Domácí"]


def test_an_auditor_reads_the_counts_and_no_names(
    api: Api, event: dict[str, Any], signed_in: Roles, partnership: Partnership
) -> None:
    sign_up(api, event, stay={"lodging": [day()]})
    auditor = signed_in("auditor", partnership)
    [night] = auditor.get(f"/events/{event['id']}/stay").json()["lodging"]
    assert (night["count"], night["people"]) == (1, None)


def test_those_without_a_seat_eat_nothing(api: Api, coordinator: Api, partnership: Partnership) -> None:
    days = [sitting(14), sitting(15)]
    event = published(coordinator, partnership, sessions=days, capacity=1, registration={"stay": OFFER})
    for _ in range(2):
        sign_up(api, event, stay={"meals": ["lunch"]})
    assert coordinator.get(f"/events/{event['id']}/stay").json()["meals"][0]["count"] == 1


def test_only_what_is_offered_can_be_taken(api: Api, event: dict[str, Any]) -> None:
    refused = sign_up(api, event, stay={"lodging": [day(), day(1)], "meals": ["brunch"]})
    assert pointers(refused) == [("#/stay/lodging/1", "not_a_choice")]
    assert pointers(sign_up(api, event, stay={"meals": ["brunch"]})) == [("#/stay/meals/0", "not_a_choice")]


def test_the_person_changes_it_until_sign_up_closes(
    api: Api, coordinator: Api, event: dict[str, Any]
) -> None:
    path = f"/my/registrations/{token_of(sign_up(api, event, stay={'meals': ['lunch']}).json())}"
    mine = api.get(path)
    assert "stay" in mine.json()["allowed"]
    assert mine.json()["event"]["stay"]["lodging"] == [day()]
    wanted = {"lodging": [day()], "meals": ["lunch", "dinner"]}
    saved = api.patch(path, json={"stay": wanted}, headers={"If-Match": mine.headers["etag"]})
    assert saved.json()["stay"] == wanted
    coordinator.post(f"/events/{event['id']}/close")
    late = api.patch(path, json={"stay": {"meals": []}}, headers={"If-Match": "*"})
    assert code_of(late) == (409, "registration_closed")
    same = api.patch(path, json={"stay": wanted, "note": "přijedu později"}, headers={"If-Match": "*"})
    assert (same.status_code, same.json()["note"]) == (200, "přijedu později")
    assert "stay" not in same.json()["allowed"]


def test_staff_change_it_for_somebody_at_any_time(api: Api, coordinator: Api, event: dict[str, Any]) -> None:
    number = sign_up(api, event).json()["id"]
    coordinator.post(f"/events/{event['id']}/close")
    path = f"/registrations/{number}"
    saved = coordinator.patch(path, json={"stay": {"meals": ["dinner"]}}, headers={"If-Match": "*"})
    assert saved.json()["stay"] == {"lodging": [], "meals": ["dinner"]}


@pytest.mark.parametrize(
    ("stay", "pointer"),
    [
        ({"lodging": [day(-2)]}, "lodging/0"),
        ({"lodging": [day(-1), day(1), day(2)]}, "lodging/2"),
        ({"meals": [meal("late", 2)]}, "meals/0"),
        ({"meals": [meal("soup", -1)]}, "meals/0"),
    ],
)
def test_an_offer_lies_within_the_days_of_the_event(
    coordinator: Api, event: dict[str, Any], stay: dict[str, Any], pointer: str
) -> None:
    refused = changed(coordinator, event, 422, registration={"stay": stay})
    assert pointers(refused) == [(f"#/registration/stay/{pointer}", "outside_dates")]


def test_a_meal_is_offered_once(coordinator: Api, event: dict[str, Any]) -> None:
    twice = {"meals": [meal("lunch", 0), meal("lunch", 1)]}
    refused = changed(coordinator, event, 422, registration={"stay": twice})
    assert pointers(refused) == [("#/registration/stay/meals/1", "duplicate")]


def test_who_comes_for_a_day_goes_home_in_the_evening(coordinator: Api, partnership: Partnership) -> None:
    event = a_draft(coordinator, partnership)
    refused = changed(coordinator, event, 422, registration={"stay": {"lodging": [day()]}})
    assert pointers(refused) == [("#/registration/stay/lodging/0", "outside_dates")]


def test_a_shortened_event_keeps_what_still_fits_and_tells_what_no_longer_does(
    api: Api, coordinator: Api, event: dict[str, Any]
) -> None:
    taken = {"lodging": [day()], "meals": ["lunch", "breakfast"]}
    token = token_of(sign_up(api, event, stay=taken).json())
    shorter = changed(coordinator, event, sessions=[sitting(14)], registration={"stay": OFFER})
    assert shorter["registration"]["stay"]["outdated"] == {"lodging": [], "meals": ["breakfast"]}
    found = coordinator.get(f"/events/{event['id']}/stay").json()
    assert [one["fits"] for one in found["meals"]] == [True, True, False]
    assert found["meals"][2]["count"] == 1
    mine = api.get(f"/my/registrations/{token}").json()
    assert mine["stay"] == taken
    refused = sign_up(api, event, stay={"meals": ["breakfast"]})
    assert pointers(refused) == [("#/stay/meals/0", "not_a_choice")]
    path = f"/my/registrations/{token}"
    changed_by_me = api.patch(path, json={"stay": {"meals": ["breakfast"]}}, headers={"If-Match": "*"})
    assert changed_by_me.json()["stay"] == {"lodging": [], "meals": ["breakfast"]}
    left_out = api.patch(path, json={"stay": {"meals": ["lunch"]}}, headers={"If-Match": "*"})
    assert left_out.json()["stay"]["meals"] == ["lunch", "breakfast"]


def test_nights_and_meals_of_a_moved_event_go_along_and_are_asked_again(
    api: Api, coordinator: Api, database: Database, event: dict[str, Any]
) -> None:
    chosen = sign_up(api, event, email="nocuje@spolek.example", stay={"lodging": [day()], "meals": ["lunch"]})
    sign_up(api, event, email="bez@spolek.example")
    moved = changed(coordinator, event, sessions=[sitting(17), sitting(18)], registration={"stay": OFFER})
    stay = moved["registration"]["stay"]
    assert stay["lodging"] == [day(3)]
    assert [one["date"] for one in stay["meals"]] == [day(3), day(3), day(4)]
    assert stay["outdated"] == {"lodging": [], "meals": []}
    mine = api.get(f"/my/registrations/{token_of(chosen.json())}").json()
    assert (mine["stay"], "stay" in mine["allowed"]) == ({"lodging": [], "meals": []}, True)
    changes = [one for one in letters(database) if one.kind == "event_changed"]
    told = {one.receiver: one.data["choose_again"] for one in changes}
    assert told == {"nocuje@spolek.example": True, "bez@spolek.example": False}
    again = {"stay": {"lodging": [day(3)], "meals": []}}
    path = f"/my/registrations/{token_of(chosen.json())}"
    assert api.patch(path, json=again, headers={"If-Match": "*"}).status_code == 200


def test_nights_and_meals_are_asked_again_when_a_cancelled_event_comes_back_on_other_days(
    api: Api, coordinator: Api, database: Database, event: dict[str, Any]
) -> None:
    chosen = sign_up(api, event, email="nocuje@spolek.example", stay={"lodging": [day()], "meals": ["lunch"]})
    sign_up(api, event, email="bez@spolek.example")
    path = f"/my/registrations/{token_of(chosen.json())}"
    for days, kept in (([sitting(14), sitting(15)], True), ([sitting(17), sitting(18)], False)):
        made(coordinator, f"/events/{event['id']}/cancel", 200, reason="")
        standing = coordinator.get(f"/events/{event['id']}").json()["sessions"]
        moved = [{**one, "id": old["id"]} for one, old in zip(days, standing, strict=True)]
        changed(coordinator, event, sessions=[{**one, "note": "Nově"} for one in moved])
        made(coordinator, f"/events/{event['id']}/reactivate", 200)
        assert any(api.get(path).json()["stay"].values()) is kept
        back = [one for one in letters(database) if one.kind == "event_reactivated"][-2:]
        told = {one.receiver: one.data["choose_again"] for one in back}
        assert told == {"nocuje@spolek.example": not kept, "bez@spolek.example": False}
    found = next(one for one in back if one.receiver == "nocuje@spolek.example")
    assert "Ubytování a " in render("event_reactivated", "cs", found.data).text.replace("\u00a0", " ")

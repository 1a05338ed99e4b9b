"""The organiser changes the form of an event after people have answered it: what they said stays."""

from typing import Any

import pytest

from app.partnerships.models import Partnership
from tests.api.asking import field
from tests.api.events import changed as change_event
from tests.api.events import published
from tests.api.registering import SignUp, token_of
from tests.clients import Api

RIDE = {"name": "ride", "label": "Jak přijedete?", "kind": "choice", "options": ["vlak", "auto"]}
PLATE = {"name": "plate", "label": "Značka vozu", "shown_if": {"field": "ride", "equals": "auto"}}
DAYS = {"name": "days", "label": "Dny", "kind": "choices", "options": ["první", "druhý"]}
TOPIC = {"name": "topic", "label": "Co vás zajímá?", "kind": "long_text"}
SAID = {"ride": "auto", "plate": "1L2 3456", "days": ["první", "druhý"], "topic": "bydlení\na dluhy"}


@pytest.fixture
def event(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    return published(coordinator, partnership, registration={"fields": [RIDE, PLATE, DAYS, TOPIC]})


@pytest.fixture
def receipt(event: dict[str, Any], sign_up: SignUp) -> Any:
    return sign_up(event["id"], answers=SAID)


def now_asks(coordinator: Api, event: dict[str, Any], *questions: dict[str, Any]) -> dict[str, Any]:
    return change_event(coordinator, event, registration={"fields": list(questions)})


def saved(client: Api, path: str, answers: dict[str, Any]) -> Any:
    answer = client.patch(path, json={"answers": answers}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def own(receipt: Any) -> str:
    return f"/my/registrations/{token_of(receipt)}"


def both(api: Api, coordinator: Api, receipt: Any) -> list[tuple[Api, str]]:
    """The two ways to save a registration: by its own link, and by the staff."""
    return [(api, own(receipt)), (coordinator, f"/registrations/{receipt['id']}")]


def test_a_removed_question_stays_beside_its_answer_and_survives_saving(
    api: Api, coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    now_asks(coordinator, event, RIDE, PLATE)
    for client, path in both(api, coordinator, receipt):
        seen = client.get(path).json()
        assert [one["label"] for one in seen["past_fields"]] == ["Dny", "Co vás zajímá?"]
        assert saved(client, path, {"ride": "vlak"}) == {
            "ride": "vlak",
            "days": SAID["days"],
            "topic": SAID["topic"],
        }


def test_an_answer_to_a_removed_question_goes_when_it_is_sent_as_null(
    api: Api, coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    now_asks(coordinator, event, RIDE, PLATE, DAYS)
    refused = api.patch(own(receipt), json={"answers": {"topic": "něco"}}, headers={"If-Match": "*"})
    assert field(refused) == ("#/answers/topic", "unknown_field")
    assert "topic" not in saved(api, own(receipt), {"topic": None})


def test_a_renamed_choice_stays_chosen_in_its_old_words(
    api: Api, coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    car = {**RIDE, "options": ["vlak", "osobní auto"]}
    plate = {**PLATE, "shown_if": {"field": "ride", "equals": "osobní auto"}}
    now_asks(coordinator, event, car, plate, {**DAYS, "options": ["pondělí", "druhý"]}, TOPIC)
    for client, path in both(api, coordinator, receipt):
        assert saved(client, path, SAID) == SAID
    later = saved(api, own(receipt), {**SAID, "days": ["první", "pondělí"]})
    assert later["days"] == ["první", "pondělí"]


def test_the_answer_that_hung_on_a_choice_goes_only_when_that_choice_does(
    api: Api, coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    plate = {**PLATE, "shown_if": {"field": "ride", "equals": "vlak"}}
    now_asks(coordinator, event, RIDE, plate, DAYS, TOPIC)
    assert saved(api, own(receipt), {"ride": "auto"}) == {"ride": "auto", "plate": SAID["plate"]}
    assert saved(api, own(receipt), {}) == {}


def test_what_was_chosen_once_is_open_to_nobody_else(
    api: Api, coordinator: Api, event: dict[str, Any], receipt: Any, sign_up: SignUp
) -> None:
    now_asks(coordinator, event, {**RIDE, "options": ["vlak", "kolo"]})
    other = sign_up(event["id"], answers={"ride": "kolo"})
    refused = api.patch(own(other), json={"answers": {"ride": "auto"}}, headers={"If-Match": "*"})
    assert field(refused) == ("#/answers/ride", "not_a_choice")


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ({**TOPIC, "kind": "yes_no"}, "#/registration/fields/0/kind"),
        ({**TOPIC, "kind": "text"}, "#/registration/fields/0/kind"),
        ({**DAYS, "kind": "choice"}, "#/registration/fields/0/kind"),
        ({**RIDE, "kind": "number"}, "#/registration/fields/0/kind"),
        ({**RIDE, "kind": "text"}, ""),
        ({**RIDE, "kind": "choices"}, ""),
        ({**RIDE, "label": "Čím přijedete?"}, ""),
    ],
)
def test_an_answered_question_changes_only_to_one_that_its_answers_fit(
    coordinator: Api, event: dict[str, Any], receipt: Any, question: dict[str, Any], refused: str
) -> None:
    assert receipt["status"] == "confirmed"
    answer = coordinator.patch(
        f"/events/{event['id']}",
        json={"registration": {"fields": [question]}},
        headers={"If-Match": "*"},
    )
    if refused:
        assert field(answer) == (refused, "answered")
    else:
        assert answer.status_code == 200
        kept = saved(coordinator, f"/registrations/{receipt['id']}", SAID)
        assert str(SAID["ride"]) in str(kept["ride"])


def test_the_name_of_a_removed_question_is_only_for_that_question(
    coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    now_asks(coordinator, event, RIDE)
    other = {"name": "topic", "label": "Co vás trápí?"}
    body = {"registration": {"fields": [RIDE, other]}}
    refused = coordinator.patch(f"/events/{event['id']}", json=body, headers={"If-Match": "*"})
    assert field(refused) == ("#/registration/fields/1/name", "answered")
    now_asks(coordinator, event, RIDE, TOPIC)
    seen = coordinator.get(f"/registrations/{receipt['id']}").json()
    assert [one["name"] for one in seen["past_fields"]] == ["plate", "days"]


def test_the_answers_of_an_event_are_counted_also_those_to_what_is_no_longer_asked(
    coordinator: Api, event: dict[str, Any], receipt: Any, sign_up: SignUp
) -> None:
    sign_up(event["id"], answers={"ride": "vlak"})
    now_asks(coordinator, event, {**RIDE, "options": ["vlak", "kolo"]})
    found = coordinator.get(f"/events/{event['id']}/answers").json()["results"]
    assert found[0]["choices"] == [
        {"choice": "vlak", "count": 1, "past": False},
        {"choice": "kolo", "count": 0, "past": False},
        {"choice": "auto", "count": 1, "past": True},
    ]
    assert [(one["name"], one["count"], one["past"]) for one in found] == [
        ("ride", 2, False),
        ("plate", 1, True),
        ("days", 1, True),
        ("topic", 1, True),
    ]


def test_the_list_of_the_staff_names_what_is_no_longer_asked(
    coordinator: Api, event: dict[str, Any], receipt: Any
) -> None:
    now_asks(coordinator, event, RIDE, PLATE, DAYS)
    [row] = coordinator.get(f"/events/{event['id']}/registrations").json()["results"]
    assert [(one["label"], row["answers"][one["name"]]) for one in row["past_fields"]] == [
        ("Co vás zajímá?", SAID["topic"])
    ]

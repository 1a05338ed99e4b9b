"""Questions of the sign-up form that are asked only after a certain answer to an earlier one."""

from typing import Any

import pytest

from app.partnerships.models import Partnership
from tests.api.events import a_draft, changed, published
from tests.api.registering import body
from tests.clients import Api

CAR = {"name": "car", "label": "Přijedete autem?", "kind": "yes_no"}
PLATE = {
    "name": "plate",
    "label": "Značka vozu",
    "required": True,
    "shown_if": {"field": "car", "equals": True},
}
TRAIN = {"name": "train", "label": "Vlak", "shown_if": {"field": "car", "equals": False}}
WORKSHOP = {"name": "workshop", "label": "Dílna", "kind": "choice", "options": ["A", "B", "C"]}
LEVEL = {
    "name": "level",
    "label": "Pokročilost",
    "kind": "choice",
    "options": ["začátek", "dál"],
    "shown_if": {"field": "workshop", "equals": ["A", "B"]},
}
TOOLS = {"name": "tools", "label": "Pomůcky", "shown_if": {"field": "level", "equals": "dál"}}
FORM = [CAR, PLATE, TRAIN, WORKSHOP, LEVEL, TOOLS]


@pytest.fixture
def event_id(coordinator: Api, partnership: Partnership) -> int:
    event = published(coordinator, partnership, registration={"fields": FORM})
    assert event["registration"]["fields"][1]["shown_if"] == PLATE["shown_if"]
    return int(event["id"])


def answered(api: Api, coordinator: Api, event_id: int, **answers: Any) -> Any:
    told = api.post(f"/events/{event_id}/registrations", json=body(answers=answers))
    if told.status_code != 201:
        return [(one["pointer"], one["code"]) for one in told.json()["errors"]]
    return coordinator.get(f"/registrations/{told.json()['id']}").json()["answers"]


def test_what_is_not_asked_is_not_required_and_its_answers_are_dropped(
    api: Api, coordinator: Api, event_id: int
) -> None:
    assert answered(api, coordinator, event_id, car=False, plate="1L2 3456") == {"car": False}
    assert answered(api, coordinator, event_id) == {}
    assert answered(api, coordinator, event_id, car=True) == [("#/answers/plate", "required")]
    kept = {"car": True, "plate": "1L2 3456"}
    assert answered(api, coordinator, event_id, **kept, train="R 1234") == kept


def test_a_box_left_empty_says_no(api: Api, coordinator: Api, event_id: int) -> None:
    assert answered(api, coordinator, event_id, train="R 1234") == {"train": "R 1234"}


def test_one_of_several_answers_may_lead_on_and_hidden_questions_lead_nowhere(
    api: Api, coordinator: Api, event_id: int
) -> None:
    shown = {"workshop": "B", "level": "dál", "tools": "fixy"}
    assert answered(api, coordinator, event_id, **shown) == shown
    assert answered(api, coordinator, event_id, **{**shown, "workshop": "C"}) == {"workshop": "C"}


def test_any_of_several_ticked_answers_is_enough(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    days = {"name": "days", "label": "Dny", "kind": "choices", "options": ["první", "druhý"]}
    lunch = {"name": "lunch", "label": "Oběd", "shown_if": {"field": "days", "equals": "druhý"}}
    event = published(coordinator, partnership, registration={"fields": [days, lunch]})
    both = {"days": ["první", "druhý"], "lunch": "ano"}
    assert answered(api, coordinator, event["id"], **both) == both
    assert answered(api, coordinator, event["id"], **{**both, "days": ["první"]}) == {"days": ["první"]}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"field": "tools", "equals": "fixy"}, "not_found"),
        ({"field": "nothing", "equals": "x"}, "not_found"),
        ({"field": "workshop", "equals": "D"}, "not_a_choice"),
        ({"field": "workshop", "equals": ["A", "D"]}, "not_a_choice"),
        ({"field": "car", "equals": "ano"}, "not_a_choice"),
        ({"field": "free", "equals": "cokoli"}, "not_a_choice"),
    ],
)
def test_a_condition_is_an_answer_that_an_earlier_question_can_have(
    coordinator: Api, partnership: Partnership, condition: dict[str, Any], code: str
) -> None:
    event = a_draft(coordinator, partnership)
    free = {"name": "free", "label": "Cokoli"}
    asked = {"name": "asked", "label": "Jen někdy", "shown_if": condition}
    fields = [CAR, free, WORKSHOP, asked, {"name": "tools", "label": "Pomůcky"}]
    refused = changed(coordinator, event, 422, registration={"fields": fields})
    told = [(one["pointer"], one["code"]) for one in refused["errors"]]
    assert told == [("#/registration/fields/3/shown_if", code)]

"""Answers to an event's own questions, changed by the link of the registration and corrected by the staff."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.core.database.change_log import Change
from app.core.database.engine import Database
from tests.api.registering import Opened, SignUp, code_of, token_of
from tests.clients import Api

FORM = [
    {"name": "car", "label": "Přijedete autem?", "kind": "yes_no", "options": []},
    {
        "name": "plate",
        "label": "Značka vozu",
        "required": True,
        "options": [],
        "shown_if": {"field": "car", "equals": True},
    },
    {"name": "days", "label": "Dny", "kind": "choices", "options": ["první", "druhý"]},
]
DRIVES = {"car": True, "plate": "1L2 3456"}


@pytest.fixture
def receipt(event: Opened, sign_up: SignUp) -> Any:
    return sign_up(event(form_fields=FORM), answers=DRIVES)


def changed(client: Api, path: str, **fields: Any) -> Any:
    return client.patch(path, json=fields, headers={"If-Match": "*"})


def own(receipt: Any) -> str:
    return f"/my/registrations/{token_of(receipt)}"


def told(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_own_answers_stand_in_place_of_the_old_ones(api: Api, coordinator: Api, receipt: Any) -> None:
    assert api.get(own(receipt)).json()["answers"] == DRIVES
    seen = changed(api, own(receipt), answers=DRIVES | {"plate": "1L\u200b2\u2066 34\u00ad56\ufeff"}).json()
    assert seen["answers"]["plate"] == "1L2 3456"
    answer = changed(api, own(receipt), answers={"car": False, "plate": "1L2 3456", "days": ["druhý"]})
    assert answer.json()["answers"] == {"car": False, "days": ["druhý"]}
    seen = coordinator.get(f"/registrations/{receipt['id']}").json()
    assert (seen["answers"], seen["version"]) == (answer.json()["answers"], receipt["version"] + 1)


def test_they_are_checked_as_at_sign_up_and_stay_when_one_is_wrong(api: Api, receipt: Any) -> None:
    wrong = {"car": True, "days": ["třetí"], "train": "R 1"}
    refused = changed(api, own(receipt), answers=wrong, phone="485 000 000")
    assert sorted(told(refused)) == [
        ("#/answers/days", "not_a_choice"),
        ("#/answers/plate", "required"),
        ("#/answers/train", "unknown_field"),
    ]
    seen = api.get(own(receipt)).json()
    assert (seen["answers"], seen["phone"]) == (DRIVES, "")


def test_answers_that_are_not_sent_stay(api: Api, receipt: Any) -> None:
    assert changed(api, own(receipt), phone="485 000 000").json()["answers"] == DRIVES


def test_whose_registration_is_over_changes_no_answer(api: Api, receipt: Any) -> None:
    api.post(f"{own(receipt)}/cancel")
    assert code_of(changed(api, own(receipt), answers={"car": False})) == (409, "wrong_state")


def test_the_staff_correct_answers_and_need_not_complete_them(
    api: Api, coordinator: Api, receipt: Any
) -> None:
    path = f"/registrations/{receipt['id']}"
    assert changed(coordinator, path, answers={"car": "ano"}).status_code == 422
    assert changed(coordinator, path, answers={"car": True}).json()["answers"] == {"car": True}
    assert api.get(own(receipt)).json()["answers"] == {"car": True}


def test_the_log_names_changed_answers_and_does_not_hold_them(
    api: Api, coordinator: Api, database: Database, receipt: Any
) -> None:
    changed(api, own(receipt), answers={"car": True, "plate": "2B3 4567"})
    changed(coordinator, f"/registrations/{receipt['id']}", answers={"car": False})
    logged = sa.select(Change).where(col(Change.type) == "registration", col(Change.action) == "updated")
    with database.reading() as session:
        assert [change.fields for change in session.scalars(logged)] == [{"answers": None}] * 2

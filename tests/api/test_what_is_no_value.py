"""Values that a lenient reader would bend into something that nobody meant."""

import pytest

from app.partnerships.models import Partnership
from tests.clients import Api


@pytest.mark.parametrize("moment", ["2026", "20261122", "0.5", "-1"])
def test_a_number_in_an_address_is_no_day(api: Api, moment: str) -> None:
    answer = api.get("/schedule", params={"from": moment})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("?from", "not_a_date")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("planned_from", 0, "not_a_date"),
        ("planned_from", "2026", "not_a_date"),
        ("capacity", True, "wrong_type"),
        ("min_participants", False, "wrong_type"),
    ],
)
def test_a_number_is_no_day_and_a_truth_value_no_number(
    coordinator: Api, partnership: Partnership, field: str, value: object, code: str
) -> None:
    event = {"partnership_id": partnership.id, "kind": "seminar", "title": "Seminář", field: value}
    answer = coordinator.post("/events", json=event)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(f"#/{field}", code)]

"""One mailbox signs up so many people for an event, whatever the form; staff sign up as many as they like."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.settings import Settings
from tests.api.enrolling import Grid
from tests.api.registering import Opened, body, code_of, counters, token_of
from tests.clients import Api

LIMIT = 3
OFFICE = "urad@mesto.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"seats_per_mailbox": LIMIT})


def several(count: int) -> dict[str, Any]:
    people = [{"first_name": "Jan", "last_name": f"Smyšlený {number}"} for number in range(count)]
    return {"people": people, "email": OFFICE}


def test_one_mailbox_with_invented_names_cannot_take_all_seats(
    api: Api, database: Database, event: Opened
) -> None:
    event_id = event(capacity=20)
    path = f"/events/{event_id}/registrations"
    made = [api.post(path, json=body(email=OFFICE)) for _ in range(LIMIT + 1)]
    assert [one.status_code for one in made] == [201] * LIMIT + [409]
    assert code_of(made[-1]) == (409, "mailbox_seats")
    assert code_of(api.post(path, json=body(email=OFFICE.replace("mesto", "MESTO")))) == (
        409,
        "mailbox_seats",
    )
    assert api.post(path, json=body()).status_code == 201
    assert counters(database, event_id)["taken"] == LIMIT + 1
    api.post(f"/my/registrations/{token_of(made[0].json())}/cancel")
    assert api.post(path, json=body(email=OFFICE)).status_code == 201


def test_a_form_for_several_counts_each_of_them(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    event_id = event(capacity=20)
    path = f"/events/{event_id}/registrations/group"
    assert code_of(api.post(path, json=several(LIMIT + 1))) == (409, "mailbox_seats")
    assert counters(database, event_id)["taken"] == 0
    assert api.post(path, json=several(LIMIT)).status_code == 201
    assert coordinator.post(path, json=several(LIMIT + 5)).status_code == 422
    other = several(LIMIT + 5) | {"email": "jiny@mesto.example"}
    assert coordinator.post(path, json=other).status_code == 201


def test_an_enrolment_counts_at_each_of_its_events(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(capacity=20)
    town = {"territory_id": grid.towns[0], "email": OFFICE}
    answers = [api.post(f"/series/{grid.id}/enrolments", json=body(**town)) for _ in range(LIMIT + 1)]
    assert [one.status_code for one in answers] == [201] * LIMIT + [409]
    assert code_of(answers[-1]) == (409, "mailbox_seats")


def test_people_without_an_address_are_not_counted_together(coordinator: Api, event: Opened) -> None:
    path = f"/events/{event()}/registrations"
    made = [coordinator.post(path, json=body(email=None)).status_code for _ in range(LIMIT + 2)]
    assert made == [201] * (LIMIT + 2)

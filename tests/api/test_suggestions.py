"""Suggestions and questions: written by anybody, answered by mail, passed to a group, promises watched."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.web.endpoints import AppContext
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made, refusal
from tests.api.registering import Deliver
from tests.clients import Api

TEXT = "V obci chybí dětská skupina.\nKdy bude?"


def written(api: Api, coordinator: Api, partnership: Partnership, **fields: Any) -> str:
    sent = made(api, "/suggestions", partnership_id=partnership.id, text=TEXT, **fields)
    assert sent == {"id": None}
    return f"/suggestions/{coordinator.rows('/suggestions')[-1]['id']}"


def test_a_question_is_answered_by_mail_and_its_promise_is_watched(
    api: Api, coordinator: Api, deliver: Deliver, partnership: Partnership
) -> None:
    here = written(api, coordinator, partnership, name="Hana", email="hana@spolek.example")
    assert deliver() == []
    assert coordinator.get(here).json()["allowed"] == ["edit", "answer", "escalate", "close", "delete"]
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    body = {"text": "Do konce roku.", "follow_up": "Poslat termín", "follow_up_due": yesterday}
    answered = coordinator.post(f"{here}/answer", json=body).json()
    assert (answered["state"], answered["overdue"]) == ("answered", True)
    [letter] = deliver()
    text = letter.get_body(("plain",)).get_content()
    assert str(letter["To"]) == "hana@spolek.example"
    assert "Do konce roku." in text
    assert "Kdy bude?" in text
    assert letter["List-Unsubscribe"] is None
    assert [row["overdue"] for row in coordinator.rows("/suggestions?overdue=true")] == [True]
    coordinator.patch(here, json={"follow_up_due": "2199-01-01"}, headers={"If-Match": "*"})
    assert coordinator.rows("/suggestions?overdue=true") == []
    closed = coordinator.post(f"{here}/close", json={"reason": "Skupina vznikla."}).json()
    assert (closed["state"], closed["allowed"]) == ("closed", ["delete"])
    assert refusal(coordinator.post(f"{here}/answer", json=body)) == (409, "wrong_state")


def test_one_that_is_passed_on_stands_on_the_agenda_of_the_group(
    api: Api, coordinator: Api, database: Database, deliver: Deliver, partnership: Partnership
) -> None:
    here = written(api, coordinator, partnership)
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
        foreign = factories.a_group(session, factories.a_partnership(session)).id
    refused = coordinator.post(f"{here}/escalate", json={"group_id": foreign})
    assert refused.status_code in (409, 422)
    passed = coordinator.post(f"{here}/escalate", json={"group_id": group}).json()
    assert (passed["state"], passed["group_id"]) == ("escalated", group)
    meeting = made(coordinator, "/meetings", partnership_id=partnership.id, title="Jednání", group_id=group)
    [item] = meeting["agenda"]
    assert item["title"] == "V obci chybí dětská skupina. Kdy bude?"
    coordinator.post(f"{here}/answer", json={"text": "Projednáno."})
    assert deliver() == []


def test_only_the_staff_read_what_was_written(
    api: Api, coordinator: Api, signed_in: Any, database: Database, partnership: Partnership
) -> None:
    here = written(api, coordinator, partnership)
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    assert api.get(here).status_code == 401
    for reader in (signed_in("coordinator", elsewhere), signed_in("member", partnership)):
        assert reader.get(here).status_code == 404
        assert reader.rows("/suggestions") == []
        assert reader.rows("/changes?types=suggestion") == []


def test_a_flood_is_refused(api: Api, app_context: AppContext, partnership: Partnership) -> None:
    app_context.registration_limit.limit = 2
    for _ in range(2):
        assert (
            api.post("/suggestions", json={"partnership_id": partnership.id, "text": "x"}).status_code == 201
        )
    assert api.post("/suggestions", json={"partnership_id": partnership.id, "text": "x"}).status_code == 429


@pytest.mark.parametrize("name", ["..", "https://past.example/x"])
def test_who_writes_has_a_name_or_none(api: Api, partnership: Partnership, name: str) -> None:
    body = {"partnership_id": partnership.id, "name": name, "text": TEXT}
    assert [one["pointer"] for one in api.post("/suggestions", json=body).json()["errors"]] == ["#/name"]


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_one_is_refused(api: Api, partnership: Partnership, text: str) -> None:
    answer = api.post("/suggestions", json={"partnership_id": partnership.id, "text": text})
    assert answer.status_code == 422

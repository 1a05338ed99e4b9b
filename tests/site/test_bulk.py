"""Several registrations chosen on their list: asked once, done one by one, told of each; without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import Event, RegistrationPolicy
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.api.registering import body
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(
            session,
            partnership,
            capacity=1,
            waiting_list=False,
            registration_policy=RegistrationPolicy.APPROVAL,
        )


@pytest.fixture
def people(api: Api, event: Event) -> list[Any]:
    """Two who ask for the one seat."""
    path = f"/events/{event.id}/registrations"
    return [api.post(path, json=body(last_name=name)).json() for name in ("První", "Druhá")]


def home(event: Event) -> str:
    return f"/staff/events/{event.id}/registrations"


def plain(page: str) -> str:
    return page.replace("\u00a0", " ")


def chosen(office: Browser, event: Event) -> list[str]:
    """The values of all boxes of the list."""
    page = office.get(home(event)).text
    return re.findall(r'<input type="checkbox" class="choose" name="ids" value="(\d+)" form="bulk"', page)


def test_what_is_chosen_is_asked_first_and_then_told_of_each(
    office: Browser, coordinator: Api, event: Event, people: list[Any]
) -> None:
    ids = [str(one["id"]) for one in people]
    assert sorted(chosen(office, event)) == sorted(ids)
    question = office.post(f"{home(event)}/bulk", data={"action": "confirm", "ids": ids})
    assert "Potvrdit tyto přihlášky?" in plain(question.text)
    assert coordinator.get(f"/registrations/{ids[0]}").json()["status"] == "pending"
    sent = {**fields(question.text), "ids": ids}
    assert sent["sure"] == "1"
    told = office.post(f"{home(event)}/bulk", data=sent)
    assert told.status_code == 200
    assert "Hotovo u 1 z nich." in plain(told.text)
    assert "Všechna místa jsou obsazená." in plain(told.text)
    assert [coordinator.get(f"/registrations/{one}").json()["status"] for one in ids] == [
        "confirmed",
        "pending",
    ]
    assert office.post(f"{home(event)}/bulk", data=sent).text.count("Nezměněno") == 1
    again = plain(office.post(f"{home(event)}/bulk", data={**sent, "once": "again"}).text)
    assert "Hotovo u 0 z nich." in again
    assert "beze změny" in again


def test_a_reason_goes_along_and_the_others_are_refused_with_it(
    office: Browser, coordinator: Api, event: Event, people: list[Any]
) -> None:
    ids = [str(one["id"]) for one in people]
    data = {"action": "decline", "ids": ids, "sure": "1", "reason": "Termín je plný", "once": "x"}
    assert office.post(f"{home(event)}/bulk", data=data).status_code == 200
    assert {coordinator.get(f"/registrations/{one}").json()["reason"] for one in ids} == {"Termín je plný"}


@pytest.mark.parametrize("action", ["confirm", "decline", "cancel"])
def test_what_the_question_calls_optional_may_stay_empty(
    office: Browser, event: Event, people: list[Any], action: str
) -> None:
    ids = [str(people[0]["id"])]
    question = office.post(f"{home(event)}/bulk", data={"action": action, "ids": ids})
    told = office.post(f"{home(event)}/bulk", data={**fields(question.text), "ids": ids})
    assert (told.status_code, "Hotovo u 1 z nich." in plain(told.text)) == (200, True)


def test_without_anybody_chosen_the_list_says_so(office: Browser, event: Event, people: list[Any]) -> None:
    assert people
    answer = office.post(f"{home(event)}/bulk", data={"action": "confirm"})
    assert (answer.status_code, answer.headers["location"]) == (303, home(event))
    assert "Nejdřív zaškrtněte" in plain(office.get(home(event)).text)


def test_a_move_needs_an_event_and_keeps_those_chosen(
    office: Browser, database: Database, partnership: Partnership, event: Event, people: list[Any]
) -> None:
    with database.writing() as session:
        there = factories.an_event(session, partnership, title="Druhý termín")
    ids = [str(one["id"]) for one in people]
    refused = office.post(f"{home(event)}/bulk", data={"action": "move", "ids": ids, "sure": "1"})
    assert refused.status_code == 422
    assert refused.text.count('name="ids"') == 2
    assert "Druhý termín" in plain(refused.text)
    sent = {**fields(refused.text), "ids": ids, "event_id": str(there.id)}
    told = office.post(f"{home(event)}/bulk", data=sent)
    assert "Hotovo u 2 z nich." in plain(told.text)


def test_who_may_not_decide_sees_no_boxes(
    site: Browser, signed_in: Callable[..., Api], partnership: Partnership, event: Event, people: list[Any]
) -> None:
    assert people
    auditor = at_a_desk(site, signed_in("auditor", partnership))
    assert chosen(auditor, event) == []
    assert 'id="bulk"' not in auditor.get(home(event)).text


def test_the_chosen_are_taken_along_as_a_file(office: Browser, event: Event, people: list[Any]) -> None:
    page = office.get(home(event)).text
    assert f'formaction="/staff/events/{event.id}/participants.xlsx"' in page
    answer = office.get(f"/staff/events/{event.id}/participants.csv?ids={people[0]['id']}")
    assert "První" in answer.text
    assert "Druhá" not in answer.text


def test_the_chosen_are_written_to(office: Browser, event: Event, people: list[Any]) -> None:
    page = office.get(home(event)).text
    there = f"/staff/events/{event.id}/messages/new"
    assert f'formmethod="get" formaction="{there}"' in page
    editor = office.get(f"{there}?ids={people[0]['id']}&ids={people[1]['id']}").text
    assert editor.count('name="registration_ids"') == 2


@pytest.mark.parametrize(
    ("rules", "reason", "offered"),
    [
        ({"waiting_list": True}, "approval", True),
        ({"waiting_list": False}, "approval", False),
        ({"waiting_list": True, "undealt": True}, "dealing", False),
    ],
)
def test_the_list_offers_to_confirm_only_where_that_is_done(
    office: Browser,
    database: Database,
    partnership: Partnership,
    rules: dict[str, bool],
    reason: str,
    offered: bool,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, **rules)
        factories.a_registration(session, event)
        event.capacity = 1
        asking = factories.a_registration(session, event, status=RegistrationStatus.PENDING, reason=reason)
        button = f'action="{home(event)}/{asking.id}/do/confirm"'
    assert (button in office.get(home(event)).text) is offered


def test_the_list_counts_the_states(office: Browser, event: Event, people: list[Any]) -> None:
    page = office.get(home(event)).text
    assert f'href="{home(event)}?status=pending"' in page
    assert len(people) == 2

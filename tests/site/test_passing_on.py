"""Moving a registration, passing it on and deciding on it, by the pages of the staff and the own link."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import body, token_of
from tests.clients import Api, Browser
from tests.site.desk import fields

SIZE = {"name": "size", "label": "Velikost trička", "kind": "choice", "options": ["S", "L"]}
PETR = {"first_name": "Petr", "last_name": "Zástupný", "email": "petr@obec.example"}


@pytest.fixture
def events(database: Database, partnership: Partnership) -> list[Event]:
    """Two events; the second one must know more."""
    forms = [[SIZE], [SIZE, {"name": "ride", "label": "Jak přijedete?", "kind": "text", "required": True}]]
    with database.writing() as session:
        return [factories.an_event(session, partnership, form_fields=form) for form in forms]


@pytest.fixture
def registration(coordinator: Api, events: list[Event]) -> Any:
    return coordinator.post(f"/events/{events[0].id}/registrations", json=body(answers={"size": "L"})).json()


def home(events: list[Event], registration: Any) -> str:
    return f"/staff/events/{events[0].id}/registrations/{registration['id']}"


def typed_on(page: str, **more: str) -> dict[str, str]:
    found = fields(page) | more
    found.pop("next", None)
    assert found["once"]
    return found


def test_a_move_that_is_sent_twice_is_done_once_and_says_what_is_missing(
    office: Browser, events: list[Event], registration: Any
) -> None:
    path = f"{home(events, registration)}/move"
    form = typed_on(office.get(path).text, event_id=str(events[1].id))
    first = office.post(path, data=form)
    assert first.status_code == 303, first.text
    shown = office.get(first.headers["location"]).text.replace("\u00a0", " ")
    assert "Ještě je třeba doplnit: Jak přijedete?." in shown
    assert "Zatím bez odpovědi: Jak přijedete?." in shown
    assert office.post(path, data=form).headers["location"] == first.headers["location"]


def test_the_colleague_begins_with_the_answers_of_the_one_who_sends_them(
    office: Browser, coordinator: Api, events: list[Event], registration: Any
) -> None:
    path = f"{home(events, registration)}/substitute"
    form = typed_on(office.get(path).text, **PETR)
    assert form["answers-size"] == "L"
    first = office.post(path, data=form)
    assert first.status_code == 303, first.text
    assert office.post(path, data=form).headers["location"] == first.headers["location"]
    made = first.headers["location"].rpartition("/")[2]
    assert coordinator.get(f"/registrations/{made}").json()["answers"] == {"size": "L"}


def test_the_own_link_passes_a_seat_on_once(site: Browser, registration: Any) -> None:
    path = f"/my/registrations/{token_of(registration)}/substitute"
    form = typed_on(site.get(path).text, **PETR)
    assert form["answers-size"] == "L"
    for _ in range(2):
        assert site.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_decision_that_is_sent_twice_is_told_twice_alike(
    office: Browser, events: list[Event], registration: Any
) -> None:
    path = f"{home(events, registration)}/do/decline"
    form = typed_on(office.get(path).text, reason="plno")
    for _ in range(2):
        assert office.post(path, data=form).status_code == 303


def test_the_own_page_asks_for_what_is_missing(site: Browser, coordinator: Api, events: list[Event]) -> None:
    made = coordinator.post(f"/events/{events[1].id}/registrations", json=body()).json()
    page = site.get(f"/my/registrations/{token_of(made)}", headers={"Accept-Language": "cs"}).text
    assert "Organizátor ještě potřebuje vědět" in page.replace("\u00a0", " ")
    assert "Jak přijedete?" in page.replace("\u00a0", " ")


@pytest.mark.parametrize("verb", ["edit", "cancel", "swap", "substitute"])
def test_an_old_link_of_an_ended_registration_leads_to_no_button(
    site: Browser, coordinator: Api, registration: Any, verb: str
) -> None:
    coordinator.post(f"/registrations/{registration['id']}/decline")
    page = site.get(f"/my/registrations/{token_of(registration)}/{verb}", headers={"Accept-Language": "cs"})
    assert page.status_code == 200
    assert "To už teď nejde" in page.text.replace("\u00a0", " ")
    assert f"/{verb}" not in page.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("verb", ["do/cancel", "do/decline", "do/move-up", "move", "substitute"])
def test_the_staff_come_back_from_an_old_link_to_a_decision(
    office: Browser, coordinator: Api, events: list[Event], registration: Any, verb: str
) -> None:
    coordinator.post(f"/registrations/{registration['id']}/decline")
    here = home(events, registration)
    answer = office.get(f"{here}/{verb}")
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert "To už teď nejde." in office.get(here).text.replace("\u00a0", " ")


def test_one_button_sends_a_new_link(office: Browser, events: list[Event], registration: Any) -> None:
    here = home(events, registration)
    assert f'action="{here}/do/link"' in office.get(here).text
    assert office.post(f"{here}/do/link", data={"once": "jednou"}).status_code == 303
    assert "starý už nic neotevře" in office.get(here).text.replace("\u00a0", " ")
    assert office.get(f"/my/registrations/{token_of(registration)}").status_code == 404

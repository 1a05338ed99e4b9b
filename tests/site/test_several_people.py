"""Several people by one form, with scripts off and with htmx: rows are added, and nothing typed is lost."""

import re
from typing import Any

import httpx
import pytest

from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import leaving, letters
from tests.clients import Browser
from tests.site.desk import OURS, fields

HTMX = {**OURS, "HX-Request": "true"}
OFFICE = {"email": "socialni@mesto.example", "organisation_name": "Město"}


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    asked = {"name": "lunch", "label": "Oběd", "kind": "yes_no", "required": False, "help": "", "options": []}
    with database.writing() as session:
        return factories.an_event(session, partnership, title="Seminář", capacity=2, form_fields=[asked])


def person(row: int, name: str, **more: str) -> dict[str, str]:
    typed = {"first_name": "Jana", "last_name": name, **more}
    return {f"people-{row}-{field}": value for field, value in typed.items()}


def send(site: Browser, event: Event, typed: dict[str, str], headers: Any = OURS) -> httpx.Response:
    return site.post(f"/events/{event.id}/register-several", data=typed, headers=headers)


def test_the_form_is_reached_from_the_event_and_asks_for_two(site: Browser, event: Event) -> None:
    here = f"/events/{event.id}/register-several"
    assert f'href="{here}"' in site.get(f"/events/{event.id}").text
    asked = fields(site.get(here).text)
    assert [name for name in asked if name.endswith("-last_name")] == [
        "people-0-last_name",
        "people-1-last_name",
    ]


def test_a_row_that_stays_empty_does_not_hold_up_the_form(
    site: Browser, database: Database, partnership: Partnership
) -> None:
    asked = {"name": "role", "label": "Role", "kind": "text", "required": True, "help": "", "options": []}
    with database.writing() as session:
        event = factories.an_event(session, partnership, form_fields=[asked])
    page = site.get(f"/events/{event.id}/register-several").text
    for field, needed in (("0-answers-role", True), ("1-answers-role", False), ("1-last_name", False)):
        tag = re.search(rf'<input id="people-{field}"[^>]*>', page)
        assert tag
        assert (" required" in tag[0]) is needed
    one = {**OFFICE, **person(0, "Malá", **{"answers-role": "host"}), "people-1-last_name": ""}
    assert send(site, event, one).status_code == 303


def test_another_row_comes_without_losing_what_was_typed(site: Browser, event: Event) -> None:
    typed = {**OFFICE, **person(0, "Malá", **{"answers-lunch": "on"}), **person(1, "Velká"), "act": "add"}
    longer = send(site, event, typed)
    assert longer.status_code == 200
    asked = fields(longer.text)
    assert asked["people-0-last_name"] == "Malá"
    assert asked["people-0-answers-lunch"] == "on"
    assert asked["email"] == OFFICE["email"]
    assert "people-2-last_name" in asked
    piece = send(site, event, typed, HTMX)
    assert piece.text.lstrip().startswith('<div id="several">')


def test_all_are_signed_up_and_the_outcome_can_be_reloaded(site: Browser, event: Event) -> None:
    people = {**person(0, "Malá"), **person(2, "Velká"), **person(5, "Třetí")}
    done = send(site, event, OFFICE | people)
    assert (done.status_code, done.headers["location"]) == (303, f"/events/{event.id}/registered-several")
    for _ in range(2):
        thanks = site.get(done.headers["location"]).text
        assert "Přihlášeni jsou 3 lidé" in thanks
        assert thanks.count("Potvrzeno") == 2
        assert "1. v\u00a0pořadí" in thanks
    assert "/my/registrations/" not in thanks


def test_what_is_wrong_stands_at_the_row_that_was_typed(site: Browser, event: Event) -> None:
    people = {**person(0, "Malá"), **person(3, "Velká", email="not an address"), **person(4, "malá")}
    refused = send(site, event, OFFICE | people)
    assert refused.status_code == 422
    assert 'id="people-3-email-error"' in refused.text
    again = send(site, event, OFFICE | {**person(0, "Malá"), **person(4, "malá")})
    assert 'id="people-4-error"' in again.text
    assert fields(again.text)["people-4-last_name"] == "malá"


def test_a_visitor_has_to_give_an_email_and_the_staff_have_not(
    site: Browser, office: Browser, event: Event
) -> None:
    here = f"/staff/events/{event.id}/registrations"
    assert f'href="/events/{event.id}/register-several"' in office.get(here).text
    done = send(office, event, {**person(0, "Malá"), **person(1, "Velká")})
    assert done.status_code == 303
    office.cookies.delete("session")
    assert send(office, event, person(0, "Nová")).status_code == 422


def test_the_thanks_are_for_who_signed_them_up_alone(site: Browser, event: Event) -> None:
    answer = site.get(f"/events/{event.id}/registered-several")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/events/{event.id}")


def test_the_form_says_that_the_mailbox_is_asked_and_one_button_confirms_all(
    site: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(
            session, partnership, title="Seminář", capacity=1, waiting_list=False, confirm_address=True
        )
    assert "jedno tlačítko potvrdí všechny" in site.get(f"/events/{event.id}/register-several").text
    done = send(site, event, {**OFFICE, **person(0, "Malá"), **person(1, "Velká")})
    assert "jedno tlačítko potvrdí všechny" in site.get(done.headers["location"]).text
    own = "/my/sign-ups/" + leaving(database, letters(database)[0])["confirm_url"].rpartition("/")[2]
    page = site.get(own).text
    assert page.count("Čeká na potvrzení") == 2 and f'action="{own}/confirm-address"' in page
    pressed = site.post(f"{own}/confirm-address", headers=OURS)
    after = site.get(pressed.headers["location"]).text
    assert after.count("Potvrzeno") == after.count("Čeká na potvrzení") == 1
    assert "Všechna místa jsou obsazená" in after and "/confirm-address" not in after

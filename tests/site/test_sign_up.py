"""From an event to a seat and back, with scripts off and with htmx."""

from typing import Any

import httpx
import pytest

from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Browser

OURS = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**OURS, "HX-Request": "true"}
VERA = {"first_name": "Věra", "last_name": "Nováková", "email": "vera@obec.example", "note": "Bez lepku"}


@pytest.fixture
def event(database: Database) -> Event:
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        fields: list[dict[str, Any]] = [
            {
                "name": "lunch",
                "label": "Oběd",
                "kind": "yes_no",
                "required": False,
                "help": "",
                "options": [],
            },
            {
                "name": "days",
                "label": "Dny",
                "kind": "choices",
                "required": True,
                "help": "",
                "options": ["první", "druhý"],
            },
        ]
        return factories.an_event(
            session, partnership, title="Kulatý stůl v Tanvaldu", capacity=1, form_fields=fields
        )


def sign_up(site: Browser, event: Event, headers: dict[str, str] = OURS, **typed: str) -> httpx.Response:
    data = {**VERA, "answers-days": "první", **typed}
    return site.post(f"/events/{event.id}/register", data=data, headers=headers)


def test_the_page_of_an_event_has_its_form(site: Browser, event: Event) -> None:
    page = site.get(f"/events/{event.id}")
    assert page.status_code == 200
    assert "<h1>Kulatý stůl v\u00a0Tanvaldu</h1>" in page.text
    assert 'name="answers-days" type="checkbox" value="druhý"' in page.text


def test_who_signs_up_learns_of_their_seat_on_a_page_that_can_be_reloaded(
    site: Browser, event: Event
) -> None:
    answer = sign_up(site, event)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{event.id}/registered")
    for _ in range(2):
        assert "máte místo" in site.get(answer.headers["location"]).text


def test_the_next_one_is_told_their_place_in_the_queue(site: Browser, event: Event) -> None:
    sign_up(site, event)
    answer = sign_up(site, event, first_name="Petr", email="petr@obec.example")
    thanks = site.get(answer.headers["location"]).text
    assert "Jste v\u00a0pořadníku náhradníků" in thanks
    assert "Vaše pořadí: 1." in thanks


def test_a_full_event_offers_the_waiting_list(
    site: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        full = factories.an_event(session, partnership, title="Plná", capacity=3, taken=3)
        factories.an_event(session, partnership, title="Pro zvané", registration_policy="invitation")
    assert "Zapsat se mezi náhradníky" in site.get(f"/events/{full.id}").text
    listed = site.get("/events").text
    assert "Obsazeno – pořadník náhradníků" in listed
    assert "Jen na pozvání" in listed
    assert "Vstup pro pracovníky" in listed


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(site: Browser, event: Event) -> None:
    answer = sign_up(site, event, email="not an address", **{"consents-photos": "on", "answers-lunch": "on"})
    assert answer.status_code == 422
    assert 'value="Věra"' in answer.text
    assert "Bez lepku</textarea>" in answer.text
    assert 'value="on" checked' in answer.text
    assert 'id="email-error"' in answer.text
    assert 'aria-describedby="email-hint email-error" aria-invalid="true"' in answer.text


def test_an_error_in_an_answer_stands_at_its_question(site: Browser, event: Event) -> None:
    answer = site.post(f"/events/{event.id}/register", data=VERA, headers=OURS)
    assert answer.status_code == 422
    assert 'id="answers-days-error"' in answer.text


def test_htmx_gets_the_form_alone_and_then_the_way_to_the_thanks(site: Browser, event: Event) -> None:
    refused = sign_up(site, event, HTMX, email="not an address")
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith('<section class="signup"')
    done = sign_up(site, event, HTMX)
    assert done.headers["hx-redirect"] == f"/events/{event.id}/registered"


def test_a_form_sent_twice_is_one_registration(site: Browser, event: Event) -> None:
    first = sign_up(site, event, once="3f0c9a4e5f6b4a0f9a6f7c1d2e3b4a5c")
    again = sign_up(site, event, once="3f0c9a4e5f6b4a0f9a6f7c1d2e3b4a5c")
    assert first.status_code == again.status_code == 303


def test_the_same_person_twice_is_refused_beside_the_form(site: Browser, event: Event) -> None:
    sign_up(site, event)
    again = sign_up(site, event)
    assert again.status_code == 409
    assert 'value="Nováková"' in again.text


def test_the_thanks_are_for_the_person_who_signed_up_alone(site: Browser, event: Event) -> None:
    answer = site.get(f"/events/{event.id}/registered")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/events/{event.id}")


def test_an_event_that_is_not_there_is_a_404(site: Browser) -> None:
    assert site.get("/events/4711").status_code == 404


def test_a_public_page_goes_on_without_a_session_that_has_ended(site: Browser, event: Event) -> None:
    site.cookies.set("session", "long-gone")
    answer = site.get(f"/events/{event.id}")
    assert answer.status_code == 200
    assert "session=;" in answer.headers["set-cookie"]

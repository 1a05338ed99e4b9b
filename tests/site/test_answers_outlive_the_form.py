"""The pages after the form of an event has changed: old answers are shown, offered and kept by saving."""

from html import unescape
from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import body, token_of
from tests.clients import Api, Browser
from tests.site.desk import fields

RIDE = {"name": "ride", "label": "Jak přijedete?", "kind": "choice", "options": ["vlak", "auto"]}
DAYS = {"name": "days", "label": "Dny", "kind": "choices", "options": ["první", "druhý"]}
TOPIC = {"name": "topic", "label": "Co vás zajímá?", "kind": "text"}
SAID = {"ride": "auto", "days": ["první"], "topic": "bydlení"}


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(session, partnership, form_fields=[RIDE, DAYS, TOPIC])


@pytest.fixture
def registration(coordinator: Api, event: Event) -> Any:
    """Of somebody who answered before the form was changed."""
    path = f"/events/{event.id}"
    made = coordinator.post(f"{path}/registrations", json=body(answers=SAID)).json()
    form = {"registration": {"fields": [{**RIDE, "options": ["vlak", "kolo"]}, DAYS]}}
    assert coordinator.patch(path, json=form, headers={"If-Match": "*"}).status_code == 200
    return made


def plain(page: str) -> str:
    return unescape(page).replace("\u00a0", " ")


def test_both_pages_of_a_registration_show_old_answers_and_save_them(
    office: Browser, coordinator: Api, event: Event, registration: Any
) -> None:
    here = f"/staff/events/{event.id}/registrations/{registration['id']}"
    for path in (here, f"/my/registrations/{token_of(registration)}"):
        shown = plain(office.get(path).text)
        assert "bydlení" in shown
        assert "Co vás zajímá?" in shown
        form = fields(office.get(f"{path}/edit").text)
        assert form["answers-ride"] == "auto"
        form.pop("next", None)
        saved = office.post(f"{path}/edit", data=form)
        assert saved.status_code == 303, plain(saved.text)
        assert coordinator.get(f"/registrations/{registration['id']}").json()["answers"] == SAID


def test_the_staff_read_that_a_question_is_no_longer_asked(
    office: Browser, event: Event, registration: Any
) -> None:
    page = office.get(f"/staff/events/{event.id}/registrations/{registration['id']}").text
    assert "Co vás zajímá? (už se neptáme)" in plain(page)


def test_the_editor_says_how_many_have_answered(office: Browser, event: Event, registration: Any) -> None:
    assert registration["status"] == "confirmed"
    page = plain(office.get(f"/staff/events/{event.id}/edit", follow_redirects=True).text)
    assert "Odpověděl 1 člověk: auto (1)." in page
    assert "Odpověděl 1 člověk: první (1)." in page


def test_a_page_counts_the_answers_also_earlier_ones(
    office: Browser, event: Event, registration: Any
) -> None:
    assert registration["status"] == "confirmed"
    here = f"/staff/events/{event.id}"
    assert f'href="{here}/answers"' in office.get(f"{here}/registrations").text
    page = plain(office.get(f"{here}/answers").text)
    assert "auto (už nenabízíme)" in page
    assert "Co vás zajímá? <small>(už se neptáme)</small>" in page


def test_a_question_put_in_again_is_the_earlier_one_and_a_changed_one_is_new(
    office: Browser, coordinator: Api, event: Event, registration: Any
) -> None:
    path = f"/staff/events/{event.id}/edit"
    page = office.get(path, follow_redirects=True)
    typed = {**fields(page.text), "registration-fields-2-label": TOPIC["label"]}
    typed = {name: value for name, value in typed.items() if name not in ("next", "act")}
    address = str(page.url).removeprefix("http://127.0.0.1:8000")
    for kind, name in (("yes_no", "co_vas_zajima_3"), ("text", "topic")):
        saved = office.post(address, data={**typed, "registration-fields-2-kind": kind, "etag": "*"})
        assert saved.status_code == 303, plain(saved.text)
        asked = coordinator.get(f"/events/{event.id}").json()["registration"]["fields"]
        assert [one["name"] for one in asked] == ["ride", "days", name]
    assert coordinator.get(f"/registrations/{registration['id']}").json()["past_fields"] == []

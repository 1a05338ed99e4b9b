"""What the public gets to see never holds what people said of themselves when they signed up."""

import re

import pytest

from app.core.database.engine import Database
from app.events.models import Event, EventKind
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.test_access import listed

PRIVATE = {
    "first_name": "Kunhuta",
    "last_name": "Tajemná",
    "email": "kunhuta@tajemno.example",
    "phone": "+420 777 123 987",
    "organisation_name": "Spolek Utajených",
    "position": "skrytá tajemnice",
    "note": "alergie na ořechy",
}
NEEDS = {"accessibility": "potají na vozíku", "diet": "tajně bez laktózy"}


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    """With somebody signed up, somebody waiting, and a facilitator who has an address."""
    with database.writing() as session:
        return factories.an_event(session, partnership, kind=EventKind.ROUND_TABLE, capacity=1)


@pytest.fixture
def told(api: Api, coordinator: Api, event: Event) -> list[str]:
    """What was told in confidence, twice: by who has the seat and by who waits."""
    other = {"first_name": "Zdislava", "last_name": "Skrytá", "email": "zdislava@tajemno.example"}
    mine = {**PRIVATE, "needs": NEEDS}
    assert api.post(f"/events/{event.id}/registrations", json=mine).json()["status"] == "confirmed"
    assert api.post(f"/events/{event.id}/registrations", json=other).json()["status"] == "waiting"
    shown = coordinator.get(f"/events/{event.id}/registrations").text
    words = [*PRIVATE.values(), *other.values(), "tajemno.example"]
    assert [word for word in words if word not in shown] == []
    return [*words, *NEEDS.values()]


def test_no_public_answer_of_the_api_tells_it(api: Api, event: Event, told: list[str]) -> None:
    public = [line.removeprefix("GET ") for line in listed() if line.startswith("GET ")]
    paths = [re.sub(r"\{\w+\}", str(event.id), path) for path in public]
    paths += [
        "/events?q=Tajemná",
        "/schedule?q=Kunhuta",
        "/schedule.ics?q=utajených",
        "/organisations?q=utajených",
    ]
    answers = {path: api.get(path).text for path in paths}
    assert len(answers) > 20
    leaks = {path: [word for word in told if word in text] for path, text in answers.items()}
    assert {path: words for path, words in leaks.items() if words} == {}


def test_no_public_page_tells_it(site: Browser, event: Event, told: list[str]) -> None:
    pages = (
        "/",
        "/events",
        f"/events/{event.id}",
        "/calendar",
        "/territories",
        "/partnerships",
        "/partnerships/1",
    )
    answers = {path: site.get(path).text for path in pages}
    leaks = {path: [word for word in told if word in text] for path, text in answers.items()}
    assert {path: words for path, words in leaks.items() if words} == {}

"""Seats kept for some, and the order of the queue, as the staff handle them on pages without scripts."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.text import PRAGUE, fold
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import fields


@pytest.fixture
def town(database: Database) -> int:
    with database.writing() as session:
        return factories.an_organisation(session, "Město Semily").id or 0


@pytest.fixture
def event_id(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.an_event(session, partnership, capacity=1).id or 0


def signed_up(site: Browser, event_id: int, name: str, **typed: str) -> str:
    """Through the public form; returns the page that thanks."""
    person = {"first_name": "Jana", "last_name": name, "email": f"{fold(name)}@spolek.example"}
    answer = site.post(f"/events/{event_id}/register", data=person | typed)
    assert answer.status_code == 303, answer.text
    return str(site.get(answer.headers["location"]).text).replace("\xa0", " ")


def test_a_seat_is_kept_taken_by_whom_it_is_for_and_released_on_pages(
    office: Browser, event_id: int, town: int
) -> None:
    listed = f"/staff/events/{event_id}/seat-blocks"
    assert "Nikomu nejsou vyhrazena" in office.get(listed).text
    until = (clock.now() + timedelta(days=2)).astimezone(PRAGUE).strftime("%Y-%m-%dT%H:%M")
    typed = {"organisation_id": f"{town}|Město Semily", "seats": "1", "until": until}
    form = fields(office.get(f"{listed}/new").text) | typed
    refused = office.post(f"{listed}/new", data=form | {"seats": "5"})
    assert refused.status_code == 409
    assert 'value="5"' in refused.text
    saved = office.post(f"{listed}/new", data=form)
    assert saved.headers["location"].startswith(listed)
    assert "Město Semily" in office.get(listed).text
    page = office.get(f"/events/{event_id}").text.replace("\xa0", " ")
    assert "Další 1 místo je vyhrazeno" in page
    assert "Jste v pořadníku náhradníků" in signed_up(office, event_id, "Cizí")
    theirs = signed_up(office, event_id, "Zdejší", organisation_name="Město Semily")
    assert "máte místo" in theirs
    assert "pořadníku" not in theirs
    [block] = re.findall(rf"{listed}/(\d+)/release", office.get(listed).text)
    assert "Nelze to vrátit zpět" in office.get(f"{listed}/{block}/release").text
    office.post(f"{listed}/{block}/release")
    assert f"{listed}/{block}/release" not in office.get(listed).text


def test_somebody_is_moved_to_the_front_with_a_written_reason(
    office: Browser, coordinator: Api, event_id: int
) -> None:
    for name in ("Prvá", "Druhá", "Třetí"):
        signed_up(office, event_id, name)
    rows = coordinator.rows(f"/events/{event_id}/registrations?status=waiting")
    last = f"/staff/events/{event_id}/registrations/{rows[-1]['id']}"
    assert "Přesunout na začátek…" in office.get(last).text.replace("\xa0", " ")
    empty = office.post(f"{last}/do/move-up", data=fields(office.get(f"{last}/do/move-up").text))
    assert empty.status_code == 422
    office.post(f"{last}/do/move-up", data={"reason": "Jediná zástupkyně OSPOD"})
    page = office.get(last).text
    assert "Jediná zástupkyně OSPOD" in page
    assert coordinator.get(f"/registrations/{rows[-1]['id']}").json()["waiting_position"] == 1

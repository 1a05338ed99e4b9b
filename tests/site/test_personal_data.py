"""Pages of the rights of people, with scripts off: notice, copy, objection, consents, erasure, report."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.privacy.own_data import data_url
from app.registrations.links import manage_token
from app.registrations.models import Registration
from tests import factories
from tests.clients import Browser

WHO = {"first_name": "Ema", "last_name": "Vymyšlená", "email": "ema@obec.example"}


@pytest.fixture
def registration(database: Database, partnership: Partnership) -> Registration:
    with database.writing() as session:
        person = factories.a_person(session, partnership, **WHO)
        past = clock.now() - timedelta(days=3)
        event = factories.an_event(session, partnership, title="Kulatý stůl", starts_at=past)
        given = {"photos": True, "newsletter": False}
        return factories.a_registration(session, event, person, note="přijedu vlakem", consents=given)


def follow(client: Browser, path: str, data: dict[str, str] | None = None) -> Any:
    return client.post(
        path, data=data or {}, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True
    )


def test_the_notice_says_what_the_register_says(site: Browser) -> None:
    page = site.get("/personal-data")
    assert page.status_code == 200
    for words in ("Přístupnost, strava", "14 dní po", "čl. 9 odst. 2 písm. a)", "námitku"):
        assert words.replace(" ", "\u00a0") in page.text.replace(" ", "\u00a0")


def test_who_asks_for_a_copy_is_told_the_same_and_gets_a_letter(
    site: Browser, database: Database, registration: Registration
) -> None:
    assert site.get("/my/data").status_code == 200
    assert follow(site, "/my/data", {"email": "x"}).status_code == 422
    assert "na cestě" in follow(site, "/my/data", WHO).text
    with database.reading() as session:
        assert [one.kind for one in session.exec(select(Letter))] == ["personal_data"]


def test_the_own_page_shows_all_and_takes_the_objection(
    site: Browser, database: Database, settings: Settings, registration: Registration
) -> None:
    path = "/my/data/" + data_url(settings, WHO["email"], "ema vymyslena").rpartition("/")[2]
    page = site.get(path)
    assert "přijedu vlakem" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert "nepočítají" in follow(site, f"{path}/objection", {"objects": "yes"}).text
    assert "odvolány" in follow(site, f"{path}/withdraw-consents").text
    with database.reading() as session:
        assert session.get_one(Person, registration.person_id).objects_to_profiling
        assert not session.get_one(Registration, registration.id).consents["photos"]


def test_rights_are_one_link_from_the_registration(
    site: Browser, settings: Settings, registration: Registration
) -> None:
    path = f"/my/registrations/{manage_token(settings, registration.id, 0)}"
    assert f'href="{path}/rights"' in site.get(path).text
    assert "Fotografie" in site.get(f"{path}/rights").text
    assert "odvolány" in follow(site, f"{path}/withdraw-consents").text
    assert "nepočítají" in follow(site, f"{path}/objection", {"objects": "yes"}).text
    assert "na cestě" in follow(site, f"{path}/data-request").text


def test_staff_see_what_is_kept_erase_and_read_what_stays(
    office: Browser, registration: Registration
) -> None:
    person = f"/staff/people/{registration.person_id}"
    page = office.get(person).text
    assert f'href="{person}/export"' in page
    assert f'href="{person}/erase"' in page
    assert "přijedu vlakem" in office.get(f"{person}/export").text
    file = office.get(f"{person}/export.json")
    assert file.json()["name"] == "Ema Vymyšlená"
    assert "Vymazat" in office.get(f"{person}/erase").text
    assert follow(office, f"{person}/erase", {"reason": ""}).status_code == 422
    erased = follow(office, f"{person}/erase", {"reason": "žádost"}).text
    assert "Co zůstane" in erased.replace("\u00a0", " ")
    assert office.get(person).status_code == 404


def test_the_report_is_one_link_from_the_overview(office: Browser, registration: Registration) -> None:
    assert 'href="/staff/retention"' in office.get("/dashboard").text
    assert office.get("/staff/retention").status_code == 200

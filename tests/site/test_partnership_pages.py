"""Partnerships and their groups, for the public."""

import pytest

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Browser


@pytest.fixture
def tanvald(database: Database) -> Partnership:
    with database.writing() as session:
        partnership = factories.a_partnership(session, "Lokální partnerství Tanvald")
        steering = factories.a_group(session, partnership, name="Řídící skupina")
        factories.a_group(session, partnership, name="Skupina bydlení", parent=steering)
        return partnership


def test_partnerships_are_listed_and_searched_without_diacritics(site: Browser, tanvald: Partnership) -> None:
    assert f'href="/partnerships/{tanvald.id}"' in site.get("/partnerships?q=lokalni").text
    assert "Výběru neodpovídá žádné partnerství." in site.get("/partnerships?q=brno").text


def test_the_page_says_whom_to_ask(site: Browser, database: Database, tanvald: Partnership) -> None:
    here = f"/partnerships/{tanvald.id}"
    assert "mailto:" not in site.get(here).text
    with database.writing() as session:
        found = session.get_one(Partnership, tanvald.id)
        found.contact_name, found.contact_email = "Dana Koordinátorová", "dana@tanvald.example"
    page = site.get(here).text
    assert "Dana Koordinátorová" in page
    assert 'href="mailto:dana@tanvald.example"' in page


def test_the_groups_stand_under_each_other(site: Browser, tanvald: Partnership) -> None:
    page = site.get(f"/partnerships/{tanvald.id}").text
    _above, below = page.split("Řídící skupina")
    assert "Skupina bydlení" in below.split("<ul>")[1]


def test_a_day_before_there_were_groups_says_so(site: Browser, tanvald: Partnership) -> None:
    page = site.get(f"/partnerships/{tanvald.id}?on=1995-01-01").text
    assert "K\u00a0tomuto dni partnerství nemělo žádné skupiny." in page


def test_a_day_that_is_none_shows_today(site: Browser, tanvald: Partnership) -> None:
    assert "Řídící skupina" in site.get(f"/partnerships/{tanvald.id}?on=whenever").text

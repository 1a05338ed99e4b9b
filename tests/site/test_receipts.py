"""The pages of whoever filled in a form, and of the mailbox that confirms it; without scripts."""

import re
from datetime import timedelta

import httpx
import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from tests import factories
from tests.api.registering import letters, link_in
from tests.clients import Browser

OURS = {"Sec-Fetch-Site": "same-origin"}
VERA = {"first_name": "Věra", "last_name": "Nováková", "email": "vera@obec.example", "phone": "485 000 000"}


def sign_up(site: Browser, database: Database, **rules: object) -> str:
    """The page that thanks."""
    with database.writing() as session:
        event = factories.an_event(session, title="Seminář", **rules).id
    done = site.post(f"/events/{event}/register", data=VERA, headers=OURS)
    return read(site, done)


def read(site: Browser, done: httpx.Response) -> str:
    assert done.status_code == 303, done.text
    return site.get(done.headers["location"]).text.replace("\u00a0", " ")


def own_page(database: Database) -> str:
    return f"/my/registrations/{link_in(database, letters(database)[-1])}"


@pytest.fixture
def undo(site: Browser, database: Database) -> str:
    page = sign_up(site, database)
    assert "Co jste nám poslali" in page and "485 000 000" in page and "v…@obec.example" in page
    assert "/my/registrations/" not in page
    found = re.search(r'action="(/receipts/[^"]+/undo)"', page)
    assert found
    return found[1]


def test_the_page_that_thanks_shows_what_was_typed_and_takes_it_back(site: Browser, undo: str) -> None:
    assert "Vzít přihlášku zpět" in site.get(undo.removesuffix("/undo")).text
    page = read(site, site.post(undo, headers=OURS))
    assert "Přihláška je vzata zpět." in page and "Vzít přihlášku zpět" not in page


def test_what_the_mailbox_has_used_is_not_taken_back(site: Browser, database: Database, undo: str) -> None:
    site.post(f"{own_page(database)}/cancel", headers=OURS)
    page = read(site, site.post(undo, headers=OURS))
    assert "Přihlášku lze vzít zpět do hodiny" in page
    assert "spravuje jen tam" in page


def test_the_mailbox_confirms_by_a_button(site: Browser, database: Database) -> None:
    thanks = sign_up(site, database, confirm_address=True)
    assert "Potvrďte ji prosím e-mailem" in thanks and "v…@obec.example" in thanks
    own = own_page(database)
    page = site.get(own).text
    assert "Čeká na potvrzení" in page and f'action="{own}/confirm-address"' in page
    confirmed = read(site, site.post(f"{own}/confirm-address", headers=OURS))
    assert "Děkujeme, adresa je potvrzena." in confirmed and "/confirm-address" not in confirmed


def test_the_form_says_that_the_mailbox_is_asked_where_the_whole_partnership_asks(
    site: Browser, database: Database
) -> None:
    with database.writing() as session:
        events = [
            factories.an_event(session, factories.a_partnership(session, confirm_address=asks)).id
            for asks in (False, True)
        ]
    told = [
        "otevřete odkaz a stiskněte tlačítko" in site.get(f"/events/{one}").text.replace("\u00a0", " ")
        for one in events
    ]
    assert told == [False, True]


def test_an_expired_link_offers_a_new_one_by_mail(site: Browser, database: Database) -> None:
    sign_up(site, database)
    own = own_page(database)
    with time_machine.travel(clock.now() + timedelta(days=200)):
        expired = site.get(own)
        assert expired.status_code == 410
        assert "Platnost tohoto odkazu skončila." in expired.text and f'action="{own}/link"' in expired.text
        asked = site.post(f"{own}/link", headers=OURS)
        assert asked.status_code == 303
        assert "Nový odkaz přijde e-mailem" in site.get(asked.headers["location"]).text
        assert site.get(own).status_code == 404
        assert site.get(own_page(database)).status_code == 200

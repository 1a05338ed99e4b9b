"""One's own registration, by its link."""

import re
from datetime import timedelta

import httpx
import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.text import moment
from tests import factories
from tests.api.registering import body, letters, link_in, token_of
from tests.clients import Api, Browser

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def link(site: Browser, database: Database) -> str:
    """The path that a person who signed up for a free seat was sent."""
    with database.writing() as session:
        event = factories.an_event(session, title="Seminář v Semilech", capacity=5)
    typed = {
        "first_name": "Věra",
        "last_name": "Nováková",
        "email": "vera@obec.example",
        "phone": "485 000 000",
    }
    done = site.post(f"/events/{event.id}/register", data=typed, headers=OURS)
    assert "/my/registrations/" not in site.get(done.headers["location"]).text
    return f"/my/registrations/{link_in(database, letters(database)[-1])}"


def follow(site: Browser, answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return site.get(answer.headers["location"]).text


def etag_on(page: str) -> str:
    found = re.search(r'name="etag" value="([^"]+)"', page)
    assert found
    return found[1].replace("&#34;", '"')


def test_the_link_shows_the_seat_and_the_ticket(site: Browser, link: str) -> None:
    page = site.get(link).text
    assert "Seminář v\u00a0Semilech" in page
    assert "Potvrzeno" in page
    ticket = site.get(f"{link}/ticket.svg")
    assert ticket.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in ticket.content


def test_details_can_be_changed(site: Browser, link: str) -> None:
    form = site.get(f"{link}/edit").text
    assert 'value="485 000 000"' in form
    changed = site.post(f"{link}/edit", data={"etag": etag_on(form), "phone": "485 111 111"}, headers=OURS)
    page = follow(site, changed)
    assert "Uloženo." in page
    assert "485 111 111" in page


def test_a_stale_change_says_so_and_can_be_saved_again(site: Browser, link: str) -> None:
    form = site.get(f"{link}/edit").text
    site.post(f"{link}/edit", data={"etag": etag_on(form), "phone": "485 111 111"}, headers=OURS)
    stale = site.post(f"{link}/edit", data={"etag": etag_on(form), "phone": "485 222 222"}, headers=OURS)
    assert stale.status_code == 412
    assert 'value="485 222 222"' in stale.text
    again = {"etag": etag_on(stale.text), "phone": "485 222 222"}
    assert "485 222 222" in follow(site, site.post(f"{link}/edit", data=again, headers=OURS))


def test_cancelling_asks_first_and_a_look_changes_nothing(site: Browser, link: str) -> None:
    assert "Zrušit přihlášku?" in site.get(f"{link}/cancel").text
    assert "Potvrzeno" in site.get(link).text
    page = follow(site, site.post(f"{link}/cancel", headers=OURS))
    assert "Zrušeno" in page
    assert "ticket.svg" not in page


def test_the_deadline_for_cancelling_stands_beside_the_button(
    site: Browser, api: Api, database: Database
) -> None:
    deadline = clock.at(clock.today() + timedelta(days=2), 12)
    start = deadline + timedelta(days=3)
    with database.writing() as session:
        event = factories.an_event(session, starts_at=start, cancel_until=deadline)
    said = f"do {moment(deadline)}\u00a0hodin"
    assert f"odhlaste se prosím {said}" in site.get(f"/events/{event.id}").text
    assert f"odhlaste se prosím {said}" in site.get(f"/events/{event.id}/register-several").text
    receipt = api.post(f"/events/{event.id}/registrations", json=body()).json()
    link = "/my/registrations/" + token_of(receipt)
    for page in (link, f"{link}/cancel"):
        assert f"Odhlásíte-li se {said}, nepočítá se to" in site.get(page).text
        with time_machine.travel(deadline + timedelta(hours=1)):
            assert "Odhlásíte-li se teď, počítá se to jako pozdní" in site.get(page).text
    with time_machine.travel(deadline + timedelta(hours=1)):
        assert "odhlaste se prosím" not in site.get(f"/events/{event.id}").text


def test_a_link_that_is_none_leads_nowhere(site: Browser) -> None:
    for kind in ("registrations", "invitations", "meetings", "minutes"):
        answer = site.get(f"/my/{kind}/1-madeup", headers=OURS)
        assert answer.status_code == 404
        assert "Osobní odkaz přestane platit" in answer.text.replace("\xa0", " ")
        assert "překlep" not in answer.text


def test_a_replaced_link_says_where_the_valid_one_is(site: Browser, link: str) -> None:
    site.post(f"{link}/link", headers=OURS)
    ended, unknown = site.get(link, headers=OURS), site.get("/my/registrations/9-made-up", headers=OURS)
    assert ended.status_code == unknown.status_code == 404
    assert "v nejnovějším e-mailu" in ended.text.replace("\xa0", " ")
    told = [
        re.sub(r'(name="once" value=)"\w+"', r"\1", answer.text.partition("<main")[2].replace(path, ""))
        for path, answer in ((link, ended), ("/my/registrations/9-made-up", unknown))
    ]
    assert told[0] == told[1]

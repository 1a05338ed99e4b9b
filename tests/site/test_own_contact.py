"""Somebody who is signed in does not type again what is known of them."""

from collections.abc import Callable

import pytest

from app.accounts.models import UserPerson
from app.core.database.engine import Database
from app.events.models import Event, RegistrationPolicy
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields

KNOWN = {
    "first_name": "Olga",
    "last_name": "Členská",
    "email": "olga@spolek.example",
    "phone": "777 123 456",
    "position": "metodička",
}


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        members = RegistrationPolicy.MEMBERS
        return factories.an_event(session, partnership, title="Porada", registration_policy=members)


def linked(database: Database, partnership: Partnership, somebody: Api, **known: str) -> None:
    number = somebody.get("/me").json()["user"]["id"]
    with database.writing() as session:
        person = factories.a_person(session, partnership, **known)
        session.add(UserPerson(user_id=number, person_id=person.id, partnership_id=partnership.id))


def test_a_member_finds_the_form_filled_in_from_the_own_record(
    site: Browser,
    signed_in: Callable[..., Api],
    database: Database,
    partnership: Partnership,
    event: Event,
) -> None:
    member = signed_in("member", partnership)
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    linked(database, elsewhere, member, first_name="Jiná", last_name="Jinde")
    linked(database, partnership, member, **KNOWN)
    page = at_a_desk(site, member).get(f"/events/{event.id}").text.replace("\u00a0", " ")
    form = fields(page)
    assert {name: form[name] for name in KNOWN} == KNOWN
    assert "údaje, které o vás vedeme" in page
    assert "Níže je e-mail, pod kterým vás skupina vede." in page


def test_without_a_record_the_account_is_taken(
    site: Browser, signed_in: Callable[..., Api], partnership: Partnership, event: Event
) -> None:
    member = signed_in("member", partnership)
    user = member.get("/me").json()["user"]
    page = at_a_desk(site, member).get(f"/events/{event.id}").text.replace("\u00a0", " ")
    form = fields(page)
    assert (f"{form['first_name']} {form['last_name']}", form["email"]) == (user["name"], user["email"])
    assert "údaje z vašeho účtu" in page


def test_visitors_and_those_who_sign_others_up_find_it_empty(
    site: Browser, coordinator: Api, event: Event
) -> None:
    for browser in (site, at_a_desk(site, coordinator)):
        page = browser.get(f"/events/{event.id}").text
        assert fields(page)["last_name"] == ""
        assert "Předvyplnili" not in page

"""Addresses are sent as they were typed: no browser rewrites their domain, and every one is checked."""

import pytest

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import OURS, at_a_desk, fields
from tests.site.robot import visit

PAGES = (
    "/sign-in",
    "/events/{event}",
    "/events/{event}/register-several",
    "/staff/events/{event}/registrations/new",
    "/staff/organisations/new",
    "/staff/partnerships/{partnership}/edit",
    "/staff/people/new",
    "/staff/users/new",
)


@pytest.fixture
def event(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.an_event(session, partnership).id or 0


@pytest.mark.parametrize("address", PAGES)
def test_an_address_is_typed_as_text_with_the_keys_of_an_address(
    site: Browser, admin: Api, partnership: Partnership, event: int, address: str
) -> None:
    page = visit(at_a_desk(site, admin), address.format(event=event, partnership=partnership.id))
    assert page.rewritten_fields() == []
    asked = [one for form in page.forms("post") for one in form.controls if one.name.endswith("email")]
    assert page.status == 200
    assert {one.kind for one in asked} == {"email"}


def test_a_domain_with_letters_of_other_languages_comes_back_as_typed(site: Browser, event: int) -> None:
    here = f"/events/{event}"
    site.headers.update(OURS)
    typed = {"first_name": "Lukasz", "last_name": "", "email": "lukasz@straße.example"}
    answer = site.post(f"{here}/register", data=fields(site.get(here).text) | typed)
    assert answer.status_code == 422
    assert fields(answer.text)["email"] == "lukasz@straße.example"

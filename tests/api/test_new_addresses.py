"""A changed address of an organisation is shown before an invitation goes there, with who changed it."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.invitations.models import Invitation
from app.letters.models import Unsubscribed
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.inviting import invite, kinds, link_of
from tests.api.registering import Opened, letters
from tests.api.test_shared_records import ANYWAY, elsewhere, office, propose
from tests.clients import Api, Browser
from tests.site.desk import OURS, at_a_desk

__all__ = ["elsewhere", "office"]
NEW = "nova@kraj.example"


@pytest.fixture
def changed(coordinator: Api, elsewhere: Api, office: dict[str, Any], event: Opened) -> dict[str, Any]:
    """An office that was invited; then its owner accepted a new address that another partnership proposed."""
    [invitation] = invite(coordinator, event(), organisations=[{"organisation_id": office["id"]}])
    proposal = propose(elsewhere, office, email=NEW)
    assert coordinator.post(f"/organisation-proposals/{proposal['id']}/accept").status_code == 200
    return {**invitation, "office": office["id"]}


def test_the_next_invitation_asks_before_it_goes_to_a_changed_address(
    coordinator: Api, database: Database, changed: dict[str, Any], event: Opened
) -> None:
    path, body = f"/events/{event()}/invitations", {"organisations": [{"organisation_id": changed["office"]}]}
    before = len(letters(database))
    refused = coordinator.post(path, json=body)
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (
        422,
        "#/accept_addresses",
        "address_changed",
    )
    today = clock.today()
    for said in (NEW, "podatelna@kraj.example", "Jinde", f"{today.day}. {today.month}. {today.year}"):
        assert said in error["detail"]
    assert len(letters(database)) == before
    [added] = made(coordinator, path, **body, accept_addresses=True)["added"]
    assert added["email"] == NEW
    made(coordinator, f"/events/{event()}/invitations", **body)


def test_the_own_contact_of_a_partnership_is_asked_about_too(
    coordinator: Api, partnership: Partnership, office: dict[str, Any], event: Opened
) -> None:
    body = {"organisations": [{"organisation_id": office["id"]}]}
    made(coordinator, f"/events/{event()}/invitations", **body)
    contact = f"/partnerships/{partnership.id}/contacts/{office['id']}"
    assert coordinator.put(contact, json={"email": NEW}, headers=ANYWAY).status_code == 200
    refused = coordinator.post(f"/events/{event()}/invitations", json=body)
    assert partnership.name in refused.json()["errors"][0]["detail"]
    typed = {"organisations": [{"organisation_id": office["id"], "email": "ospod@kraj.example"}]}
    made(coordinator, f"/events/{event()}/invitations", **typed)


def test_a_waiting_invitation_shows_the_new_address_and_takes_it_by_one_click(
    site: Browser, api: Api, coordinator: Api, database: Database, changed: dict[str, Any]
) -> None:
    path, old = f"/invitations/{changed['id']}", link_of(coordinator, changed)
    seen = coordinator.get(path).json()
    assert (seen["email"], seen["new_address"]["email"]) == ("podatelna@kraj.example", NEW)
    assert (seen["new_address"]["changed_by"], seen["allowed"]) == (
        "Jinde",
        ["withdraw", "link", "correct_address", "accept_address"],
    )
    office, here = at_a_desk(site, coordinator), f"/staff/events/{changed['event_id']}/invitations"
    assert NEW in office.get(here).text and NEW in office.get(f"{here}/second-call").text
    assert "Jinde" in office.get(f"{here}/{changed['id']}").text
    assert office.post(f"{here}/{changed['id']}/accept-address", headers=OURS).status_code == 303
    taken = coordinator.get(path).json()
    assert (taken["email"], taken["new_address"], taken["allowed"]) == (
        NEW,
        None,
        ["withdraw", "link", "correct_address"],
    )
    assert kinds(database)[-1] == ("invitation", NEW)
    assert (api.get(old).status_code, api.get(link_of(coordinator, changed)).status_code) == (404, 200)
    page, last = f"{here}/{changed['id']}", link_of(coordinator, changed)
    assert f'action="{page}/link"' in office.get(page).text
    assert office.post(f"{page}/link", data={"once": "jednou"}).status_code == 303
    assert "starý už nic neotevře" in office.get(page).text.replace("\u00a0", " ")
    assert api.get(last).status_code == 404


def test_the_form_asks_for_the_changed_address_once_it_was_told(
    site: Browser, coordinator: Api, changed: dict[str, Any], event: Opened
) -> None:
    office, here = at_a_desk(site, coordinator), f"/staff/events/{event()}/invitations/new"
    assert "accept_addresses" not in office.get(here).text
    sent = {
        "organisations": str(changed["office"]),
        "seats": "1",
        "function": "",
        "offices": "",
        "message": "",
    }
    refused = office.post(here, data=sent)
    assert (refused.status_code, NEW in refused.text, 'name="accept_addresses"' in refused.text) == (
        422,
        True,
        True,
    )
    assert office.post(here, data={**sent, "accept_addresses": "on"}).status_code == 303


def test_a_second_call_knows_an_address_that_wants_none_in_any_spelling(
    coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    number = event()
    [one] = invite(coordinator, number, offices=[{"name": "Úřad", "email": "Ospod@Město.example"}])
    with database.writing() as session:
        factories.stored(
            session, Unsubscribed(partnership_id=partnership.id, address="ospod@xn--msto-gwa.example")
        )
        invitation = session.get_one(Invitation, one["id"])
        invitation.sent_at = clock.now() - timedelta(days=3)
    assert coordinator.get(f"/events/{number}/invitations/counts").json()["due"] == 0
    assert coordinator.post(f"/events/{number}/invitations/second-call").json()["called"] == 0
    assert coordinator.get(f"/events/{number}/invitations?sort=unsubscribed").status_code == 200

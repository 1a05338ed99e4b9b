"""A new link to a registration: sent by one step, and whenever the address was wrong the old one ends."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from app.partnerships.models import Partnership
from tests.api.inviting import OFFICE, WHO, a_person, invite, link_of
from tests.api.registering import Opened, Roles, SignUp, code_of, leaving, letters, link_in, token_of
from tests.clients import Api


@pytest.fixture
def receipt(event: Opened, sign_up: SignUp) -> Any:
    return sign_up(event(), email="spatna@spolek.example")


def corrected(coordinator: Api, receipt: Any, email: str | None) -> None:
    person = coordinator.get(f"/registrations/{receipt['id']}").json()["person_id"]
    answer = coordinator.patch(f"/people/{person}", json={"email": email}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def own(token: str) -> str:
    return f"/my/registrations/{token}"


def test_a_new_link_is_sent_and_the_old_one_ends(
    api: Api, coordinator: Api, database: Database, receipt: Any
) -> None:
    path = f"/registrations/{receipt['id']}"
    ticket = api.get(own(token_of(receipt))).json()["ticket_code"]
    renewed = coordinator.post(f"{path}/link")
    assert renewed.status_code == 200, renewed.text
    assert api.get(own(token_of(receipt))).status_code == 404
    letter = letters(database)[-1]
    assert (letter.kind, letter.receiver) == ("registration_link", "spatna@spolek.example")
    assert link_in(database, letter) == renewed.json()["manage_url"].rpartition("/")[2]
    mine = api.get(own(link_in(database, letter))).json()
    assert mine["id"] == receipt["id"]
    assert mine["ticket_code"] not in (None, ticket)


def test_it_is_sent_once_for_one_key(coordinator: Api, database: Database, receipt: Any) -> None:
    for _ in range(2):
        sent = coordinator.post(f"/registrations/{receipt['id']}/link", headers={"Idempotency-Key": "jednou"})
        assert sent.status_code == 200
    assert [one.kind for one in letters(database)].count("registration_link") == 1


def test_who_has_no_address_or_no_registration_any_more_gets_none(coordinator: Api, receipt: Any) -> None:
    path = f"/registrations/{receipt['id']}"
    corrected(coordinator, receipt, None)
    assert "link" not in coordinator.get(path).json()["allowed"]
    assert code_of(coordinator.post(f"{path}/link")) == (409, "no_address")
    coordinator.post(f"{path}/cancel")
    assert code_of(coordinator.post(f"{path}/link")) == (409, "wrong_state")


def test_a_corrected_address_ends_the_link_that_went_to_the_wrong_one(
    api: Api, coordinator: Api, database: Database, receipt: Any
) -> None:
    corrected(coordinator, receipt, "Spatna@spolek.example")
    assert api.get(own(token_of(receipt))).status_code == 200
    corrected(coordinator, receipt, "dobra@spolek.example")
    assert api.get(own(token_of(receipt))).status_code == 404
    [waiting] = letters(database)
    assert waiting.receiver == "dobra@spolek.example"
    assert api.get(own(link_in(database, waiting))).status_code == 200


def test_a_letter_that_did_not_arrive_is_sent_again_with_the_new_link(
    api: Api, coordinator: Api, database: Database, receipt: Any
) -> None:
    letter = outbox.claim_next(database)
    assert letter
    with database.writing() as session:
        outbox.mark_refused(session, letter, "550 no such user")
    corrected(coordinator, receipt, "dobra@spolek.example")
    coordinator.post(f"/letters/{letter.id}/resend")
    [again] = letters(database)
    assert (again.state, again.receiver) == ("open", "dobra@spolek.example")
    assert api.get(own(link_in(database, again))).status_code == 200


def test_a_letter_that_was_sent_stays_as_it_was(coordinator: Api, database: Database, receipt: Any) -> None:
    letter = outbox.claim_next(database)
    assert letter
    with database.writing() as session:
        outbox.mark_sent(session, letter, "Předmět", "Text")
    corrected(coordinator, receipt, "dobra@spolek.example")
    [sent] = letters(database)
    assert (sent.receiver, sent.data) == ("spatna@spolek.example", letter.data)


def test_who_may_not_decide_sends_no_link(signed_in: Roles, partnership: Any, receipt: Any) -> None:
    path = f"/registrations/{receipt['id']}/link"
    assert signed_in("auditor", partnership).post(path).status_code == 403
    assert token_of(receipt)


def test_a_new_link_to_an_invitation_ends_the_old_one(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    [written, unwritten] = invite(coordinator, event(), offices=[OFFICE, {"name": "Obec bez pošty"}])
    old = link_of(coordinator, written)
    assert api.get(old).status_code == 200
    for _ in range(2):
        sent = coordinator.post(f"/invitations/{written['id']}/link", headers={"Idempotency-Key": "jednou"})
        assert sent.status_code == 200
    letter = letters(database)[-1]
    assert (letter.kind, letter.receiver) == ("invitation", OFFICE["email"])
    assert len(letters(database)) == 1, "the invitation that waited is replaced"
    assert leaving(database, letter)["invitation_url"] == sent.json()["url"]
    for verb in ("accept", "decline"):
        assert api.post(f"{old}/{verb}", json=WHO if verb == "accept" else {}).status_code == 404
    assert api.get(link_of(coordinator, written)).status_code == 200
    before = link_of(coordinator, unwritten)
    assert coordinator.post(f"/invitations/{unwritten['id']}/link").status_code == 200
    assert (api.get(before).status_code, len(letters(database))) == (404, 1)
    coordinator.post(f"/invitations/{written['id']}/withdraw")
    assert "link" not in coordinator.get(f"/invitations/{written['id']}").json()["allowed"]
    assert code_of(coordinator.post(f"/invitations/{written['id']}/link")) == (409, "wrong_state")


def test_a_corrected_address_ends_the_invitation_that_went_to_the_wrong_one(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    person_id = a_person(database, partnership, email="spatna@spolek.example")
    [invited] = invite(coordinator, event(), people=[person_id])
    old = link_of(coordinator, invited)
    answer = coordinator.patch(
        f"/people/{person_id}", json={"email": "prava@spolek.example"}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 200, answer.text
    assert api.post(f"{old}/accept", json={}).status_code == 404
    assert coordinator.get(f"/invitations/{invited['id']}").json()["email"] == "prava@spolek.example"
    [letter] = letters(database)
    assert letter.receiver == "prava@spolek.example"
    new = link_of(coordinator, invited)
    assert leaving(database, letter)["invitation_url"].endswith(new)
    with time_machine.travel(clock.now() + timedelta(days=76)):
        assert code_of(api.get(new)) == (410, "link_expired")


def test_the_address_of_an_invited_office_is_corrected_and_the_wrong_one_loses_its_link(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    [wrong, unwritten] = invite(coordinator, event(), offices=[OFFICE, {"name": "Obec bez pošty"}])
    old, path = link_of(coordinator, wrong), f"/invitations/{wrong['id']}"
    assert "correct_address" in coordinator.get(path).json()["allowed"]
    same = coordinator.post(f"{path}/address", json={"email": "OSPOD@lhota.example"})
    assert (same.status_code, api.get(old).status_code) == (200, 200)
    right = {"email": "ospod@dolni-lhota.example"}
    for _ in range(2):
        told = coordinator.post(f"{path}/address", json=right)
        assert told.json()["email"] == right["email"], told.text
    [letter] = letters(database)
    assert (letter.kind, letter.receiver) == ("invitation", right["email"])
    assert leaving(database, letter)["invitation_url"] == told.json()["url"]
    assert api.get(old).status_code == 404
    assert api.post(f"{old}/accept", json=WHO).status_code == 404
    assert api.post(f"{link_of(coordinator, wrong)}/accept", json=WHO).status_code == 201
    assert coordinator.post(f"{path}/address", json={"email": "x"}).status_code == 422
    added = coordinator.post(f"/invitations/{unwritten['id']}/address", json={"email": "obec@obec.example"})
    assert (added.status_code, letters(database)[-1].receiver) == (200, "obec@obec.example")
    [named] = invite(coordinator, event(), people=[a_person(database, partnership)])
    refused = coordinator.post(f"/invitations/{named['id']}/address", json=right)
    assert refused.json()["errors"][0]["code"] == "address_of_person"
    coordinator.post(f"/invitations/{unwritten['id']}/withdraw")
    withdrawn = coordinator.post(f"/invitations/{unwritten['id']}/address", json=right)
    assert code_of(withdrawn) == (409, "wrong_state")

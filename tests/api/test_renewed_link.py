"""A new link to a registration: sent by one step, and whenever the address was wrong the old one ends."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.mail import outbox
from tests.api.registering import Opened, Roles, SignUp, code_of, letters, link_in, token_of
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

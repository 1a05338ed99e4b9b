"""Taking an invitation back: who is told, who is not, and what its link says afterwards."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.worker import deliver_next
from tests import factories
from tests.api.asking import refusal
from tests.api.inviting import OFFICE, WHO, invite, kinds, link_of
from tests.api.registering import Opened
from tests.clients import Api
from tests.mailbox import Mailbox, receiving

INVITED = ("invitation", OFFICE["email"])


@pytest.fixture
def by_post(database: Database, settings: Settings) -> Any:
    """Hands everything that waits to a mail server; returns what came there."""

    def deliver() -> Mailbox:
        with receiving() as (smtp_url, mailbox):
            while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
                pass
        return mailbox

    return deliver


def withdraw(client: Api, invitation: dict[str, Any]) -> None:
    for _ in range(2):
        answer = client.post(f"/invitations/{invitation['id']}/withdraw")
        assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")


def test_whoever_has_had_the_invitation_is_told_once_that_it_is_withdrawn(
    coordinator: Api, table: Opened, by_post: Any
) -> None:
    [one] = invite(coordinator, table(title="Kulatý stůl Lhota"), offices=[OFFICE])
    by_post()
    withdraw(coordinator, one)
    [letter] = by_post().of(OFFICE["email"])
    assert letter["Subject"] == "Pozvánka je odvolána: Kulatý stůl Lhota"
    said = letter.get_body(("plain",)).get_content()
    assert "odkaz v ní již neplatí" in said.replace("\xa0", " ")
    assert "/my/invitations/" not in said


def test_an_invitation_that_has_not_left_is_not_sent_and_nobody_reads_of_its_end(
    coordinator: Api, database: Database, table: Opened
) -> None:
    [one] = invite(coordinator, table(), offices=[OFFICE])
    assert kinds(database) == [INVITED]
    withdraw(coordinator, one)
    assert kinds(database) == []


def test_who_never_got_the_letter_is_not_written_to(
    coordinator: Api, database: Database, table: Opened
) -> None:
    with database.writing() as session:
        bare = {"organisation_id": factories.an_organisation(session, "Spolek bez adresy").id}
    invited = invite(coordinator, table(), offices=[OFFICE], organisations=[bare])
    assert {one["email"] for one in invited} == {OFFICE["email"], None}
    with database.writing() as session:
        session.execute(sa.update(Letter).values(state="refused", attempts=1))
    for one in invited:
        withdraw(coordinator, one)
    assert kinds(database) == [INVITED]


def test_after_the_event_and_when_it_is_cancelled_nobody_is_told(
    coordinator: Api, database: Database, table: Opened, by_post: Any
) -> None:
    held, off = (table(starts_at=clock.now() + timedelta(hours=1)) for _ in range(2))
    late, useless = (invite(coordinator, event_id, offices=[OFFICE])[0] for event_id in (held, off))
    by_post()
    assert coordinator.post(f"/events/{off}/cancel").status_code == 200
    withdraw(coordinator, useless)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        withdraw(coordinator, late)
    assert "invitation_withdrawn" not in {kind for kind, _ in kinds(database)}


def test_the_partnership_says_it_in_its_own_words(coordinator: Api, table: Opened, by_post: Any) -> None:
    [one] = invite(coordinator, table(), offices=[OFFICE])
    by_post()
    here = f"/partnerships/{one_partnership(coordinator, one)}/letter-words/invitation_withdrawn/cs"
    words = {"subject": "Omluva: {event}", "lead": "Stůl se sejde v užším kruhu."}
    assert coordinator.put(here, json=words, headers={"If-Match": "*"}).status_code == 200
    assert "Stůl se sejde" in coordinator.post(f"{here}/preview", json=words).json()["text"]
    unknown = coordinator.put(here, json={"lead": "{invitation_url}"}, headers={"If-Match": "*"})
    assert unknown.json()["errors"][0]["code"] == "unknown_placeholder"
    withdraw(coordinator, one)
    [letter] = by_post().of(OFFICE["email"])
    assert str(letter["Subject"]).startswith("Omluva: ")


def one_partnership(client: Api, invitation: dict[str, Any]) -> int:
    return int(client.get(f"/events/{invitation['event_id']}").json()["partnership_id"])


def test_the_link_says_that_the_invitation_was_withdrawn_and_nothing_of_the_event_but_its_title(
    api: Api, coordinator: Api, table: Opened
) -> None:
    event_id = table(title="Kulatý stůl Lhota")
    [one] = invite(coordinator, event_id, offices=[OFFICE])
    link = link_of(coordinator, one)
    withdraw(coordinator, one)
    answers = (api.get(link), api.post(f"{link}/accept", json=WHO), api.post(f"{link}/decline"))
    assert {refusal(answer) for answer in answers} == {(410, "invitation_withdrawn")}
    told = api.get(link, headers={"Accept-Language": "cs"}).json()
    assert told["detail"].startswith("Pozvánka na akci „Kulatý stůl Lhota“ byla odvolána.")
    assert told["event"] == "Kulatý stůl Lhota" and "sessions" not in told
    assert refusal(api.get(link[:-1])) == (404, "not_found")
    [anew] = invite(coordinator, event_id, offices=[OFFICE])
    assert api.post(f"{link_of(coordinator, anew)}/accept", json=WHO).status_code == 201
    assert refusal(coordinator.post(f"/invitations/{anew['id']}/withdraw")) == (409, "wrong_state")
    assert refusal(api.get(link)) == (410, "invitation_withdrawn")

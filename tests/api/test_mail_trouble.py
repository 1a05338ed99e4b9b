"""Letters that fail for our own sake: kept, told to admins, and sent again in one step."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.mail.outbox import DELAYS, Letter
from app.core.settings import Settings
from app.letters.models import MailTrouble
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests import factories
from tests.api.registering import Opened, SignUp, letters
from tests.clients import Api
from tests.mailbox import receiving

NOWHERE = "smtp://127.0.0.1:9"


def deliver(database: Database, settings: Settings, smtp_url: str) -> int:
    """All that is due; returns how many letters were tried."""
    tried = 0
    while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
        tried += 1
    return tried


@pytest.fixture
def lost(admin: Api, event: Opened, sign_up: SignUp, database: Database, settings: Settings) -> None:
    """Three letters that met no mail server, and an admin who left."""
    with database.writing() as session:
        factories.a_user(session, "admin", active=False)
    number = event()
    for one in range(3):
        sign_up(number, email=f"osoba{one}@spolek.example")
    assert deliver(database, settings, NOWHERE) == 4  # and the letter to the admin, in vain


def test_three_failures_in_a_row_are_told_on_the_pages_and_by_a_letter_once_mail_works(
    lost: None, admin: Api, coordinator: Api, database: Database, settings: Settings
) -> None:
    standing = coordinator.get("/letters/standing").json()
    assert (standing["waiting"], standing["failed"], standing["refused"]) == (3, 0, 0)
    assert standing["trouble"]["failures"] == 4
    assert "refused" in standing["trouble"]["error"].lower()
    told = [one for one in letters(database) if one.kind == "mail_trouble"]
    assert len(told) == 1
    with receiving() as (smtp_url, mailbox), time_machine.travel(clock.now() + timedelta(minutes=2)):
        deliver(database, settings, smtp_url)
    [told_letter] = mailbox.of(told[0].receiver)
    assert "/staff/letters/standing" in told_letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert len(mailbox.letters) == 4
    standing = coordinator.get("/letters/standing").json()
    assert (standing["waiting"], standing["trouble"], standing["next_at"]) == (0, None, None)


def test_one_or_two_failures_are_no_trouble(
    event: Opened, sign_up: SignUp, admin: Api, coordinator: Api, database: Database, settings: Settings
) -> None:
    number = event()
    sign_up(number)
    sign_up(number)
    deliver(database, settings, NOWHERE)
    assert coordinator.get("/letters/standing").json()["trouble"] is None
    assert [one.kind for one in letters(database)] == ["registration_confirmed"] * 2


def test_a_letter_taken_ends_the_count(
    event: Opened, sign_up: SignUp, admin: Api, database: Database, settings: Settings
) -> None:
    number = event()
    sign_up(number)
    sign_up(number)
    deliver(database, settings, NOWHERE)
    sign_up(number)
    with receiving() as (smtp_url, _):
        assert deliver(database, settings, smtp_url) == 1
    with database.reading() as session:
        assert session.exec(select(MailTrouble)).first() is None


def test_waiting_letters_go_out_at_once_when_asked(
    lost: None, coordinator: Api, database: Database, settings: Settings
) -> None:
    with receiving() as (smtp_url, mailbox):
        deliver(database, settings, smtp_url)
        assert mailbox.of("osoba") == []
        assert coordinator.post("/letters/resend", json={"state": "open"}).json() == {"resent": 3, "left": 0}
        deliver(database, settings, smtp_url)
        assert len(mailbox.of("osoba")) == 3


def test_letters_given_up_go_out_again_in_one_step(
    lost: None, coordinator: Api, database: Database, settings: Settings
) -> None:
    for days in range(1, len(DELAYS) + 1):
        with time_machine.travel(clock.now() + timedelta(days=2 * days)):
            deliver(database, settings, NOWHERE)
    assert coordinator.get("/letters/standing").json()["failed"] == 3
    assert coordinator.post("/letters/resend", json={"state": "failed"}).json() == {"resent": 3, "left": 0}
    assert coordinator.get("/letters/standing").json()["failed"] == 0


def test_others_letters_stay_as_they_are(
    lost: None, coordinator: Api, admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        for one in session.exec(select(Letter)):
            one.state = "refused"
            if one.receiver == "osoba0@spolek.example":
                one.partnership_id = None
    assert coordinator.post("/letters/resend", json={"state": "refused"}).json()["resent"] == 2
    assert admin.post("/letters/resend", json={"state": "refused"}).json()["resent"] >= 1
    with database.reading() as session:
        assert outbox.UNDELIVERED[0] not in {one.state for one in session.exec(select(Letter))}

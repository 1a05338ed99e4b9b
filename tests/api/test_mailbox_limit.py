"""No mailbox is flooded through our forms: letters beyond the limit wait and go out as one, none is lost."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.mail.mailboxes import mailbox_of
from app.core.settings import Settings
from app.worker import deliver_next
from tests.api.registering import Opened, SignUp, letters, link_in, token_of
from tests.clients import Api
from tests.mailbox import receiving

VICTIM = "obet@spolek.example"
LIMIT = 4


def deliver(database: Database, settings: Settings) -> list[EmailMessage]:
    """Everything that is due, by a worker that keeps to the limit."""
    with receiving() as (smtp_url, mailbox):
        limited = settings.model_copy(update={"smtp_url": smtp_url, "mailbox_limit": LIMIT})
        while deliver_next(database, limited):
            pass
    return mailbox.letters


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def sign_up_many(sign_up: SignUp, event: Opened, count: int, **fields: Any) -> None:
    for number in range(count):
        sign_up(event(), email=VICTIM, first_name="Cizí", last_name=f"Jméno {number}", **fields)


def test_forty_sign_ups_are_few_letters_and_none_is_lost(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        sign_up_many(sign_up, event, 3)
        assert len(deliver(database, settings)) == 3
        sign_up_many(sign_up, event, 37)
        (joined,) = deliver(database, settings)
        assert "a 36 dalších zpráv" in joined["Subject"]
        assert len(list(joined.iter_attachments())) == 37
        told = text_of(joined)
        assert [
            one.id for one in letters(database) if one.id > 3 and link_in(database, one) not in told
        ] == []
        assert {one.state for one in letters(database)} == {"sent"}
        sign_up_many(sign_up, event, 5)
        assert deliver(database, settings) == []
        time.shift(timedelta(minutes=59))
        assert deliver(database, settings) == []
        time.shift(timedelta(minutes=2))
        assert len(deliver(database, settings)) == 4
    with database.reading() as session:
        found = session.get_one(outbox.Letter, 40)
        assert (found.joined_to, "Dobrý den" in (found.text or "")) == (4, True)


def test_later_letters_are_joined_when_the_hour_is_over(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        for _ in range(LIMIT):
            sign_up_many(sign_up, event, 1)
            assert len(deliver(database, settings)) == 1
            time.shift(timedelta(minutes=10))
        sign_up_many(sign_up, event, 20)
        assert deliver(database, settings) == []
        time.shift(timedelta(minutes=21))
        assert len(deliver(database, settings)) == 1
        assert {one.state for one in letters(database)} == {"sent"}


def test_a_chain_of_substitutes_is_few_letters(
    api: Api, database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    held = sign_up(event(), email=VICTIM)
    for number in range(30):
        body = {"first_name": "Další", "last_name": f"Náhrada {number}", "email": VICTIM}
        answer = api.post(f"/my/registrations/{token_of(held)}/substitute", json=body)
        assert answer.status_code == 201, answer.text
        held = answer.json()
    assert len(letters(database)) > 40
    with time_machine.travel(clock.now()) as time:
        assert len(deliver(database, settings)) <= LIMIT
        time.shift(timedelta(hours=1, minutes=1))
        assert len(deliver(database, settings)) <= LIMIT
    assert {one.state for one in letters(database)} == {"sent"}


@pytest.mark.parametrize(
    "spelling", [f"{VICTIM.upper()}", "obet+{}@spolek.example", "Obet+{}@Spolek.Example"]
)
def test_other_spellings_of_a_mailbox_do_not_help(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp, spelling: str
) -> None:
    for number in range(10):
        sign_up(event(), email=spelling.format(number))
    assert len(deliver(database, settings)) <= LIMIT
    assert {one.mailbox for one in letters(database)} == {VICTIM}


def test_letters_by_staff_are_not_limited_and_wait_for_nothing(
    coordinator: Api, database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    mine = sign_up(event(), email=VICTIM)
    sign_up_many(sign_up, event, 20)
    deliver(database, settings)
    sign_up_many(sign_up, event, 3)
    assert deliver(database, settings) == []
    for _ in range(LIMIT + 1):
        assert coordinator.post(f"/registrations/{mine['id']}/link").status_code < 300
    told = deliver(database, settings)
    assert len(told) == LIMIT + 1
    assert {one.state for one in letters(database)} == {"sent"}
    order = [one.sent_at for one in letters(database) if one.sent_at]
    assert order == sorted(order)


def test_other_mailboxes_are_not_held_up(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    sign_up_many(sign_up, event, 2 * LIMIT)
    deliver(database, settings)
    sign_up_many(sign_up, event, 2 * LIMIT)
    sign_up(event(), email="nekdo@spolek.example")
    assert [str(one["To"]) for one in deliver(database, settings) if VICTIM not in str(one["To"])] != []


def test_a_letter_that_could_not_be_sent_is_sent_later_with_its_companions(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    sign_up_many(sign_up, event, 10)
    out_of_reach = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1", "mailbox_limit": 1})
    with time_machine.travel(clock.now()) as time:
        while deliver_next(database, out_of_reach):
            pass
        assert {(one.state, one.attempts) for one in letters(database)} == {("open", 1)}
        time.shift(timedelta(minutes=2))
        assert len(deliver(database, settings)) == LIMIT
    assert {one.state for one in letters(database)} == {"sent"}


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Jana.Nova@Obec.example", "jana.nova@obec.example"),
        ("jana+stul@obec.example", "jana@obec.example"),
        ("jana@město.example", "jana@xn--msto-gwa.example"),
    ],
)
def test_a_mailbox_has_one_spelling(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox

"""The outbox: written once, handed over by many workers, each letter in its turn."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.mail.outbox import LEASE, Letter
from app.core.settings import Settings
from app.letters.kinds import ACCOUNT_KINDS
from app.worker import deliver_next
from tests.mailbox import receiving

pytestmark = pytest.mark.both_databases

WORKERS = 4
RECEIVERS = [f"osoba{number}@spolek.example" for number in range(6)]


def write(database: Database, receiver: str = RECEIVERS[0], title: str = "Stůl", **fields: Any) -> None:
    with database.writing() as session:
        data = {"event": {"title": title}, "name": "Ema Smyšlená"}
        outbox.enqueue(session, "registration_confirmed", receiver, "cs", data, **fields)


def written(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Letter).order_by(Letter.id)))


def claimed(database: Database) -> outbox.ClaimedLetter:
    letter = outbox.claim_next(database)
    assert letter is not None
    return letter


def test_many_workers_deliver_each_letter_once_and_in_order(database: Database, settings: Settings) -> None:
    for number in range(60):
        write(database, RECEIVERS[number % len(RECEIVERS)], f"Stůl {number}")
    with receiving(slowness=0.01) as (smtp_url, mailbox):
        with_server = settings.model_copy(update={"smtp_url": smtp_url})

        def work() -> None:
            while any(one.state == "open" for one in written(database)):
                deliver_next(database, with_server)

        with ThreadPoolExecutor(WORKERS) as workers:
            for done in [workers.submit(work) for _ in range(WORKERS)]:
                done.result()
    copies = Counter(str(letter["Message-ID"]) for letter in mailbox.letters)
    assert len(copies) == 60
    assert set(copies.values()) == {1}
    for receiver in RECEIVERS:
        numbers = [int(re.findall(r"\d+", str(one["Subject"]))[0]) for one in mailbox.of(receiver)]
        assert numbers == sorted(numbers)
    assert {one.attempts for one in written(database)} == {1}


def test_two_workers_never_hold_letters_to_the_same_receiver(database: Database) -> None:
    write(database)
    write(database)
    assert claimed(database).id == 1
    assert outbox.claim_next(database) is None


def test_who_was_too_slow_has_no_say_in_a_letter_that_another_worker_took_over(database: Database) -> None:
    write(database)
    slow = claimed(database)
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        quick = claimed(database)
        assert (quick.id, quick.attempts) == (slow.id, 2)
        with database.writing() as session:
            outbox.mark_failed(session, slow, "451 later")
            outbox.mark_refused(session, slow, "550 no such user")
        assert outbox.claim_next(database) is None
        with database.writing() as session:
            outbox.mark_sent(session, quick, "Stůl", "Dobrý den")
            outbox.mark_refused(session, quick, "550 no such user")
    assert [one.state for one in written(database)] == ["sent"]


@pytest.mark.parametrize("at_once", [True, False])
def test_what_may_be_written_once_is_written_once(database: Database, at_once: bool) -> None:
    if at_once:
        with ThreadPoolExecutor(WORKERS) as writers:
            list(writers.map(lambda _: write(database, once="reminder:7"), range(8)))
    else:
        write(database, once="reminder:7")
        write(database, once="reminder:7")
    write(database, once="reminder:8")
    write(database)
    write(database)
    assert [one.once for one in written(database)] == ["reminder:7", "reminder:8", None, None]


def test_a_letter_that_was_refused_goes_out_again_to_the_new_address(
    database: Database, settings: Settings
) -> None:
    write(database)
    with database.writing() as session:
        assert not outbox.send_again(session, 1, "novy@spolek.example")
    refused = claimed(database)
    with database.writing() as session:
        outbox.mark_refused(session, refused, "550 no such user")
        assert outbox.send_again(session, refused.id, "novy@spolek.example")
    with receiving() as (smtp_url, mailbox):
        assert deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url}))
    assert len(mailbox.of("novy@spolek.example")) == 1
    assert [(one.state, one.error) for one in written(database)] == [("sent", None)]


def test_each_try_waits_longer_than_the_one_before_until_the_letter_is_given_up(database: Database) -> None:
    write(database)
    waits = []
    with time_machine.travel(clock.now(), tick=False) as travelled:
        for _ in outbox.DELAYS:
            fail(database)
            [letter] = written(database)
            waits.append(letter.due_at - clock.now())
            travelled.move_to(letter.due_at)
        fail(database)
    assert waits == sorted(set(waits)) and len(waits) > 3
    assert [one.state for one in written(database)] == ["failed"]


def fail(database: Database) -> None:
    letter = claimed(database)
    with database.writing() as session:
        outbox.mark_failed(session, letter, "421 later")


def test_no_text_is_kept_of_letters_about_accounts(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        for kind in sorted(ACCOUNT_KINDS):
            outbox.enqueue(
                session, kind, RECEIVERS[0], "cs", {"url": "https://stul.example/password/7-secret"}
            )
    with receiving() as (smtp_url, mailbox):
        while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
            pass
    assert len(mailbox.letters) == len(ACCOUNT_KINDS)
    assert {(one.state, one.text) for one in written(database)} == {("sent", None)}

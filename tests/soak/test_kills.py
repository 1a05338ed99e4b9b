"""Workers that are killed again and again, at any moment, while letters go out."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from tests import factories
from tests.mailbox import Mailbox, receiving
from tests.postgres import end_with_parent
from tests.serving import ROOT, SECRET_KEY
from tests.waiting import eventually

pytestmark = pytest.mark.soak
RECEIVERS = [f"osoba{number}@spolek.example" for number in range(10)]
LETTERS = 500
WORKERS = 2
KILLS = 24
ROUNDS = KILLS // WORKERS
SLOWNESS = 0.03
"""How long, in seconds, the mail server takes at most, before and after it has a letter."""


@contextmanager
def working(database: Database, smtp_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m app worker`, killed without a word when the block ends."""
    environment = os.environ | {
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "SECRET_KEY": SECRET_KEY,
        "SMTP_URL": smtp_url,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "app", "worker"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=end_with_parent,
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def write(database: Database) -> None:
    """The letters, in turns to all receivers, numbered for each."""
    with database.writing() as session:
        for number in range(LETTERS):
            receiver = RECEIVERS[number % len(RECEIVERS)]
            data = {"event": {"title": f"Stůl {number // len(RECEIVERS)}"}, "name": "Ema Smyšlená"}
            outbox.enqueue(session, "registration_confirmed", receiver, "cs", data)


def let_the_leases_run_out(database: Database) -> None:
    """As if five minutes had passed since the kill."""
    letters = factories.table(outbox.Letter)
    held = sa.update(letters).where(letters.c.claimed_until.is_not(None))
    with database.writing() as session:
        session.connection().execute(held.values(claimed_until=clock.now() - outbox.LEASE))


def unsent(database: Database) -> int:
    letters = factories.table(outbox.Letter)
    counted = sa.select(sa.func.count()).where(letters.c.state != "sent")
    with database.reading() as session:
        return session.scalar(counted) or 0


def deliver(database: Database, smtp_url: str, mailbox: Mailbox) -> None:
    """Two at a time, killed together at any moment once some letters have come; the last ones finish."""
    for _ in range(ROUNDS):
        dies_at = len(mailbox.letters) + random.randint(WORKERS, LETTERS // ROUNDS - 1)
        with ExitStack() as running:
            for _ in range(WORKERS):
                running.enter_context(working(database, smtp_url))
            mailbox.wait(lambda enough=dies_at: len(mailbox.letters) >= enough)
            time.sleep(random.uniform(0, 2 * SLOWNESS))
        let_the_leases_run_out(database)
    with working(database, smtp_url), working(database, smtp_url):
        eventually(lambda: not unsent(database), seconds=120)


def attempts(database: Database) -> dict[str, int]:
    """How often each letter was taken up, by its Message-ID."""
    letters = factories.table(outbox.Letter)
    with database.reading() as session:
        rows = session.execute(sa.select(letters.c.id, letters.c.attempts)).all()
    return {f"<letter-{row.id}@kulaty-stul.example>": row.attempts for row in rows}


def test_no_letter_is_lost_or_overtaken_and_a_kill_repeats_at_most_the_one_in_hand(
    database: Database,
) -> None:
    """A letter comes at most as often as it was taken up, and only a kill lets it be taken up again."""
    write(database)
    with receiving(slowness=SLOWNESS) as (smtp_url, mailbox):
        deliver(database, smtp_url, mailbox)
    copies = Counter(str(letter["Message-ID"]) for letter in mailbox.letters)
    taken_up = attempts(database)
    assert set(copies) == set(taken_up)
    assert len(copies) == LETTERS
    assert {one: count for one, count in copies.items() if count > taken_up[one]} == {}
    assert sum(taken_up.values()) <= LETTERS + KILLS
    for receiver in RECEIVERS:
        titles = [
            title for title, _ in itertools.groupby(str(one["Subject"]) for one in mailbox.of(receiver))
        ]
        assert [int(title.split()[-1]) for title in titles] == list(range(LETTERS // len(RECEIVERS)))

"""A mail server that takes everything and keeps it, for tests that look at what arrives."""

import random
import threading
from asyncio import sleep
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.serving import free_port


class Mailbox:
    """Letters in the order in which the server said that it has them."""

    def __init__(self, slowness: float = 0.0) -> None:
        self.letters: list[EmailMessage] = []
        self.slowness = slowness
        self._arrival = threading.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The name is that of the command; `slowness` is the longest time, in seconds, that it takes."""
        await sleep(random.uniform(0, self.slowness))
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        with self._arrival:
            self.letters.append(cast(EmailMessage, letter))
            self._arrival.notify_all()
        await sleep(random.uniform(0, self.slowness))
        return "250 taken"

    def of(self, receiver: str) -> list[EmailMessage]:
        return [letter for letter in list(self.letters) if receiver in str(letter["To"])]

    def wait(self, enough: Callable[[], bool], seconds: float = 30) -> None:
        """Until `enough` is true; it is asked again whenever a letter arrives."""
        with self._arrival:
            arrived = self._arrival.wait_for(enough, seconds)
        assert arrived, [(str(letter["To"]), str(letter["Subject"])) for letter in self.letters]


@contextmanager
def receiving(slowness: float = 0.0) -> Iterator[tuple[str, Mailbox]]:
    """The address for SMTP_URL, and what comes there."""
    mailbox = Mailbox(slowness)
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", mailbox
    finally:
        controller.stop()

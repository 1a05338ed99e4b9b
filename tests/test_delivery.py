"""Letters handed to a real mail server, which takes them, refuses them or is busy."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from icalendar import Calendar

from app.core.mail.delivery import PermanentFailure, TemporaryFailure, send
from app.core.mail.rendering import render
from tests.letters import DATA, ENTRY, letter, parts


@dataclass
class Post:
    """A mail server's mailroom: keeps what comes, answers the receiver as it was told to."""

    answer: str = "250 OK"
    to_sender: str = "250 OK"
    to_content: str = "250 OK"
    farewell: str = "221 Bye"
    received: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_content.startswith("250"):
            self.received.append(envelope)
        return self.to_content

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return self.farewell


class Server(Controller):
    """A mail server on a free port of its own."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[str]:
    controller = Server(post, hostname="127.0.0.1", port=0)
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_a_letter_arrives_with_everything_in_it(post: Post, server: str):
    send(letter(entries=[ENTRY]), server)
    envelope = post.received[0]
    assert envelope.mail_from == "noreply@kulaty-stul.example"
    assert envelope.rcpt_tos == ["zofie@mesto.example"]
    assert isinstance(envelope.content, bytes)
    read = message_from_bytes(envelope.content, policy=default)
    assert isinstance(read, EmailMessage)
    found = parts(read)
    assert read["Subject"] == "Přihláška potvrzena: Kulatý stůl"
    assert "potvrzujeme vaši přihlášku" in found["text/plain"].get_content()
    assert "potvrzujeme vaši přihlášku" in found["text/html"].get_content()
    assert Calendar.from_ical(found["text/calendar"].get_content()).events[0]["UID"] == ENTRY.uid


def test_no_line_is_longer_than_a_server_takes(post: Post, server: str):
    data = {**DATA, "reason": "ž" * 5000, "name": "Ř" * 300}
    send(letter(mail=render("event_cancelled", "cs", data), name="Ř" * 300, entries=[ENTRY]), server)
    assert isinstance(post.received[0].content, bytes)
    assert max(map(len, post.received[0].content.split(b"\r\n"))) <= 998


OF_RECEIVER = [
    "550 no such user",
    "551 user not local",
    "553 mailbox name not allowed",
    "550 5.1.1 no such user",
    "554 5.1.2 no such host",
    "501 5.1.3 bad address",
]
BUSY = [
    "450 mailbox busy",
    "451 4.7.1 greylisted",
    "421 later",
    "552 5.2.2 mailbox full",
    "550 5.2.1 disabled",
]
OURS = [
    "530 authentication required",
    "535 5.7.8 bad credentials",
    "550 5.7.1 relaying denied",
    "550 5.1.8 bad sender",
    "553 5.1.7 bad sender",
    "552 quota exceeded",
    "554 rejected",
    "501 syntax error",
]


@pytest.mark.parametrize("answer", OF_RECEIVER)
def test_only_what_is_said_of_the_receiver_is_final(post: Post, server: str, answer: str):
    post.answer = answer
    with pytest.raises(PermanentFailure) as refusal:
        send(letter(), server)
    assert str(refusal.value) == answer
    assert refusal.value.code == int(answer[:3])
    assert post.received == []


@pytest.mark.parametrize(("answer", "ours"), [(one, False) for one in BUSY] + [(one, True) for one in OURS])
def test_all_else_is_worth_another_try_and_it_is_known_whose_fault_it_was(
    post: Post, server: str, answer: str, ours: bool
):
    post.answer = answer
    with pytest.raises(TemporaryFailure) as failure:
        send(letter(), server)
    assert failure.value.ours is ours


@pytest.mark.parametrize(
    "answer", ["530 no", "550 5.1.1 who", "550 no", "552 quota", "553 sender", "554 no", "451 x"]
)
def test_what_is_said_of_the_sender_is_never_the_receivers_fault(post: Post, server: str, answer: str):
    post.to_sender = answer
    with pytest.raises(TemporaryFailure) as failure:
        send(letter(), server)
    assert failure.value.ours


@pytest.mark.parametrize("answer", ["550 spam", "554 5.7.1 policy", "552 too large", "452 disk full"])
def test_a_refused_text_is_ours(post: Post, server: str, answer: str):
    post.to_content = answer
    with pytest.raises(TemporaryFailure) as failure:
        send(letter(), server)
    assert failure.value.ours


def test_a_server_may_look_the_receiver_up_after_the_text(post: Post, server: str):
    post.to_content = "550 5.1.1 no such user"
    with pytest.raises(PermanentFailure):
        send(letter(), server)


@pytest.mark.parametrize("greeting", ["550 5.1.1 go away", "554 no service", "421 later"])
def test_a_server_that_lets_nobody_in_says_nothing_of_the_receiver(greeting: str):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def refuse() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(f"{greeting}\r\n".encode())

        refusing = Thread(target=refuse)
        refusing.start()
        with pytest.raises(TemporaryFailure) as failure:
            send(letter(), f"smtp://127.0.0.1:{port}")
        refusing.join()
    assert failure.value.ours


def test_a_silent_machine_is_worth_another_try():
    with pytest.raises(TemporaryFailure):
        send(letter(), "smtp://127.0.0.1:9", timeout=2)


def test_a_letter_taken_is_sent_however_the_server_says_goodbye(post: Post, server: str):
    post.farewell = "421 closing"
    send(letter(), server)
    assert len(post.received) == 1


def test_a_server_without_encryption_gets_nothing_when_it_is_asked_for(post: Post, server: str):
    with pytest.raises(TemporaryFailure):
        send(letter(), f"{server}?starttls=1")
    assert post.received == []


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://"])
def test_an_address_of_no_mail_server_is_a_mistake_in_the_settings(url: str):
    with pytest.raises(ValueError, match="SMTP_URL"):
        send(letter(), url)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize(("password", "arrives"), [("p@ss:w/d", True), ("wrong", False)])
def test_a_server_that_wants_a_password_gets_it_and_a_wrong_one_can_be_mended(
    post: Post, password: str, arrives: bool
):
    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == b"p@ss:w/d", handled=False)

    controller = Server(
        post,
        hostname="127.0.0.1",
        port=0,
        authenticator=known,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    url = f"smtp://user:{quote(password, safe='')}@127.0.0.1:{controller.port}"
    try:
        if arrives:
            send(letter(), url)
        else:
            with pytest.raises(TemporaryFailure, match="535"):
                send(letter(), url)
    finally:
        controller.stop()
    assert bool(post.received) is arrives


def test_a_plain_server_behind_smtps_is_not_trusted(post: Post, server: str):
    with pytest.raises(TemporaryFailure):
        send(letter(), server.replace("smtp://", "smtps://"), timeout=2)
    assert post.received == []

"""Letters handed to a real mail server, which takes them, refuses them or is busy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
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
    farewell: str = "221 Bye"
    received: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope)
        return "250 OK"

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
    assert "potvrzujeme Vaši přihlášku" in found["text/plain"].get_content()
    assert "potvrzujeme Vaši přihlášku" in found["text/html"].get_content()
    assert Calendar.from_ical(found["text/calendar"].get_content()).events[0]["UID"] == ENTRY.uid


def test_no_line_is_longer_than_a_server_takes(post: Post, server: str):
    data = {**DATA, "reason": "ž" * 5000, "name": "Ř" * 300}
    send(letter(mail=render("event_cancelled", "cs", data), name="Ř" * 300, entries=[ENTRY]), server)
    assert isinstance(post.received[0].content, bytes)
    assert max(map(len, post.received[0].content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("code", [550, 553, 501])
def test_a_refusal_for_good_is_told_with_its_code(post: Post, server: str, code: int):
    post.answer = f"{code} no such user"
    with pytest.raises(PermanentFailure, match="no such user") as refusal:
        send(letter(), server)
    assert refusal.value.code == code
    assert post.received == []


@pytest.mark.parametrize("code", [450, 451, 421])
def test_a_busy_server_is_worth_another_try(post: Post, server: str, code: int):
    post.answer = f"{code} later"
    with pytest.raises(TemporaryFailure):
        send(letter(), server)


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

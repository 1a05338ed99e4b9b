"""Letters as they arrive: written, packed, handed to a real mail server and read again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from icalendar import Calendar

from app.core.calendar import CalendarEntry, as_json, from_json
from app.core.delivery import Refused, Temporary, send
from app.core.mail import KINDS, Mail, compose, message, render

DATE = datetime(2017, 5, 24, 10, 0, tzinfo=UTC)
SENDER = "Kulatý stůl <noreply@kulaty-stul.example>"
ENTRY = CalendarEntry(
    uid="session-7@kulaty-stul.example",
    sequence=1,
    stamp=DATE,
    starts_at=datetime(2017, 6, 8, 7, 0, tzinfo=UTC),
    ends_at=datetime(2017, 6, 8, 14, 0, tzinfo=UTC),
    summary="Kulatý stůl: Frýdlant",
    organiser_email="kraj@kraj.example",
)
DATA: dict[str, Any] = {
    "name": "Žofie Řeháková",
    "event": {"title": "Kulatý stůl", "kind": "round_table", "url": "https://stul.example/events/7"},
    "sessions": [
        {
            "starts_at": "2017-06-08T07:00:00Z",
            "ends_at": "2017-06-08T14:00:00Z",
            "place": "Městský úřad, sál č. 2",
            "note": None,
        }
    ],
    "manage_url": "https://stul.example/my/abc?x=1&y=2",
    "waiting_position": 3,
    "reason": "Nemoc lektora",
    "expires_at": "2017-06-01T12:00:00Z",
    "changes": [{"what": "room", "from": "202", "to": "210"}],
    "partnership": "Liberecký kraj",
}


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_says_who_what_when_and_where_in_both_forms(kind: str, lang: str):
    mail = render(kind, lang, DATA)
    assert "Kulatý stůl" in mail.subject
    assert "\n" not in mail.subject
    for form in (mail.text, mail.html):
        for words in ("Žofie Řeháková", "Městský úřad", "Liberecký kraj", "https://stul.example/events/7"):
            assert words in form
        assert ("9.00–16.00" if lang == "cs" else "9:00–16:00") in form
    assert "https://stul.example/my/abc?x=1&y=2" in mail.text
    assert 'href="https://stul.example/my/abc?x=1&amp;y=2"' in mail.html


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_can_do_with_a_title_alone(kind: str):
    mail = render(kind, "cs", {"event": {"title": "Kulatý stůl"}})
    for form in (mail.text, mail.html):
        assert "None" not in form
        assert "Dobrý den," in form
    assert "<table" not in mail.html
    assert "\n\n\n" not in mail.text


def test_letters_are_in_the_language_asked_for():
    assert "potvrzujeme Vaši přihlášku na akci „Kulatý stůl“" in render(KINDS[0], "cs", DATA).text
    assert "We confirm your registration for “Kulatý stůl”" in render(KINDS[0], "en", DATA).text


def test_a_change_says_from_what_to_what():
    data = {
        **DATA,
        "changes": [
            {"what": "room", "from": "202", "to": "210"},
            {"what": "time", "from": "2017-06-08T07:00:00Z", "to": "2017-06-08T08:00:00Z"},
            {"what": "place", "from": None, "to": "URAN 17"},
        ],
    }
    text = render("event_changed", "cs", data).text.replace("\u00a0", " ")
    assert "Místnost: dříve 202; nově 210" in text
    assert "Čas: dříve čtvrtek 8. 6. 2017, 9.00; nově čtvrtek 8. 6. 2017, 10.00" in text
    assert "Místo: dříve –; nově URAN 17" in text


def test_a_waiting_person_learns_the_place_in_the_queue():
    assert "místo č. 3" in render("registration_waiting", "cs", DATA).text.replace("\u00a0", " ")
    unknown = render("registration_waiting", "cs", {**DATA, "waiting_position": None}).text
    assert "č. None" not in unknown
    assert "do pořadníku náhradníků" in unknown


def test_an_offer_says_until_when_it_stands():
    text = render("registration_offered", "cs", DATA).text.replace("\u00a0", " ")
    assert "Nabídka platí do 1. 6. 2017, 14.00" in text


def test_sessions_at_different_places_each_say_their_own():
    two = [
        {**DATA["sessions"][0], "place": place, "note": note} for place, note in (("A", "oběd"), ("B", None))
    ]
    lines = render(KINDS[0], "cs", {**DATA, "sessions": two}).text.splitlines()
    assert [line.split("16.00, ")[1] for line in lines if line.startswith("Termín:")] == ["A, oběd", "B"]


def test_czech_prepositions_stay_with_their_words():
    title = "Setkání v Liberci"
    assert "v\u00a0Liberci" in render(KINDS[0], "cs", {**DATA, "event": {"title": title}}).text


def test_markup_in_what_people_typed_is_shown_not_run():
    evil = '<script>alert("1")</script>{{ 7 * 7 }} %(name)s'
    data = {**DATA, "name": evil, "reason": evil, "event": {"title": evil}, "partnership": evil}
    for kind in KINDS:
        mail = render(kind, "cs", data)
        assert "<script" not in mail.html
        assert "&lt;script&gt;" in mail.html
        assert evil in mail.text.replace("\u00a0", " ")
        assert "49" not in mail.html


class Page(HTMLParser):
    """Collects what a mail program would load, and checks that elements close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [str(value) for name, value in attrs if name in ("src", "srcset", "background")]
        if tag in ("script", "link", "img", "iframe", "style"):
            self.loads.append(tag)
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_loads_nothing_from_elsewhere_and_is_whole(kind: str):
    html = render(kind, "cs", DATA).html
    page = Page(html)
    assert page.loads == []
    assert page.open == []
    assert '<html lang="cs">' in html
    assert "url(" not in html


def test_an_unknown_kind_is_an_error():
    with pytest.raises(LookupError):
        render("../layout", "cs", DATA)


# --- envelope --------------------------------------------------------------------------------------------


def letter(**changes: Any) -> EmailMessage:
    fields: dict[str, Any] = {
        "sender": SENDER,
        "receiver": "zofie@mesto.example",
        "message_id": "<letter-7@kulaty-stul.example>",
        "date": DATE,
        "name": "Žofie Řeháková",
    }
    mail = changes.pop("mail", render(KINDS[0], "cs", DATA))
    return message(mail, **{**fields, **changes})


def reread(sent: EmailMessage) -> EmailMessage:
    read = message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def parts(read: EmailMessage) -> dict[str, EmailMessage]:
    return {part.get_content_type(): part for part in read.walk() if not part.is_multipart()}


def test_headers_say_who_writes_to_whom_and_that_a_machine_does():
    read = reread(letter())
    assert read["Subject"] == "Přihláška potvrzena: Kulatý stůl"
    assert read["From"].addresses[0].display_name == "Kulatý stůl"
    assert read["To"].addresses[0].display_name == "Žofie Řeháková"
    assert read["To"].addresses[0].addr_spec == "zofie@mesto.example"
    assert read["Message-ID"] == "<letter-7@kulaty-stul.example>"
    assert read["Date"].datetime == DATE
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "cs"


def test_the_calendar_entry_travels_inside_and_as_a_file():
    found = parts(reread(letter(entries=[ENTRY])))
    assert list(found) == ["text/plain", "text/html", "text/calendar", "application/ics"]
    inside = found["text/calendar"]
    assert inside.get_param("method") == "REQUEST"
    assert inside.get_content_charset() == "utf-8"
    calendar = Calendar.from_ical(inside.get_content())
    assert (calendar["METHOD"], calendar.events[0]["UID"]) == ("REQUEST", ENTRY.uid)
    assert Calendar.from_ical(found["application/ics"].get_content()).events[0]["SUMMARY"] == ENTRY.summary
    assert found["application/ics"].get_filename() == "event.ics"


def test_a_cancellation_takes_the_entry_out_of_the_calendar():
    inside = parts(reread(letter(entries=[ENTRY], method="CANCEL")))["text/calendar"]
    assert inside.get_param("method") == "CANCEL"
    assert Calendar.from_ical(inside.get_content()).events[0]["STATUS"] == "CANCELLED"


def test_several_sessions_are_several_files():
    files = list(reread(letter(entries=[ENTRY, ENTRY])).iter_attachments())
    assert [file.get_filename() for file in files] == ["event-1.ics", "event-2.ics"]


def test_a_letter_without_an_entry_is_text_and_html_only():
    read = reread(letter())
    assert read.get_content_type() == "multipart/alternative"
    assert list(parts(read)) == ["text/plain", "text/html"]


def test_a_row_of_the_outbox_becomes_a_whole_message():
    data = {**DATA, "entries": as_json([ENTRY])}
    sent = compose(
        "event_cancelled",
        "cs",
        data,
        sender=SENDER,
        receiver="zofie@mesto.example",
        message_id="<a@b.example>",
        date=DATE,
    )
    event = Calendar.from_ical(parts(reread(sent))["text/calendar"].get_content()).events[0]
    assert event["STATUS"] == "CANCELLED"
    assert event["ATTENDEE"] == "mailto:zofie@mesto.example"
    assert event["ATTENDEE"].params["CN"] == "Žofie Řeháková"
    assert from_json(data["entries"]) == [ENTRY]


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\x00\rBcc: b", "\u2028Bcc: x"]
)
def test_line_breaks_start_no_header(evil: str):
    mail = Mail(evil, "text", "<p>html</p>")
    read = reread(letter(mail=mail, name=evil, message_id=f"<a@b.example>{evil}", entries=[ENTRY]))
    assert read["Bcc"] is None
    assert len(read["To"].addresses) == 1
    data = {**DATA, "name": evil, "event": {"title": evil}, "reason": evil}
    assert reread(letter(mail=render("event_cancelled", "cs", data)))["Bcc"] is None


@pytest.mark.parametrize(
    "name",
    [
        "Mgr. Jan Novák, Ph.D.",
        'Jan "Honza" Novák <x@evil.example>',
        "Novák, x@evil.example",
        "Ž" * 200,
        "=?utf-8?q?x?=",
        "",
    ],
)
def test_a_name_never_becomes_an_address(name: str):
    addresses = reread(letter(name=name))["To"].addresses
    assert [address.addr_spec for address in addresses] == ["zofie@mesto.example"]


@pytest.mark.parametrize(
    "receiver",
    [
        "",
        "nobody",
        "a@b.example\r\nRCPT TO:<x@evil.example>",
        "a@b.example, c@d.example",
        "@b.example",
        "a b@c.example",
    ],
)
def test_what_cannot_be_an_address_is_refused_before_sending(receiver: str):
    with pytest.raises(Refused) as refusal:
        letter(receiver=receiver)
    assert refusal.value.code == 553


def test_an_address_in_a_czech_domain_is_written_in_ascii():
    domain = reread(letter(receiver="jan@městečko.example"))["To"].addresses[0].domain
    assert domain.isascii()
    assert domain.encode().decode("idna") == "městečko.example"


# --- delivery --------------------------------------------------------------------------------------------


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
    with pytest.raises(Refused, match="no such user") as refusal:
        send(letter(), server)
    assert refusal.value.code == code
    assert post.received == []


@pytest.mark.parametrize("code", [450, 451, 421])
def test_a_busy_server_is_worth_another_try(post: Post, server: str, code: int):
    post.answer = f"{code} later"
    with pytest.raises(Temporary):
        send(letter(), server)


def test_a_silent_machine_is_worth_another_try():
    with pytest.raises(Temporary):
        send(letter(), "smtp://127.0.0.1:9", timeout=2)


def test_a_letter_taken_is_sent_however_the_server_says_goodbye(post: Post, server: str):
    post.farewell = "421 closing"
    send(letter(), server)
    assert len(post.received) == 1


def test_a_server_without_encryption_gets_nothing_when_it_is_asked_for(post: Post, server: str):
    with pytest.raises(Temporary):
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
            with pytest.raises(Temporary, match="535"):
                send(letter(), url)
    finally:
        controller.stop()
    assert bool(post.received) is arrives


def test_a_plain_server_behind_smtps_is_not_trusted(post: Post, server: str):
    with pytest.raises(Temporary):
        send(letter(), server.replace("smtp://", "smtps://"), timeout=2)
    assert post.received == []

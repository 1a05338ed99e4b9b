"""Headers come back exactly as they were put in, whoever reads them."""

import re
from base64 import b64decode
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import compat32, default
from email.utils import collapse_rfc2231_value, getaddresses
from quopri import decodestring
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from werkzeug.http import parse_options_header

from app.core.actor import PUBLIC
from app.core.mail import headers
from app.core.mail.messages import Contact, build_message
from app.core.mail.rendering import RenderedMail
from app.core.plain_text import one_line
from app.core.web.context import RequestContext
from app.core.web.responses import File, to_response
from tests.letters import DATE, SENDER

CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy ŘEHÁKOVÁ"
VIETNAMESE = "Đặng Thị Hường nguyễn ưỡn ẫy"
POLISH = "Łukasz Świętosławski zażółć gęślą jaźń"
ASCII = "Novak Jan-Petr 12"
AWKWARD = ',"<>@;:\\()[]=?_-. \u00a0’–😀👩‍👧🏳️‍🌈'
LETTERS = st.sampled_from(CZECH + VIETNAMESE + POLISH + AWKWARD + "aeiou bcd XYZ 0123")
WORDS = st.sampled_from(
    [*f"{CZECH} {VIETNAMESE} {POLISH}".split(), "=?utf-8?q?x?=", "a" * 80, '"', "x@y.example"]
)
TEXTS = (
    (
        st.text(LETTERS, min_size=1, max_size=400)
        | st.text(st.sampled_from(ASCII + AWKWARD[:18]), min_size=1, max_size=80)
        | st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
    )
    .map(lambda text: one_line(text[:400]))
    .filter(bool)
)
FILE_NAMES = TEXTS.map(str.strip).filter(lambda name: bool(name) and not (name[0] == name[-1] == '"'))
"""Of a name that begins and ends with a quotation mark Python's parser takes both away."""
FOUND_CHANGED = ("Supervize pro koordinátory", "Kulatý stůl: „Bydlení“, 2. kolo", "ž" * 400, "a" * 400, "=?x")
ENCODED_WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]+)\?=")


def made(subject: str, name: str, sender: str = SENDER) -> bytes:
    mail = RenderedMail(subject, "text", "<p>text</p>")
    to = "zofie@mesto.example"
    letter = build_message(
        mail,
        sender=sender,
        receiver=to,
        message_id="<a@b.example>",
        date=DATE,
        name=name,
        reply_to=Contact(name, to),
    )
    return letter.as_bytes()


def by_rfc_2047(value: str) -> str:
    """A strict reader: unfolds, and takes nothing but plain ASCII or encoded words of a legal length."""
    lines = value.split("\r\n")
    unfolded = "".join(lines)
    words = unfolded.split(" ")
    if not any(ENCODED_WORD.fullmatch(word) for word in words):
        assert "=?" not in unfolded
        return unfolded
    assert all(len(line) <= 76 for line in lines)
    decoded = []
    for word in words:
        found = ENCODED_WORD.fullmatch(word)
        assert found, word
        assert len(word) <= 75
        content = b64decode(found[2]) if found[1] == "b" else decodestring(found[2].encode(), header=True)
        decoded.append(content.decode())  # whole characters in each word
    return "".join(decoded)


def raw(content: bytes, header: str) -> str:
    [found] = re.findall(rf"^{header}: ?([^\r\n]*(?:\r\n [^\r\n]*)*)", content.decode("ascii"), re.M | re.I)
    return str(found)


def old(content: bytes) -> Message:
    return message_from_bytes(content, policy=compat32)


def new(content: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(content, policy=default))


def decoded(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


@pytest.mark.parametrize("subject", FOUND_CHANGED)
def test_subjects_that_arrived_changed_arrive_whole(subject: str) -> None:
    assert str(new(made(subject, ""))["Subject"]) == subject


@settings(deadline=None)
@given(TEXTS)
@example("Supervize pro koordinátory")
@example("=?utf-8?q?x?=")
def test_a_subject_comes_back_from_three_readers(subject: str) -> None:
    content = made(subject, "")
    assert str(new(content)["Subject"]) == subject
    assert decoded(str(old(content)["Subject"])) == subject
    assert by_rfc_2047(raw(content, "Subject")) == subject


@settings(deadline=None)
@given(TEXTS)
@example('Jan "Honza" Novák, Ph.D. <x@evil.example>; a, b@c.example')
@example("Novak, Jan")
def test_a_name_comes_back_and_is_never_an_address(name: str) -> None:
    content = made("x", name)
    for header in ("To", "Reply-To"):
        check_mailbox(content, header, name, "zofie@mesto.example")


@pytest.mark.parametrize(
    "name", ["Krajský úřad, odbor sociálních věcí, oddělení „Kulatý stůl“", "Kraj, odbor; a", "ž" * 200]
)
def test_the_name_of_the_sender_comes_back(name: str) -> None:
    check_mailbox(made("x", "", f'"{name}" <kraj@kraj.example>'), "From", name, "kraj@kraj.example")


def check_mailbox(content: bytes, header: str, name: str, address: str) -> None:
    value = raw(content, header)
    shown, at = value.rsplit("<", 1)
    assert (by_rfc_2047(shown.rstrip()), at) == (name, f"{address}>")
    [(encoded, receiver)] = getaddresses([str(old(content)[header])])
    assert (decoded(encoded), receiver) == (name, address)
    [read] = new(content)[header].addresses
    assert read.addr_spec == address
    # Python up to 3.12 keeps the space between two encoded words of a name (RFC 2047, 6.2 says to drop it).
    joined = read.display_name if value.count("=?utf-8") < 2 else read.display_name.replace(" ", "")
    assert joined == (name if value.count("=?utf-8") < 2 else name.replace(" ", ""))


@settings(deadline=None)
@given(FILE_NAMES)
@example('/zápis 2. část’;x="y".pdf')
def test_the_name_of_a_file_comes_back_from_letters(filename: str) -> None:
    letter = EmailMessage(policy=headers.POLICY)
    letter.set_content("text")
    letter.add_attachment(b"x", "application", "pdf", disposition=headers.disposition(filename))
    content = letter.as_bytes()
    assert [part.get_filename() for part in new(content).iter_attachments()] == [filename]
    [_, file] = cast(list[Message], old(content).get_payload())
    assert collapse_rfc2231_value(file.get_filename() or "") == filename
    value = raw(content, "Content-Disposition")
    assert all(len(line) <= 78 for line in value.split("\r\n"))
    assert parse_options_header(value.replace("\r\n", "")) == ("attachment", {"filename": filename})


@settings(deadline=None)
@given(FILE_NAMES)
def test_the_name_of_a_file_comes_back_from_downloads(filename: str) -> None:
    request = Request({"type": "http", "headers": [], "path": "/sheet.pdf"})
    context = RequestContext.__new__(RequestContext)
    context.request, context.headers, context.status, context.actor = request, {}, None, PUBLIC
    header = to_response(context, File(b"x", "application/pdf", filename)).headers["content-disposition"]
    assert parse_options_header(header) == ("attachment", {"filename": filename})

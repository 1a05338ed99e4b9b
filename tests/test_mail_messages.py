"""Letters packed into messages: headers, parts, calendar entries, addresses."""

from typing import Any

import pytest
from icalendar import Calendar

from app.core.files.calendar import as_json, from_json
from app.core.mail.delivery import PermanentFailure, TemporaryFailure
from app.core.mail.messages import Contact, Part, compose
from app.core.mail.rendering import RenderedMail, render
from tests.letters import DATA, DATE, ENTRY, SENDER, letter, parts, reread


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
        [Part(render("event_cancelled", "cs", data), data, cancels=True)],
        "cs",
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
    mail = RenderedMail(evil, "text", "<p>html</p>")
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
    with pytest.raises(PermanentFailure) as refusal:
        letter(receiver=receiver)
    assert refusal.value.code == 553


@pytest.mark.parametrize(
    "ours", [{"sender": "Stůl <žofie@obec.example>"}, {"reply_to": Contact("Tým", "žofie@obec.example")}]
)
def test_a_wrong_address_of_ours_is_no_fault_of_the_receiver(ours: dict[str, Any]) -> None:
    with pytest.raises(TemporaryFailure) as refusal:
        letter(**ours)
    assert refusal.value.ours


def test_an_address_in_a_czech_domain_is_written_in_ascii():
    domain = reread(letter(receiver="jan@městečko.example"))["To"].addresses[0].domain
    assert domain.isascii()
    assert domain.encode().decode("idna") == "městečko.example"

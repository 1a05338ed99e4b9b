"""Calendar files as calendar programs read them."""

import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from app.core.files.calendar import CalendarEntry, Method, ics
from app.core.text import PRAGUE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

ENTRY = CalendarEntry(
    uid="session-7@kulaty-stul.example",
    sequence=2,
    stamp=datetime(2017, 5, 24, 10, 0, tzinfo=UTC),
    starts_at=datetime(2017, 6, 8, 7, 0, tzinfo=UTC),
    ends_at=datetime(2017, 6, 8, 14, 0, tzinfo=UTC),
    summary="Kulatý stůl: Frýdlant",
    description="Program:\n1. Co funguje; co chybí, a proč",
    location="Městský úřad, sál č. 2",
    url="https://kulaty-stul.example/events/7",
    organiser='Liberecký kraj, „odbor" sociální',
    organiser_email="kraj@kraj.example",
    attendee="Žofie Řeháková",
    attendee_email="zofie@mesto.example",
    categories=("Kulatý stůl", "Rodina"),
)


def parsed(*entries: CalendarEntry, method: Method | None = None) -> Calendar:
    return Calendar.from_ical(ics(entries, "Veřejný kalendář", method))


def test_an_entry_comes_back_as_it_went_in():
    event = parsed(ENTRY).events[0]
    assert event["UID"] == ENTRY.uid
    assert event["SEQUENCE"] == 2
    assert event["SUMMARY"] == ENTRY.summary
    assert event["DESCRIPTION"] == ENTRY.description
    assert event["LOCATION"] == ENTRY.location
    assert event["URL"] == ENTRY.url
    assert event["STATUS"] == "CONFIRMED"
    assert event["CATEGORIES"].cats == ["Kulatý stůl", "Rodina"]
    assert event.decoded("DTSTAMP") == ENTRY.stamp


def test_times_are_on_the_czech_clock_on_both_sides_of_the_change():
    winter = replace(ENTRY, starts_at=datetime(2026, 3, 28, 8, tzinfo=UTC))
    summer = replace(ENTRY, starts_at=datetime(2026, 3, 30, 7, tzinfo=UTC))
    content = ics([winter, summer], "x").decode()
    assert "DTSTART;TZID=Europe/Prague:20260328T090000" in content
    assert "DTSTART;TZID=Europe/Prague:20260330T090000" in content
    starts = [event.decoded("DTSTART") for event in Calendar.from_ical(content).events]
    assert [start.astimezone(UTC) for start in starts] == [winter.starts_at, summer.starts_at]
    assert [start.utcoffset() for start in starts] == [timedelta(hours=1), timedelta(hours=2)]


def test_the_zone_is_described_once_and_knows_the_change_to_summer_time():
    zones = parsed(ENTRY, replace(ENTRY, uid="other")).timezones
    assert [zone["TZID"] for zone in zones] == ["Europe/Prague"]


@pytest.mark.parametrize("year", [2000, 2017, 2026, 2027, 2036])
def test_the_described_zone_changes_its_clock_when_the_country_does(year: int):
    zone = parsed(ENTRY).timezones[0].to_tz()
    for month in range(1, 13):
        for day in (1, 24, 25, 26, 27, 28):
            at = datetime(year, month, day, 12)
            assert zone.utcoffset(at) == PRAGUE.utcoffset(at), at
    text = parsed(ENTRY).timezones[0].to_ical().decode()
    for onset, before in (("T020000", "+0100"), ("T030000", "+0200")):
        assert re.search(rf"{onset}\r\n(?:[A-Z]+[;:=].*\r\n)*?TZOFFSETFROM:\{before}", text)


def test_lines_end_with_crlf_and_fold_between_characters_not_inside_them():
    content = ics([replace(ENTRY, summary="ž" * 200, description="😀" * 100)], "ř" * 100)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    event = Calendar.from_ical(content).events[0]
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("ž" * 200, "😀" * 100)


def test_the_same_entries_give_the_same_bytes():
    assert ics([ENTRY], "x") == ics([replace(ENTRY)], "x")


def test_a_feed_says_its_name_and_how_often_to_come_back():
    calendar = parsed(ENTRY)
    assert calendar["X-WR-CALNAME"] == "Veřejný kalendář"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert "METHOD" not in calendar


def test_a_domain_with_accents_is_written_in_ascii():
    entry = replace(ENTRY, attendee_email="Zofie@město.example", organiser_email="kraj@straße.example")
    event = parsed(entry, method="REQUEST").events[0]
    assert event["ATTENDEE"] == "mailto:Zofie@xn--msto-gwa.example"
    assert event["ORGANIZER"] == "mailto:kraj@xn--strae-oqa.example"


def test_a_feed_names_no_attendee():
    for method in (None, "PUBLISH"):
        assert b"zofie" not in ics([ENTRY], "x", method)


def test_an_invitation_is_answered_already():
    calendar = parsed(ENTRY, method="REQUEST")
    attendee = calendar.events[0]["ATTENDEE"]
    assert calendar["METHOD"] == "REQUEST"
    assert attendee == "mailto:zofie@mesto.example"
    assert attendee.params["CN"] == "Žofie Řeháková"
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("ACCEPTED", "FALSE")
    assert "REFRESH-INTERVAL" not in calendar


def test_somebody_waiting_is_invited_tentatively():
    event = parsed(replace(ENTRY, status="tentative"), method="REQUEST").events[0]
    assert (event["STATUS"], event["ATTENDEE"].params["PARTSTAT"]) == ("TENTATIVE", "TENTATIVE")


def test_a_cancellation_cancels_the_same_entry():
    calendar = parsed(replace(ENTRY, sequence=3), method="CANCEL")
    event = calendar.events[0]
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["UID"] == ENTRY.uid


def test_an_organiser_without_an_address_is_the_contact():
    event = parsed(replace(ENTRY, organiser_email="")).events[0]
    assert event["CONTACT"] == ENTRY.organiser
    assert "ORGANIZER" not in event


@pytest.mark.parametrize(
    "field", ["uid", "summary", "description", "location", "url", "organiser", "attendee", "attendee_email"]
)
def test_a_line_break_in_a_field_starts_no_new_property(field: str):
    evil = "a\r\nX-EVIL:1\nX-EVIL:2\x00\u2028X-EVIL:3"
    event = parsed(replace(ENTRY, **{field: evil}), method="REQUEST").events[0]
    assert "X-EVIL" not in event


def test_a_thousand_entries_are_one_calendar():
    entries = [replace(ENTRY, uid=str(number)) for number in range(1000)]
    content = ics(entries, "x")
    assert content.count(b"BEGIN:VEVENT") == 1000


OCTOBER = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
"""Half past two in Prague, twice."""


@pytest.mark.parametrize("start", OCTOBER)
@pytest.mark.parametrize("hours", [0.5, 3])
def test_an_hour_that_comes_twice_is_written_in_utc(start: datetime, hours: float):
    entry = replace(ENTRY, starts_at=start, ends_at=start + timedelta(hours=hours))
    for content in (ics([entry], "x"), ics([replace(entry, starts_at=start - timedelta(hours=3))], "x")):
        event = Calendar.from_ical(content).events[0]
        assert event.decoded("DTEND") == entry.ends_at
    written = ics([entry], "x").decode()
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in written
    assert vobject.readOne(written).vevent.dtstart.value == start


def unescaped(line: str) -> str:
    """RFC 5545, 3.3.11."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], line.partition(":")[2])


@pytest.mark.parametrize("text", [r"S:\Návrhy; a, b", r"\\server\Nové\n", "a\nb", r"\;", r"C:\new"])
def test_backslashes_stay(text: str):
    """In each text of a calendar."""
    line = text.replace("\n", " ")
    texts = {"summary": line, "location": line, "organiser": line, "categories": (line,), "description": text}
    written = ics([replace(ENTRY, organiser_email="", **texts)], text).decode()
    found = {
        one.partition(":")[0].partition(";")[0]: one for one in written.replace("\r\n ", "").split("\r\n")
    }
    assert unescaped(found["DESCRIPTION"].partition("LANGUAGE=cs")[2]) == text
    for name in ("SUMMARY", "LOCATION", "NAME"):
        assert unescaped(found[name].partition("LANGUAGE=cs")[2]) == line
    for name in ("CONTACT", "CATEGORIES", "X-WR-CALNAME"):
        assert unescaped(found[name]) == line


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_no_file_with_a_method_lacks_the_organiser(method: Method):
    assert "ORGANIZER" in parsed(ENTRY, method=method).events[0]
    with pytest.raises(ValueError, match="organiser"):
        parsed(replace(ENTRY, organiser_email=""), method=method)

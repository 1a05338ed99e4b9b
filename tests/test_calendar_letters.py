"""One event as a calendar program sees it: what letters bring by real mail, read by two parsers."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar

from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests.api.events import changed, published, sitting
from tests.api.registering import body, token_of
from tests.clients import Api
from tests.mailbox import Mailbox, receiving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject


@dataclass(frozen=True)
class Seen:
    """What matters of an entry to a calendar."""

    uid: str
    sequence: int
    method: str
    status: str
    starts_at: datetime
    place: str
    organiser: str
    attendee: str


def by_icalendar(content: str) -> Seen:
    calendar = Calendar.from_ical(content)
    [event] = calendar.events
    return Seen(
        str(event["UID"]),
        int(event["SEQUENCE"]),
        str(calendar["METHOD"]),
        str(event["STATUS"]),
        event.decoded("DTSTART"),
        str(event.get("LOCATION", "")),
        str(event["ORGANIZER"]),
        str(event["ATTENDEE"]),
    )


def by_vobject(content: str) -> Seen:
    calendar: Any = vobject.readOne(content)
    [event] = calendar.vevent_list
    return Seen(
        event.uid.value,
        int(event.sequence.value),
        calendar.method.value,
        event.status.value,
        event.dtstart.value,
        event.location.value if hasattr(event, "location") else "",
        event.organizer.value,
        event.attendee.value,
    )


def entries(letter: EmailMessage) -> list[Seen]:
    """Of the files that come with it; what travels inside is one of them."""
    files = [part.get_content() for part in letter.iter_attachments()]
    inside = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    texts = [file.decode() for file in files]
    assert [part.get_content().replace("\r\n", "\n") for part in inside] == [
        text.replace("\r\n", "\n") for text in texts[: len(inside)]
    ]
    assert [part.get_param("method") for part in inside] == [
        by_icalendar(text).method for text in texts[: len(inside)]
    ]
    seen = [by_icalendar(text) for text in texts]
    assert seen == [by_vobject(text) for text in texts]
    return seen


Post = Callable[[], list[EmailMessage]]


@pytest.fixture
def post(database: Database, settings: Settings) -> Iterator[Post]:
    """`post()`: has everything delivered to a real mail server; the letters that came since the last time."""
    with receiving() as (smtp_url, mailbox):
        with_server = settings.model_copy(update={"smtp_url": smtp_url})
        yield lambda: delivered(database, with_server, mailbox)


def delivered(database: Database, settings: Settings, mailbox: Mailbox) -> list[EmailMessage]:
    before = len(mailbox.letters)
    while deliver_next(database, settings):
        pass
    return mailbox.letters[before:]


def signed_up(api: Api, event: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = api.post(f"/events/{event['id']}/registrations", json=body(**fields))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def in_room(room: str, **more: Any) -> dict[str, Any]:
    return sitting(venue={"name": "Radnice", "room": room}, **more)


def test_one_event_stays_one_entry_from_its_confirmation_to_its_end(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership, sessions=[in_room("202")])
    signed_up(api, event)
    [confirmed] = entries(post()[0])
    changed(coordinator, event, sessions=[in_room("210")])
    [moved] = entries(post()[0])
    coordinator.post(f"/events/{event['id']}/postpone", json={"sessions": [in_room("210", days=21)]})
    [postponed] = entries(post()[0])
    coordinator.post(f"/events/{event['id']}/cancel", json={"reason": "Málo přihlášených."})
    [cancelled] = entries(post()[0])
    seen = [confirmed, moved, postponed, cancelled]
    assert len({one.uid for one in seen}) == 1
    assert [one.sequence for one in seen] == [0, 1, 2, 3]
    assert [one.method for one in seen] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [one.status for one in seen] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [one.place for one in seen] == ["Radnice, 202", *["Radnice, 210"] * 3]
    assert postponed.starts_at - moved.starts_at in (timedelta(days=7), timedelta(days=7, hours=1))
    assert {one.organiser for one in seen} == {"mailto:noreply@kulaty-stul.example"}
    assert len({one.attendee for one in seen}) == 1


@pytest.mark.parametrize("visibility", ["public", "members", "internal"])
def test_an_entry_leads_only_to_a_page_that_everybody_may_open(
    visibility: str, coordinator: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership, visibility=visibility)
    signed_up(coordinator, event)
    [letter] = post()
    [file] = [part.get_content().decode() for part in letter.iter_attachments()]
    assert (f"/events/{event['id']}" in file) == (visibility == "public")


def test_who_cancels_loses_the_entry_and_gets_a_new_one_when_signing_up_again(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership)
    person = body()
    mine = signed_up(api, event, **person)
    [confirmed] = entries(post()[0])
    api.post(f"/my/registrations/{token_of(mine)}/cancel")
    [cancelled] = entries(post()[0])
    assert cancelled.uid == confirmed.uid
    assert cancelled.sequence > confirmed.sequence
    assert (cancelled.method, cancelled.status) == ("CANCEL", "CANCELLED")
    signed_up(api, event, **person)
    [again] = entries(post()[0])
    assert again.method == "REQUEST"
    assert again.uid != confirmed.uid


def test_an_office_that_signed_up_two_people_loses_only_the_one_who_cancels(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership)
    first, _ = (signed_up(api, event, email="urad@mesto.example") for _ in range(2))
    own = {entries(letter)[0].uid for letter in post()}
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    [cancelled] = entries(post()[0])
    assert len(own) == 2
    assert cancelled.uid in own


def test_a_day_that_is_dropped_is_taken_out_of_the_calendar(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(14), sitting(15)])
    signed_up(api, event)
    both = {one.uid: one for one in entries(post()[0])}
    changed(coordinator, event, sessions=[{"id": event["sessions"][0]["id"]}])
    stays, dropped = entries(post()[0])
    assert {stays.uid, dropped.uid} == set(both)
    assert (stays.method, stays.status) == ("REQUEST", "CONFIRMED")
    assert (dropped.method, dropped.status) == ("CANCEL", "CANCELLED")
    assert dropped.starts_at == both[dropped.uid].starts_at
    assert dropped.sequence > both[dropped.uid].sequence


def test_a_date_that_is_no_longer_known_leaves_the_calendar_until_there_is_a_new_one(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership)
    signed_up(api, event)
    [confirmed] = entries(post()[0])
    coordinator.post(f"/events/{event['id']}/postpone", json={"sessions": []})
    [gone] = entries(post()[0])
    assert (gone.uid, gone.method) == (confirmed.uid, "CANCEL")
    coordinator.post(f"/events/{event['id']}/postpone", json={"sessions": [sitting(21)]})
    [again] = entries(post()[0])
    assert (again.method, again.status) == ("REQUEST", "CONFIRMED")


def test_who_had_no_seat_had_no_entry_and_loses_none(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    event = published(coordinator, partnership, capacity=1)
    signed_up(api, event)
    waiting = signed_up(api, event)
    api.post(f"/my/registrations/{token_of(waiting)}/cancel")
    assert [len(entries(letter)) for letter in post()] == [1, 0, 0]


def test_the_file_of_the_page_is_the_entry_of_the_letters(
    coordinator: Api, api: Api, partnership: Partnership, post: Post
) -> None:
    mine = signed_up(api, published(coordinator, partnership))
    [confirmed] = entries(post()[0])
    own = api.get(f"/my/registrations/{token_of(mine)}").json()
    file = api.get(own["calendar_url"].partition("/api/v1")[2]).text
    assert Calendar.from_ical(file).events[0]["UID"] == confirmed.uid

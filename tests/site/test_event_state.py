"""Pages show the state of an event by the clock, and the public one in the words of the schedule."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from tests.api.events import made, published, sitting
from tests.api.registering import body
from tests.clients import Api, Browser

ONE_SEAT: dict[str, Any] = {"capacity": 1}
KINDS: dict[str, dict[str, Any]] = {
    "seats available": {},
    "full": {**ONE_SEAT, "registration": {"waiting_list": False}},
    "with a waiting list": {**ONE_SEAT, "registration": {"waiting_list": True}},
    "by invitation": {"registration": {"policy": "invitation"}},
    "for members": {"registration": {"policy": "members"}},
}
WORDS = {
    "free": "Volná místa",
    "waiting": "Obsazeno – pořadník náhradníků",
    "full": "Obsazeno",
    "invitation": "Jen na pozvání",
    "members": "Pro členy",
}


def badge(page: str) -> str:
    """The words of the first badge of a page."""
    found = page.partition('class="badge')[2].partition(">")[2].partition("<")[0]
    return found.replace("\xa0", " ")


@pytest.mark.parametrize("rules", KINDS.values(), ids=KINDS.keys())
def test_the_public_page_says_of_open_sign_up_what_the_schedule_says(
    site: Browser, api: Api, coordinator: Api, partnership: Partnership, rules: dict[str, Any]
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(9)], **rules)
    if "capacity" in rules:
        made(api, f"/events/{event['id']}/registrations", 201, **body())
    [row] = api.get("/schedule").json()["results"]
    assert badge(site.get(f"/events/{event['id']}").text) == WORDS[row["seats"]]


def test_a_published_event_is_open_on_its_pages_before_the_worker_looks(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(9)])
    with database.reading() as session:
        assert session.get_one(Event, event["id"]).status == EventStatus.PLANNED
    for path in (f"/staff/events/{event['id']}", "/staff/events", "/staff/events?status=open"):
        assert badge(office.get(path).text) == "Přihlašování probíhá", path


def test_a_list_of_the_staff_says_of_an_event_by_invitation_that_sign_up_is_open_and_not_for_whom(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    published(coordinator, partnership, sessions=[sitting(9)], registration={"policy": "invitation"})
    page = office.get("/staff/events").text.replace("\xa0", " ")
    assert "Přihlašování probíhá" in page
    assert "Lze se přihlásit" not in page

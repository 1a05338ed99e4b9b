"""The October night that has one hour twice and the March night that lacks one, in forms and for search."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from app.core import clock
from app.core.clock import PRAGUE
from app.core.database.engine import Database
from app.core.json_values import Json
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import changed, made, published, sitting
from tests.api.registering import body, token_of
from tests.clients import Api, Browser
from tests.site.desk import a_round_table, fields
from tests.site.test_forms import posted


def last_sunday(month: int) -> date:
    """Of a month of 31 days in the next year."""
    last = date(clock.today().year + 1, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


OCTOBER, MARCH = last_sunday(10), last_sunday(3)
TWICE = [datetime.combine(OCTOBER, time(hour, 30), UTC) for hour in (0, 1)]
"""Half past two in Prague, in summer time and an hour later in winter time."""


@pytest.mark.parametrize("start", TWICE)
def test_an_event_in_the_hour_that_comes_twice_stays_there_when_its_form_is_saved(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership, start: datetime
) -> None:
    with database.writing() as session:
        end = start + timedelta(hours=1)
        number = factories.an_event(session, partnership, starts_at=start, ends_at=end).id
    here = office.get(f"/staff/events/{number}/edit").headers["location"]
    form = fields(office.get(here).text)
    assert form["sessions-0-starts_at"] == f"{OCTOBER}T02:30"
    assert office.post(here, data=form | {"title": "Noční služba"}).status_code == 303
    event = coordinator.get(f"/events/{number}").json()
    assert event["title"] == "Noční služba"
    assert datetime.fromisoformat(event["sessions"][0]["starts_at"]) == start
    typed = {**fields(office.get(here).text), "sessions-0-starts_at": f"{OCTOBER}T01:30"}
    assert typed["sessions-0-starts_at.instant"]
    moved = posted(*typed.items(), times=["sessions-*-starts_at", "sessions-*-ends_at"]).data["sessions"][0]
    assert moved["starts_at"] == f"{OCTOBER}T01:30:00+02:00"


def test_the_hour_that_is_missing_in_march_is_refused_with_a_word(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    missing = f"{MARCH}T02:30"
    here = office.get(f"{a_round_table(office, partnership)}/edit").headers["location"]
    answer = office.post(here, data=fields(office.get(here).text) | {"sessions-0-starts_at": missing})
    assert answer.status_code == 422
    assert "Takový čas neexistuje" in answer.text
    assert fields(answer.text)["sessions-0-starts_at"] == missing
    times = {"starts_at": missing, "ends_at": f"{MARCH}T03:30:00+02:00"}
    about = {"title": "Seminář", "kind": "seminar", "partnership_id": partnership.id}
    refused = coordinator.post("/events", json={**about, "sessions": [times]})
    assert [one["code"] for one in refused.json()["errors"]] == ["skipped_hour"]


def test_every_calendar_file_with_a_method_has_an_organiser(
    coordinator: Api, api: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    token = token_of(made(coordinator, f"/events/{event['id']}/registrations", **body()))
    for expected in ("PUBLISH", "CANCEL"):
        own = api.get(f"/my/registrations/{token}").json()
        calendar = Calendar.from_ical(api.get(own["calendar_url"].partition("/api/v1")[2]).text)
        assert calendar["METHOD"] == expected
        assert calendar.events[0]["ORGANIZER"] == "mailto:noreply@kulaty-stul.example"
        api.post(f"/my/registrations/{token}/cancel")


def linked(page: str) -> list[Json]:
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found: list[Json] = json.loads(block)["@graph"]
    return found


def test_search_engines_are_told_of_a_move_by_the_page_as_by_the_open_data(
    site: Browser, coordinator: Api, api: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, title="</script><b>Stůl</b> & spol.", sessions=[sitting(14)])
    [planned] = linked(site.get(f"/events/{event['id']}").text)
    assert planned["name"] == event["title"]
    assert planned["organizer"]["name"] == partnership.name
    assert planned["eventStatus"].endswith("/EventScheduled")
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(21)])
    [moved] = linked(site.get(f"/events/{event['id']}").text)
    assert moved["eventStatus"].endswith("/EventRescheduled")
    assert moved["previousStartDate"] == planned["startDate"] != moved["startDate"]
    assert api.get("/schedule.jsonld").json()["@graph"] == [moved]
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=[sitting(28)])
    [again] = linked(site.get(f"/events/{event['id']}").text)
    assert again["previousStartDate"] == moved["startDate"]
    made(coordinator, f"/events/{event['id']}/cancel", 200, reason="Nemoc")
    [ended] = linked(site.get(f"/events/{event['id']}").text)
    assert ended == {**again, "eventStatus": "https://schema.org/EventCancelled"}
    assert api.get("/schedule.jsonld").json()["@graph"] == [ended]


def test_search_engines_are_told_of_each_day_that_moved_and_of_no_other(
    site: Browser, coordinator: Api, api: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(14), sitting(15), sitting(16)])
    first, second, third = event["sessions"]
    days = [
        {"id": first["id"], **sitting(14)},
        {"id": second["id"], **sitting(20)},
        {"id": third["id"], **sitting(16)},
    ]
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=days)
    made(coordinator, f"/events/{event['id']}/postpone", 200, sessions=days[1:])
    found = linked(site.get(f"/events/{event['id']}").text)
    before = [one.get("previousStartDate") for one in found]
    assert before == [None, datetime.fromisoformat(second["starts_at"]).astimezone(PRAGUE).isoformat()]
    assert api.get("/schedule.jsonld").json()["@graph"] == found


def test_search_engines_are_told_of_no_move_of_a_day_that_is_new_before_one_that_stands(
    coordinator: Api, api: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(14), sitting(15)])
    standing = [{"id": one["id"]} for one in event["sessions"]]
    changed(coordinator, event, sessions=[sitting(13), *standing])
    found = api.get("/schedule.jsonld").json()["@graph"]
    assert [one.get("previousStartDate") for one in found] == [None, None, None]


def test_an_event_for_few_tells_search_engines_nothing(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, visibility="internal")
    assert "ld+json" not in office.get(f"/events/{event['id']}").text

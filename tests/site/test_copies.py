"""Copies of events on the site: what comes along without a date, and what is said of what does not."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.text import PRAGUE
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, sitting
from tests.clients import Api, Browser
from tests.site.desk import fields

PLACE = {"name": "Radnice", "room": "202"}


@pytest.fixture
def two_days(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    night = str(clock.today() + timedelta(days=9))
    days = [sitting(9, hours=5, venue=PLACE), sitting(10, hours=6, venue=PLACE)]
    return a_draft(coordinator, partnership, sessions=days, registration={"stay": {"lodging": [night]}})


def day(number: int, days: int, start: int = 9, end: int = 16) -> dict[str, str]:
    """The dates of one row of sessions."""
    on = clock.today() + timedelta(days=days)
    hours = {"starts_at": start, "ends_at": end}
    return {
        f"sessions-{number}-{name}": clock.at(on, hour).astimezone(PRAGUE).strftime("%Y-%m-%dT%H:%M")
        for name, hour in hours.items()
    }


def offered(office: Browser, event: dict[str, Any]) -> dict[str, Any]:
    return fields(office.get(f"/staff/events/{event['id']}/copy").text)


def copied(office: Browser, coordinator: Api, event: dict[str, Any], **typed: str) -> tuple[Any, str]:
    """The copy, and its page with what was said of it."""
    answer = office.post(f"/staff/events/{event['id']}/copy", data=offered(office, event) | typed)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    shown = office.get(path).text.replace("\xa0", " ")
    return coordinator.get(path.removeprefix("/staff").partition("?")[0]).json(), shown


def test_a_copy_without_a_date_offers_its_places_and_hours_with_the_date(
    office: Browser, coordinator: Api, two_days: dict[str, Any]
) -> None:
    copy, said = copied(office, coordinator, two_days)
    assert "Kopie je koncept bez termínu." in said
    assert "Ubytování a strava se posunou s prvním dnem" in said
    assert "Radnice" in said
    editor = f"/staff/events/{copy['id']}/edit?kind=seminar"
    form = fields(office.get(editor).text)
    assert (form["sessions-0-venue-room"], form["sessions-1-hours"]) == ("202", "6")
    assert office.post(editor, data=form).status_code == 303
    again = coordinator.get(f"/events/{copy['id']}").json()
    assert (again["version"], again["undated_sessions"]) == (copy["version"], copy["undated_sessions"])
    assert office.post(editor, data=form | {"sessions-0-venue-room": "1"}).status_code == 303
    form = fields(office.get(editor).text)
    assert form["sessions-0-venue-room"] == "1"
    assert office.post(editor, data=form | day(0, 30)).status_code == 422
    wrong = office.post(editor, data=form | {"sessions-1-hours": "mnoho"})
    assert (wrong.status_code, 'id="sessions-1-hours-error"' in wrong.text) == (422, True)
    assert office.post(editor, data=form | day(0, 30) | day(1, 31)).status_code == 303
    dated = coordinator.get(f"/events/{copy['id']}").json()
    assert [(one["venue"]["room"], one["hours"]) for one in dated["sessions"]] == [("1", 5), ("202", 6)]
    assert dated["undated_sessions"] == []
    assert dated["registration"]["stay"]["lodging"] == [str(clock.today() + timedelta(days=30))]


def test_the_dates_of_all_days_are_asked_for_or_of_none(
    office: Browser, coordinator: Api, two_days: dict[str, Any]
) -> None:
    here, form = f"/staff/events/{two_days['id']}/copy", offered(office, two_days)
    refused = office.post(here, data=form | day(0, 30))
    assert refused.status_code == 422
    assert 'id="sessions-1-starts_at-error"' in refused.text
    copy, said = copied(office, coordinator, two_days, **day(0, 30), **day(1, 31, end=12))
    assert "Kopie je zatím koncept." in said
    assert [one["hours"] for one in copy["sessions"]] == [5, 3]
    assert copy["registration"]["stay"]["lodging"] == [str(clock.today() + timedelta(days=30))]


def test_a_date_in_an_editor_is_cleared_and_the_places_stay(
    office: Browser, coordinator: Api, two_days: dict[str, Any]
) -> None:
    editor = f"/staff/events/{two_days['id']}/edit?kind=seminar"
    form = fields(office.get(editor).text)
    none = {name: "" for name in form if name.endswith(("starts_at", "ends_at"))}
    assert office.post(editor, data=form | {"sessions-1-starts_at": ""}).status_code == 422
    assert office.post(editor, data=form | none).status_code == 303
    after = coordinator.get(f"/events/{two_days['id']}").json()
    assert after["sessions"] == []
    assert [one["venue"]["room"] for one in after["undated_sessions"]] == ["202", "202"]


def test_a_copy_to_a_past_date_says_so_with_the_way_out(
    office: Browser, coordinator: Api, two_days: dict[str, Any]
) -> None:
    copy, said = copied(office, coordinator, two_days, **day(0, -31), **day(1, -30))
    assert "jehož termín už je v minulosti" in said
    assert f"/staff/events/{copy['id']}/do/took_place" in said
    assert f"/staff/events/{copy['id']}/do/publish" not in said
    assert "publish" not in copy["allowed"]
    assert "took_place" in copy["allowed"]


def test_a_copy_for_another_territory_says_where_the_old_name_still_stands(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.reading() as session:
        old, new = (factories.a_territory(session, name) for name in ("Semily", "Železný Brod"))
    about = {"title": "Stůl Semily", "description": "Zve Semily a okolí.", "territory_id": old.id}
    venue = PLACE | {"territory_id": old.id}
    event = a_draft(coordinator, partnership, sessions=[sitting(9, venue=venue)], **about)
    copy, said = copied(office, coordinator, event, territory_id=str(new.id))
    assert copy["title"] == "Stůl Železný Brod"
    assert [(one["hours"], one["venue"]) for one in copy["undated_sessions"]] == [(7, None)]
    assert "V názvu nebo popisu zůstává „Semily“." in said
    typed = {"territory_id": str(new.id), "sessions-0-venue-room": "7"}
    copy, _ = copied(office, coordinator, event, **typed, **day(0, 30))
    assert copy["sessions"][0]["venue"]["room"] == "7"
    _, said = copied(office, coordinator, event)
    assert "zůstává „Semily“" not in said

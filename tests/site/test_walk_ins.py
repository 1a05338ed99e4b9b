"""Somebody at the door whose name is like one on the list: the page offers that person first."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import body
from tests.clients import Api, Browser


@pytest.fixture
def event(database: Database, partnership: Partnership) -> tuple[int, int]:
    """An event that begins in an hour, and its session."""
    with database.writing() as session:
        made = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(hours=1))
        return made.id or 0, factories.sessions_of(session, made)[0].id or 0


def test_the_person_on_the_list_is_offered_first(
    office: Browser, api: Api, coordinator: Api, event: tuple[int, int]
) -> None:
    event_id, sitting = event
    listed = api.post(f"/events/{event_id}/registrations", json=body(last_name="Nováková")).json()
    here = f"/staff/sessions/{sitting}"
    typed = {"first_name": "Nováková", "last_name": "Jana", "once": "jednou"}
    asked = office.post(f"{here}/walk-ins", data=typed)
    assert asked.status_code == 200
    assert "Není to někdo z" in asked.text
    assert present(coordinator, sitting) == []
    assert f'action="{here}/check-in/{listed["id"]}"' in asked.text
    office.post(f"{here}/check-in/{listed['id']}", data={"status": "present"})
    assert present(coordinator, sitting) == [listed["id"]]


def present(coordinator: Api, sitting: int) -> list[Any]:
    rows = coordinator.rows(f"/sessions/{sitting}/attendance")
    return [row["registration_id"] for row in rows if row["status"] == "present"]


def test_somebody_else_is_added_when_that_is_said(
    office: Browser, api: Api, coordinator: Api, event: tuple[int, int]
) -> None:
    event_id, sitting = event
    listed = api.post(f"/events/{event_id}/registrations", json=body(last_name="Nováková")).json()
    here = f"/staff/sessions/{sitting}/walk-ins"
    asked = office.post(here, data={"first_name": "Jana", "last_name": "Nováková", "once": "jednou"})
    form = sent_again(asked.text)
    assert office.post(here, data=form).status_code == 303
    [added] = present(coordinator, sitting)
    assert added != listed["id"]


def test_who_adds_somebody_by_two_presses_is_not_asked_about_that_very_person(
    office: Browser, coordinator: Api, event: tuple[int, int]
) -> None:
    _, sitting = event
    here = f"/staff/sessions/{sitting}/walk-ins"
    typed = {"first_name": "Jana", "last_name": "Nováková", "once": "jednou"}
    assert [office.post(here, data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(present(coordinator, sitting)) == 1


def sent_again(page: str) -> dict[str, str]:
    """The hidden fields of the button that says that it is somebody else."""
    form = page.rpartition("Je to někdo jiný")[0].rpartition("<form")[2]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_the_question_stands_under_the_heading_and_says_that_nothing_was_saved(
    office: Browser, api: Api, event: tuple[int, int], headers: dict[str, str]
) -> None:
    event_id, sitting = event
    api.post(f"/events/{event_id}/registrations", json=body(last_name="Nováková"))
    typed = {"first_name": "Jana", "last_name": "Nováková", "once": "jednou"}
    asked = office.post(f"/staff/sessions/{sitting}/walk-ins", data=typed, headers=headers).text
    _, _, below = asked.partition("</h1>")
    assert below.lstrip().startswith('<div class="message warning">')
    question = below.partition("<details")[0].partition('id="q"')[0]
    for words in ("Zatím se nic neuložilo", "Je to tento člověk", "Je to někdo jiný"):
        assert words in question.replace("\xa0", " ")

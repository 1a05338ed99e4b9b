"""Tasks on the pages: given by the staff, done by their owner; the work of a user handed over."""

import re
from datetime import timedelta

from app.accounts.models import UserPerson
from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import fields


def test_a_task_is_given_and_done(office: Browser, database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership).id
    late = (clock.today() - timedelta(days=1)).isoformat()
    form = {"partnership_id": partnership.id, "title": "Svolat poradu", "owner_id": f"{person}|Ema"}
    own = office.post("/staff/tasks/new", data={**form, "due": late}).headers["location"]
    assert "Svolat poradu" in office.get("/staff/tasks?overdue=true").text
    assert "Svolat poradu" in office.get("/dashboard").text
    ending = office.get(f"{own}/done").text
    assert office.post(f"{own}/done", data=fields(ending) | {"note": "Proběhla."}).headers["location"] == own
    assert "Proběhla." in office.get(own).text
    assert office.get(f"{own}/done").status_code == 403
    assert "Svolat poradu" not in office.get("/staff/tasks").text
    assert "Svolat poradu" in office.get("/staff/tasks?state=done").text
    history = office.get("/staff/history?type=task").text
    assert "Splněno dne" in history and "Stav projektu" not in history


def test_what_changes_hands_is_shown_before_it_does(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        leaving = factories.a_user(session, "coordinator", partnership)
        people = [factories.a_person(session, partnership) for _ in range(2)]
        session.add(UserPerson(user_id=leaving.id, partnership_id=partnership.id, person_id=people[0].id))
        group = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group_member(session, group, people[0])
        user, taker = leaving.id, people[1].id
    here = f"/staff/users/{user}/hand-over"
    assert here in office.get(f"/staff/users/{user}").text
    asked = fields(office.get(here).text) | {"to_person_id": f"{taker}|Ema"}
    shown = office.post(here, data=asked)
    assert shown.status_code == 200 and "Bydlení" in shown.text
    assert office.post(here, data=fields(shown.text) | {"to_person_id": ""}).status_code == 422
    done = office.post(here, data=asked | {"agreed": fields(shown.text)["agreed"]})
    assert done.headers["location"] == f"/staff/users/{user}"
    assert "Není co předat." in office.post(here, data=asked).text


def test_a_promise_in_the_minutes_becomes_a_task_by_a_button(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, kind=EventKind.MEETING).id
    items = [{"title": "Různé", "discussion": [{"speaker": "Ema", "follow_up": "Pošlu podklady."}]}]
    answer = coordinator.put(f"/events/{event}/minutes", json={"items": items}, headers={"If-Match": "*"})
    said = answer.json()["items"][0]["discussion"][0]["id"]
    here = f"/staff/events/{event}/minutes"
    assert f"{here}/promises/{said}" in office.get(here).text
    task = office.post(f"{here}/promises/{said}", data={}).headers["location"]
    shown = office.get(task).text
    assert "Pošlu podklady." in shown and "Ema" in shown and "Slíbeno na akci" in shown
    page = office.get(here).text
    assert task in page and f"{here}/promises/{said}" not in page
    assert office.post(f"{here}/promises/{said}", data={}).headers["location"] == here


def test_the_form_of_a_task_knows_where_it_was_asked_for(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, title="Porada v Tanvaldu").id
        here = factories.a_person(session, partnership, last_name="Hledaná").id
        factories.a_group(session, factories.a_partnership(session), name="Skupina jinde")
    empty = f"/staff/tasks/new?event_id={event}"
    assert f'href="{empty}"' in office.get(f"/staff/tasks?event={event}").text
    assert f'value="{event}|Porada v Tanvaldu' in office.get(empty).text
    form = {"partnership_id": partnership.id, "title": "Svolat poradu"}
    own = office.post("/staff/tasks/new", data=form).headers["location"]
    shown = office.get(f"{own}/edit").text
    action = re.search(r'action="([^"]*/edit[^"]*)"', shown)
    assert action is not None and "Skupina jinde" not in shown
    search = fields(shown) | {"owner_id.q": "Hledaná", "act": "find:owner_id"}
    found = office.post(action[1], data=search).text
    assert f'value="{here}|' in found and "Skupina jinde" not in found

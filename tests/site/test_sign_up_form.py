"""The form of an event: questions that depend on others, needs, lodging and meals, and passing a seat on."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlmodel import col, select

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from tests import factories
from tests.api.registering import mailed_token
from tests.clients import Api, Browser
from tests.site.desk import OURS, fields

VERA = {"first_name": "Věra", "last_name": "Nováková", "email": "vera@obec.example"}
PETR = {"first_name": "Petr", "last_name": "Zástupný", "email": "petr@obec.example"}
NIGHT = (clock.today() + timedelta(days=14)).isoformat()
OFFER = {"lodging": [NIGHT], "meals": [{"name": "dinner", "label": "Večeře", "date": NIGHT}]}


def asked(name: str, kind: str = "text", options: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    plain = {"name": name, "label": name.capitalize(), "kind": kind, "required": False, "help": ""}
    return {**plain, "options": list(options), "shown_if": None, **more}


FORM = [
    asked("car", "yes_no"),
    asked("plate", required=True, shown_if={"field": "car", "equals": True}),
    asked("train", shown_if={"field": "car", "equals": False}),
    asked("workshop", "choice", ("A", "B")),
    asked("level", "choice", ("nový", "dál"), shown_if={"field": "workshop", "equals": ["A", "B"]}),
    asked("tools", shown_if={"field": "level", "equals": "dál"}),
]


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(
            session, partnership, title="Seminář", capacity=1, sessions=2, form_fields=FORM, stay=OFFER
        )


def sign_up(site: Browser, database: Database, event: Event, **typed: str) -> str:
    """The path of the own registration, which the letter has."""
    done = site.post(f"/events/{event.id}/register", data={**VERA, **typed}, headers=OURS)
    assert done.status_code == 303, done.text
    with database.reading() as session:
        last = session.exec(select(Registration.id).order_by(col(Registration.id).desc())).first()
    return f"/my/registrations/{mailed_token(last or 0)}"


def typed_on(site: Browser, link: str) -> dict[str, str]:
    """What the form of the own registration sends; the one that changes the language has a `next`."""
    return {name: value for name, value in fields(site.get(f"{link}/edit").text).items() if name != "next"}


def test_answers_and_the_questions_they_lead_to_carry_the_same_mark(site: Browser, event: Event) -> None:
    page = site.get(f"/events/{event.id}").text
    assert "/questions.css" in page
    assert re.search(r'name="answers-car"[^>]* class="when-1 unless-2"', page)
    assert '<div class="if-1 needed">' in page
    assert '<div class="not-2">' in page
    assert page.count('class="when-4"') == 2
    assert '<div class="if-4 if-5">' in page
    assert "Vyplňte, jen pokud „Workshop“ je „A / B“." in unescape(page).replace("\u00a0", " ")
    plate = re.search(r'<input id="answers-plate"[^>]*>', page)
    assert plate
    assert "required" not in plate[0]


def test_an_event_without_such_questions_loads_no_style_for_them(site: Browser, database: Database) -> None:
    with database.writing() as session:
        plain = factories.an_event(session, form_fields=[asked("car", "yes_no")]).id
    assert "questions.css" not in site.get(f"/events/{plain}").text


def test_needs_and_the_stay_go_along_and_can_be_changed_by_the_link(
    site: Browser, coordinator: Api, database: Database, event: Event
) -> None:
    typed = {"needs-diet": "vegan", "stay-meals": "dinner", "answers-train": "R 1"}
    link = sign_up(site, database, event, **typed)
    page = site.get(link).text.replace("\u00a0", " ")
    assert "vegan" in page
    assert "Večeře (" in page
    form = typed_on(site, link)
    assert (form["needs-diet"], form["stay-meals"]) == ("vegan", "dinner")
    form |= {"stay-lodging": NIGHT, "needs-diet": "", "needs-accessibility": "bez schodů"}
    assert site.post(f"{link}/edit", data=form, headers=OURS).status_code == 303
    [need] = coordinator.get(f"/events/{event.id}/needs").json()["results"]
    assert (need["accessibility"], need["diet"]) == ("bez schodů", "")
    assert coordinator.get(f"/events/{event.id}/stay").json()["lodging"][0]["count"] == 1


def test_answers_are_changed_by_the_link_and_come_back_as_typed(
    site: Browser, coordinator: Api, database: Database, event: Event
) -> None:
    link = sign_up(
        site, database, event, **{"answers-car": "on", "answers-plate": "1L2 3456", "answers-workshop": "A"}
    )
    shown = site.get(link).text
    assert re.search(r"<dt>Car</dt><dd>Ano</dd>.*<dt>Plate</dt><dd>1L2 3456</dd>", shown, re.DOTALL)
    assert "<dt>Train</dt>" not in shown
    page = site.get(f"{link}/edit").text
    assert "/questions.css" in page
    assert re.search(r'name="answers-car"[^>]* checked[^>]* class="when-1 unless-2"', page)
    form = typed_on(site, link) | {"answers-plate": "", "answers-workshop": "B", "position": "ředitelka"}
    refused = site.post(f"{link}/edit", data=form, headers=OURS)
    assert (refused.status_code, 'id="answers-plate-error"' in refused.text) == (422, True)
    again = {name: value for name, value in fields(refused.text).items() if name != "next"}
    assert again == form
    del again["answers-car"]
    assert site.post(f"{link}/edit", data=again | {"answers-train": "R 1"}, headers=OURS).status_code == 303
    [row] = coordinator.get(f"/events/{event.id}/registrations").json()["results"]
    assert (row["answers"], row["position"]) == ({"car": False, "train": "R 1", "workshop": "B"}, "ředitelka")


def test_the_form_says_how_long_needs_are_kept(site: Browser, event: Event) -> None:
    page = site.get(f"/events/{event.id}").text.replace("\u00a0", " ")
    day = clock.today() + timedelta(days=29)
    assert f"smažeme to {day.day}. {day.month}. {day.year}" in page


def test_after_sign_up_has_closed_the_stay_is_no_part_of_the_form(
    site: Browser, coordinator: Api, database: Database, event: Event
) -> None:
    link = sign_up(site, database, event, **{"stay-meals": "dinner"})
    coordinator.post(f"/events/{event.id}/close")
    form = typed_on(site, link)
    assert "stay-meals" not in form
    assert site.post(f"{link}/edit", data=form, headers=OURS).status_code == 303
    assert coordinator.get(f"/events/{event.id}/stay").json()["meals"][0]["count"] == 1


def test_a_seat_is_passed_on_with_scripts_off(
    site: Browser, coordinator: Api, database: Database, event: Event
) -> None:
    link = sign_up(site, database, event)
    assert f'href="{link}/substitute"' in site.get(link).text
    refused = site.post(f"{link}/substitute", data={**PETR, "email": ""}, headers=OURS)
    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text
    assert 'value="Zástupný"' in refused.text
    done = site.post(f"{link}/substitute", data=PETR, headers=OURS)
    assert (done.status_code, done.headers["location"]) == (303, link)
    page = site.get(link).text.replace("\u00a0", " ")
    assert "Místo má teď váš kolega" in page
    assert "Místo vás přijde kolega" in page
    rows = coordinator.get(f"/events/{event.id}/registrations?status=confirmed").json()["results"]
    assert [row["name"] for row in rows] == ["Petr Zástupný"]


def test_staff_pass_a_seat_on_for_somebody_who_called(
    site: Browser, office: Browser, coordinator: Api, database: Database, event: Event
) -> None:
    sign_up(site, database, event)
    [row] = coordinator.get(f"/events/{event.id}/registrations").json()["results"]
    here = f"/staff/events/{event.id}/registrations/{row['id']}"
    assert f'href="{here}/substitute"' in office.get(here).text
    done = office.post(f"{here}/substitute", data=fields(office.get(f"{here}/substitute").text) | PETR)
    assert done.status_code == 303
    assert "Petr Zástupný" in office.get(done.headers["location"]).text


def test_the_staff_print_what_the_kitchen_and_the_hotel_need(
    site: Browser, office: Browser, database: Database, event: Event
) -> None:
    sign_up(site, database, event, **{"needs-diet": "vegan", "stay-lodging": NIGHT})
    here = f"/staff/events/{event.id}"
    listed = office.get(f"{here}/registrations").text
    assert f'href="{here}/needs"' in listed
    assert f'href="{here}/stay"' in listed
    assert "vegan" in office.get(f"{here}/needs").text
    assert "Věra Nováková" in office.get(f"{here}/stay").text
    table = office.get(f"{here}/stay.csv")
    assert "Nováková;Věra;;1;" in table.text
    assert "Celkem;;;1;0" in table.text
    assert office.get(f"{here}/stay.xlsx").content[:2] == b"PK"


def test_the_editor_makes_a_condition_of_one_choice(office: Browser, coordinator: Api, event: Event) -> None:
    here = f"/staff/events/{event.id}/edit?kind=seminar&partnership_id={event.partnership_id}"
    page = office.get(here).text
    form = fields(page)
    assert form["registration-fields-1-shown_if"] == "0:[true]"
    assert form["registration-fields-4-shown_if"] == '3:["A", "B"]'
    assert '<option value="3:[&#34;B&#34;]">„Workshop“ je „B“</option>' in page
    form["registration-fields-5-shown_if"] = '3:["B"]'
    form["registration-stay-lodging-1-date"] = (clock.today() + timedelta(days=13)).isoformat()
    saved = office.post(here, data=form)
    assert saved.status_code == 303, saved.text
    kept = coordinator.get(f"/events/{event.id}").json()["registration"]
    conditions = [one["shown_if"] for one in kept["fields"]]
    assert conditions[:5] == [one["shown_if"] for one in FORM[:5]]
    assert conditions[5] == {"field": "workshop", "equals": "B"}
    assert len(kept["stay"]["lodging"]) == 2
    assert kept["stay"]["meals"] == OFFER["meals"]


def test_the_editor_tells_a_wrong_condition_and_a_wrong_night_at_their_places(
    office: Browser, event: Event
) -> None:
    here = f"/staff/events/{event.id}/edit?kind=seminar&partnership_id={event.partnership_id}"
    form = fields(office.get(here).text)
    wrong = office.post(here, data=form | {"registration-fields-0-shown_if": '3:["A"]'})
    assert (wrong.status_code, 'id="registration-fields-0-shown_if-error"' in wrong.text) == (422, True)
    late = office.post(here, data=form | {"registration-stay-lodging-1-date": "2099-01-01"})
    assert (late.status_code, 'id="registration-stay-lodging-1-error"' in late.text) == (422, True)


def test_a_shortened_event_tells_the_staff_what_no_longer_fits(
    office: Browser, coordinator: Api, event: Event
) -> None:
    breakfast = {
        "name": "breakfast",
        "label": "Snídaně",
        "date": (clock.today() + timedelta(days=15)).isoformat(),
    }
    path, newest = f"/events/{event.id}", {"If-Match": "*"}
    offer = {"registration": {"stay": {**OFFER, "meals": [*OFFER["meals"], breakfast]}}}
    assert coordinator.patch(path, json=offer, headers=newest).status_code == 200
    first = coordinator.get(path).json()["sessions"][0]
    shorter = {"sessions": [{name: first[name] for name in ("id", "starts_at", "ends_at")}]}
    changed = coordinator.patch(path, json=shorter, headers=newest)
    assert changed.status_code == 200, changed.text
    assert "už neodpovídá termínu" in office.get(f"/staff{path}").text.replace("\u00a0", " ")
    assert "mimo termín akce" in office.get(f"/staff{path}/stay").text.replace("\u00a0", " ")

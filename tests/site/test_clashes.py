"""Two things at once, as those who plan see it."""

import re
from datetime import timedelta

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import a_round_table, fields


def test_a_date_that_clashes_is_saved_and_told_with_a_link(office: Browser, partnership: Partnership) -> None:
    place = {"sessions-0-venue-name": "Radnice", "sessions-0-venue-room": "210"}
    first = a_round_table(office, partnership, title="Porada o bydlení", **place)
    office.post(f"{first}/do/publish")
    assert "Ve stejnou dobu" not in office.get(first).text
    second = a_round_table(office, partnership, **place)
    page = office.get(second).text
    assert "Ve stejnou dobu" in page
    assert f'<a href="{first}">Porada o bydlení</a>' in page
    assert "na stejném místě: Radnice, 210" in page
    editor = office.get(second + "/edit", follow_redirects=True).text
    assert f'<a href="{first}">Porada o bydlení</a>' in editor


def test_one_event_at_the_same_time_is_one_line_with_roles_in_words(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    place = {"sessions-0-venue-name": "Radnice", "sessions-0-venue-room": "210"}
    titles = ("Stůl o bydlení", "Stůl o dluzích")
    first, second = (a_round_table(office, partnership, title=title, **place) for title in titles)
    for here in (first, second):
        number = here.rpartition("/")[2]
        wanted = {"required_roles": ["ospod", "nzdm", "Starosta"]}
        changed = coordinator.patch(f"/round-tables/{number}", json=wanted, headers={"If-Match": "*"})
        assert changed.status_code == 200
    office.post(f"{first}/do/publish")
    told = office.get(second).text.partition("Ve stejnou dobu")[2].partition("</ul>")[0].replace("\xa0", " ")
    assert told.count("<li>") == 1
    assert "na stejném místě: Radnice, 210" in told
    assert "oba stoly zvou stejné role: " in told
    assert "Starosta" in told
    assert not re.search(r"\b(ospod|nzdm)\b", told)


def test_people_in_two_places_are_listed_with_both_sheets(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        ema = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")
        sheets = []
        for _ in range(2):
            event = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(days=3))
            [sitting] = factories.sessions_of(session, event)
            factories.an_attendance(session, factories.a_registration(session, event, ema), sitting)
            sheets.append(f"/staff/sessions/{sitting.id}/sheet?event={event.id}")
    page = office.get("/staff/attendance-conflicts")
    assert page.status_code == 200
    assert f'<a href="/staff/people/{ema.id}">Ema Nebylá</a>' in page.text
    assert all(sheet in page.text for sheet in sheets)
    assert "/staff/attendance-conflicts/new" not in page.text
    assert "/staff/attendance-conflicts" in office.get("/staff/events").text
    assert "from" in fields(page.text)

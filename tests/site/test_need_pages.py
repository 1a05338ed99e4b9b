"""A need on the pages: recorded at a table, passed on, answered, and read by everybody."""

import re
from datetime import timedelta
from html import unescape

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.clients import Api, Browser
from tests.site.desk import fields


def test_a_need_is_recorded_passed_on_and_answered(
    office: Browser, site: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        then = clock.now() - timedelta(days=3)
        kind = EventKind.ROUND_TABLE
        table = factories.an_event(session, partnership, kind=kind, starts_at=then, title="Stůl").id
        liberec = factories.a_territory(session, "Liberec").id
        here = factories.an_event(session, partnership, kind=kind, starts_at=then, territory_id=liberec).id
        group = factories.a_group(session, partnership, name="Řídicí skupina").id
    form = {
        "partnership_id": partnership.id,
        "event_id": f"{table}|Stůl",
        "title": "Chybí klub",
        "weight": "core",
    }
    elsewhere = form | {"event_id": f"{here}|Stůl", "title": "Chybí byty"}
    assert office.post("/staff/needs/new", data=elsewhere).status_code == 303
    own = office.post("/staff/needs/new", data=form).headers["location"]
    assert "Předat dál" in office.get(own).text
    empty = office.post(f"{own}/escalate", data={})
    assert empty.status_code == 422
    assert office.post(f"{own}/escalate", data={"group_id": group}).headers["location"] == own
    refused = office.post(f"{own}/answer", data={"text": ""})
    assert refused.status_code == 422
    office.post(f"{own}/answer", data={"text": "Klub se otevře na jaře."})
    page = office.get(own).text
    assert "Řídicí skupina" in page and "Klub se otevře na jaře." in page
    assert f"{own}/answer" not in page
    assert office.get(f"{own}/answer").status_code == 403
    number = own.rpartition("/")[2]
    assert "Chybí klub" in site.get("/needs?q=klub").text
    listed = site.get("/needs").text
    assert listed.index("Liberec") < listed.index("Bez území")
    told = site.get(f"/needs/{number}").text
    assert "Klub se otevře na jaře." in told and f"/events/{table}" in told


def test_the_result_of_a_table_is_written_and_compared(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        town = factories.a_territory(session, "Semily")
        series = factories.a_series(session, partnership, topics=1, territories=[town])
        cell = {"series_id": series.id, "territory_id": town.id, "kind": EventKind.ROUND_TABLE}
        table, number = factories.an_event(session, partnership, **cell).id, series.id
    here = f"/staff/events/{table}/result"
    first = fields(office.get(here).text)
    written = office.post(here, data=first | {"gaps": "Bydlení\r\n\r\nDluhy"})
    assert written.headers["location"] == here
    stale = office.post(here, data=first | {"gaps": "Psychiatr"})
    assert stale.status_code == 412
    assert "Psychiatr" in stale.text and "Dluhy" in stale.text
    long = office.post(here, data=first | {"gaps": f"Dluhy\r\n\r\n{'a' * 201}"})
    assert long.status_code == 422
    assert "3. řádek: Nejvýše 200 znaků." in long.text.replace("\xa0", " ")
    assert ": :" not in long.text
    assert "Řádek má nejvýše 200 znaků." in long.text.replace("\xa0", " ")
    compared = office.get(f"/series/{number}/results").text
    assert "Semily" in compared and "Bydlení" in compared
    assert office.get(f"/series/{number}/results.csv").text.count("Bydlení; Dluhy") == 1


def test_needs_lead_on_and_back_with_their_filters_folded(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        table = factories.an_event(session, partnership, kind=EventKind.ROUND_TABLE).id
    for number in range(51):
        body = {"event_id": table, "title": f"Potřeba {number}", "weight": "core", "target_group": "Rodiny"}
        made(coordinator, "/needs", **body)
    first = site.get("/needs?target_group=rodiny").text
    assert "Filtry (1)" in first.replace("\u00a0", " ")
    assert 'rel="prev"' not in first
    leads_on = re.search(r'rel="next" href="([^"]+)"', first)
    assert leads_on
    last = site.get(unescape(leads_on[1])).text
    assert last.count('href="/needs/') == 1
    leads_back = re.search(r'rel="prev" href="([^"]+)"', last)
    assert leads_back and "target_group=rodiny" in unescape(leads_back[1])
    assert site.get(unescape(leads_back[1])).text.count('href="/needs/') == 50

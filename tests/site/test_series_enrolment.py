"""The whole series in one form, another date, and the dealing of seats: pages without scripts."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind, SeatAllocation
from app.courses.series import topics_of
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import letters, link_in
from tests.clients import Browser

OURS = {"Sec-Fetch-Site": "same-origin"}
WHO = {"first_name": "Věra", "last_name": "Nováková", "email": "vera@obec.example"}


@pytest.fixture
def series(database: Database, partnership: Partnership) -> tuple[int, list[int]]:
    """Its id, and the events of its one topic in Liberec and in Semily, each with one seat."""
    with database.writing() as session:
        towns = [factories.a_territory(session, name) for name in ("Liberec", "Semily")]
        made = factories.a_series(
            session,
            partnership,
            1,
            towns,
            EventKind.SEMINAR,
            title="Kurzy pro pečující",
            allocation=SeatAllocation.SERIES_FIRST,
            allocates_at=clock.now() + timedelta(days=3),
        )
        number = made.id or 0
        [topic] = topics_of(session, [number])[number]
        events = [
            factories.an_event(
                session,
                partnership,
                title=f"Kurz {town.name}",
                capacity=1,
                series_id=number,
                topic_id=topic.id,
                territory_id=town.id,
                undealt=True,
                deals_at=made.allocates_at,
            ).id
            or 0
            for town in towns
        ]
    return number, events


def read(site: Browser, path: str) -> str:
    """The page with plain spaces."""
    return site.get(path).text.replace("\u00a0", " ")


def links(page: str) -> list[str]:
    return re.findall(r"/my/registrations/[^\"/]+", page)


def test_the_whole_series_is_taken_from_the_page_of_one_event(
    site: Browser, series: tuple[int, list[int]]
) -> None:
    number, [here, _] = series
    found = re.search(r'href="(/series/\d+/enrol[^"]*)"', read(site, f"/events/{here}"))
    assert found
    form = read(site, found[1])
    assert "Místa se rozdělují" in form
    chosen = re.search(r'name="territory_id" type="radio" value="(\d+)" checked', form)
    assert chosen
    refused = site.post(f"/series/{number}/enrol", data={**WHO, "email": ""}, headers=OURS)
    assert refused.status_code == 422
    done = site.post(f"/series/{number}/enrol", data={**WHO, "territory_id": chosen[1]}, headers=OURS)
    assert done.status_code == 303, done.text
    told = read(site, done.headers["location"])
    assert "Přihláška na celou řadu je přijata" in told
    assert "Čeká na potvrzení: 1" in told


def test_the_staff_deal_the_seats_and_the_person_reads_why(
    site: Browser, office: Browser, series: tuple[int, list[int]]
) -> None:
    number, [here, _] = series
    done = site.post(f"/events/{here}/register", data=WHO, headers=OURS)
    told = read(site, done.headers["location"])
    assert "o místech se teprve rozhodne" in told
    mine = links(told)[0]
    assert "Přednost mají ti" in read(site, mine)
    assert "Rozdělit místa" in read(office, f"/series/{number}")
    assert "Rozdělit nyní místa" in read(office, f"/series/{number}/deal")
    dealt = office.post(f"/series/{number}/deal")
    assert "Rozděleno bylo 1 místo." in read(office, dealt.headers["location"])
    page = read(site, mine)
    assert "v pořadí jste byli na 1. místě" in page


def test_an_enrolment_is_seen_and_cancelled_by_the_staff(
    office: Browser, series: tuple[int, list[int]]
) -> None:
    number, [here, _] = series
    form = read(office, f"/series/{number}/enrol?event={here}")
    chosen = re.search(r'value="(\d+)" checked', form)
    assert chosen
    office.post(f"/series/{number}/enrol", data={**WHO, "territory_id": chosen[1]})
    page = read(office, f"/series/{number}/enrolments")
    assert "Věra Nováková" in page
    cancel = re.search(rf"/series/{number}/enrolments/\d+/cancel", page)
    assert cancel
    assert office.post(cancel[0]).status_code == 303
    assert "Zrušit přihlášku na celou řadu" not in read(office, f"/series/{number}/enrolments")


def test_another_date_is_taken_on_the_own_page(
    site: Browser, database: Database, series: tuple[int, list[int]]
) -> None:
    _, [here, there] = series
    site.post(f"/events/{here}/register", data=WHO, headers=OURS)
    mine = f"/my/registrations/{link_in(database, letters(database)[-1])}"
    form = read(site, f"{mine}/swap")
    assert "Kurz Semily" in form
    assert site.post(f"{mine}/swap", data={}, headers=OURS).status_code == 422
    changed = site.post(f"{mine}/swap", data={"event_id": str(there)}, headers=OURS)
    assert changed.status_code == 303, changed.text
    assert changed.headers["location"] == mine
    assert "Odkaz na novou přihlášku najdete ve své poště" in read(site, mine)
    new = f"/my/registrations/{link_in(database, letters(database)[-1])}"
    assert new != mine and "Kurz Semily" in read(site, new)
    assert "Vybrali jste si jiný termín" in read(site, mine)

"""Pages say what is true: whether a date is known, whether a target can be met, how many seats are left."""

import re
from datetime import timedelta

from sqlmodel import select

from app.core import clock, text
from app.core.database.engine import Database
from app.courses.models import SeriesTopic
from app.events.models import EventStatus
from app.letters.models import MailTrouble
from app.partnerships.models import Partnership
from app.projects.models import Project
from tests import factories
from tests.api.asking import made
from tests.clients import Api, Browser


def shown(site: Browser, path: str) -> str:
    answer = site.get(path)
    assert answer.status_code == 200, path
    return answer.text.replace("\xa0", " ")


def test_a_project_says_which_target_will_be_missed(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    project = made(coordinator, "/projects", title="Podpora rodin", partnership_id=partnership.id)
    path = f"/projects/{project['id']}/indicators"
    for name, target in (("Kulaté stoly", 3), ("Semináře", 0)):
        made(coordinator, path, name=name, computed_from="events_held", target=target)
    made(coordinator, path, name="Videa", computed_from="manual", achieved=50)
    page = shown(office, f"/projects/{project['id']}/dashboard")
    assert 'class="chart-bar" fill="currentColor" fill-opacity="1" x="0%" width="100%"' not in page
    assert "Videa: 50" in page and page.count('class="chart-bar"') == 2
    missed, met = (page.partition(f'<th scope="row">{name}')[2] for name in ("Kulaté stoly", "Semináře"))
    assert "cíl nebude splněn" in missed.partition("</tr>")[0]
    assert "cíl nebude splněn" not in met.partition("</tr>")[0]


def test_what_has_no_date_is_not_called_planned(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        town = factories.a_territory(session, "Frýdlant")
        project = factories.stored(session, Project(partnership_id=partnership.id, title="Podpora rodin"))
        series = factories.a_series(session, partnership, 1, [town], project_id=project.id)
        topic = session.exec(select(SeriesTopic).where(SeriesTopic.series_id == series.id)).one()
        own = {"series_id": series.id, "topic_id": topic.id, "territory_id": town.id}
        draft = factories.an_event(session, partnership, sessions=0, status=EventStatus.DRAFT, **own)
        factories.an_event(session, partnership, status=EventStatus.CANCELLED, **own)
    page = shown(office, f"/series/{series.id}")
    cell = page.partition(f'href="/staff/events/{draft.id}"')[0].rpartition("<td")[2]
    assert '<span class="state">bez termínu</span>' in cell
    assert "naplánováno, z toho bez termínu: 1" in page
    chart = shown(office, f"/projects/{project.id}/dashboard").partition('id="grids"')[2]
    assert "Naplánováno: 0; Bez termínu: 1" in chart
    assert "bez termínu" in shown(office, f"/staff/events/{draft.id}").partition("<main")[2]


def test_the_first_lines_of_an_event_say_when_where_until_when_and_how_many_seats(
    site: Browser, database: Database, partnership: Partnership
) -> None:
    closes = clock.now() + timedelta(days=3)
    with database.writing() as session:
        hall = factories.a_venue(session, partnership, name="Radnice", room="202", address="")
        rules = {"capacity": 20, "registration_closes_at": closes}
        event = factories.an_event(session, partnership, venue=hall, **rules)
        factories.a_registration(session, event)
    page = shown(site, f"/events/{event.id}")
    first = page.partition("</h1>")[2].partition('<div class="columns">')[0]
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>\s*([^<]*?)\s*</dd>", first))
    assert list(facts) == ["Kdy", "Kde", "Přihlášky do", "Volných míst"]
    assert facts["Kde"] == "Radnice, 202"
    assert facts["Přihlášky do"] == text.moment(closes, "cs").replace("\xa0", " ")
    assert facts["Volných míst"] == "19 ze 20"
    assert 'href="#register"' in first


def test_lists_begin_with_their_rows_and_fold_all_filters_but_one(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    for path in ("/staff/events", "/staff/letters"):
        form = shown(office, path).partition('class="filters"')[2].partition("</form>")[0]
        folded = form.partition('<details class="more">')[2].partition("</details>")[0]
        open_ones = re.findall(r'<(?:input|select)[^>]* name="(?!sort)\w+"', form.replace(folded, ""))
        assert len(open_ones) <= 1 and "Filtry" in folded, path


def test_trouble_with_mail_stands_on_the_first_page(office: Browser, database: Database) -> None:
    assert "/staff/letters/standing" not in shown(office, "/dashboard").partition("<main")[2]
    with database.writing() as session:
        since = clock.now() - timedelta(hours=2)
        factories.stored(session, MailTrouble(id=1, failures=3, since=since, error="535 bad credentials"))
    page = shown(office, "/dashboard").partition("<main")[2]
    assert 'href="/staff/letters/standing"' in page and "535 bad credentials" in page


def test_a_registration_says_who_made_it_and_when(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        own = factories.a_registration(session, event)
    page = shown(office, f"/staff/events/{event.id}/registrations/{own.id}")
    said = " ".join(page.partition('<p class="meta">')[2].partition("</p>")[0].split())
    assert said.startswith(f"Přihlásila se sama {text.day(clock.today(), 'cs')}".replace("\xa0", " "))

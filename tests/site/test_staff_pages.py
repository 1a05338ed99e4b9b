"""The lists, records and forms of the work area, as a browser without scripts sees them."""

import re
from collections.abc import Callable

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.search.shapes import HitType
from app.site.pages.staff_search import HOMES
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields

SignedIn = Callable[..., Api]

LISTS = (
    "/dashboard",
    "/staff/events",
    "/staff/events?missing_attendance=true&status=held&status=planned",
    "/staff/people",
    "/staff/organisations",
    "/staff/partnerships",
    "/staff/groups",
    "/staff/projects",
    "/staff/programmes",
    "/staff/milestones",
    "/staff/series",
    "/staff/courses",
    "/staff/users",
    "/staff/api-keys",
    "/staff/account",
    "/staff/search?q=praha",
    "/staff/search?q=%E2%80%8B",
    "/staff/search?q=%00",
)
FORMS = (
    "/staff/people/new",
    "/staff/organisations/new",
    "/staff/groups/new",
    "/staff/projects/new",
    "/staff/programmes/new",
    "/staff/series/new",
    "/staff/courses/new",
    "/staff/api-keys/new",
    "/staff/events/new",
)
KINDS = ("round_table", "training", "meeting", "seminar", "public_hearing")


# --- every page ------------------------------------------------------------------------------------------


def test_every_list_and_form_opens_for_a_coordinator(office: Browser) -> None:
    answers = {path: office.get(path).status_code for path in (*LISTS, *FORMS)}
    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_the_search_shows_every_type_that_can_be_found(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    assert set(HOMES) == {kind.value for kind in HitType}
    with database.writing() as session:
        series = factories.a_series(session, partnership, title="Kulaté stoly v kraji").id
        factories.a_course(session, title="Kurz o dluzích")
        held = factories.an_event(session, partnership, title="Porada o bydlení").id
        elsewhere = factories.a_partnership(session, "Partnerství Semily")
        for place in (partnership, *[elsewhere] * 9):
            factories.a_group(session, place, name="Řídící skupina")
    coordinator.put(f"/events/{held}/minutes", json={"items": [{"title": "Ubytovny v kraji"}]})
    for words, leads_to in (("kraji stoly", f"/series/{series}"), ("dluzích kurz", "/staff/courses/")):
        assert f'href="{leads_to}' in office.get("/staff/search", params={"q": words}).text
    groups = office.get("/staff/search", params={"q": "řídící"}).text.replace("\xa0", " ")
    assert "Partnerství Semily" in groups and partnership.name in groups
    assert 'href="/staff/groups?q=%C5%99%C3%ADd%C3%ADc%C3%AD">Ukázat všechny' in groups
    minutes = f"/events/{held}/minutes"
    header = office.get("/staff/people").text.partition("</header>")[0]
    assert re.search(r'<form action="/staff/search"[^>]*>\s*<input name="q" type="search"', header)
    assert f'href="{minutes}"' in office.get("/staff/search?q=ubytovny").text
    assert office.get(minutes).status_code == 200


def test_a_new_event_of_every_kind_has_its_form(office: Browser, partnership: Partnership) -> None:
    for kind in KINDS:
        page = office.get(f"/staff/events/new?kind={kind}&partnership_id={partnership.id}")
        assert page.status_code == 200
        assert 'name="sessions-0-starts_at"' in page.text


def test_without_a_session_every_page_leads_to_the_sign_in(site: Browser) -> None:
    for path in (*LISTS, *FORMS, "/staff/sessions/1/check-in", "/check-in/1-abc", "/series/1"):
        answer = site.get(path)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path


def test_pages_of_records_open(office: Browser, database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        group = factories.a_group(session, partnership)
        member = factories.a_group_member(session, group, person)
        series = factories.a_series(session, partnership, topics=2)
        course = factories.a_course(session, owner_partnership_id=partnership.id)
        paths = [
            f"/staff/people/{person.id}",
            f"/staff/people/{person.id}/edit",
            f"/staff/people/{person.id}/delete",
            f"/staff/groups/{group.id}",
            f"/staff/groups/{group.id}/edit",
            f"/staff/groups/{group.id}/move",
            f"/staff/groups/{group.id}/members/{member.id}/edit",
            f"/staff/partnerships/{partnership.id}",
            f"/staff/partnerships/{partnership.id}/edit",
            f"/staff/courses/{course.id}/edit",
            f"/staff/series/{series.id}/edit",
        ]
    answers = {path: office.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_nobody_reads_what_is_of_another_partnership(
    site: Browser, signed_in: SignedIn, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        stranger = factories.a_partnership(session)
    other = at_a_desk(site, signed_in("coordinator", stranger))
    assert other.get(f"/staff/people/{person.id}").status_code == 404


def test_from_a_list_that_the_menu_does_not_name_a_way_leads_back(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership, topics=1)
    body = {"title": "Podpora rodin", "partnership_id": partnership.id}
    project = coordinator.post("/projects", json=body).json()["id"]
    above = {
        "/staff/courses": "/staff/events",
        "/staff/series": "/staff/events",
        "/staff/attendance-conflicts": "/staff/events",
        "/staff/programmes": "/staff/projects",
        "/staff/milestones": "/staff/projects",
        "/staff/api-keys": "/staff/account",
        f"/staff/projects/{project}/participations": f"/staff/projects/{project}",
        f"/series/{series.id}/enrolments": f"/series/{series.id}",
    }
    for path, back in above.items():
        crumbs = office.get(path).text.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
        assert f'href="{back}"' in crumbs, path


def test_a_role_is_taken_away_by_its_czech_name(
    site: Browser, admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "coordinator", partnership)
    [role] = admin.rows(f"/users/{user.id}/roles")
    page = at_a_desk(site, admin).get(f"/staff/users/{user.id}/roles/{role['id']}/delete").text
    assert "Smazat záznam „Koordinátor“?" in page.replace("\xa0", " ")


# --- records ---------------------------------------------------------------------------------------------


def test_a_refused_form_comes_back_as_it_was_typed(office: Browser, partnership: Partnership) -> None:
    typed = {
        "partnership_id": str(partnership.id),
        "first_name": "Žofie",
        "last_name": "",
        "note": "od pátku",
    }
    answer = office.post("/staff/people/new", data=typed)
    assert answer.status_code == 422
    assert fields(answer.text)["first_name"] == "Žofie"
    assert fields(answer.text)["note"] == "od pátku"
    assert 'href="#last_name"' in answer.text


def test_a_person_is_added_changed_and_deleted(office: Browser, partnership: Partnership) -> None:
    typed = {"partnership_id": str(partnership.id), "first_name": "Žofie", "last_name": "Smyšlená"}
    here = office.post("/staff/people/new", data=typed).headers["location"]
    form = fields(office.get(f"{here}/edit").text)
    assert form["last_name"] == "Smyšlená"
    assert office.post(f"{here}/edit", data=form | {"position": "metodička"}).status_code == 303
    assert "metodička" in office.get(here).text
    gone = office.post(f"{here}/delete", data=fields(office.get(f"{here}/delete").text))
    assert gone.headers["location"] == "/staff/people"
    assert office.get(here).status_code == 404


def test_who_saves_second_sees_both_versions_and_may_save_again(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, position="metodička")
    here = f"/staff/people/{person.id}/edit"
    first, second = fields(office.get(here).text), fields(office.get(here).text)
    assert office.post(here, data=first | {"position": "ředitelka"}).status_code == 303
    stale = office.post(here, data=second | {"position": "koordinátorka"})
    assert stale.status_code == 412
    assert "ředitelka" in stale.text
    assert fields(stale.text)["position"] == "koordinátorka"
    assert office.post(here, data=fields(stale.text)).status_code == 303
    assert "koordinátorka" in office.get(f"/staff/people/{person.id}").text


def test_a_searched_organisation_is_found_and_kept(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        organisation = factories.an_organisation(session, "Šance pro děti")
    typed = {"partnership_id": str(partnership.id), "first_name": "Ema", "last_name": "Výmyslová"}
    search = typed | {"organisation_id.q": "sance", "act": "find:organisation_id"}
    page = office.post("/staff/people/new", data=search)
    chosen = f"{organisation.id}|Šance pro děti"
    assert f'value="{chosen}"' in page.text
    here = office.post("/staff/people/new", data=typed | {"organisation_id": chosen}).headers["location"]
    assert "Šance pro děti" in office.get(here).text
    assert fields(office.get(f"{here}/edit").text)["organisation_id"] == chosen


def test_enter_in_a_search_box_searches_and_does_not_save(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.an_organisation(session, "Šance pro děti")
    typed = {"partnership_id": str(partnership.id), "first_name": "Ema", "last_name": "Výmyslová"}
    page = office.post("/staff/people/new", data=typed | {"organisation_id.q": "sance"})
    assert page.status_code == 200
    assert "Šance pro děti" in page.text
    form = fields(page.text)
    assert form["organisation_id.q"] == "sance"
    assert office.post("/staff/people/new", data=form).status_code == 303


def test_money_is_typed_the_czech_way(office: Browser, partnership: Partnership) -> None:
    typed = {
        "partnership_id": str(partnership.id),
        "title": "Podpora rodin",
        "state": "running",
        "total_budget": "7 025 696,25",
        "funding-0-source": "ESF",
        "funding-0-percent": "85",
        "funding-1-source": "Liberecký kraj",
        "funding-1-percent": "15",
        "funding-2-source": "",
        "funding-2-percent": "",
    }
    here = office.post("/staff/projects/new", data=typed).headers["location"]
    assert "7\u00a0025\u00a0696,25\u00a0Kč" in office.get(here).text
    number = here.rpartition("/")[2]
    assert office.get(f"/projects/{number}/dashboard").status_code == 200


def test_the_secret_of_a_key_is_shown_once(office: Browser) -> None:
    answer = office.post("/staff/api-keys/new", data={"name": "Spisová služba", "scopes": ["schedule:read"]})
    secret = re.search(r'id="secret"[^>]*value="([^"]+)"', answer.text)
    assert secret
    assert answer.headers["cache-control"] == "private, no-store"
    assert secret[1] not in office.get("/staff/api-keys").text


def test_a_corrected_address_leads_to_the_buttons_that_send_new_links(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, capacity=5)
        other = factories.an_event(session, partnership, capacity=5)
        person = factories.a_person(session, partnership, email="stara@posta.example")
        factories.a_registration(session, event, person)
        number, invited_to = person.id, other.id
    invited = coordinator.post(f"/events/{invited_to}/invitations", json={"people": [number]})
    assert invited.is_success, invited.text
    here = f"/staff/people/{number}"
    form = fields(office.get(f"{here}/edit").text)
    assert office.post(f"{here}/edit", data=form | {"position": "metodička"}).is_redirect
    assert "přestaly platit" not in office.get(here).text
    form = fields(office.get(f"{here}/edit").text)
    saved = office.post(f"{here}/edit", data=form | {"email": "nova@posta.example"})
    page = office.get(saved.headers["location"]).text.replace("\xa0", " ")
    assert "2 odkazy, které šly na starou adresu, přestaly platit" in page
    buttons = re.findall(r'action="(/staff/events/\d+/(?:registrations/\d+/do|invitations/\d+)/link)"', page)
    assert len(buttons) == 2
    for what in ("Poslat nový odkaz na přihlášku", "Poslat nový odkaz k pozvánce"):
        assert page.count(what) == 1
    for button in buttons:
        assert office.post(button, data={"next": here}).headers["location"] == here
    written = [one["subject"] for one in coordinator.get(f"/people/{number}/history").json()["letters"]]
    assert [one.partition(":")[0] for one in written] in (
        ["Pozvánka", "Odkaz na vaši přihlášku"],
        ["Odkaz na vaši přihlášku", "Pozvánka"],
    )

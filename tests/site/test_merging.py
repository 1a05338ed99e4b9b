"""Merging on pages: a double is found, compared, merged by choice and taken back, with scripts off."""

import re

import pytest

from app.core.database.engine import Database
from app.events.models import EventStatus
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields


@pytest.fixture
def two(database: Database, partnership: Partnership) -> tuple[int, int]:
    with database.writing() as session:
        kept, gone = (
            factories.a_person(session, partnership, first_name="Eva", last_name="Nebylá", email=email)
            for email in ("eva@obec.example", "eva@spolek.example")
        )
        gone.phone = "+420 601 234 567"
        event = factories.an_event(session, partnership)
        for person in (kept, gone):
            factories.a_registration(session, event, session.get_one(Person, person.id))
        return kept.id, gone.id


def test_a_double_is_compared_merged_by_choice_and_taken_back(office: Browser, two: tuple[int, int]) -> None:
    here = f"/staff/people/{two[0]}"
    found = office.get(here).text
    assert "Možná je tu dvakrát" in found
    compare = f"{here}/merge?duplicate_id={two[1]}"
    assert compare in found
    page = office.get(compare).text.replace("\xa0", " ")
    assert "Přihlášky: 1 se spojí s tím, co tu už je" in page
    assert ("eva@spolek.example" in page, "eva@obec.example" in page) == (True, True)
    form = fields(page)
    assert form["take-email"] == "kept"
    assert "take-phone" not in form
    done = office.post(f"{here}/merge", data=form | {"take-email": "duplicate"})
    assert (done.status_code, done.headers["location"]) == (303, here)
    page = office.get(here).text
    assert "eva@spolek.example" in page
    assert "E-mail: eva@obec.example" in page
    assert "601 234 567" in page
    assert office.get(f"/staff/people/{two[1]}").status_code == 404
    number = re.search(r'name="merge_id" value="(\d+)"', page)
    assert number
    back = office.post(f"{here}/unmerge", data={"merge_id": number[1]})
    assert (back.status_code, back.headers["location"]) == (303, here)
    assert "Sloučení je vráceno." in office.get(here).text
    assert office.get(f"/staff/people/{two[1]}").status_code == 200


def test_another_record_is_found_by_typing(
    office: Browser, database: Database, partnership: Partnership, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        other = factories.a_person(session, partnership, first_name="Eva", last_name="Vdaná").id
    here = f"/staff/people/{two[0]}"
    page = office.get(f"{here}/merge?q=vdana").text
    assert f"{here}/merge?duplicate_id={other}" in page
    for duplicate in (other, two[1]):
        form = fields(office.get(f"{here}/merge?duplicate_id={duplicate}").text)
        assert office.post(f"{here}/merge", data=form).status_code == 303
    later, earlier = re.findall(r'name="merge_id" value="(\d+)"', office.get(here).text)
    assert int(later) > int(earlier)
    office.post(f"{here}/unmerge", data={"merge_id": earlier})
    assert [office.get(f"/staff/people/{one}").status_code for one in (other, two[1])] == [200, 404]


def test_a_choice_that_is_none_is_told_at_its_field(office: Browser, two: tuple[int, int]) -> None:
    here = f"/staff/people/{two[0]}/merge"
    form = fields(office.get(f"{here}?duplicate_id={two[1]}").text)
    refused = office.post(here, data=form | {"take-email": "third"})
    assert refused.status_code == 422
    assert 'href="#take-email"' in refused.text
    gone = office.post(here, data={"duplicate_id": "999999"})
    assert gone.status_code == 422
    assert "Najít jiný záznam" in gone.text


def test_readers_who_may_not_merge_get_no_page_for_it(
    site: Browser, signed_in: object, partnership: Partnership, two: tuple[int, int]
) -> None:
    auditor: Api = signed_in("auditor", partnership)  # type: ignore[operator]
    browser = at_a_desk(site, auditor)
    page = browser.get(f"/staff/people/{two[0]}")
    assert page.status_code == 200
    assert "/merge" not in page.text
    assert browser.get(f"/staff/people/{two[0]}/merge").status_code == 403


def test_a_person_shows_events_and_hours_and_an_organisation_its_people(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        office_of = factories.an_organisation(session, "Úřad")
        person = factories.a_person(session, partnership, organisation_id=office_of.id)
        event = factories.an_event(session, partnership, title="Kulatý stůl o bydlení")
        factories.a_registration(session, event, person, organisation_id=office_of.id)
        ids = person.id, office_of.id, event.id
    page = office.get(f"/staff/people/{ids[0]}").text
    assert f'href="/staff/events/{ids[2]}"' in page
    assert "Kulatý stůl o bydlení" in page.replace("\xa0", " ")
    told = set(re.findall(r"<h2[^>]*>([^<]*)</h2>", page.replace("\xa0", " ")))
    assert told >= {"Akce", "Vede a přednáší", "Hodiny podpory", "Skupiny", "Zprávy"}
    page = office.get(f"/staff/organisations/{ids[1]}").text
    told = set(re.findall(r"<h2[^>]*>([^<]*)</h2>", page.replace("\xa0", " ")))
    assert told >= {"Osoby", "Pozvánky", "Kdo se přihlásil a přišel", "Skupiny"}
    assert f'href="/staff/people/{ids[0]}"' in page
    assert "Kulatý stůl o bydlení" in page.replace("\xa0", " ")


def test_organisations_are_merged_the_same_way(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        own = {"owner_partnership_id": partnership.id}
        names = ("Charita", "Charita Liberec")
        kept, gone = (factories.an_organisation(session, name, **own).id for name in names)
    here = f"/staff/organisations/{kept}"
    question = office.get(f"{here}/merge?duplicate_id={gone}").text
    assert "přijde osobě odkaz" not in question.replace("\xa0", " ")
    form = fields(question)
    assert office.post(f"{here}/merge", data=form | {"take-name": "duplicate"}).status_code == 303
    page = office.get(here).text
    assert "Charita Liberec" in page.replace("\xa0", " ")
    assert "Vrátit sloučení" in page.replace("\xa0", " ")


def test_a_picker_shows_one_row_for_a_person_with_a_login(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    from app.accounts.models import UserPerson

    with database.writing() as session:
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Facilitátorka")
        user = factories.a_user(session, "facilitator", partnership, name="Ema Facilitátorka")
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        ids = person.id, user.id
    query = f"facilitators.q=facilitatorka&partnership_id={partnership.id}"
    found = office.get(f"/staff/look-up/named/facilitators?many=1&{query}").text.replace("\xa0", " ")
    assert f"person:{ids[0]}" in found
    assert "má účet" in found
    english = {"Accept-Language": "en"}
    asked = f"/staff/look-up/named/facilitators?many=1&{query}"
    assert "has an account" in office.get(asked, headers=english).text
    places = "/staff/look-up/territories/territory_id?territory_id.q=semily"
    assert "Semily (okres)" in office.get(places).text
    assert "Semily (district)" in office.get(places, headers=english).text
    assert f"user:{ids[1]}" not in found


def test_a_registration_leads_to_the_two_records_side_by_side(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        named = {"first_name": "Jana", "last_name": "Nová"}
        people = [factories.a_person(session, partnership, **named) for _ in range(2)]
        one, _ = (factories.a_registration(session, event, person) for person in people)
        here, ids = f"/staff/events/{event.id}/registrations/{one.id}", [person.id for person in people]
    page = office.get(here).text.replace("\xa0", " ")
    assert "Možná dvojí přihláška" in page
    link = f"/staff/people/{ids[0]}/merge?duplicate_id={ids[1]}"
    assert f'href="{link}"' in page
    beside = office.get(link)
    assert "Co se stane" in beside.text.replace("\xa0", " ")
    assert "1 se spojí s tím, co tu už je" in beside.text.replace("\xa0", " ")
    assert "Zprávy: u nadcházející akce" in beside.text.replace("\xa0", " ")


def test_an_address_of_nothing_says_so_once(office: Browser) -> None:
    page = office.get("/staff/people/999999")
    assert page.status_code == 404
    main = page.text.partition("<main")[2].replace("\xa0", " ")
    assert "Tato stránka neexistuje" in main
    assert "Toto neexistuje" not in main


def test_two_people_who_were_at_the_same_events_are_asked_about(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        two = [factories.a_person(session, partnership) for _ in range(2)]
        events = [factories.an_event(session, partnership, status=EventStatus.HELD) for _ in range(2)]
        for event in events:
            [day] = factories.sessions_of(session, event)
            for person in two:
                factories.an_attendance(session, factories.a_registration(session, event, person), day)
        here = f"/staff/people/{two[0].id}"
        compare = f"{here}/merge?duplicate_id={two[1].id}"
    page = office.get(compare).text.replace("\xa0", " ")
    assert "Nejspíš jsou to dva lidé" in page
    assert "ve stejných hodinách na 2 akcích" in page
    assert all(f'href="/staff/events/{event.id}"' in page for event in events)
    refused = office.post(f"{here}/merge", data=fields(page))
    assert refused.status_code == 409
    assert "jsou to tedy nejspíš dva lidé" in refused.text.replace("\xa0", " ")
    done = office.post(f"{here}/merge", data=fields(refused.text) | {"confirm": "on"})
    assert (done.status_code, done.headers["location"]) == (303, here)


def test_each_page_says_what_happens_to_what_is_not_chosen(
    office: Browser, database: Database, two: tuple[int, int], partnership: Partnership
) -> None:
    own = {"owner_partnership_id": partnership.id}
    with database.writing() as session:
        one, other = (factories.an_organisation(session, name, **own).id for name in ("Úřad", "Úřad města"))
    people = office.get(f"/staff/people/{two[0]}/merge?duplicate_id={two[1]}").text
    offices = office.get(f"/staff/organisations/{one}/merge?duplicate_id={other}").text
    assert "adresy a čísla se zapíší do" in people.replace("\xa0", " ")
    assert "Co nevyberete, se vypustí." in offices.replace("\xa0", " ")

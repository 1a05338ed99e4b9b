"""Meetings of groups on the pages: members answer by their link, the staff invite and plan."""

import re
from datetime import timedelta

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.events import published, sitting
from tests.clients import Api, Browser
from tests.site.desk import fields

SOON = (("starts", 20), ("ends", 40))


def test_staff_invite_members_and_make_the_next_meeting(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, rules={"invitation_days": 7}).id
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Smyšlená")
        factories.a_group_member(session, session.get_one(factories.WorkingGroup, group), person)
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(3, 9, 11)])
    here = f"/staff/events/{meeting['id']}"
    assert f"{here}/members" in office.get(here).text
    listed = office.get(f"/staff/events?group={group}").text.replace("\u00a0", " ")
    assert re.search(r">\s*1 člen, přihlášeno: 0\s*<", listed)
    page = office.get(f"{here}/members").text
    assert "Ema Smyšlená" in page
    assert "1 člen zatím nemá pozvánku." in page.replace("\u00a0", " ")
    sent = office.post(f"{here}/members", data=fields(page))
    assert sent.headers["location"] == f"{here}/members"
    told = office.get(f"{here}/members").text.replace("\u00a0", " ")
    assert "Pozvánky měly odejít do" in told
    following = fields(office.get(f"{here}/next").text)
    day = clock.today().replace(day=1)
    following |= {"starts_at": f"{day.year + 1}-03-02T13:00", "ends_at": f"{day.year + 1}-03-02T15:00"}
    wrong = office.post(f"{here}/next", data=following | {"ends_at": f"{day.year + 1}-03-01T15:00"})
    assert wrong.status_code == 422
    assert 'href="#ends_at"' in wrong.text, "the error is at its field"
    made = office.post(f"{here}/next", data=following)
    assert made.status_code == 303, made.text
    assert office.get(f"{here}/next").headers["location"] == made.headers["location"]
    again = office.post(f"{here}/next", data=following | {"once": "dalsi"})
    assert again.headers["location"] == made.headers["location"]
    assert f'href="{here}"' in office.get(made.headers["location"]).text


def test_members_are_invited_before_attendance_is_recorded(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
        person = factories.a_person(session, partnership)
        factories.a_group_member(session, session.get_one(factories.WorkingGroup, group), person)
    soon = {f"{name}_at": (clock.now() + timedelta(minutes=n)).isoformat() for name, n in SOON}
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[soon])
    here = f"/staff/events/{meeting['id']}"
    assert first_step(office, here).startswith("Členové ještě nejsou pozváni.")
    assert office.post(f"{here}/members", data=fields(office.get(f"{here}/members").text)).status_code == 303
    assert first_step(office, here).startswith("Zapisujte, kdo přišel")


def test_members_who_came_later_or_have_no_address_are_not_forgotten(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, factories.a_person(session, partnership))
        later = factories.a_person(session, partnership).id
        silent = factories.a_person(session, partnership, email=None, first_name="Ota", last_name="Němý").id
    week = {f"{name}_at": (clock.now() + timedelta(days=7, minutes=n)).isoformat() for name, n in SOON}
    meeting = published(coordinator, partnership, "/meetings", group_id=group.id, sessions=[week])
    here = f"/staff/events/{meeting['id']}"

    def invite() -> None:
        typed = fields(office.get(f"{here}/members").text)
        assert office.post(f"{here}/members", data=typed).status_code == 303

    invite()
    assert first_step(office, here) == "Členové jsou pozváni."
    for person in (later, silent):
        made(coordinator, f"/working-groups/{group.id}/members", person_id=person)
    assert coordinator.get(f"/meetings/{meeting['id']}").json()["uninvited"] == 2
    assert first_step(office, here).startswith("2 členové ještě nejsou pozváni")
    invite()
    assert first_step(office, here).startswith("1 člen ještě není pozván")
    page = office.get(f"{here}/members").text.replace("\u00a0", " ")
    assert "Všichni členové, kteří mají e-mailovou adresu, jsou pozváni." in page
    assert "Bez e-mailové adresy: Ota Němý." in page
    rows = coordinator.get(f"/meetings/{meeting['id']}/members").json()["results"]
    [link] = [row["url"] for row in rows if not row["has_address"]]
    answered = coordinator.post(f"/my/meetings/{link.rpartition('/')[2]}/accept", json={})
    assert answered.status_code == 200, answered.text
    assert first_step(office, here) == "Členové jsou pozváni."


def test_a_meeting_is_as_public_as_the_group_that_its_form_names(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        open_one = factories.a_group(session, partnership, rules={"public": True}).id
        silent = factories.a_group(session, partnership).id
        closed = factories.a_group(session, partnership, rules={"public": False}).id
    asked = f"/staff/events/new?kind=meeting&partnership_id={partnership.id}"

    def made(group: int, **typed: str) -> tuple[str, str]:
        form = fields(office.get(asked).text)
        assert (form["visibility"], form["registration-policy"]) == ("", "")
        saved = office.post(asked, data=form | {"title": "Jednání", "group_id": str(group), **typed})
        assert saved.status_code == 303, saved.text
        meeting = coordinator.get(saved.headers["location"].removeprefix("/staff")).json()
        return meeting["visibility"], meeting["registration"]["policy"]

    assert made(closed) == ("members", "members")
    assert made(closed, visibility="public") == ("public", "members")
    assert made(open_one) == made(silent) == ("public", "open")
    rules = {"rules": {"public": False}}
    told = coordinator.patch(f"/partnerships/{partnership.id}", json=rules, headers={"If-Match": "*"})
    assert told.status_code == 200, told.text
    assert made(open_one, title="Jiné") == ("public", "open")
    assert made(silent, title="Třetí") == ("members", "members")


def first_step(office: Browser, here: str) -> str:
    inside = office.get(here).text.partition('aria-labelledby="step"')[2].replace("\u00a0", " ")
    return inside.partition("<p>")[2].partition("</p>")[0]


def test_a_member_apologises_by_the_link_and_names_an_alternate(
    site: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
        person = factories.a_person(session, partnership)
        factories.a_group_member(session, session.get_one(factories.WorkingGroup, group), person)
    meeting = published(coordinator, partnership, "/meetings", group_id=group)
    [expected] = coordinator.get(f"/meetings/{meeting['id']}/members").json()["results"]
    link = "/my/" + expected["url"].partition("/my/")[2]
    site.headers.update({"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"})
    form = fields(site.get(f"{link}/apologise?instead=on").text)
    assert form["instead"] == "on"
    nameless = site.post(f"{link}/apologise", data=form | {"note": "Dovolená"})
    assert nameless.status_code == 422
    assert 'id="alternate-last_name-error"' in nameless.text
    assert coordinator.get(f"/meetings/{meeting['id']}/members").json()["results"][0]["answer"] == "none"
    form |= {"note": "Dovolená", "alternate-first_name": "Jan", "alternate-last_name": "Zástupný"}
    assert site.post(f"{link}/apologise", data=form).headers["location"] == link
    assert "Jan Zástupný" in site.get(link).text
    assert site.post(f"{link}/accept", data={}).headers["location"] == link
    assert "Jan Zástupný" not in site.get(link).text


def test_a_meeting_is_added_to_the_plan_of_the_year_in_one_step(
    office: Browser, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, name="Bydlení", rules={"meetings_per_year": 4}).id
    year = clock.today().year + 1
    here = f"/partnerships/{partnership.id}/meetings?year={year}"
    page = office.get(here).text
    assert "nejméně 4" in page.replace("\u00a0", " ")
    form = fields(page) | {"group_id": str(group), "topic": "Kontroly ubytoven", "venue-room": "210"}
    refused = office.post(here, data=form)
    assert refused.status_code == 422
    assert "Kontroly ubytoven" in refused.text
    form |= {"starts_at": f"{year}-03-09T13:30", "ends_at": f"{year}-03-09T15:30"}
    without = office.post(here, data=form | {"group_id": ""})
    assert without.status_code == 422 and "Vyberte skupinu" in without.text.replace("\u00a0", " ")
    plan = here.partition("?")[0]
    assert "Od dne" not in office.get(f"{plan}?year=99999").text
    added = office.post(plan, data=form)
    assert (added.status_code, added.headers["location"]) == (303, here)
    shown = office.get(here).text.replace("\u00a0", " ")
    assert "Jednání: Bydlení" in shown
    assert "Kontroly ubytoven" in shown
    assert f"{year}: Velikonoční pondělí" in shown
    assert "Státní svátek:" not in shown
    feast = fields(office.get(here).text) | {"group_id": str(group)}
    feast |= {"starts_at": f"{year}-10-28T09:00", "ends_at": f"{year}-10-28T11:00"}
    assert office.post(plan, data=feast).status_code == 303
    for _ in range(2):
        said = office.get(here).text.replace("\u00a0", " ")
        assert "Státní svátek: Den vzniku samostatného československého státu" in said

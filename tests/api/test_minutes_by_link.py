"""A member without a login reads a draft of their own group by the link of the letter, and comments on it."""

from datetime import timedelta

import orjson
import pytest
import time_machine
from sqlmodel import Session, select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.mail.rendering import render
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, GroupRole, WorkingGroup
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made, refusal
from tests.api.minuting import Met, a_meeting, item, move, write
from tests.api.registering import leaving
from tests.clients import Api, Browser
from tests.site.desk import fields

EMAIL = "bez-prihlaseni@spolek.example"


@pytest.fixture
def met(database: Database, partnership: Partnership) -> Met:
    """One member has a login, another one has only a mailbox and signed up in English once."""
    with database.writing() as session:
        met = a_meeting(session, partnership, title="Jednání skupiny")
        group = session.get_one(WorkingGroup, met.group_id)
        person = factories.a_person(
            session, partnership, first_name="Vojtěch", last_name="Bezúčtu", email=EMAIL
        )
        factories.a_group_member(session, group, person)
        other = factories.an_event(session, partnership)
        factories.a_registration(session, other, person, lang="en")
        return met


def _letters(database: Database) -> dict[str, Letter]:
    """The letters for comment by receiver."""
    with database.reading() as session:
        found = session.exec(select(Letter).where(Letter.kind == "minutes_for_comment")).all()
    return {one.receiver: one for one in found}


def _link(database: Database, letter: Letter) -> str:
    return "/my/" + str(leaving(database, letter)["read_url"]).partition("/my/")[2]


def _change(database: Database, **fields: object) -> None:
    with database.writing() as session:
        person = _person(session)
        for name, value in fields.items():
            setattr(person, name, value)


def _person(session: Session) -> Person:
    return session.exec(select(Person).where(Person.last_name == "Bezúčtu")).one()


def test_a_member_without_a_login_comments_by_the_link_until_the_time_is_over(
    api: Api, coordinator: Api, met: Met, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        other = a_meeting(session, partnership, title="Jednání jiné skupiny")
    minutes = write(coordinator, met, item(title="Bydlení", internal=True))
    strange = write(coordinator, other, item(title="Jinde"))
    for one in (met, other):
        until = (clock.now() + timedelta(days=3)).isoformat()
        assert move(coordinator, one, "submit", comment_until=until) == (200, "comment")
    letters = _letters(database)
    own = leaving(database, letters[EMAIL])
    assert (letters[EMAIL].lang, own["by_link"]) == ("en", True)
    assert "You need not sign in" in render("minutes_for_comment", "en", own).text
    with_login = [one for one in letters.values() if one.receiver != EMAIL]
    assert len(with_login) == 2
    assert not any("by_link" in leaving(database, one) for one in with_login), "who can sign in does"
    link = _link(database, letters[EMAIL])
    token = link.rpartition("/")[2]
    with database.reading() as session:
        kept = [orjson.dumps(one.data).decode() + str(one.text) for one in session.exec(select(Letter))]
    assert not any(token in one or token.split("-", 2)[2] in one for one in kept), "made as the letter leaves"

    seen = api.get(link)
    assert seen.headers["cache-control"] == "private, no-store"
    assert seen.json()["name"] == "Vojtěch Bezúčtu"
    assert seen.json()["minutes"]["allowed"] == ["comment"]
    assert [one["title"] for one in seen.json()["minutes"]["items"]] == ["Bydlení"]
    assert coordinator.get(f"{met.minutes}/comments").json()["results"] == [], "reading changes nothing"
    said = made(api, f"{link}/comments", text="Souhlasím.", item_id=minutes["items"][0]["id"])
    assert (said["name"], said["item_title"]) == ("Vojtěch Bezúčtu", "Bydlení")
    assert [one["text"] for one in coordinator.rows(f"{met.minutes}/comments")] == ["Souhlasím."]
    elsewhere = token.replace(f"{minutes['id']}-", f"{strange['id']}-", 1)
    for wrong in (elsewhere, token[:-1], f"0{token}", "1-2", "x"):
        assert api.get(f"/my/minutes/{wrong}").status_code == 404
        assert api.post(f"/my/minutes/{wrong}/comments", json={"text": "x"}).status_code == 404
    foreign = {"text": "x", "item_id": strange["items"][0]["id"]}
    assert api.post(f"{link}/comments", json=foreign).status_code == 422

    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert refusal(api.get(link)) == (410, "minutes_closed")
        assert refusal(api.post(f"{link}/comments", json={"text": "x"})) == (410, "minutes_closed")
        assert "by_link" not in leaving(database, letters[EMAIL])
    assert api.get(link).status_code == 200
    assert move(coordinator, met, "approve") == (200, "approved")
    assert refusal(api.get(link)) == (410, "minutes_closed")
    assert move(coordinator, met, "reopen", reason="Doplnit")[0] == 200
    assert api.get(link).status_code == 404


@pytest.mark.parametrize("cause", ["removed", "over", "new address"])
def test_the_link_ends_with_the_membership_and_when_the_address_changes(
    api: Api, coordinator: Api, met: Met, database: Database, cause: str
) -> None:
    write(coordinator, met, item(title="Bydlení"))
    assert move(coordinator, met, "submit", comment_until="2199-01-01")[0] == 200
    letter = _letters(database)[EMAIL]
    link = _link(database, letter)
    assert api.get(link).status_code == 200
    with database.writing() as session:
        one = session.exec(select(GroupMember).where(GroupMember.person_id == _person(session).id)).one()
        if cause == "removed":
            session.delete(one)
        elif cause == "over":
            one.until = clock.today() - timedelta(days=1)
    if cause == "new address":
        _change(database, email="nova@spolek.example")
    assert api.get(link).status_code == 404
    assert api.post(f"{link}/comments", json={"text": "x"}).status_code == 404
    assert "by_link" not in leaving(database, letter), "a letter that leaves later holds no link"


def test_the_page_of_the_link_takes_a_comment_and_says_when_the_time_is_over(
    site: Browser, coordinator: Api, met: Met, database: Database
) -> None:
    write(coordinator, met, item(title="Bydlení", text="Chybí *byty*"))
    until = (clock.now() + timedelta(days=3)).isoformat()
    assert move(coordinator, met, "submit", comment_until=until)[0] == 200
    link = _link(database, _letters(database)[EMAIL])
    site.headers.update({"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"})
    shown = site.get(link)
    assert "Chybí <em>byty</em>" in shown.text and "Vojtěch Bezúčtu" in shown.text
    assert shown.headers["x-robots-tag"] == "noindex"
    assert shown.headers["cache-control"] == "private, no-store"
    empty = site.post(f"{link}/comments", data=fields(shown.text))
    assert empty.status_code == 422
    sent = fields(shown.text) | {"text": "Doplnit obec"}
    assert site.post(f"{link}/comments", data=sent).headers["location"] == link
    assert "Doplnit obec" in site.get(link).text
    assert move(coordinator, met, "approve")[0] == 200
    assert "Čas na připomínky už skončil" in site.get(link).text
    late = site.post(f"{link}/comments", data=sent | {"text": "Pozdě", "once": "2"})
    assert late.status_code == 410 and "Pozdě" in late.text


def test_an_organisation_in_the_group_comments_by_the_link_sent_to_its_contact_address(
    api: Api, coordinator: Api, met: Met, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        office = factories.an_organisation(session, name="Domov Vážka", email="info@vazka.example")
        for role in (GroupRole.MEMBER, GroupRole.GUEST):
            place = {"partnership_id": partnership.id, "group_id": met.group_id}
            session.add(GroupMember(**place, organisation_id=office.id, role=role))
    contact = f"/partnerships/{partnership.id}/contacts/{office.id}"
    address = "podatelna@vazka.example"
    assert coordinator.put(contact, json={"email": address}, headers={"If-Match": "*"}).is_success
    minutes = write(coordinator, met, item(title="Bydlení"), item(title="Tajné", internal=True))
    hidden = minutes["items"][1]["id"]
    until = (clock.now() + timedelta(days=3)).isoformat()
    assert move(coordinator, met, "submit", comment_until=until) == (200, "comment")
    made(coordinator, f"{met.minutes}/comments", text="Jen uvnitř", item_id=hidden)
    letters = _letters(database)
    assert "info@vazka.example" not in letters
    said = render("minutes_for_comment", "cs", leaving(database, letters[address])).text
    assert "Vaše organizace je členem skupiny" in said.replace("\xa0", " ").replace("\n", " ")
    link = _link(database, letters[address])
    seen = api.get(link).json()
    assert (seen["name"], seen["comments"]) == ("Domov Vážka", [])
    assert [one["title"] for one in seen["minutes"]["items"]] == ["Bydlení"]
    assert api.post(f"{link}/comments", json={"text": "x", "item_id": hidden}).status_code == 422
    assert made(api, f"{link}/comments", text="Souhlasíme.")["name"] == "Domov Vážka"
    assert coordinator.put(contact, json={"email": None}, headers={"If-Match": "*"}).is_success
    assert api.get(link).status_code == 404, "another address is the one of the organisation now"
    assert move(coordinator, met, "approve") == (200, "approved")
    publish = {"checked_for_names": True}
    assert coordinator.post(f"{met.minutes}/publish", json=publish).status_code == 200
    with database.reading() as session:
        told = session.exec(select(Letter).where(Letter.kind == "minutes_published")).all()
    assert "info@vazka.example" in {one.receiver for one in told}

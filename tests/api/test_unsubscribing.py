"""Who answers a letter, and no more invitations by one click."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.letters.kinds import LETTER_KINDS, UNASKED_KINDS, is_unasked
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.events import published
from tests.api.registering import Deliver, Opened, SignUp, end_in, letters
from tests.clients import Api, Browser

OFFICE = {"name": "Obecní úřad Lhota", "function": "OSPOD", "email": "Ospod@lhota.example"}


@pytest.fixture
def number(event: Opened) -> int:
    return event()


def invite(coordinator: Api, number: int, **office: str) -> Any:
    [invited] = made(coordinator, f"/events/{number}/invitations", offices=[{**OFFICE, **office}])["added"]
    return invited


def test_kinds_that_nobody_asked_for_are_declared() -> None:
    assert set(LETTER_KINDS) > UNASKED_KINDS
    invitations = {kind for kind in LETTER_KINDS if kind.startswith("invitation")}
    assert invitations | {"meeting_alternate"} == UNASKED_KINDS
    assert is_unasked("event_changed", "invitation:3")
    assert not is_unasked("event_changed", "registration:3")


def test_who_was_named_as_an_alternate_can_say_no_more(
    coordinator: Api, api: Api, database: Database, deliver: Deliver, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, factories.a_person(session, partnership))
    meeting = published(coordinator, partnership, "/meetings", group_id=group.id)
    [member] = coordinator.get(f"/meetings/{meeting['id']}/members").json()["results"]
    here = f"/my/meetings/{member['url'].rpartition('/')[2]}"
    instead = {"first_name": "Jan", "last_name": "Zástupný", "email": "jan@spolek.example"}
    assert api.post(f"{here}/apologise", json={"alternate": instead}).status_code == 200
    [letter] = deliver()
    assert str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert api.post(end_in(letter)).json()["unsubscribed"] is True


def test_an_invitation_offers_one_click_and_a_confirmation_does_not(
    coordinator: Api, number: int, sign_up: SignUp, deliver: Deliver
) -> None:
    invite(coordinator, number)
    sign_up(number)
    invitation, confirmation = deliver()
    assert str(invitation["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    for form in ("plain", "html"):
        body = invitation.get_body((form,))
        assert body is not None and end_in(invitation) in body.get_content(), form
    assert confirmation["List-Unsubscribe"] is None
    assert "/unsubscribe/" not in confirmation.as_string()


def test_one_click_is_enough_and_invitations_respect_it(
    coordinator: Api, api: Api, event: Opened, number: int, database: Database, deliver: Deliver
) -> None:
    assert invite(coordinator, number)["unsubscribed"] is False
    link = end_in(deliver()[0])
    assert api.get(link).json()["unsubscribed"] is False
    for _ in range(2):
        assert api.post(link).json()["unsubscribed"] is True
    before = len(letters(database))
    another = event()
    invited = invite(coordinator, another, email="ospod@LHOTA.example")
    assert invited["unsubscribed"] is True
    assert len(letters(database)) == before
    assert [row["unsubscribed"] for row in coordinator.rows(f"/events/{another}/invitations")] == [True]
    assert coordinator.get(f"/events/{another}/invitations/counts").json()["due"] == 0
    assert api.post(f"{link}/undo").json()["unsubscribed"] is False
    assert invite(coordinator, event())["unsubscribed"] is False


def test_invitations_that_wait_are_dropped_and_others_partnerships_go_on(
    coordinator: Api, admin: Api, api: Api, event: Opened, number: int, database: Database, deliver: Deliver
) -> None:
    invite(coordinator, number)
    link = end_in(deliver()[0])
    invite(coordinator, event())
    api.post(link)
    assert [one.state for one in letters(database)] == ["sent"]
    with database.writing() as session:
        other = factories.a_partnership(session)
        elsewhere = factories.an_event(session, other).id or 0
    assert invite(admin, elsewhere)["unsubscribed"] is False


def test_a_letter_that_is_sent_again_respects_it_too(
    coordinator: Api, api: Api, number: int, event: Opened, database: Database, deliver: Deliver
) -> None:
    invite(coordinator, number)
    link = end_in(deliver()[0])
    invite(coordinator, event())
    with database.writing() as session:
        session.get_one(Letter, letters(database)[-1].id).state = "failed"
    api.post(link)
    assert coordinator.post("/letters/resend", json={"state": "failed"}).json()["resent"] == 1
    assert deliver() == []
    assert "no more of these letters" in str(letters(database)[-1].error)


def test_letters_about_a_registration_still_come(
    coordinator: Api, api: Api, number: int, sign_up: SignUp, deliver: Deliver
) -> None:
    invite(coordinator, number)
    api.post(end_in(deliver()[0]))
    sign_up(number, email="ospod@lhota.example")
    assert len(deliver()) == 1


def test_a_foreign_token_is_not_found(api: Api) -> None:
    for token in ("1-x", "x", "999999-abc"):
        assert api.post(f"/unsubscribe/{token}").status_code == 404


def test_a_mail_program_posts_without_a_session_from_anywhere(
    site: Browser, coordinator: Api, number: int, deliver: Deliver
) -> None:
    invite(coordinator, number)
    link = end_in(deliver()[0])
    assert "Nepřeji si další pozvánky" in site.get(link, headers={"Accept-Language": "cs"}).text
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example", "Accept-Language": "cs"}
    answer = site.post(link, data={"List-Unsubscribe": "One-Click"}, headers=foreign)
    assert answer.status_code == 200
    assert "Další pozvánky už vám posílat nebudeme" in answer.text
    assert site.post(f"{link}/undo", headers=foreign).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"}
    assert "opět posílat" in site.post(f"{link}/undo", headers=own).text


def test_answers_go_to_the_organiser_or_else_to_the_contact_of_the_partnership(
    coordinator: Api,
    api: Api,
    partnership: Partnership,
    sign_up: SignUp,
    database: Database,
    deliver: Deliver,
) -> None:
    with database.writing() as session:
        organiser = factories.an_organisation(session, name="Úřad, z. s.", email="akce@urad.example").id
    plain, organised = (
        published(coordinator, partnership, **more) for more in ({}, {"organiser_id": organiser})
    )
    sign_up(plain["id"])
    [letter] = deliver()
    assert letter["Reply-To"] is None
    contact = {"contact_name": "Dana Koordinátorová", "contact_email": "dana@kraj.example"}
    path = f"/partnerships/{partnership.id}"
    assert (
        coordinator.patch(path, json=contact, headers={"If-Match": "*"}).json()["contact_name"]
        == contact["contact_name"]
    )
    for event in (plain, organised):
        sign_up(event["id"])
    first, second = deliver()
    [to] = first["Reply-To"].addresses
    assert (to.display_name, to.addr_spec) == ("Dana Koordinátorová", "dana@kraj.example")
    [to] = second["Reply-To"].addresses
    assert (to.display_name, to.addr_spec) == ("Úřad, z. s.", "akce@urad.example")

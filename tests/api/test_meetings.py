"""Meetings of groups: members are expected and invited, answer by link or account, and make a quorum."""

from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlmodel import select

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.meetings import links
from app.meetings.models import MeetingMember
from app.partnerships.group_models import GroupRole
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from app.worker import prepare, with_links
from tests import factories
from tests.api.asking import field, refusal
from tests.api.events import a_draft, changed, made, moment, published, sitting
from tests.api.inviting import kinds
from tests.api.registering import counters, letters
from tests.clients import Api
from tests.serving import SECRET_KEY

SETTINGS = Settings(secret_key=SECRET_KEY)


def a_group(
    database: Database, partnership: Partnership, people: int = 3, **fields: Any
) -> tuple[int, list[int]]:
    """A group and the ids of its people, in the order of their membership."""
    with database.writing() as session:
        group = factories.a_group(session, partnership, **fields)
        found = [
            factories.a_person(session, partnership, email=f"clen{number}@spolek.example").id or 0
            for number in range(people)
        ]
        for number, person in enumerate(found):
            factories.stored(
                session,
                factories.GroupMember(
                    partnership_id=partnership.id,
                    group_id=group.id,
                    person_id=person,
                    role=GroupRole.CHAIR if number == 0 else GroupRole.MEMBER,
                ),
            )
        return group.id or 0, found


def link_of(database: Database, event_id: int, person_id: int) -> str:
    """The link as the mailbox of the member gets it."""
    with database.reading() as session:
        for one in session.exec(select(MeetingMember).where(MeetingMember.event_id == event_id)):
            registration = session.get(Registration, one.registration_id)
            if registration is not None and registration.person_id == person_id:
                return "/my/meetings/" + links.token(SETTINGS, one)
    raise LookupError(person_id)


def registrations(client: Api, event_id: int) -> dict[int, dict[str, Any]]:
    return {one["person_id"]: one for one in client.rows(f"/events/{event_id}/registrations")}


def test_members_are_expected_invited_and_take_no_seat(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership, rules={"invitation_days": 7})
    with database.writing() as session:
        office = factories.an_organisation(session, email="urad@mesto.example").id
    member = {"organisation_id": office, "role": "member"}
    made(coordinator, f"/working-groups/{group}/members", **member)
    asked = {"group_id": group, "capacity": 1, "visibility": "members"}
    meeting = a_draft(coordinator, partnership, "/meetings", **asked, agenda=[{"title": "Zahájení"}])
    preview = made(coordinator, f"/meetings/{meeting['id']}/invite?dry_run=true", 200)
    assert (preview["invited"], letters(database)) == (4, [])
    assert coordinator.get(f"/meetings/{meeting['id']}").json()["status"] == "draft"
    told = made(coordinator, f"/meetings/{meeting['id']}/invite", 200, message="Přijďte včas.")
    assert (told["invited"], told["already"], told["warnings"]) == (4, 0, [])
    shown = registrations(coordinator, meeting["id"])
    assert {one["source"] for one in shown.values()} == {"member"}
    assert set(shown) == set(people)
    assert set(counters(database, meeting["id"]).values()) == {0}
    assert [kind for kind, _ in kinds(database)] == ["meeting_invitation"] * 4
    text = letters(database)[0].data
    assert (text["agenda"], text["message"], len(text["entries"])) == ("9.00 Zahájení", "Přijďte včas.", 1)
    again = made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    assert (again["invited"], again["already"]) == (0, 4)
    newcomer = made(
        coordinator, f"/working-groups/{group}/members", person_id=a_person(database, partnership)
    )
    assert newcomer["person_id"] in registrations(coordinator, meeting["id"])
    sessions = [{**sitting(21), "id": meeting["sessions"][0]["id"]}]
    changed(coordinator, meeting, sessions=sessions)
    assert [kind for kind, _ in kinds(database)][4:] == ["event_changed"] * 4
    for letter in letters(database):
        with database.reading() as session:
            prepare(session, SETTINGS)
            facts = with_links(session, letter.data, letter.receiver)
        assert "/my/meetings/" in facts["decline_url"]
        assert not facts.get("manage_url")
        mail = render(letter.kind, "cs", facts)
        closed = f"/events/{meeting['id']}"
        assert closed not in mail.text + mail.html, "a page that asks for a login the receiver may not have"
    ended = {"until": clock.today().isoformat()}
    path = f"/working-groups/{group}/members/{newcomer['id']}"
    assert coordinator.patch(path, json=ended, headers={"If-Match": "*"}).status_code == 200
    assert registrations(coordinator, meeting["id"])[newcomer["person_id"]]["status"] == "cancelled"
    assert len(letters(database)) == 8


def test_members_and_organisations_are_told_that_a_cancelled_meeting_takes_place(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, _ = a_group(database, partnership, people=2)
    with database.writing() as session:
        office = factories.an_organisation(session, email="urad@mesto.example").id
    made(coordinator, f"/working-groups/{group}/members", organisation_id=office, role="member")
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(20, 9, 11)])
    made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    for verb in ("cancel", "reactivate"):
        made(coordinator, f"/events/{meeting['id']}/{verb}", 200)
    everybody = ["clen0@spolek.example", "clen1@spolek.example", "urad@mesto.example"]
    for kind in ("event_cancelled", "event_reactivated"):
        assert sorted(to for one, to in kinds(database) if one == kind) == everybody
    for letter in letters(database)[-3:]:
        with database.reading() as session:
            prepare(session, SETTINGS)
            facts = with_links(session, letter.data, letter.receiver)
        text = render(letter.kind, "cs", facts).text.replace("\u00a0", " ")
        assert "máte místo" not in text, "members take no seat, and some have apologised"
        assert ("Vaše dosavadní odpověď platí" in text) is (letter.receiver != "urad@mesto.example")


def a_person(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.a_person(session, partnership).id or 0


def test_a_member_apologises_weeks_ahead_and_sends_somebody(
    api: Api, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership, rules={"quorum_percent": 60, "apology_days": 2})
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(20, 9, 11)])
    at = meeting["sessions"][0]["id"]
    made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    link = link_of(database, meeting["id"], people[1])
    before = api.get(link).json()
    assert (before["answer"], before["allowed"]) == ("none", ["accept", "apologise", "name_alternate"])
    assert before["apologies_by"] is not None
    instead = {"first_name": "Ema", "last_name": "Zastupující", "email": "ema@spolek.example"}
    for person, code in ((people[2], "already_exists"), (people[1], "not_allowed")):
        named = coordinator.get(f"/people/{person}").json()
        herself = {"first_name": named["first_name"], "last_name": named["last_name"]}
        refused = api.post(f"{link}/apologise", json={"alternate": herself})
        assert field(refused) == ("#/alternate", code), "the meeting expects her already"
    answer = api.post(f"{link}/apologise", json={"note": "Dovolená", "alternate": instead})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["answer"], answer.json()["alternate"]) == ("apologised", instead)
    assert kinds(database)[-1] == ("meeting_alternate", "ema@spolek.example")
    assert api.post(f"{link}/apologise", json={"note": "Dovolená", "alternate": instead}).status_code == 200
    lines = {one["person_id"]: one for one in coordinator.rows(f"/sessions/{at}/attendance")}
    assert lines[people[1]]["status"] == "excused"
    assert (lines[people[1]]["member"], lines[people[1]]["guest"]) == (True, False)
    [alternate] = [one for one in lines.values() if one["alternate_for"]]
    assert alternate["alternate_for"] == lines[people[1]]["registration_id"]
    assert alternate["alternate_for_name"] and alternate["status"] == "unknown"
    early = coordinator.put(
        f"/sessions/{at}/attendance/{lines[people[2]]['registration_id']}", json={"status": "excused"}
    )
    assert early.status_code == 200, early.text
    present = f"/sessions/{at}/attendance/{lines[people[0]]['registration_id']}"
    assert coordinator.put(present, json={"status": "present"}).json()["code"] == "too_early"
    sessions = [{"id": at, "starts_at": soon(1), "ends_at": soon(3)}]
    changed(coordinator, meeting, sessions=sessions)
    for one in (lines[people[0]], alternate):
        path = f"/sessions/{at}/attendance/{one['registration_id']}"
        assert coordinator.put(path, json={"status": "present"}).status_code == 200
    guest = made(coordinator, f"/sessions/{at}/walk-ins", first_name="Host", last_name="Náhodný")
    assert (guest["guest"], guest["walk_in"]) == (True, True)
    shown = coordinator.get(f"/meetings/{meeting['id']}").json()
    assert shown["quorum"] == {"needed": 2, "present": 2, "reached": True}
    for_chair = {"alternate_for": lines[people[0]]["registration_id"]}
    second = {"first_name": "Ota", "last_name": "Zbytečný", **for_chair}
    here = coordinator.post(f"/sessions/{at}/walk-ins", json=second)
    assert field(here) == ("#/alternate_for", "is_present")
    path = f"/registrations/{guest['registration_id']}"
    named = coordinator.patch(path, json=for_chair, headers={"If-Match": "*"})
    assert field(named) == ("#/alternate_for", "is_present")
    came = f"/sessions/{at}/attendance/{lines[people[1]]['registration_id']}"
    assert coordinator.put(came, json={"status": "present"}).status_code == 200
    shown = coordinator.get(f"/meetings/{meeting['id']}").json()
    assert shown["quorum"]["present"] == 2, "a member and the alternate have one vote together"
    assert coordinator.put(came, json={"status": "excused"}).status_code == 200
    back = api.post(f"{link}/accept")
    assert (back.json()["answer"], back.status_code) == ("accepted", 200), back.text
    assert api.post(f"{link}x/accept").status_code == 404
    with time_machine.travel(clock.now() + timedelta(days=70)):
        assert refusal(api.get(link)) == refusal(api.post(f"{link}/accept")) == (410, "link_expired")


def test_a_member_who_was_struck_by_mistake_is_expected_and_invited_again(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership, people=2)
    meeting = published(coordinator, partnership, "/meetings", group_id=group)
    here = f"/meetings/{meeting['id']}"
    numbers = [registrations(coordinator, meeting["id"])[one]["id"] for one in people]
    bulk = f"/events/{meeting['id']}/registrations/bulk"
    made(coordinator, bulk, 200, ids=numbers, action="cancel")
    assert letters(database) == [], "nobody had been invited"
    made(coordinator, bulk, 200, ids=numbers, action="confirm")
    assert made(coordinator, f"{here}/invite", 200)["invited"] == 2

    made(coordinator, f"/registrations/{numbers[0]}/decline", 200, reason="Omyl")
    assert kinds(database)[-1][0] == "registration_declined"
    struck = coordinator.get(f"/registrations/{numbers[0]}").json()
    assert struck["allowed"] == ["edit", "confirm"]
    back = made(coordinator, f"/registrations/{numbers[0]}/confirm", 200)
    assert (back["status"], back["reason"], back["cancelled_at"]) == ("confirmed", None, None)
    rows = coordinator.get(f"{here}/members").json()["results"]
    assert [one["invited_at"] is None for one in rows] == [True, False]
    assert made(coordinator, f"{here}/invite", 200)["invited"] == 1
    assert set(counters(database, meeting["id"]).values()) == {0}

    made(coordinator, f"/registrations/{numbers[1]}/cancel", 200)
    anew = {"first_name": "Nová", "last_name": "Osoba", "email": "jina@spolek.example"}
    made(coordinator, f"/events/{meeting['id']}/registrations", **anew)
    members = coordinator.rows(f"/working-groups/{group}/members")
    [member] = [one for one in members if one["person_id"] == people[1]]
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    path = f"/working-groups/{group}/members/{member['id']}"
    assert coordinator.patch(path, json={"until": yesterday}, headers={"if-match": "*"}).status_code == 200
    assert refusal(coordinator.post(f"/registrations/{numbers[1]}/confirm")) == (409, "wrong_state")


def test_a_corrected_address_gets_a_new_link_and_the_old_one_ends(
    coordinator: Api, api: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership, people=1)
    meeting = published(coordinator, partnership, "/meetings", group_id=group)
    number = registrations(coordinator, meeting["id"])[people[0]]["id"]
    path, history = f"/registrations/{number}/link", f"/people/{people[0]}/history"
    assert refusal(coordinator.post(path)) == (409, "wrong_state"), "not invited yet"
    assert "link" not in coordinator.get(f"/registrations/{number}").json()["allowed"]
    made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    old = link_of(database, meeting["id"], people[0])
    corrected = {"email": "spravna@spolek.example"}
    answer = coordinator.patch(f"/people/{people[0]}", json=corrected, headers={"if-match": "*"})
    assert answer.status_code == 200
    assert api.get(old).status_code == 404
    [link] = coordinator.get(history).json()["links"]
    assert (link["type"], link["id"]) == ("registration", number)
    between = link_of(database, meeting["id"], people[0])
    made(coordinator, path, 200)
    assert kinds(database)[-1] == ("meeting_invitation", "spravna@spolek.example")
    assert api.get(between).status_code == 404
    new = link_of(database, meeting["id"], people[0])
    instead = {"first_name": "Jan", "last_name": "Zástupný", "email": "jan@spolek.example"}
    assert api.post(f"{new}/apologise", json={"alternate": instead}).status_code == 200
    [alternate] = [one for one in registrations(coordinator, meeting["id"]).values() if one["id"] != number]
    made(coordinator, f"/registrations/{alternate['id']}/link", 200)
    assert kinds(database)[-1] == ("meeting_alternate", "jan@spolek.example")


def test_a_move_says_how_many_members_are_told(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership)
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(20, 9, 11)])
    path, body = f"/events/{meeting['id']}/postpone", {"sessions": [sitting(30, 9, 11)]}

    def told() -> dict[str, int]:
        tried = made(coordinator, f"{path}?dry_run=true", 200, **body)
        return {one["field"]: one["people"] for one in tried["effects"]}

    assert set(told().values()) == {0}, "nobody is invited yet"
    made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    number = registrations(coordinator, meeting["id"])[people[0]]["id"]
    made(coordinator, f"/registrations/{number}/cancel", 200)
    assert told() == {"starts_at": 2, "ends_at": 2, "reminders": 2}
    made(coordinator, path, 200, **body)
    assert [kind for kind, _ in kinds(database)].count("event_changed") == 2


def test_a_meeting_without_voting_members_has_no_quorum(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, rules={"quorum_percent": 50}).id
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(20, 9, 11)])
    shown = coordinator.get(f"/meetings/{meeting['id']}").json()
    assert shown["quorum"] == {"needed": 0, "present": 0, "reached": False}


def soon(hours: int) -> str:
    return (clock.now() + timedelta(hours=hours)).isoformat()


def test_a_member_with_an_account_answers_and_others_may_not(
    api: Api, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, people = a_group(database, partnership)
    meeting = published(coordinator, partnership, "/meetings", group_id=group)
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=people[2]))
        token = open_session(session, user.id or 0).token
    member, here = api.signed_in(token), f"/meetings/{meeting['id']}"
    assert member.get(here).json()["my_answer"] == "none"
    assert member.post(f"{here}/apologise", json={"note": "Nemoc"}).json()["note"] == "Nemoc"
    assert member.post(f"{here}/accept").json()["answer"] == "accepted"
    assert member.get(here).json()["my_answer"] == "accepted"
    assert member.get(f"{here}/mine").json()["answer"] == "accepted"
    assert coordinator.post(f"{here}/accept").status_code == 403
    [row] = [one for one in coordinator.get(f"{here}/members").json()["results"] if one["answer"] != "none"]
    assert row["answer"] == "accepted"


def test_the_next_meeting_is_made_in_one_step_and_late_invitations_are_told(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    rules = {"invitation_working_days": 10, "meetings_per_year": 4}
    group, _ = a_group(database, partnership, rules=rules)
    day = sitting(5, 15, 17, venue={"name": "radnice", "room": "202"})
    first = published(coordinator, partnership, "/meetings", group_id=group, sessions=[day])
    early = coordinator.post(f"/meetings/{first['id']}/next", json=sitting(4, 15, 17))
    [error] = early.json()["errors"]
    assert (early.status_code, error["pointer"], error["code"]) == (422, "#/starts_at", "before_previous")
    second = made(coordinator, f"/meetings/{first['id']}/next", **sitting(60, 15, 17))
    assert (second["previous_meeting_id"], second["status"]) == (first["id"], "draft")
    assert second["sessions"][0]["venue"]["room"] == "202"
    again = coordinator.post(f"/meetings/{first['id']}/next", json=sitting(61))
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    assert again.json()["next_meeting_id"] == second["id"]
    told = made(coordinator, f"/meetings/{first['id']}/invite", 200)
    assert [one["code"] for one in told["warnings"]] == ["late_invitation", "no_agenda"]
    breaches = coordinator.get(f"/working-groups/{group}/rule-breaches").json()["results"]
    assert "late_invitation" in {one["code"] for one in breaches}
    everywhere = coordinator.get(f"/partnerships/{partnership.id}/rule-breaches").json()["results"]
    assert {one["code"] for one in everywhere} >= {"few_meetings"}
    assert moment(first["starts_at"]) > clock.now()


def test_an_organisation_that_has_not_answered_is_told_which_days_of_a_meeting_are_off(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    group, [member] = a_group(database, partnership, people=1)
    with database.writing() as session:
        office = factories.an_organisation(session, email="urad@mesto.example").id
    made(coordinator, f"/working-groups/{group}/members", organisation_id=office, role="member")
    days = [sitting(1, 9, 11), sitting(2, 9, 11)]
    meeting = published(coordinator, partnership, "/meetings", group_id=group, sessions=days)
    made(coordinator, f"/meetings/{meeting['id']}/invite", 200)
    first = meeting["sessions"][0]
    with time_machine.travel(datetime.fromisoformat(first["ends_at"])):
        there = registrations(coordinator, meeting["id"])[member]["id"]
        here = f"/sessions/{first['id']}/attendance/{there}"
        assert coordinator.put(here, json={"status": "present", "method": "sheet"}).status_code == 200
        made(coordinator, f"/events/{meeting['id']}/cancel", 200, reason="Vichřice")
    [letter] = [one for one in letters(database)[2:] if one.receiver == "urad@mesto.example"]
    assert letter.kind == "event_changed"
    assert [one["to"] for one in letter.data["changes"]] == [None]
    with database.reading() as session:
        prepare(session, SETTINGS)
        facts = with_links(session, letter.data, letter.receiver)
    assert "Vichřice" in render(letter.kind, "cs", facts).text
    assert not facts.get("invitation_url"), "nothing is left to answer"

"""Votes on decisions: ballots, silence, numbers of a meeting, and the letters that ask for them."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.worker import tick
from tests import factories
from tests.api.asking import field, made, refusal
from tests.clients import Api, Browser
from tests.serving import SECRET_KEY
from tests.site.desk import at_a_desk

ANY = {"if-match": "*"}
Founded = Callable[..., int]


@pytest.mark.both_databases
def test_ballots_per_rollam_are_cast_by_voting_members_and_counted_by_the_rules(
    coordinator: Api,
    founded: Founded,
    member: Callable[[int], tuple[Api, int]],
    database: Database,
    partnership: Partnership,
) -> None:
    group = founded("Bydlení", rules={"votes": True, "quorum_percent": 60})
    (one, first), (two, second), (_three, _third) = (member(group) for _ in range(3))
    with database.writing() as session:
        stranger = factories.a_person(session, partnership).id
    decision = made(coordinator, "/decisions", group_id=group, title="Pravidla", mode="per_rollam")
    path = f"/decisions/{decision['id']}"
    assert one.get(path).json()["allowed"] == ["vote"]
    assert one.post(f"{path}/votes", json={"vote": "against"}).json()["my_vote"] == "against"
    assert one.post(f"{path}/votes", json={"person_id": first, "vote": "for"}).json()["votes"] == {
        "for": 1,
        "against": 0,
        "abstained": 0,
    }
    assert refusal(one.post(f"{path}/votes", json={"person_id": second, "vote": "for"})) == (403, "forbidden")
    assert refusal(coordinator.post(f"{path}/adopt")) == (409, "no_quorum")
    shown = coordinator.get(path).json()
    assert shown["adopt_refused"] == "no_quorum" and "adopt" not in shown["allowed"]
    by_staff = {"person_id": stranger, "vote": "for"}
    assert refusal(coordinator.post(f"{path}/votes", json=by_staff)) == (409, "not_voting")
    assert coordinator.post(f"{path}/votes", json={"person_id": second, "vote": "abstain"}).is_success
    shown = two.get(path).json()
    assert shown["quorum"] == {"needed": 2, "present": 2, "reached": True}
    assert {(row["person_id"], row["vote"], row["by_staff"]) for row in shown["ballots"]} == {
        (first, "for", False),
        (second, "abstain", True),
    }
    adopted = coordinator.post(f"{path}/adopt").json()
    assert adopted["votes"] == {"for": 1, "against": 0, "abstained": 1}
    assert refusal(two.post(f"{path}/votes", json={"vote": "against"})) == (409, "wrong_state")


@pytest.mark.both_databases
def test_what_is_silent_is_adopted_when_the_time_is_over_unless_somebody_objects(
    coordinator: Api,
    founded: Founded,
    member: Callable[[int], tuple[Api, int]],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = founded("Bydlení")
    inside, _ = member(group)
    assert field(
        coordinator.post("/decisions", json={"group_id": group, "title": "Bez lhůty", "mode": "silence"})
    ) == ("#/comment_until", "required")
    until = clock.today().isoformat()
    body = {"group_id": group, "mode": "silence", "comment_until": until}
    quiet = made(coordinator, "/decisions", title="Bodování", **body)["id"]
    loud = made(coordinator, "/decisions", title="Sloučení", **body)["id"]
    assert inside.post(f"/decisions/{loud}/votes", json={"vote": "against"}).is_success
    settings = Settings(secret_key=SECRET_KEY)
    tick(database, settings)
    assert coordinator.get(f"/decisions/{quiet}").json()["state"] == "proposed"
    later = clock.end_of(clock.today())
    monkeypatch.setattr(clock, "now", lambda: later)
    tick(database, settings)
    monkeypatch.undo()
    assert coordinator.get(f"/decisions/{quiet}").json()["state"] == "adopted"
    assert coordinator.get(f"/decisions/{loud}").json()["state"] == "proposed"
    assert refusal(coordinator.post(f"/decisions/{loud}/adopt")) == (409, "objected")
    shown = coordinator.get(f"/decisions/{loud}").json()
    assert (shown["adopt_refused"], shown["allowed"]) == ("objected", ["edit", "reject", "attach"])
    rejected = coordinator.post(f"/decisions/{loud}/reject", json={"reason": "Námitka člena"}).json()
    assert (rejected["state"], rejected["reason"], rejected["allowed"]) == (
        "rejected",
        "Námitka člena",
        ["attach"],
    )


def test_votes_are_shown_only_where_the_rules_of_the_group_say_so(
    coordinator: Api, founded: Founded, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        people = [factories.a_person(session, partnership).id for _ in range(8)]
    votes = {"votes": {"for": 5, "against": 1, "abstained": 2}}
    shown = []
    for rules in ({"votes": True}, {}):
        group = founded(f"Skupina {rules}", rules=rules)
        for person in people:
            made(coordinator, f"/working-groups/{group}/members", person_id=person)
        decision = made(coordinator, "/decisions", group_id=group, title="Hlasování", mode="vote")
        path = f"/decisions/{decision['id']}"
        shown.append(coordinator.post(f"{path}/adopt", json=votes).json()["votes"])
        assert refusal(coordinator.patch(path, json={"title": "Jinak"}, headers=ANY)) == (409, "wrong_state")
    assert shown == [votes["votes"], None]
    lost = made(coordinator, "/decisions", group_id=group, title="Nepřijato", mode="vote")["id"]
    against = {"votes": {"for": 2, "against": 2}}
    assert refusal(coordinator.post(f"/decisions/{lost}/adopt", json=against)) == (409, "no_majority")


def test_a_vote_at_a_meeting_has_numbers_that_can_be(
    coordinator: Api, founded: Founded, database: Database, partnership: Partnership
) -> None:
    """Not more than the members of that day, and as many as the quorum of the group asks for."""
    group = founded("Bydlení", rules={"quorum_percent": 50})
    with database.writing() as session:
        people = [factories.a_person(session, partnership).id for _ in range(10)]
    for place, person in enumerate(people):
        until = "2020-06-30" if place < 2 else None
        role = "guest" if place == 9 else "member"
        path = f"/working-groups/{group}/members"
        made(coordinator, path, person_id=person, since="2019-01-01", until=until, role=role)
    body = {"group_id": group, "title": "Hlasování", "mode": "vote"}
    today, before = (
        f"/decisions/{made(coordinator, '/decisions', **body, valid_from=day)['id']}/adopt"
        for day in (None, "2020-01-01")
    )
    for sent in ({}, {"votes": {}}, {"votes": {"for": 0, "against": 0, "abstained": 0}}):
        assert field(coordinator.post(today, json=sent)) == ("#/votes/for", "required")
    for path, cast, code in (
        (today, (100, 0, 0), ("#/votes/for", "more_than_members")),
        (today, (5, 2, 1), ("#/votes/for", "more_than_members")),
        (before, (7, 2, 1), ("#/votes/for", "more_than_members")),
    ):
        votes = dict(zip(("for", "against", "abstained"), cast, strict=True))
        assert field(coordinator.post(path, json={"votes": votes})) == code, cast
    assert refusal(coordinator.post(today, json={"votes": {"for": 3}})) == (409, "no_quorum")
    assert refusal(coordinator.post(before, json={"votes": {"for": 4}})) == (409, "no_quorum")
    assert coordinator.post(today, json={"votes": {"for": 4, "against": 2, "abstained": 1}}).is_success
    assert coordinator.post(before, json={"votes": {"for": 9}}).is_success


def test_nothing_is_adopted_before_its_time_and_what_was_voted_on_stays(
    coordinator: Api, founded: Founded, member: Callable[[int], tuple[Api, int]]
) -> None:
    group = founded("Bydlení")
    (one, first), (_two, second) = (member(group) for _ in range(2))
    day = (clock.today() + timedelta(days=10)).isoformat()
    past = ("#/comment_until", "past")
    body = {"group_id": group, "title": "Pravidla", "text": "Poctivě."}
    for mode in ("silence", "per_rollam", "consent"):
        sent = body | {"mode": mode, "comment_until": "1999-12-31"}
        assert field(coordinator.post("/decisions", json=sent)) == past, mode
    silent = made(coordinator, "/decisions", **body, mode="silence", comment_until=day)
    assert clock.day_of(datetime.fromisoformat(silent["comment_until"])).isoformat() == day
    path = f"/decisions/{silent['id']}"
    assert "adopt" not in silent["allowed"] and silent["adopt_refused"] == "still_open"
    assert refusal(coordinator.post(f"{path}/adopt")) == (409, "still_open")
    gone = {"comment_until": "1999-12-31"}
    assert field(coordinator.patch(path, json=gone, headers=ANY)) == past
    rollam = made(coordinator, "/decisions", **body, mode="per_rollam", comment_until=day)
    path = f"/decisions/{rollam['id']}"
    assert coordinator.patch(path, json={"title": "Řád"}, headers=ANY).is_success
    assert one.post(f"{path}/votes", json={"vote": "for"}).is_success
    assert refusal(coordinator.post(f"{path}/adopt")) == (409, "still_open")
    by_staff = {"person_id": first, "vote": "against"}
    assert refusal(coordinator.post(f"{path}/votes", json=by_staff)) == (409, "own_ballot")
    move = {"kind": "move", "group_id": group, "parent_id": None}
    sooner = (clock.today() + timedelta(days=5)).isoformat()
    for change in (
        {"title": "Jinak"},
        {"text": "Jinak"},
        {"mode": "consent"},
        {"effect": move},
        {"comment_until": sooner},
        {"comment_until": None},
    ):
        refused = coordinator.patch(path, json=change, headers=ANY)
        assert refusal(refused) == (409, "votes_cast"), change
    later = {"title": "Řád", "comment_until": (clock.today() + timedelta(days=20)).isoformat()}
    assert coordinator.patch(path, json=later, headers=ANY).is_success
    shown = coordinator.post(f"{path}/votes", json={"person_id": second, "vote": "for"}).json()
    assert [row["by_staff"] for row in shown["ballots"]] == [False, True]
    assert "adopt" in shown["allowed"] and shown["adopt_refused"] is None
    assert "record_votes" in shown["allowed"]
    assert coordinator.post(f"{path}/adopt").json()["state"] == "adopted"


@pytest.mark.both_databases
def test_members_learn_that_a_decision_waits_for_them(
    coordinator: Api,
    api: Api,
    site: Browser,
    founded: Founded,
    member: Callable[[int], tuple[Api, int]],
    database: Database,
    partnership: Partnership,
) -> None:
    """By a letter in their language with the deadline, and on the first page of those who have a login."""
    group = founded("Bydlení", rules={"guests_vote": True})
    (one, first), (two, _second) = (member(group) for _ in range(2))
    with database.writing() as session:
        session.get_one(Partnership, partnership.id).contact_email = "kancelar@mesto.example"
        session.get_one(Person, first).email = "clenka@mesto.example"
        people = [
            factories.a_person(session, partnership, email=f"{name}@mesto.example")
            for name in ("bez-prihlaseni", "host", "nahradnik")
        ]
        numbers = [person.id for person in people]
        factories.a_registration(session, factories.an_event(session, partnership), people[0], lang="en")
    for person, role in zip(numbers, ("member", "guest", "alternate"), strict=True):
        made(coordinator, f"/working-groups/{group}/members", person_id=person, role=role)
    body = {"group_id": group, "title": "Pravidla", "text": "Scházíme se\nčtvrtletně."}
    plain = made(coordinator, "/decisions", **body)["id"]
    assert one.rows("/decisions?waiting=true") == []
    opened = {"mode": "silence", "comment_until": "2098-12-24"}
    assert coordinator.patch(f"/decisions/{plain}", json=opened, headers=ANY).is_success
    rollam = made(coordinator, "/decisions", **body, mode="per_rollam")["id"]
    with database.reading() as session:
        letters = session.exec(select(Letter).where(Letter.kind == "decision_opened")).all()
    to = {
        letter.receiver.partition("@")[0]: letter for letter in letters if letter.about == f"decision:{plain}"
    }
    assert {"clenka", "bez-prihlaseni", "host"} <= set(to)
    assert "nahradnik" not in to
    mail = {
        name: render(letter.kind, letter.lang, letter.data).text.replace("\u00a0", " ")
        for name, letter in to.items()
    }
    assert f"/staff/decisions/{plain}" in mail["clenka"]
    assert "do 24. 12. 2098, 23.59 hlasovat proti" in mail["clenka"]
    assert "Scházíme se\nčtvrtletně." in mail["clenka"]
    assert "write how you vote to kancelar@mesto.example" in mail["bez-prihlaseni"]
    assert "/staff/" not in mail["bez-prihlaseni"] + mail["host"]
    waiting = "/decisions?waiting=true"
    assert {row["id"] for row in one.rows(waiting)} == {plain, rollam}
    assert {row["id"] for row in one.rows("/decisions?waiting=false")} == set()
    assert api.rows(waiting) == coordinator.rows(waiting) == []
    page = at_a_desk(site, one).get("/dashboard").text.replace("\u00a0", " ")
    assert "Rozhodnutí, která čekají na váš hlas" in page
    assert "do 24. 12. 2098, 23.59" in page
    for number in (plain, rollam):
        assert one.post(f"/decisions/{number}/votes", json={"vote": "for"}).is_success
    assert one.rows(waiting) == []
    assert len(two.rows(waiting)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_voted_in_any_order_the_last_vote_of_each_member_counts_once(
    coordinator: Api, founded: Founded, member: Callable[[int], tuple[Api, int]], seed: int
) -> None:
    """Members change their minds, staff record for them, guests try to vote, until the decision is made."""
    chance = Random(seed)
    group = founded("Bydlení", rules={"votes": True})
    people = [member(group) for _ in range(4)]
    guest = coordinator.rows(f"/working-groups/{group}/members")[0]
    path = f"/working-groups/{group}/members/{guest['id']}"
    assert coordinator.patch(path, json={"role": "guest", "voting": False}, headers=ANY).is_success
    number = made(coordinator, "/decisions", group_id=group, title="Pravidla", mode="per_rollam")["id"]
    cast: dict[int, str] = {}
    own: set[int] = set()
    for _ in range(15):
        voter, person = chance.choice(people)
        vote = chance.choice(("for", "against", "abstain"))
        sender = chance.choice((voter, coordinator))
        answer = sender.post(f"/decisions/{number}/votes", json={"person_id": person, "vote": vote})
        if person == guest["person_id"]:
            assert answer.status_code == 409
        elif sender is coordinator and person in own:
            assert refusal(answer) == (409, "own_ballot")
        else:
            cast[person] = vote
            own |= {person} if sender is voter else set()
            assert answer.is_success, answer.text
    shown = coordinator.get(f"/decisions/{number}").json()
    assert {row["person_id"]: row["vote"] for row in shown["ballots"]} == cast
    counted = Counter(cast.values())
    sums = {"for": counted["for"], "against": counted["against"], "abstained": counted["abstain"]}
    assert shown["votes"] == sums
    answer = coordinator.post(f"/decisions/{number}/adopt")
    assert answer.is_success == (counted["for"] > counted["against"])
    if answer.is_success:
        assert answer.json()["votes"] == sums

"""Minutes from a draft to the published text, who reads what of them, versions, and two who write at once."""

import re
import threading
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlmodel import col, select

from app.attendance.models import AttendanceStatus
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.mail.rendering import render
from app.events.models import Visibility
from app.minutes.differences import difference, item_changes
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made, refusal
from tests.api.minuting import Met, a_meeting, item, move, publish, write
from tests.clients import Api

DOCUMENT = (
    "state",
    "comment_until",
    "minute_taker",
    "items",
    "file_number",
    "file_plan_mark",
    "disposal",
    "approved_at",
    "published_at",
    "version",
)
"""What the contract calls minutes."""
INTERNAL = "Tajná dohoda o klientovi"


@pytest.fixture
def met(database: Database, partnership: Partnership) -> Met:
    with database.writing() as session:
        return a_meeting(session, partnership, title="Jednání skupiny", visibility=Visibility.MEMBERS)


def test_minutes_go_from_a_draft_to_the_published_text(
    api: Api, coordinator: Api, met: Met, database: Database
) -> None:
    first = coordinator.put(met.minutes, json={"minute_taker": {"person_id": met.person_id}})
    assert first.status_code == 201
    draft = first.json()
    assert [one["title"] for one in draft["items"]] == ["Informace z řídící skupiny", "Projekty města"]
    assert all(one["agenda_item_id"] for one in draft["items"])
    assert (draft["state"], draft["approved_by"]) == ("draft", "vedoucí skupiny")
    assert draft["minute_taker"] == {"person_id": met.person_id, "name": "Ludmila Vymyšlená"}
    assert refusal(coordinator.put(met.minutes, json={})) == (428, "if_match_required")

    point = draft["items"][0]
    entry = {"speaker": "Jan Smyšlený", "organisation": "Nemocnice", "text": "Kdo *převezme* klienty?"}
    body = {**item(title=point["title"], text="**Shrnutí**"), "agenda_item_id": point["agenda_item_id"]}
    body["discussion"] = [{**entry, "follow_up": "Zjistí koordinátor", "follow_up_due": "2099-11-30"}]
    address = f"{met.minutes}/items/{point['id']}"
    saved = coordinator.put(address, json=body, headers={"If-Match": str(point["version"])})
    assert saved.status_code == 200, saved.text
    assert saved.json()["version"] > point["version"]
    stale = coordinator.put(address, json=body, headers={"If-Match": str(point["version"])})
    assert refusal(stale) == (412, "stale")
    now = coordinator.get(met.minutes).json()
    assert now["items"][1] == draft["items"][1], "another item keeps its version"
    assert now["version"] > draft["version"], "who changes the whole has to see it first"
    sent_back = {name: now[name] for name in DOCUMENT}
    kept = coordinator.put(met.minutes, json=sent_back, headers={"If-Match": "*"}).json()
    assert kept["items"] == now["items"], "a document that is sent back as it was read changes nothing"

    for verb, sent in (
        ("approve", {}),
        ("publish", {"checked_for_names": True}),
        ("reopen", {"reason": "x"}),
    ):
        assert move(coordinator, met, verb, **sent) == (409, "wrong_state")
    past = coordinator.post(f"{met.minutes}/submit", json={"comment_until": "2001-01-01"})
    assert field(past) == ("#/comment_until", "past")
    assert move(coordinator, met, "submit", comment_until="2199-01-01T12:00:00+01:00") == (200, "comment")
    member = api.signed_in(met.member)
    assert member.get(met.minutes).json()["allowed"] == ["see_inside", "comment"]
    said = {"item_id": point["id"], "text": "Doplnit název služby."}
    assert made(member, f"{met.minutes}/comments", **said)["item_title"] == point["title"]
    assert refusal(api.signed_in(met.outsider).post(f"{met.minutes}/comments", json=said))[0] == 404

    assert _missing(coordinator) == [met.event_id]
    assert move(coordinator, met, "approve") == (200, "approved")
    assert _missing(coordinator) == []
    assert refusal(member.post(f"{met.minutes}/comments", json=said)) == (409, "comments_closed")
    assert refusal(coordinator.put(address, json=body, headers={"If-Match": "*"})) == (409, "wrong_state")
    filed = coordinator.get(met.minutes).json()
    registry = {"file_number": "KÚ 12/2019", "file_plan_mark": "101.2", "disposal": "A/10"}
    whole = {"minute_taker": filed["minute_taker"], **registry}
    assert coordinator.put(met.minutes, json=whole, headers={"If-Match": "*"}).json()["file_number"]
    assert field(coordinator.post(f"{met.minutes}/publish", json={})) == (
        "#/checked_for_names",
        "not_confirmed",
    )
    assert api.get(met.minutes).status_code == 404
    assert move(coordinator, met, "publish", checked_for_names=True) == (200, "published")
    public = api.get(met.minutes).json()
    assert public["items"][0]["discussion"][0] == {
        **body["discussion"][0],
        "id": public["items"][0]["discussion"][0]["id"],
        "answer": "",
        "speaker": "",
    }
    assert (public["minute_taker"], public["allowed"]) == (None, [])
    assert move(coordinator, met, "reopen", reason="Chybí příloha") == (200, "draft")
    assert api.get(met.minutes).status_code == 404
    versions = coordinator.get(f"{met.minutes}/versions").json()["results"]
    causes = ["saved", "saved", "submitted", "approved", "published", "reopened"]
    assert [one["cause"] for one in versions] == causes
    difference_of = coordinator.get(f"{met.minutes}/versions/2/changes").json()
    assert (difference_of["since"], [one["change"] for one in difference_of["items"]]) == (1, ["changed"])
    assert coordinator.get(f"{met.minutes}/versions/3/changes").json()["items"] == []
    with database.reading() as session:
        letters = session.exec(select(Letter).order_by(col(Letter.id))).all()
    assert [one.kind for one in letters] == ["minutes_for_comment", "minutes_published"]
    mail = render(letters[0].kind, "cs", letters[0].data).text.replace("\u00a0", " ")
    assert re.search(r"můžete psát do \d", mail), "a day of the week would have to be declined"
    assert f"Přečíst na webu:\nhttp://127.0.0.1:8000{met.minutes}\n" in mail


def _missing(client: Api) -> list[int]:
    """The list behind the number on the dashboard, and the number."""
    listed = client.get("/events?missing_minutes=true&count=true").json()
    number = client.get("/dashboards/overview").json()["missing_minutes"]["value"]
    assert number == listed["total"]
    return [row["id"] for row in listed["results"]]


def test_the_public_reads_published_minutes_and_members_drafts_of_their_groups(
    api: Api, coordinator: Api, met: Met, database: Database, partnership: Partnership
) -> None:
    """Over the detail, the item, the list, its search, the file, the PDF, the feed and the search."""
    with database.writing() as session:
        other = a_meeting(session, partnership, title="Jednání jiné skupiny")
    said = {"speaker": "Jan Smyšlený", "text": "Chybí bydlení"}
    written = write(
        coordinator, met, item(title="Bydlení", discussion=[said]), item(text=INTERNAL, internal=True)
    )
    write(coordinator, other, item(title="Bydlení jinde"))
    readers = {
        "public": api,
        "outsider": api.signed_in(met.outsider),
        "member": api.signed_in(met.member),
        "staff": coordinator,
    }
    inside = {"member": {met.event_id}, "staff": {met.event_id, other.event_id}}
    for name, reader in readers.items():
        assert _read(reader, met, other) == inside.get(name, set()), name
    publish(coordinator, met)
    for name, reader in readers.items():
        assert _read(reader, met, other) == inside.get(name, set()) | {met.event_id}, name
        hidden = name in ("public", "outsider")
        shown = reader.get(met.minutes).json()
        assert (INTERNAL in str(shown), "Smyšlený" in str(shown)) == (not hidden, not hidden)
        assert len(shown["items"]) == (1 if hidden else 2)
        inner = reader.get(f"{met.minutes}/items/{written['items'][1]['id']}").status_code
        assert inner == (404 if hidden else 200)
        for words in ("tajna dohoda", "smysleny"):
            assert len(reader.get(f"/minutes?q={words}").json()["results"]) == (0 if hidden else 1)
            assert len(_found(reader, words)) == (0 if hidden else 1)
        for closed in ("comments", "versions", "versions/1", "names"):
            known = reader.get(f"{met.minutes}/{closed}").status_code
            assert known == {"public": 401, "outsider": 403}.get(name, 200)
        filing = reader.get(f"{met.minutes}/filing.zip").status_code
        assert filing == {"public": 401, "staff": 200}.get(name, 403)


def _read(reader: Api, met: Met, other: Met) -> set[int]:
    """The events whose minutes this reader finds: everywhere the same ones."""
    listed = {row["event_id"] for row in reader.get("/minutes").json()["results"]}
    ways = [
        {one.event_id for one in (met, other) if reader.get(one.minutes).status_code == 200},
        {one.event_id for one in (met, other) if reader.get(f"{one.minutes}.pdf").status_code == 200},
        {row["event_id"] for row in reader.get("/minutes?q=bydleni").json()["results"]},
        set(_found(reader, "bydleni")),
    ]
    assert ways == [listed] * len(ways)
    feed = reader.get("/changes?types=minutes&limit=200")
    if feed.status_code == 200:
        assert {int(row["url"].split("/")[-2]) for row in feed.json()["results"]} <= listed
    return listed


def _found(reader: Api, words: str) -> list[int]:
    hits = reader.get(f"/search?q={words}&types=minutes").json()["results"]
    return [int(hit["url"].split("/")[2]) for hit in hits]


def test_a_verifier_with_a_login_approves_and_facilitators_read(
    api: Api, coordinator: Api, met: Met, database: Database
) -> None:
    write(coordinator, met, item(title="Bod"), verifier={"person_id": met.person_id})
    verifier = api.signed_in(met.member)
    assert move(coordinator, met, "submit", comment_until="2199-01-01") == (200, "comment")
    assert move(api.signed_in(met.outsider), met, "approve")[0] == 403
    assert "approve" in verifier.get(met.minutes).json()["allowed"]
    assert move(verifier, met, "approve") == (200, "approved")
    assert move(verifier, met, "publish", checked_for_names=True) == (403, "forbidden")


def test_names_of_participants_are_found_before_publishing_and_files_are_made(
    api: Api, coordinator: Api, met: Met, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        guest = factories.a_person(session, partnership, first_name="Karel", last_name="Novák")
        event = session.get_one(factories.Event, met.event_id)
        [sitting] = factories.sessions_of(session, event)
        for person_id, status in (
            (met.person_id, AttendanceStatus.EXCUSED),
            (guest.id, AttendanceStatus.PRESENT),
        ):
            person = session.get_one(factories.Person, person_id)
            registration = factories.a_registration(session, event, person, guest=person_id == guest.id)
            factories.an_attendance(session, registration, sitting, status)
    text = (
        "# Nadpis\n\n1. bod\n2. *druhý* <script>x</script>\n\nPromluvil pan Novák. [odkaz](https://a.example)"
    )
    write(coordinator, met, item(title="Různé", text=text), item(text="Novákovi", internal=True))
    found = coordinator.get(f"{met.minutes}/names").json()["names"]
    assert found == [{"name": "Karel Novák", "items": ["Různé"]}]
    shown = coordinator.get(met.minutes).json()["attendance"]
    assert [one["name"] for one in shown["guests"]] == ["Karel Novák"]
    assert [one["name"] for one in shown["excused"]] == ["Ludmila Vymyšlená"]
    assert coordinator.get(f"{met.minutes}.pdf").content.startswith(b"%PDF")
    publish(coordinator, met)
    counted = api.get(met.minutes).json()["attendance"]
    assert (counted["guests"], counted["counts"]) == ([], {"present": 0, "excused": 1, "guests": 1})
    packed = zipfile.ZipFile(BytesIO(coordinator.get(f"{met.minutes}/filing.zip").content))
    [pdf, recipients] = packed.namelist()
    assert b"pdfaid" in packed.read(pdf)
    assert "Ludmila Vymyšlená" in packed.read(recipients).decode("utf-8-sig")


def test_minutes_tell_the_quorum_the_decisions_and_the_tasks_in_the_order_of_their_points(
    api: Api, coordinator: Api, met: Met, database: Database, partnership: Partnership
) -> None:
    """On the page, in the PDF and in the package; votes and quorum where the rules of the group set them."""
    with database.writing() as session:
        event = session.get_one(factories.Event, met.event_id)
        person = session.get_one(factories.Person, met.person_id)
        seat = factories.a_registration(session, event, person).id
        [sitting] = factories.sessions_of(session, event)
    points = write(
        coordinator, met, item(title="Bydlení"), item(title="Práce"), item(title="Tajné", internal=True)
    )
    first, second, hidden = (one["id"] for one in points["items"])
    assert (points["quorum"], points["decisions"], points["tasks"]) == (None, [], [])
    named = {"group_id": met.group_id, "event_id": met.event_id}
    late, early, secret = (
        made(coordinator, "/decisions", **named, title=title, item_id=number, mode="vote")["id"]
        for title, number in (("Vznikne dílna", second), ("Vznikne byt", first), ("Mlčíme", hidden))
    )
    votes = {"votes": {"for": 1, "against": 0, "abstained": 0}}
    for number in (late, early, secret):
        answer = coordinator.post(f"/decisions/{number}/adopt", json=votes, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
    made(coordinator, "/tasks", **named, title="Najít mistra", decision_id=late, owner_id=met.person_id)
    made(coordinator, "/tasks", **named, title="Najít byt", decision_id=early, due="2099-11-30")
    present = f"/sessions/{sitting.id}/attendance/{seat}"
    assert coordinator.put(present, json={"status": "present"}).status_code == 200

    member = api.signed_in(met.member)
    assert [one["votes"] for one in member.get(met.minutes).json()["decisions"]] == [None] * 3, "no rule"
    assert member.get(met.minutes).json()["quorum"] is None
    with database.writing() as session:
        rules = {"quorum_percent": 50, "votes": True, "public": True}
        session.get_one(WorkingGroup, met.group_id).rules = rules
    shown = member.get(met.minutes).json()
    assert shown["quorum"] == {"needed": 1, "present": 1, "reached": True}
    assert [one["title"] for one in shown["decisions"]] == ["Vznikne byt", "Vznikne dílna", "Mlčíme"]
    assert shown["decisions"][0]["votes"] == votes["votes"]
    tasks = [(one["title"], one["item_id"], one["owner_name"]) for one in shown["tasks"]]
    assert tasks == [("Najít byt", first, None), ("Najít mistra", second, "Ludmila Vymyšlená")]
    publish(coordinator, met)
    public = api.get(met.minutes).json()
    assert public["quorum"] == shown["quorum"]
    assert [one["title"] for one in public["decisions"]] == ["Vznikne byt", "Vznikne dílna"]
    assert public["tasks"] == []
    printed = _printed(api.get(f"{met.minutes}.pdf").content)
    assert "potřeba 1, přítomno 1: schopni usnášet se" in printed
    assert "Přijato; k bodu 2; Hlasování: pro 1, proti 0, zdrželo se 0" in printed
    assert "Mlčíme" not in printed and "Najít" not in printed
    packed = zipfile.ZipFile(BytesIO(coordinator.get(f"{met.minutes}/filing.zip").content))
    filed = _printed(packed.read(packed.namelist()[0]))
    for line in ("Najít mistra, Ludmila Vymyšlená", "Najít byt, do 30. 11. 2099", "Mlčíme"):
        assert line in filed
    assert move(coordinator, met, "reopen", reason="Bez tajností")[0] == 200
    shorter = {"items": coordinator.get(met.minutes).json()["items"][:2]}
    assert coordinator.put(met.minutes, json=shorter, headers={"If-Match": "*"}).status_code == 200
    assert coordinator.get(f"/decisions/{secret}").json()["item_id"] is None


def _printed(content: bytes) -> str:
    """The text of a PDF, with one space between words."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(" ".join(pages).split())


@pytest.mark.both_databases
def test_two_who_write_at_once_lose_no_word(coordinator: Api, met: Met) -> None:
    """At different items both are right; at one item the second is told."""
    written = write(coordinator, met, item(title="A"), item(title="B"))["items"]

    def save(number: int, text: str, answers: list[int]) -> None:
        path = f"{met.minutes}/items/{written[number]['id']}"
        sent = item(title="A", text=text)
        answers.append(coordinator.put(path, json=sent, headers={"If-Match": "1"}).status_code)

    apart: list[int] = []
    same: list[int] = []
    _at_once(lambda: save(0, "první", apart), lambda: save(1, "druhý", apart))
    assert apart == [200, 200]
    again = write_again(coordinator, met)

    def save_same(text: str) -> None:
        sent = item(title="A", text=text)
        headers = {"If-Match": str(again["version"])}
        same.append(
            coordinator.put(f"{met.minutes}/items/{again['id']}", json=sent, headers=headers).status_code
        )

    _at_once(lambda: save_same("jedna"), lambda: save_same("dvě"))
    assert sorted(same) == [200, 412]


def write_again(client: Api, met: Met) -> dict[str, Any]:
    found: dict[str, Any] = client.get(met.minutes).json()["items"][0]
    return found


def _at_once(*calls: Any) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


WORDS = st.lists(st.sampled_from(["bydlení", " ", "rodiny", ", ", "\n", "Žďár", "5"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(before: list[str], after: list[str]) -> None:
    older, newer = "".join(before), "".join(after)
    parts = difference(older, newer)
    assert "".join(part.text for part in parts if part.kind != "added") == older
    assert "".join(part.text for part in parts if part.kind != "removed") == newer


ITEMS = st.lists(st.tuples(st.integers(1, 4), WORDS), max_size=4, unique_by=lambda one: one[0])


@settings(max_examples=60, deadline=None)
@given(ITEMS, ITEMS)
def test_the_changes_of_a_version_name_each_item_that_differs(before: Any, after: Any) -> None:
    older, newer = ([_item(number, "".join(words)) for number, words in one] for one in (before, after))
    changes = {one.id: one.change for one in item_changes(older, newer)}
    was, now = ({item["id"]: item["text"] for item in one} for one in (older, newer))
    for number in was.keys() | now.keys():
        expected = "removed" if number not in now else "added" if number not in was else None
        if expected is None and was[number] != now[number]:
            expected = "changed"
        if expected:
            assert changes.pop(number) == expected
    assert set(changes.values()) <= {"moved"}
    if [one["id"] for one in older] == [one["id"] for one in newer]:
        assert not changes


def _item(number: int, text: str) -> dict[str, Any]:
    return {"id": number, "internal": False, "title": "", "text": text, "discussion": []}

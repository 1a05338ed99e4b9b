"""The programme of seminars and conferences: within the days of the event, and along with them."""

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import Visibility
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field
from tests.api.attaching import attach
from tests.clients import Api

DAY = clock.at(clock.today() + timedelta(days=14), 9)


def at(hour: int, minute: int = 0, day: int = 0) -> str:
    return (DAY + timedelta(days=day, hours=hour - 9, minutes=minute)).isoformat()


def talk(start: str, end: str, title: str = "Přednáška", **more: Any) -> dict[str, Any]:
    return {"starts_at": start, "ends_at": end, "title": title, **more}


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def test_a_programme_is_written_shown_and_moves_with_its_days(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=DAY, sessions=2).id
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá").id
    paper = attach(coordinator, "event", event, visibility="public").json()["id"]
    inside = attach(coordinator, "event", event, visibility="internal").json()["id"]
    path = f"/events/{event}/programme"
    answer = api.get(path)
    assert (answer.json()["items"], answer.json()["allowed"]) == ([], [])

    def put(items: list[dict[str, Any]]) -> Any:
        etag = coordinator.get(path).headers["etag"]
        return coordinator.put(path, json={"items": items}, headers={"If-Match": etag})

    speakers = [{"person_id": person}, "Jan Smyšlený"]
    items = [
        talk(at(10, day=1), at(11, day=1), "Druhý den", moderator={"name": "Eva Pomyslná"}),
        talk(at(9), at(10), "Zahájení", speakers=speakers, attachment_ids=[paper, inside]),
        {"starts_at": at(10), "ends_at": at(10, 15), "kind": "break"},
    ]
    written = put(items)
    assert written.status_code == 200, written.text
    shown = api.get(path).json()["items"]
    assert [one["title"] for one in shown] == ["Zahájení", "", "Druhý den"]
    assert shown[0]["speakers"] == [
        {"person_id": None, "name": "Ema Nebylá"},
        {"person_id": None, "name": "Jan Smyšlený"},
    ]
    assert shown[0]["attachment_ids"] == [paper]
    assert moment(shown[0]["starts_at"]) == DAY
    kept = coordinator.get(path).json()["items"]
    assert kept[0]["speakers"][0]["person_id"] == person
    assert kept[0]["attachment_ids"] == [paper, inside]
    assert kept[2]["moderator"] == {"person_id": None, "name": "Eva Pomyslná"}

    again = put([{**kept[0], "title": "Úvod"}, *kept[1:], talk(at(15), at(16))]).json()["items"]
    assert [one["id"] for one in again if one["title"] != "Přednáška"] == [one["id"] for one in kept]
    version = coordinator.get(path).json()["version"]
    assert put(again).json()["version"] == version, "nothing was changed"
    assert coordinator.put(path, json={"items": []}, headers={"If-Match": '"1"'}).status_code == 412
    assert coordinator.put(path, json={"items": []}).status_code == 428

    days = [{"starts_at": at(9, day=day), "ends_at": at(16, day=day)} for day in (7, 9)]
    tried = coordinator.post(f"/events/{event}/postpone?dry_run=true", json={"sessions": days}).json()
    [effect] = [one for one in tried["effects"] if one["field"] == "programme"]
    assert (moment(effect["from"]), moment(effect["to"])) == (DAY, DAY + timedelta(days=7))
    assert coordinator.post(f"/events/{event}/postpone", json={"sessions": days}).status_code == 200
    moved = coordinator.get(path).json()["items"]
    assert moment(moved[0]["starts_at"]) == DAY + timedelta(days=7)
    assert moment(moved[-1]["starts_at"]) == DAY + timedelta(days=9, hours=1)

    copy = coordinator.post(f"/events/{event}/copy", json={}).json()["id"]
    carried = coordinator.get(f"/events/{copy}/programme").json()["items"]
    assert [one["title"] for one in carried] == ["Úvod", "", "Přednáška", "Druhý den"]
    assert {(one["starts_at"], len(one["attachment_ids"])) for one in carried} == {(None, 0)}
    etag = coordinator.get(f"/events/{copy}/programme").headers["etag"]
    body = {"items": [{**carried[0], "title": "Jinak"}]}
    renamed = coordinator.put(f"/events/{copy}/programme", json=body, headers={"If-Match": etag}).json()
    assert [(one["id"], one["title"]) for one in renamed["items"]] == [(carried[0]["id"], "Jinak")]


def test_a_wrong_programme_says_what_is_wrong(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=DAY).id
        other = factories.an_event(session, partnership, starts_at=DAY).id
        hidden = factories.an_event(session, partnership, visibility=Visibility.INTERNAL).id
        meeting = factories.an_event(session, partnership, kind=EventKind.MEETING).id
        stranger = factories.a_person(session, factories.a_partnership(session)).id
    of_other = attach(coordinator, "event", other).json()["id"]

    def wrong(*items: dict[str, Any]) -> tuple[str, str]:
        headers = {"If-Match": "*"}
        return field(coordinator.put(f"/events/{event}/programme", json={"items": items}, headers=headers))

    assert wrong(talk(at(8), at(9))) == ("#/items/0/starts_at", "outside_sessions")
    assert wrong(talk(at(9), at(17))) == ("#/items/0/ends_at", "outside_sessions")
    assert wrong(talk(at(10), at(10))) == ("#/items/0/ends_at", "ends_before_starts")
    assert wrong({"title": "Bez času"}) == ("#/items/0/starts_at", "required")
    assert wrong(talk(at(9), at(10)), talk(at(10), at(11), "")) == ("#/items/1/title", "required")
    assert wrong(talk(at(9), at(10), id=999)) == ("#/items/0/id", "not_found")
    assert wrong(talk(at(9), at(10), attachment_ids=[of_other])) == (
        "#/items/0/attachment_ids/0",
        "not_found",
    )
    assert wrong(talk(at(9), at(10), speakers=[{}])) == ("#/items/0/speakers/0/name", "required")
    assert wrong(talk(at(9), at(10), speakers=[{"person_id": stranger}]))[1] == "other_partnership"
    assert api.get(f"/events/{hidden}/programme").status_code == 404
    assert coordinator.get(f"/events/{meeting}/programme").status_code == 404

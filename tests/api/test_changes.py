"""The feed of changes: everything once, in order, whatever the size of the page."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import Opened, SignUp, Sittings
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def three_organisations(admin: Api) -> list[int]:
    names = ("Vymyšlený spolek Alfa", "Vymyšlený spolek Beta", "Vymyšlený spolek Gama")
    return [admin.post("/organisations", json={"name": name}).json()["id"] for name in names]


def test_pages_of_the_feed_give_every_change_once_and_in_order(admin: Api) -> None:
    made = three_organisations(admin)
    found = admin.rows("/changes?types=organisation&limit=1")
    assert [(row["id"], row["action"]) for row in found] == [(one, "created") for one in made]


def test_the_feed_goes_on_after_a_change(admin: Api) -> None:
    _, second, third = three_organisations(admin)
    first = admin.rows("/changes?types=organisation")[0]
    assert [row["id"] for row in admin.rows(f"/changes?after={first['cursor']}")] == [second, third]


def test_the_feed_keeps_to_the_types_asked_for(admin: Api) -> None:
    three_organisations(admin)
    assert admin.rows("/changes?types=event") == []
    assert len(admin.rows("/changes?types=event,organisation")) == 3


def after(client: Api, cursor: str) -> list[tuple[str, int, str, str]]:
    rows = client.rows(f"/changes?after={cursor}")
    return [(row["type"], row["id"], row["action"], row["url"]) for row in rows]


def newest(client: Api) -> str:
    return str(client.rows("/changes")[-1]["cursor"])


def test_a_correction_of_attendance_is_told(coordinator: Api, sittings: Sittings, sign_up: SignUp) -> None:
    event_id, [sitting] = sittings()
    told = sign_up(event_id)
    path, url = f"/sessions/{sitting}/attendance", f"/api/v1/sessions/{sitting}/attendance"
    for status, action in (("present", "created"), ("excused", "updated")):
        before = newest(coordinator)
        assert coordinator.put(f"{path}/{told['id']}", json={"status": status}).status_code == 200
        [(kind, _, *what)] = [row for row in after(coordinator, before) if row[0] == "attendance"]
        assert (kind, *what) == ("attendance", action, url)
    assert coordinator.get(path).status_code == 200


def test_new_kept_seats_are_told(coordinator: Api, database: Database, event: Opened) -> None:
    event_id, before = event(capacity=2), newest(coordinator)
    with database.writing() as session:
        organisation = factories.an_organisation(session)
    body = {
        "seats": 1,
        "organisation_id": organisation.id,
        "until": (clock.now() + timedelta(days=1)).isoformat(),
    }
    block = coordinator.post(f"/events/{event_id}/seat-blocks", json=body).json()
    url = f"/api/v1/seat-blocks/{block['id']}"
    assert ("seat_block", block["id"], "created", url) in after(coordinator, before)


def test_the_address_of_a_part_that_is_deleted_leads_nowhere(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        member = factories.a_group_member(session, group, factories.a_person(session, partnership))
    path = f"/working-groups/{group.id}/members/{member.id}"
    [*_, (kind, number, action, url)] = after(coordinator, "0-0")
    assert (kind, number, action, url) == ("group_member", member.id, "created", f"/api/v1{path}")
    etag = coordinator.get(path).headers["etag"]
    assert coordinator.delete(path, headers={"If-Match": etag}).status_code == 204
    gone = next(row for row in after(coordinator, "0-0") if row[:3] == ("group_member", member.id, "deleted"))
    assert coordinator.get(gone[3].removeprefix("/api/v1")).status_code == 404


def test_who_sees_a_record_only_because_it_is_public_is_told_when_it_is_not_any_more(
    coordinator: Api, database: Database, partnership: Partnership, signed_in: Callable[..., Api]
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        event = factories.an_event(session, partnership, published_at=clock.now())
        record = factories.a_group(session, partnership)
    stranger, seen = signed_in("coordinator", elsewhere), f"/api/v1/events/{event.id}"

    def told(cursor: str) -> list[tuple[str, str]]:
        return [(action, url) for kind, _, action, url in after(stranger, cursor) if kind == "event"]

    assert told("0-0")[0] == ("created", seen)
    cursor = newest(stranger)
    for visibility, is_told in (("internal", True), ("members", False), ("public", True)):
        path = f"/events/{event.id}"
        answer = coordinator.patch(path, json={"visibility": visibility}, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
        assert set(told(cursor)) == ({("updated", seen)} if is_told else set())
        cursor = newest(stranger)
        assert stranger.get(path).status_code == (200 if visibility == "public" else 404)
    etag = {"If-Match": "*"}
    assert coordinator.delete(f"/working-groups/{record.id}", headers=etag).status_code == 204
    assert ("working_group", record.id, "deleted") in [row[:3] for row in after(stranger, cursor)]

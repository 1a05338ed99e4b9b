"""Readers below the staff keep in step too: told what they have lost, and of nothing they never saw."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event, EventPerson, EventRole
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.events import a_draft, changed, published, sitting
from tests.api.registering import Opened, Roles, SignUp, Sittings
from tests.clients import Api

pytestmark = pytest.mark.both_databases

ANY = {"if-match": "*"}


@pytest.fixture
def member(api: Api, database: Database, partnership: Partnership) -> tuple[Api, int]:
    """Somebody with the lowest role, and the person they are."""
    with database.writing() as session:
        user, person = (
            factories.a_user(session, "member", partnership),
            factories.a_person(session, partnership),
        )
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        return api.signed_in(open_session(session, user.id or 0).token), person.id or 0


@pytest.fixture
def facilitator_of(signed_in: Roles, database: Database, partnership: Partnership) -> Callable[[int], Api]:
    """`facilitator_of(event_id)`: somebody who sees this event and no other of the staff's."""

    def make(event_id: int) -> Api:
        facilitator = signed_in("facilitator", partnership)
        with database.writing() as session:
            session.add(
                EventPerson(
                    event_id=event_id,
                    partnership_id=partnership.id,
                    user_id=facilitator.get("/me").json()["user"]["id"],
                    name="F",
                    role=EventRole.FACILITATOR,
                )
            )
        return facilitator

    return make


def mark(client: Api, path: str) -> str:
    """When to ask from the next time."""
    return quote(client.get(path).json()["synced_until"])


def gone(client: Api, path: str, since: str) -> list[int]:
    joint = "&" if "?" in path else "?"
    rows = client.rows(f"{path}{joint}updated_since={since}")
    return [row["id"] for row in rows if row.get("deleted")]


def test_a_member_is_told_which_events_are_no_longer_for_members(
    coordinator: Api, member: tuple[Api, int], signed_in: Roles, database: Database, partnership: Partnership
) -> None:
    reader, _ = member
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    stranger = signed_in("member", elsewhere)
    hidden, thrown_away, kept = (published(coordinator, partnership, visibility="members") for _ in range(3))
    draft, internal = (
        a_draft(coordinator, partnership),
        published(coordinator, partnership, visibility="internal"),
    )
    assert {row["id"] for row in reader.rows("/events")} == {hidden["id"], thrown_away["id"], kept["id"]}
    since = mark(reader, "/events")
    changed(coordinator, hidden, visibility="internal")
    assert coordinator.delete(f"/events/{thrown_away['id']}", headers=ANY).status_code == 204
    for never_seen in (draft, internal):
        changed(coordinator, never_seen, title="Jinak")
    assert gone(reader, "/events", since) == sorted([hidden["id"], thrown_away["id"]])
    assert gone(stranger, "/events", since) == []


def test_a_member_of_a_group_is_told_who_is_no_longer_in_it(
    coordinator: Api, member: tuple[Api, int], partnership: Partnership, database: Database
) -> None:
    reader, person = member
    with database.writing() as session:
        other = factories.a_person(session, partnership).id
    group = made(coordinator, "/working-groups", name="Bydlení", partnership_id=partnership.id)
    path = f"/working-groups/{group['id']}/members"
    made(coordinator, path, person_id=person)
    lost = made(coordinator, path, person_id=other)
    since = mark(reader, path)
    assert coordinator.delete(f"{path}/{lost['id']}", headers=ANY).status_code == 204
    assert gone(reader, path, since) == [lost["id"]]


def test_a_facilitator_is_told_who_has_left_a_list_of_their_event(
    coordinator: Api, facilitator_of: Callable[[int], Api], event: Opened, sign_up: SignUp
) -> None:
    event_id, elsewhere = event(), event()
    facilitator = facilitator_of(event_id)
    lost, other = sign_up(event_id), sign_up(elsewhere)
    path = f"/events/{event_id}/registrations?status=confirmed"
    since = mark(facilitator, path)
    for one in (lost, other):
        assert coordinator.post(f"/registrations/{one['id']}/cancel").status_code == 200
    assert gone(facilitator, path, since) == [lost["id"]]


def test_a_sheet_is_kept_in_step(
    coordinator: Api, facilitator_of: Callable[[int], Api], sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    reader = facilitator_of(event_id)
    came, cancelled, quiet = (sign_up(event_id)["id"] for _ in range(3))
    path = f"/sessions/{sitting}/attendance"
    since = mark(reader, path)
    put = coordinator.put(f"{path}/{came}", json={"status": "present"})
    assert put.status_code == 200, put.text
    assert coordinator.post(f"/registrations/{cancelled}/cancel").status_code == 200
    rows = reader.rows(f"{path}?updated_since={since}")
    assert (came, "present") in {(row.get("registration_id"), row.get("status")) for row in rows}
    assert gone(reader, path, since) == [cancelled]
    assert {row["registration_id"] for row in reader.rows(path)} == {came, quiet}
    assert reader.get(f"{path}?sort=name&updated_since={since}").status_code == 422


def test_everybody_is_told_that_seats_are_no_longer_kept(
    api: Api, coordinator: Api, event: Opened, database: Database
) -> None:
    event_id = event(capacity=5)
    with database.writing() as session:
        organisation = factories.an_organisation(session).id
    path, until = f"/events/{event_id}/seat-blocks", (clock.now() + timedelta(days=1)).isoformat()
    block = made(coordinator, path, seats=2, until=until, organisation_id=organisation)
    since = mark(api, path)
    assert coordinator.delete(f"/seat-blocks/{block['id']}", headers=ANY).status_code == 204
    assert gone(api, path, since) == [block["id"]]


def test_a_new_place_is_told_to_who_keeps_in_step(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        factories.a_venue(session, partnership, name="Radnice", created_at=clock.now() - timedelta(days=1))
    since = mark(coordinator, "/venues")
    a_draft(coordinator, partnership, sessions=[sitting(1, venue={"name": "Klub"})])
    assert [row["name"] for row in coordinator.rows("/venues")] == ["Radnice", "Klub"]
    assert [row["name"] for row in coordinator.rows(f"/venues?updated_since={since}")] == ["Klub"]


def test_roles_of_a_user_are_kept_in_step(admin: Api, database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        user, other = factories.a_user(session).id, factories.a_user(session).id
    path, beside = f"/users/{user}/roles", f"/users/{other}/roles"
    lost = made(admin, path, role="member", partnership_id=partnership.id)
    since = mark(admin, path)
    assert admin.delete(f"/roles/{lost['id']}", headers=ANY).status_code == 204
    given = made(admin, path, role="auditor", partnership_id=partnership.id)
    made(admin, beside, role="auditor", partnership_id=partnership.id)
    assert gone(admin, path, since) == [lost["id"]]
    assert given["id"] in {row["id"] for row in admin.rows(f"{path}?updated_since={since}")}


@pytest.mark.parametrize("role", ["admin", "coordinator", "member"])
def test_everybody_keeps_their_keys_in_step(
    signed_in: Callable[..., Api], admin: Api, partnership: Partnership, role: str
) -> None:
    owner = signed_in(role, None if role == "admin" else partnership)
    lost, kept = (key(owner, name) for name in ("Kalendář", "Web"))
    since = mark(owner, "/api-keys")
    assert owner.delete(f"/api-keys/{lost['id']}", headers=ANY).status_code == 204
    foreign = key(admin, "Cizí")
    assert gone(owner, "/api-keys", since) == [lost["id"]]
    mine = {row["id"] for row in owner.rows(f"/api-keys?updated_since={since}")}
    assert (foreign["id"] in mine) == (role == "admin")
    assert kept["id"] in {row["id"] for row in owner.rows("/api-keys")}


def key(owner: Api, name: str) -> dict[str, Any]:
    return made(owner, "/api-keys", name=name, scopes=["schedule:read"])


def test_a_change_that_was_still_open_when_somebody_read_is_told_the_next_time(
    coordinator: Api, event: Opened, database: Database
) -> None:
    event_id = event(title="Dřívější")
    assert coordinator.rows("/events")[0]["title"] == "Dřívější"
    with database.writing() as session:
        session.get_one(Event, event_id).title = "Pozdější"
        session.flush()
        answer = coordinator.get("/events").json()
        again = coordinator.get("/events").json()["synced_until"]
    assert answer["results"][0]["title"] == "Dřívější"
    for since in (answer["synced_until"], again):
        rows = coordinator.rows(f"/events?updated_since={quote(since)}")
        assert [row["title"] for row in rows] == ["Pozdější"]

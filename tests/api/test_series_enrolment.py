"""Enrolling in a whole series, and the dealing of its seats in the order of the enrolments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock, mail
from app.core.changes import Change
from app.core.db import Database
from app.core.settings import Settings
from app.courses.models import EventKind, SeatAllocation, Series
from app.courses.series import topics_of
from app.events.models import Event
from app.partnerships.models import Partnership
from app.worker import tick
from tests import factories
from tests.api.registering import body, code_of, counters, letters, token_of
from tests.clients import Api


@dataclass(frozen=True)
class Grid:
    """A series of trainings; `events[town]` are the ids of its events there, one per topic."""

    id: int
    towns: list[int]
    events: dict[int, list[int]]


@pytest.fixture
def laid(database: Database, partnership: Partnership) -> Callable[..., Grid]:
    def lay(towns: tuple[str, ...] = ("Liberec", "Semily"), capacity: int | None = 2, **rule: Any) -> Grid:
        with database.writing() as session:
            places = [factories.a_territory(session, name) for name in towns]
            courses = [factories.a_course(session) for _ in range(2)]
            series = factories.a_series(
                session, partnership, courses, places, EventKind.TRAINING, title="Kurzy", **rule
            )
            topics = topics_of(session, [series.id or 0])[series.id or 0]
            events: dict[int, list[int]] = {}
            for place in places:
                for days, topic in enumerate(topics):
                    event = factories.an_event(
                        session,
                        partnership,
                        kind=EventKind.TRAINING,
                        starts_at=clock.at(clock.today() + timedelta(days=14 + days), 9),
                        capacity=capacity,
                        series_id=series.id,
                        topic_id=topic.id,
                        territory_id=place.id,
                        undealt=series.undealt,
                        deals_at=series.allocates_at if series.undealt else None,
                    )
                    events.setdefault(place.id or 0, []).append(event.id or 0)
            return Grid(series.id or 0, [place.id or 0 for place in places], events)

    return lay


def dealt_later(**rule: Any) -> dict[str, Any]:
    return {"allocation": SeatAllocation.SERIES_FIRST, **rule}


def enrol(client: Api, grid: Grid, town: int = 0, **fields: Any) -> Any:
    return client.post(f"/series/{grid.id}/enrolments", json=body(territory_id=grid.towns[town], **fields))


def enrolled(client: Api, grid: Grid, town: int = 0, **fields: Any) -> list[dict[str, Any]]:
    answer = enrol(client, grid, town, **fields)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["registrations"]
    return found


def signed_up(client: Api, event_id: int, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"/events/{event_id}/registrations", json=body(**fields))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mine(client: Api, registration: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/my/registrations/{token_of(registration)}").json()
    return found


def outcome(client: Api, registration: Any) -> tuple[str, str | None]:
    found = mine(client, registration)
    return found["status"], found["reason"]


# --- enrolling -------------------------------------------------------------------------------------------


def test_one_enrolment_is_a_registration_for_every_topic_in_the_territory(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    made = enrolled(api, grid)
    assert [one["event_id"] for one in made] == grid.events[grid.towns[0]]
    assert [one["status"] for one in made] == ["confirmed", "confirmed"]
    assert all(mine(api, one)["status"] == "confirmed" for one in made)
    [letter] = letters(database)
    assert letter.kind == "series_enrolled"
    told = mail.render(letter.kind, "cs", letter.data).text
    assert all(one["manage_url"] in told for one in made)
    [row] = coordinator.get(f"/series/{grid.id}/enrolments").json()["results"]
    assert [one["id"] for one in row["registrations"]] == [one["id"] for one in made]


def test_who_is_signed_up_for_one_event_keeps_that_registration(
    api: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid()
    person = body()
    here, there = grid.events[grid.towns[0]][0], grid.events[grid.towns[1]][1]
    first = api.post(f"/events/{here}/registrations", json=person).json()
    elsewhere = api.post(f"/events/{there}/registrations", json=person).json()
    made = api.post(f"/series/{grid.id}/enrolments", json={**person, "territory_id": grid.towns[0]}).json()
    assert {one["id"] for one in made["registrations"]} == {first["id"], elsewhere["id"]}
    assert [one["manage_url"] for one in made["registrations"]] == [None, None]
    assert counters(database, here)["confirmed"] == 1
    again = api.post(f"/series/{grid.id}/enrolments", json={**person, "territory_id": grid.towns[0]})
    assert code_of(again) == (409, "already_registered")


def test_an_enrolment_is_whole_or_not_at_all(api: Api, laid: Callable[..., Grid], database: Database) -> None:
    grid = laid(capacity=1)
    second = grid.events[grid.towns[0]][1]
    with database.writing() as session:
        session.get_one(Event, second).waiting_list = False
    signed_up(api, second)
    assert code_of(enrol(api, grid)) == (409, "full")
    assert counters(database, grid.events[grid.towns[0]][0])["confirmed"] == 0
    assert code_of(enrol(api, grid, email=None)) == (422, "invalid")


def test_cancelling_an_enrolment_gives_every_seat_to_the_next(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid(capacity=1)
    answer = enrol(api, grid).json()
    waiting = signed_up(api, grid.events[grid.towns[0]][0])
    assert waiting["status"] == "waiting"
    for _ in range(2):
        done = coordinator.post(f"/enrolments/{answer['id']}/cancel")
        assert done.status_code == 200, done.text
    assert [one["status"] for one in done.json()["registrations"]] == ["cancelled", "cancelled"]
    assert outcome(api, waiting) == ("confirmed", None)
    assert api.post(f"/enrolments/{answer['id']}/cancel").status_code == 401


def test_first_come_knows_no_priority(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(capacity=1)
    here = grid.events[grid.towns[0]][0]
    signed_up(api, here)
    single = signed_up(api, here)
    enrolled(api, grid)
    assert mine(api, single)["waiting_position"] == 1


# --- dealing ---------------------------------------------------------------------------------------------


def test_until_the_seats_are_dealt_everybody_is_pending_and_told_until_when(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    moment = clock.now() + timedelta(days=5)
    grid = laid(**dealt_later(allocates_at=moment))
    here = grid.events[grid.towns[0]][0]
    told = signed_up(api, here)
    assert (told["status"], told["reason"]) == ("pending", "dealing")
    assert told["deals_at"] is not None
    assert "Místa se rozdělují" in mail.render("registration_pending", "cs", letters(database)[0].data).text
    assert signed_up(coordinator, here)["status"] == "pending"
    assert {one["status"] for one in enrolled(api, grid)} == {"pending"}
    assert counters(database, here) == {"taken": 0, "confirmed": 0, "waiting": 0, "pending": 3, "attended": 0}
    for verb in ("confirm", "offer"):
        refused = coordinator.post(f"/registrations/{told['id']}/{verb}")
        assert code_of(refused) == (409, "wrong_state")


def test_whole_series_first_then_single_ones_by_time_and_the_rest_waits(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(**dealt_later())
    here = grid.events[grid.towns[0]][0]
    early, late = signed_up(api, here), signed_up(api, here)
    whole = enrolled(api, grid)[0]
    first = coordinator.post(f"/series/{grid.id}/allocate").json()
    places = {one["registration_id"]: one["place"] for one in first["decisions"] if one["event_id"] == here}
    assert places == {whole["id"]: 1, early["id"]: 2, late["id"]: 3}
    assert outcome(api, whole) == ("confirmed", "dealt_seat")
    assert outcome(api, early) == ("confirmed", "dealt_seat")
    assert outcome(api, late) == ("waiting", "dealt_wait")
    assert counters(database, here) == {"taken": 2, "confirmed": 2, "waiting": 1, "pending": 0, "attended": 0}
    written = letters(database)
    assert sum(one.kind == "series_dealt" for one in written) == 3
    assert coordinator.post(f"/series/{grid.id}/allocate").json() == first
    assert len(letters(database)) == len(written)
    told = mail.render("series_dealt", "cs", written[-1].data).text
    assert "v pořadí jste byli na 3. místě. Rozdělovala se 2 volná místa." in told.replace("\u00a0", " ")


def test_after_the_dealing_the_queue_keeps_the_order(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid(capacity=1, **dealt_later())
    here = grid.events[grid.towns[0]][0]
    holds, waits = signed_up(api, here), signed_up(api, here)
    coordinator.post(f"/series/{grid.id}/allocate")
    later = signed_up(api, here)
    whole = enrolled(api, grid)[0]
    assert [mine(api, one)["waiting_position"] for one in (whole, waits, later)] == [1, 2, 3]
    coordinator.post(f"/registrations/{holds['id']}/cancel")
    assert outcome(api, whole) == ("confirmed", None)
    api.post(f"/my/registrations/{token_of(whole)}/cancel")
    assert outcome(api, waits) == ("confirmed", "dealt_moved_up")


def test_who_gets_no_seat_where_nobody_waits_is_declined(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(capacity=1, **dealt_later())
    here = grid.events[grid.towns[0]][0]
    with database.writing() as session:
        session.get_one(Event, here).waiting_list = False
    signed_up(api, here)
    second = signed_up(api, here)
    coordinator.post(f"/series/{grid.id}/allocate")
    assert outcome(api, second) == ("declined", "dealt_none")


def test_the_worker_deals_when_the_time_has_come_and_once(
    api: Api, laid: Callable[..., Grid], database: Database, settings: Settings
) -> None:
    grid = laid(**dealt_later(allocates_at=clock.now() + timedelta(hours=1)))
    told = signed_up(api, grid.events[grid.towns[0]][0])
    tick(database, settings)
    assert outcome(api, told) == ("pending", "dealing")
    with database.writing() as session:
        session.get_one(Series, grid.id).allocates_at = clock.now() - timedelta(minutes=1)
    tick(database, settings)
    tick(database, settings)
    assert outcome(api, told) == ("confirmed", "dealt_seat")
    assert sum(one.kind == "series_dealt" for one in letters(database)) == 1


def test_what_needs_approval_is_dealt_once_it_is_approved(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(**dealt_later())
    here = grid.events[grid.towns[0]][0]
    changed = coordinator.patch(
        f"/events/{here}", json={"registration": {"policy": "approval"}}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    asks, approved = signed_up(api, here), signed_up(api, here)
    assert asks["reason"] == "approval"
    coordinator.post(f"/registrations/{approved['id']}/confirm")
    assert outcome(api, approved) == ("pending", "dealing")
    coordinator.post(f"/series/{grid.id}/allocate")
    assert outcome(api, asks) == ("pending", "approval")
    assert outcome(api, approved) == ("confirmed", "dealt_seat")


def test_the_rule_of_the_series_reaches_its_events(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid()
    anyway = {"headers": {"If-Match": "*"}}
    rule = {"allocation": "series_first", "allocates_at": "2199-01-01T10:00:00+01:00"}
    assert coordinator.patch(f"/series/{grid.id}", json=rule, **anyway).status_code == 200
    told = signed_up(api, grid.events[grid.towns[0]][0])
    assert (told["status"], told["deals_at"][:4]) == ("pending", "2199")
    back = coordinator.patch(f"/series/{grid.id}", json={"allocation": "first_come"}, **anyway)
    assert code_of(back) == (409, "in_use")


# --- another date ----------------------------------------------------------------------------------------


def test_the_same_topic_elsewhere_keeps_the_order_of_enrolment(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(capacity=1, **dealt_later())
    here, there = (grid.events[town][0] for town in grid.towns)
    early = signed_up(api, here)
    late = signed_up(api, there)
    [choice] = mine(api, early)["swaps"]
    assert choice["event_id"] == there
    swapped = api.post(f"/my/registrations/{token_of(early)}/swap", json={"event_id": there})
    assert swapped.status_code == 201, swapped.text
    assert outcome(api, early) == ("cancelled", "swapped")
    coordinator.post(f"/series/{grid.id}/allocate")
    assert outcome(api, swapped.json())[0] == "confirmed"
    assert outcome(api, late)[0] == "waiting"
    assert counters(database, here)["pending"] == 0


def test_a_seat_is_given_up_only_for_a_seat(api: Api, coordinator: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(capacity=1)
    here, there = (grid.events[town][0] for town in grid.towns)
    holds, waits = signed_up(api, here), signed_up(api, here)
    other = signed_up(api, there)
    path = f"/registrations/{holds['id']}/swap"
    assert code_of(coordinator.post(path, json={"event_id": there})) == (409, "full")
    assert code_of(coordinator.post(path, json={"event_id": grid.events[grid.towns[0]][1]})) == (
        422,
        "invalid",
    )
    coordinator.post(f"/registrations/{other['id']}/cancel")
    assert coordinator.post(path, json={"event_id": there}).json()["status"] == "confirmed"
    assert outcome(api, waits) == ("confirmed", None)


# --- what everybody may see ------------------------------------------------------------------------------


def test_the_offer_tells_what_one_would_be_signed_up_for(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(**dealt_later())
    offer = api.get(f"/series/{grid.id}/offer").json()
    assert offer["undealt"] is True
    assert [[one["event_id"] for one in place["events"]] for place in offer["territories"]] == [
        grid.events[town] for town in grid.towns
    ]
    assert api.get(f"/series/{grid.id}/enrolments").status_code == 401


def test_each_decision_stands_in_the_log(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(capacity=1, **dealt_later())
    here = grid.events[grid.towns[0]][0]
    first, second = signed_up(api, here), signed_up(api, here)
    coordinator.post(f"/series/{grid.id}/allocate")
    with database.reading() as session:
        statement = sa.select(Change).where(Change.type == "registration", Change.action == "updated")
        found = {one.record_id: one for one in session.scalars(statement)}
    assert found[first["id"]].fields == {"status": ["pending", "confirmed"]}
    assert found[second["id"]].fields == {"status": ["pending", "waiting"]}
    assert {one.record_version for one in found.values()} == {2}
    assert all(one.user_id and one.partnership_id for one in found.values())

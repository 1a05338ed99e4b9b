"""Seats of a series dealt by its rule, swapped, and each decision told."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.mail import rendering
from app.core.settings import Settings
from app.courses.models import Series
from app.events.models import Event
from app.worker import tick
from tests import factories
from tests.api.enrolling import Grid, dealt_later, enrolled, mine, outcome, signed_up
from tests.api.registering import code_of, counters, letters, token_of
from tests.clients import Api

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
    assert (
        "Místa se rozdělují" in rendering.render("registration_pending", "cs", letters(database)[0].data).text
    )
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
    told = rendering.render("series_dealt", "cs", written[-1].data).text
    assert "v pořadí jste byli na 3. místě. Rozdělovala se 2 volná místa." in told.replace("\u00a0", " ")


def test_seats_kept_for_an_organisation_are_not_dealt(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(**dealt_later())
    here = grid.events[grid.towns[0]][0]
    people = [signed_up(api, here) for _ in range(2)]
    with database.writing() as session:
        office = factories.an_organisation(session).id
    kept = {"organisation_id": office, "seats": 1, "until": (clock.now() + timedelta(days=1)).isoformat()}
    assert coordinator.post(f"/events/{here}/seat-blocks", json=kept).status_code == 201
    assert coordinator.post(f"/series/{grid.id}/allocate").status_code == 200
    assert [outcome(api, one)[0] for one in people] == ["confirmed", "waiting"]


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
    assert outcome(api, whole) == ("confirmed", "moved_up")
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
    assert (swapped.status_code, swapped.json()["manage_url"]) == (201, None), swapped.text
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
    assert outcome(api, waits) == ("confirmed", "moved_up")


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


def test_an_event_that_is_over_deals_nothing_and_a_cancelled_one_comes_back_to_be_dealt(
    api: Api, coordinator: Api, laid: Callable[..., Grid], database: Database
) -> None:
    grid = laid(**dealt_later())
    over, cancelled = grid.events[grid.towns[0]]
    missed, asked = signed_up(api, over), signed_up(api, cancelled)
    day = clock.today() - timedelta(days=2)
    dates = {"starts_at": clock.at(day, 9).isoformat(), "ends_at": clock.at(day, 17).isoformat()}
    body = {"sessions": [dates], "took_place": True}
    assert coordinator.patch(f"/events/{over}", json=body, headers={"If-Match": "*"}).status_code == 200
    coordinator.post(f"/events/{cancelled}/cancel")
    coordinator.post(f"/series/{grid.id}/allocate")
    assert outcome(api, missed)[0] == "pending"
    assert coordinator.post(f"/events/{cancelled}/reactivate").status_code == 200
    assert outcome(api, asked)[0] == "confirmed"

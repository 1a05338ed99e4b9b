"""The states of an event: what people move, what the clock moves, and in which order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.core import clock
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.errors import Invalid
from app.core.settings import Settings
from app.events.models import Event, EventSession, EventStatus
from app.events.sessions import PlannedSession, check_times
from app.events.shapes import SessionBody
from app.events.status import availability, registration_state, status_at
from app.partnerships.models import Partnership
from app.worker import tick
from tests import factories
from tests.api.asking import field
from tests.api.events import a_draft, changed, day_at, made, moment, published, sitting
from tests.clients import Api

SignedIn = Callable[..., Api]


def move(client: Api, event: dict[str, Any], verb: str, status: int = 200, **body: Any) -> dict[str, Any]:
    return made(client, f"/events/{event['id']}/{verb}", status, **body)


def status_of(database: Database, event: dict[str, Any]) -> str:
    with database.reading() as session:
        return session.get_one(Event, event["id"]).status.value


# --- people ----------------------------------------------------------------------------------------------


def test_publishing_makes_a_draft_planned(api: Api, coordinator: Api, partnership: Partnership) -> None:
    draft = a_draft(coordinator, partnership)
    assert api.get(f"/events/{draft['id']}").status_code == 404
    event = move(coordinator, draft, "publish")
    assert event["status"] == "planned"
    assert event["registration"]["state"] == "open"
    assert "register" in api.get(f"/events/{draft['id']}").json()["allowed"]


def test_a_wrong_move_says_in_which_state_the_event_is(coordinator: Api, partnership: Partnership) -> None:
    draft = a_draft(coordinator, partnership)
    for verb, body in (("close", {}), ("postpone", {"sessions": []})):
        refusal = move(coordinator, draft, verb, 409, **body)
        assert (refusal["code"], refusal["state"]) == ("wrong_state", "draft")
    move(coordinator, draft, "cancel")
    for verb in ("publish", "cancel", "close"):
        assert move(coordinator, draft, verb, 409)["state"] == "cancelled"


def test_the_clock_is_looked_at_before_a_move(coordinator: Api, partnership: Partnership) -> None:
    event = published(coordinator, partnership, sessions=[sitting(1)])
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert move(coordinator, event, "cancel", 409)["state"] == "held"


def test_closing_ends_registration_now(api: Api, coordinator: Api, partnership: Partnership) -> None:
    event = move(coordinator, published(coordinator, partnership), "close")
    assert event["status"] == "closed"
    assert event["registration"]["state"] == "closed"
    assert moment(event["registration"]["closes_at"]) <= clock.now()
    assert "register" not in event["allowed"]


def test_the_staff_are_told_as_long_as_they_may_enter_people_and_invite(
    api: Api, coordinator: Api, partnership: Partnership, signed_in: SignedIn
) -> None:
    def offered(event: dict[str, Any], reader: Api = coordinator) -> set[str]:
        return {"sign_up", "invite"} & set(reader.get(f"/events/{event['id']}").json()["allowed"])

    draft = a_draft(coordinator, partnership)
    assert offered(draft) == set()
    event = move(coordinator, draft, "publish")
    assert offered(event) == {"sign_up", "invite"}
    assert offered(event, api) == offered(event, signed_in("auditor", partnership)) == set()
    assert offered(move(coordinator, event, "close")) == {"sign_up"}
    assert offered(move(coordinator, event, "cancel")) == set()
    held = published(coordinator, partnership, sessions=[sitting(1)])
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert offered(held) == set()


def test_a_later_end_of_registration_opens_it_again(coordinator: Api, partnership: Partnership) -> None:
    event = move(coordinator, published(coordinator, partnership), "close")
    after = changed(coordinator, event, registration={"closes_at": None})
    assert (after["status"], after["registration"]["state"]) == ("open", "open")


def test_postponing_moves_the_sessions_and_keeps_the_event_alive(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, registration={"closes_at": day_at(10, 9)})
    after = move(coordinator, event, "postpone", sessions=[sitting(40)])
    assert after["status"] == "open"
    assert after["sessions"][0]["id"] == event["sessions"][0]["id"]
    assert {change["what"] for change in after["changes"]} == {"starts_at", "ends_at"}
    assert moment(after["changes"][0]["to"]) == moment(day_at(40, 9))
    unknown = move(coordinator, event, "postpone", sessions=[], planned_from="2027-09-01")
    assert (unknown["sessions"], unknown["starts_at"], unknown["planned_from"]) == ([], None, "2027-09-01")
    assert (unknown["status"], unknown["registration"]["state"]) == ("planned", "not_yet")


def test_nothing_is_postponed_into_the_past(coordinator: Api, partnership: Partnership) -> None:
    event = published(coordinator, partnership)
    answer = coordinator.post(f"/events/{event['id']}/postpone", json={"sessions": [sitting(-40)]})
    assert field(answer) == ("#/sessions/0/ends_at", "past")
    assert coordinator.get(f"/events/{event['id']}").json()["sessions"] == event["sessions"]


def test_a_repeated_move_under_one_key_is_made_once(coordinator: Api, partnership: Partnership) -> None:
    draft = a_draft(coordinator, partnership)
    key = {"Idempotency-Key": "publish-once"}
    first, again = (coordinator.post(f"/events/{draft['id']}/publish", headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()


# --- the clock -------------------------------------------------------------------------------------------


def test_the_worker_moves_an_event_through_its_states_and_logs_it(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    opens, closes = clock.now() + timedelta(days=1), clock.now() + timedelta(days=5)
    rules = {"opens_at": opens.isoformat(), "closes_at": closes.isoformat()}
    event = published(coordinator, partnership, registration=rules, sessions=[sitting(9), sitting(12)])
    seen = []
    for days in (0, 2, 6, 10, 14):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            tick(database, settings)
        seen.append(status_of(database, event))
    assert seen == ["planned", "open", "closed", "closed", "held"]
    with database.reading() as session:
        logged = select(Change).where(Change.type == "event", Change.record_id == event["id"])
        entries = session.exec(logged.order_by(Change.id)).all()
    moves = [tuple(entry.fields["status"]) for entry in entries if "status" in entry.fields]
    assert moves == [("draft", "planned"), ("planned", "open"), ("open", "closed"), ("closed", "held")]


def test_the_worker_leaves_drafts_cancelled_and_undated_events_alone(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    draft = a_draft(coordinator, partnership)
    cancelled = move(coordinator, published(coordinator, partnership), "cancel")
    undated = published(coordinator, partnership, sessions=[])
    with time_machine.travel(clock.now() + timedelta(days=90)):
        tick(database, settings)
    assert [status_of(database, event) for event in (draft, cancelled, undated)] == [
        "draft",
        "cancelled",
        "planned",
    ]


def test_a_tick_with_nothing_due_changes_nothing(
    api: Api, coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    tick(database, settings)
    version = coordinator.get(f"/events/{event['id']}").json()["version"]
    etag = api.get("/schedule").headers["etag"]
    tick(database, settings)
    assert coordinator.get(f"/events/{event['id']}").json()["version"] == version
    assert api.get("/schedule", headers={"If-None-Match": etag}).status_code == 304


# --- properties ------------------------------------------------------------------------------------------

START = datetime(2027, 1, 1, tzinfo=UTC)
ORDER = [EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED, EventStatus.HELD]
hours = st.integers(min_value=0, max_value=200)
instants = hours.map(lambda number: START + timedelta(hours=number))


@st.composite
def dated(draw: st.DrawFn) -> SimpleNamespace:
    """An event with times in any order that the API lets through."""
    starts = draw(instants)
    opens, closes = draw(st.none() | instants), draw(st.none() | instants)
    if opens and closes and closes <= opens:
        opens = None
    return SimpleNamespace(
        status=draw(st.sampled_from(list(EventStatus))),
        starts_at=starts,
        ends_at=starts + timedelta(hours=draw(st.integers(1, 30))),
        registration_opens_at=opens,
        registration_closes_at=closes,
        capacity=draw(st.none() | st.integers(1, 5)),
        taken=draw(st.integers(0, 5)),
        kept=draw(st.integers(0, 3)),
        waiting=draw(st.integers(0, 2)),
        waiting_list=draw(st.booleans()),
    )


@given(dated(), st.lists(instants, min_size=2, max_size=6).map(sorted))
def test_the_clock_never_moves_an_event_back(event: SimpleNamespace, moments: list[datetime]) -> None:
    seen = [status_at(event, now) for now in moments]
    if event.status in (EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.HELD):
        assert set(seen) == {event.status}
    else:
        assert [ORDER.index(state) for state in seen] == sorted(ORDER.index(state) for state in seen)


@given(dated(), instants)
def test_seats_are_offered_exactly_while_registration_is_open(event: SimpleNamespace, now: datetime) -> None:
    word = availability(event, now)
    assert (word == "closed") == (registration_state(event, now) != "open")
    if word == "free":
        assert event.capacity is None or (event.taken + event.kept < event.capacity and not event.waiting)
    if word in ("waiting", "full"):
        assert event.waiting_list == (word == "waiting")


spans = st.tuples(hours, st.integers(min_value=-2, max_value=12))


@given(st.lists(spans, max_size=8))
def test_sittings_pass_exactly_when_they_follow_one_another(drawn: list[tuple[int, int]]) -> None:
    wanted = []
    for place, (start, length) in enumerate(drawn):
        begins = START + timedelta(hours=start)
        ends = begins + timedelta(hours=length)
        wanted.append(PlannedSession(place, SessionBody(starts_at=begins, ends_at=ends), None, begins, ends))
    shared = any(
        max(a.starts_at, b.starts_at) < min(a.ends_at, b.ends_at)
        for a in wanted
        for b in wanted
        if a.place < b.place
    )
    if shared or any(length <= 0 for _, length in drawn):
        with pytest.raises(Invalid):
            check_times(wanted)
    else:
        check_times(wanted)


def test_the_database_itself_refuses_a_session_that_ends_before_it_starts(
    database: Database, partnership: Partnership
) -> None:
    with pytest.raises(Exception, match="ends_after_starts"), database.writing() as session:
        event = factories.an_event(session, partnership)
        start = clock.now()
        session.add(
            EventSession(
                event_id=event.id,
                partnership_id=partnership.id,
                position=9,
                starts_at=start,
                ends_at=start,
                hours=1,
            )
        )
        session.flush()


@pytest.mark.parametrize(
    ("days", "status"),
    [([-3], "held"), ([-351, 15], "closed")],
    ids=["over", "its first day alone over"],
)
def test_a_draft_with_a_day_that_is_over_is_published_only_when_that_took_place(
    coordinator: Api, partnership: Partnership, days: list[int], status: str
) -> None:
    draft = a_draft(coordinator, partnership, sessions=[sitting(day) for day in days])
    path = f"/events/{draft['id']}/publish"
    assert "took_place" in draft["allowed"] and ("publish" not in draft["allowed"]) == (status == "held")
    assert field(coordinator.post(path)) == ("#/sessions/0/ends_at", "past")
    assert made(coordinator, path, 200, took_place=True)["status"] == status


def test_sign_up_of_a_published_event_does_not_begin_after_its_end(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(14)])
    path = f"/events/{event['id']}"
    for rules in ({"opens_at": day_at(15, 9)}, {"opens_at": day_at(14, 9)}):
        answer = coordinator.patch(path, json={"registration": rules}, headers={"If-Match": "*"})
        assert field(answer) == ("#/registration/opens_at", "opens_too_late")
    assert changed(coordinator, event, registration={"opens_at": day_at(13, 9)})["status"] == "planned"

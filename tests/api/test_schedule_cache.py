"""A kept answer of the schedule is never an old one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event as orm_event

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.events.schedule_cache import MAX_BYTES, ScheduleCache
from app.events.schedule_formats import ScheduleAnswer
from app.events.service import bump_schedule
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import changed, day_at, made, moment, published, sitting
from tests.clients import Api

pytestmark = pytest.mark.both_databases


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to the database through the engine from now on."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(statement)

    for engine in database.engines:
        orm_event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in database.engines:
        orm_event.remove(engine, "before_cursor_execute", note)


def titles(api: Api, query: str = "") -> list[str]:
    return [row["title"] for row in api.rows(f"/schedule?{query}")]


def test_an_unchanged_schedule_costs_neither_bytes_nor_queries(
    api: Api, coordinator: Api, partnership: Partnership, statements: list[str], database: Database
) -> None:
    published(coordinator, partnership)
    first = api.get("/schedule")
    assert first.headers["cache-control"] == "public, no-cache"
    statements.clear()
    again = api.get("/schedule")
    unchanged = api.get("/schedule", headers={"If-None-Match": first.headers["etag"]})
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    assert set(statements) <= {"SELECT revision FROM schedule_revision"}
    assert len(statements) == (0 if database.sqlite else 2)


def test_every_change_of_what_is_shown_changes_the_answer(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(5), sitting(6)])
    path, seen = f"/events/{event['id']}", set()

    def look() -> dict[str, Any]:
        answer = api.get("/schedule")
        assert answer.headers["etag"] not in seen
        assert api.get("/schedule", headers={"If-None-Match": ", ".join(seen)}).status_code == 200
        seen.add(answer.headers["etag"])
        assert api.get("/schedule", headers={"If-None-Match": ", ".join(seen)}).status_code == 304
        found: dict[str, Any] = answer.json()
        return found

    look()
    changed(coordinator, event, title="Jinak")
    assert {row["title"] for row in look()["results"]} == {"Jinak"}
    changed(coordinator, event, sessions=[sitting(7), sitting(8)])
    assert moment(look()["results"][0]["starts_at"]) == moment(day_at(7, 9))
    changed(coordinator, event, sessions=[{"venue": {"name": "Klub"}}])
    assert [row["venue"]["name"] for row in look()["results"]] == ["Klub"]
    made(coordinator, f"{path}/close", 200)
    assert look()["results"][0]["seats"] == "closed"
    made(coordinator, f"{path}/cancel", 200)
    assert look()["results"][0]["status"] == "cancelled"
    changed(coordinator, event, visibility="internal")
    assert look()["results"] == []


def test_only_what_is_shown_moves_the_revision(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    def revision() -> Any:
        with database.reading() as session:
            return session.connection().exec_driver_sql("SELECT revision FROM schedule_revision").scalar()

    published(coordinator, partnership, capacity=2)
    before = revision()
    hidden = published(coordinator, partnership, visibility="internal")
    changed(coordinator, hidden, title="Uvnitř")
    with database.writing() as session:
        session.connection().execute(sa.update(Event).values(taken=Event.taken + 1))
    assert revision() == before
    with database.writing() as session:
        bump_schedule(session)
    assert revision() == before + 1


def test_a_change_rolled_back_leaves_the_kept_answer(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    etag = api.get("/schedule").headers["etag"]
    changed(coordinator, event, 422, title="Jinak", group_id=99)
    assert api.get("/schedule", headers={"If-None-Match": etag}).status_code == 304


def test_a_word_that_turns_by_the_clock_ends_the_kept_answer(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    opens = clock.now() + timedelta(hours=2)
    published(coordinator, partnership, registration={"opens_at": opens.isoformat()})
    assert api.rows("/schedule")[0]["seats"] == "closed"
    with time_machine.travel(opens + timedelta(seconds=1)):
        assert api.rows("/schedule")[0]["seats"] == "free"


def test_at_midnight_yesterday_leaves_the_schedule(
    api: Api, database: Database, partnership: Partnership
) -> None:
    with time_machine.travel(clock.at(clock.today(), 12)):
        with database.writing() as session:
            factories.an_event(session, partnership, starts_at=clock.at(clock.today(), 9))
        assert len(api.rows("/schedule")) == 1
    with time_machine.travel(clock.at(clock.today() + timedelta(days=1), 0, 1)):
        assert api.rows("/schedule") == []


def test_whoever_signs_in_badly_is_told_even_when_the_answer_is_kept(api: Api) -> None:
    assert api.get("/schedule").status_code == 200
    assert api.signed_in("no-such-token").get("/schedule").status_code == 401


def test_answers_to_different_questions_are_kept_apart(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    published(coordinator, partnership, title="Kurz")
    for _ in range(2):
        assert titles(api, "kind=meeting") == []
        assert titles(api) == ["Kurz"]
        assert api.get("/schedule?limit=0").status_code == 422


def test_long_questions_take_no_more_memory_than_short_ones(database: Database) -> None:
    """The question counts: it may have thousands of characters, and its answer hardly any."""
    cache = ScheduleCache(database)
    for number in range(2_000):
        answer = ScheduleAnswer(b"[]", {"etag": "x"}, 1, None)
        cache.put(("/schedule", b"q=%d" % number + b"x" * 8_000), answer)
    kept = sum(len(path) + len(query) + len(one.body) for (path, query), one in cache.answers.items())
    assert 0 < kept <= cache.size <= MAX_BYTES
    assert next(reversed(cache.answers))[1].startswith(b"q=1999")

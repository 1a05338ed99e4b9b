"""Brief writes share a commit and nothing else, on both databases."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from app.core.database import engine
from app.core.database.engine import Database
from app.core.errors import Problem
from app.organisations.models import Organisation
from tests import factories

pytestmark = pytest.mark.both_databases

Write = Callable[[Session], Any]


def at_once(database: Database, *writes: Write) -> list[Any]:
    """All of them wait when the first one begins; what each gave or raised."""
    all_wait = threading.Event()

    def carry_out(write: Write) -> Any:
        assert all_wait.wait(10)
        with database.writing() as session:
            return write(session)

    async def run() -> list[Any]:
        started = [
            asyncio.ensure_future(database.run_grouped(partial(carry_out, write), "one record"))
            for write in writes
        ]
        await asyncio.sleep(0)
        all_wait.set()
        return await asyncio.gather(*started, return_exceptions=True)

    return to_the_end(run)


def to_the_end(run: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """In a thread of its own: in this one the tests of the browser may have left a loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def found(name: str) -> Write:
    def write(session: Session) -> str:
        factories.an_organisation(session, name=name)
        return name

    return write


def refused(session: Session) -> None:
    factories.an_organisation(session, name="Odmítnutá")
    raise Problem("conflict")


def breaking_a_rule(session: Session) -> None:
    """Two of one id, which the database tells only when the session is flushed at the end."""
    first = factories.an_organisation(session, name="První")
    session.add(Organisation(id=first.id, name="Druhá", folded_name="druha", kind=first.kind))
    session.expunge(first)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(col(Organisation.name)).order_by(col(Organisation.id))))


@pytest.fixture
def commits(database: Database) -> list[Any]:
    seen: list[Any] = []
    sa.event.listen(database.engine, "commit", seen.append)
    return seen


def test_writes_that_wait_share_a_commit_and_keep_their_order(database: Database, commits: list[Any]) -> None:
    wanted = [f"Spolek {number}" for number in range(10)]
    assert at_once(database, *map(found, wanted)) == wanted
    assert names(database) == wanted
    assert len(commits) == 1


@pytest.mark.parametrize("failing", [refused, breaking_a_rule])
def test_a_write_that_fails_leaves_nothing_and_harms_nobody(database: Database, failing: Write) -> None:
    before, failed, after = at_once(database, found("Před"), failing, found("Po"))
    assert (before, after) == ("Před", "Po")
    assert isinstance(failed, (Problem, DBAPIError))
    assert names(database) == ["Před", "Po"]


def test_a_write_sees_what_those_before_it_have_written(database: Database) -> None:
    def count(session: Session) -> int:
        return session.scalar(sa.select(sa.func.count()).select_from(Organisation)) or 0

    assert at_once(database, count, found("Spolek"), count, refused, count)[::2] == [0, 1, 1]


def lose(session: Session) -> None:
    """What a full disk does on SQLite and a restart on PostgreSQL."""
    driver: Any = session.connection().connection.driver_connection
    driver.rollback()


def test_when_the_transaction_is_lost_all_are_told_to_come_again(database: Database) -> None:
    outcomes = at_once(database, found("Před"), lose, found("Po"))
    assert names(database) == []
    assert all(isinstance(outcome, (Problem, DBAPIError)) for outcome in outcomes), outcomes
    assert at_once(database, found("Znovu")) == ["Znovu"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_the_commit_fails_nobody_was_answered(database: Database) -> None:
    def owing(session: Session) -> None:
        session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        factories.an_organisation(session, name="Bez území", territory_id=4711)

    outcomes = at_once(database, found("Před"), owing, found("Po"))
    assert [type(outcome) for outcome in outcomes] == [sa.exc.IntegrityError] * 3
    assert names(database) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_somebody_else_keeps_the_lock_all_that_wait_are_told(database: Database) -> None:
    sa.event.listen(database.engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout=50"))
    other = Database(database.url.render_as_string(hide_password=False))
    with other.writing():
        outcomes = at_once(database, *map(found, "ABC"))
    other.close()
    assert [type(outcome) for outcome in outcomes] == [sa.exc.OperationalError] * 3
    assert at_once(database, found("Znovu")) == ["Znovu"]


def test_what_hangs_on_the_commit_runs_after_it_and_not_for_the_refused(database: Database) -> None:
    seen: list[tuple[str, list[str]]] = []

    def note(name: str, write: Write) -> Write:
        def noting(session: Session) -> None:
            engine.after_commit(session, lambda: seen.append((name, names(database))))
            write(session)

        return noting

    at_once(database, note("A", found("A")), note("B", refused), note("C", found("C")))
    assert seen == [("A", ["A", "C"]), ("C", ["A", "C"])]


def test_who_went_away_is_done_for_and_the_others_are_answered(database: Database) -> None:
    async def run() -> Any:
        def carry_out(name: str) -> str:
            with database.writing() as session:
                return cast(str, found(name)(session))

        gone, other = (
            asyncio.ensure_future(database.run_grouped(partial(carry_out, name), "one record"))
            for name in ("Netrpělivý", "Trpělivý")
        )
        await asyncio.sleep(0)
        gone.cancel()
        return await other

    assert to_the_end(run) == "Trpělivý"
    assert names(database) == ["Netrpělivý", "Trpělivý"]

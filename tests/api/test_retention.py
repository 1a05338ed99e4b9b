"""The change log and the letters are kept for two years; who is further behind is told so."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import SQLModel, col

from app.core import clock, retention
from app.core.database.change_log import forget_changes
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.worker import tick
from tests.api.asking import made, refusal
from tests.clients import Api

pytestmark = pytest.mark.both_databases

OLD = timedelta(days=731)


def age(database: Database, by: timedelta = OLD) -> None:
    """As if everything so far had been done so much earlier."""
    change, letter = (SQLModel.metadata.tables[name] for name in ("change", "letter"))
    with database.writing() as session:
        connection = session.connection()
        connection.execute(sa.update(change).values(at=clock.now() - by))
        connection.execute(sa.update(letter).values(created_at=clock.now() - by))


def an_organisation(client: Api, name: str) -> dict[str, Any]:
    return made(client, "/organisations", name=name)


def changed(client: Api, organisation: dict[str, Any], name: str) -> None:
    path, headers = f"/organisations/{organisation['id']}", {"If-Match": "*"}
    assert client.patch(path, json={"name": name}, headers=headers).status_code == 200


def deleted(client: Api, organisation: dict[str, Any]) -> None:
    answer = client.delete(f"/organisations/{organisation['id']}", headers={"If-Match": "*"})
    assert answer.status_code == 204


def feed(client: Api, after: str | None = None) -> list[tuple[int, str]]:
    path = "/changes?types=organisation&limit=1" + (f"&after={after}" if after else "")
    return [(row["id"], row["action"]) for row in client.rows(path)]


def log(database: Database) -> list[tuple[int, str]]:
    columns = (col(Change.record_id), col(Change.action))
    with database.reading() as session:
        statement = sa.select(*columns).where(col(Change.type) == "organisation").order_by(col(Change.id))
        return [(row.record_id, row.action) for row in session.execute(statement)]


def cursors(client: Api) -> list[str]:
    return [row["cursor"] for row in client.rows("/changes")]


def test_a_cursor_older_than_the_kept_log_has_expired(
    admin: Api, database: Database, settings: Settings
) -> None:
    first, second = an_organisation(admin, "Jedna"), an_organisation(admin, "Dvě")
    oldest, newest = cursors(admin)[0], cursors(admin)[-1]
    age(database)
    third = an_organisation(admin, "Tři")
    assert feed(admin, newest) == [(third["id"], "created")]
    retention.forget_all(database, settings)
    assert refusal(admin.get(f"/changes?after={oldest}")) == (410, "cursor_expired")
    assert refusal(admin.get(f"/changes?cursor={oldest}")) == (410, "cursor_expired")
    assert feed(admin, newest) == [(third["id"], "created")]
    assert feed(admin) == feed(admin, "0-0") == [(third["id"], "created")]
    assert [row["name"] for row in admin.rows("/organisations")] == ["Jedna", "Dvě", "Tři"]
    assert first["id"] < second["id"]


def test_without_retention_no_cursor_expires(admin: Api, database: Database) -> None:
    organisation = an_organisation(admin, "Jedna")
    oldest = cursors(admin)[0]
    changed(admin, organisation, "Jiná")
    age(database)
    assert admin.get(f"/changes?after={oldest}").status_code == 200


def test_of_what_is_still_there_the_last_old_change_stays(
    admin: Api, database: Database, settings: Settings
) -> None:
    there, gone = an_organisation(admin, "Zůstane"), an_organisation(admin, "Zmizí")
    changed(admin, there, "Zůstala")
    deleted(admin, gone)
    age(database)
    changed(admin, there, "Zůstává")
    with database.reading() as session:
        due = retention.count_due(session, settings)
    assert retention.forget_all(database, settings)["changes"] == due["changes"] > 0
    assert log(database) == [(there["id"], "updated")] * 2
    with database.reading() as session:
        assert retention.count_due(session, settings)["changes"] == 0


def test_a_record_that_nobody_touched_for_years_is_missed_when_it_is_deleted(
    api: Api, admin: Api, database: Database, settings: Settings
) -> None:
    """Everybody could see it, which only the old part of the log tells."""
    organisation = an_organisation(admin, "Stálice")
    age(database)
    since = (clock.now() - timedelta(minutes=1)).isoformat().replace("+", "%2B")
    retention.forget_all(database, settings)
    deleted(admin, organisation)
    [row] = api.rows(f"/organisations?updated_since={since}")
    assert (row["id"], row["deleted"]) == (organisation["id"], True)


def test_what_is_forgotten_in_parts_is_what_is_forgotten_at_once(admin: Api, database: Database) -> None:
    kept = [an_organisation(admin, f"Spolek {number}") for number in range(3)]
    for organisation in kept * 2:
        changed(admin, organisation, f"Spolek {organisation['id']} jinak")
    deleted(admin, kept[0])
    age(database)
    before = clock.now() - timedelta(days=730)
    passed = 2
    while passed:
        with database.writing() as session:
            passed, _ = forget_changes(session, before, at_most=2)
    assert log(database) == [(organisation["id"], "updated") for organisation in kept[1:]]


@pytest.mark.parametrize(("days", "left"), [(729, 2), (731, 0)])
def test_the_worker_deletes_after_two_years_what_the_command_would(
    admin: Api, database: Database, settings: Settings, days: int, left: int
) -> None:
    organisation = an_organisation(admin, "Zmizí")
    deleted(admin, organisation)
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        tick(database, settings)
    assert len(log(database)) == left


@pytest.mark.parametrize(("days", "left"), [(729, 2), (731, 0)])
def test_letters_are_deleted_after_two_years_whatever_came_of_them(
    database: Database, settings: Settings, days: int, left: int
) -> None:
    with database.writing() as session:
        for _ in range(2):
            outbox.enqueue(session, "event_thanks", "ema@obec.example", "cs", {})
    claimed = outbox.claim_next(database)
    assert claimed
    with database.writing() as session:
        outbox.mark_sent(session, claimed, "Stůl", "Dobrý den")
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        retention.forget_all(database, settings)
    with database.reading() as session:
        assert len(session.scalars(sa.select(Letter)).all()) == left


def test_how_long_is_a_setting(database: Database, settings: Settings, admin: Api) -> None:
    deleted(admin, an_organisation(admin, "Zmizí"))
    age(database, timedelta(days=31))
    shorter = settings.model_copy(update={"changes_retention_days": 30, "letters_retention_days": 30})
    with database.reading() as session:
        assert retention.count_due(session, settings)["changes"] == 0
        assert retention.count_due(session, shorter)["changes"] >= 2

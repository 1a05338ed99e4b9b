"""What both databases refuse by themselves, whoever writes past the services."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

import app.tables
from app.core.database.engine import Database
from app.core.mail import outbox
from app.partnerships.models import Partnership
from tests import factories

pytestmark = pytest.mark.both_databases

COUNTERS = ("taken", "kept", "blocks", "confirmed", "waiting", "pending", "attended", "queue_last")
REFUSED: list[tuple[str, str, Any]] = [
    *(("event", name, -1) for name in COUNTERS),
    *(("event_session", name, -1) for name in ("attended", "recorded", "headcount")),
    ("attendance", "minutes", -1),
    ("letter", "attempts", -1),
    ("letter", "state", "lost"),
    ("letter", "partnership_id", 77),
    ("change", "action", "forgotten"),
    *((table, "lang", "de") for table in ("account", "letter", "registration")),
]


def table(name: str) -> sa.Table:
    assert app.tables.ROOMS
    return SQLModel.metadata.tables[name]


@pytest.fixture
def partnership(database: Database) -> Partnership:
    """With a row of each table that is tried below."""
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        event = factories.an_event(session, partnership)
        registration = factories.a_registration(session, event)
        factories.an_attendance(session, registration, factories.sessions_of(session, event)[0])
        factories.a_user(session)
        outbox.enqueue(session, "event_thanks", "ema@obec.example", "cs", {}, partnership_id=partnership.id)
        return partnership


def test_values_that_mean_nothing_are_refused(database: Database, partnership: Partnership) -> None:
    taken = []
    for name, column, value in REFUSED:
        with database.engine.connect() as connection, connection.begin() as changing:
            assert connection.scalar(sa.select(sa.func.count()).select_from(table(name)))
            try:
                connection.execute(sa.text(f"UPDATE {name} SET {column} = :value"), {"value": value})
                taken.append((name, column, value))
            except IntegrityError:
                pass
            changing.rollback()
    assert taken == []


def test_a_partnership_leaves_its_letters_behind(database: Database) -> None:
    with database.writing() as session:
        lost = factories.a_partnership(session)
        outbox.enqueue(session, "event_thanks", "ema@obec.example", "cs", {}, partnership_id=lost.id)
    with database.writing() as session:
        session.delete(session.get_one(Partnership, lost.id))
    with database.reading() as session:
        [letter] = session.scalars(sa.select(outbox.Letter))
        assert (letter.partnership_id, letter.state) == (None, "open")


LOGS = "the line stays when the record is gone"
WITHOUT_KEY = {
    **{f"access.{name}": LOGS for name in ("user_id", "api_key_id", "partnership_id")},
    **{f"change.{name}": LOGS for name in ("record_id", "user_id", "api_key_id", "partnership_id")},
    **{f"erasure.{name}": LOGS for name in ("person_id", "partnership_id")},
    **{
        f"security_event.{name}": LOGS
        for name in ("user_id", "api_key_id", "about_user_id", "partnership_id")
    },
    **{
        f"{table}.request_id": "names a request, no record"
        for table in ("access", "change", "security_event")
    },
    "change_log_start.change_id": "the change is forgotten",
    "record_merge.kept_id": "a merged record may be deleted",
    "record_merge.gone_id": "the record is deleted by the merge",
    "event_change.session_id": "what was announced stays when the session is dropped",
    "attachment.about_id": "of several tables: files are deleted with the record",
    "agenda_item.origin_id": "of several tables: the point stays when its origin is deleted",
    "event.minutes_id": "minutes refer to their event; they are made once and never deleted",
    "message.registration_ids": "a list as it was chosen",
    "effect.attachment_ids": "a list, checked when it is written",
    "programme_item.attachment_ids": "a list, checked when it is written",
}
"""References that the database does not hold, each with the reason."""


def test_every_reference_is_a_foreign_key_or_says_why_not() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_id", "_ids"))
        and not any(column.key in key.column_keys for key in table.foreign_key_constraints)
    }
    assert found == WITHOUT_KEY.keys()


def test_every_column_of_a_code_list_is_held_by_a_check() -> None:
    enums = [
        (table.name, column)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    ]
    assert len(enums) > 20
    assert [(name, column.name) for name, column in enums if not column.type.create_constraint] == []

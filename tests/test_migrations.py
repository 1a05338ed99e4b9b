"""The migrations make the tables that the models describe, on both databases, and can be taken back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel, col

import app.tables
from app.core.database.engine import Database
from app.core.database.migrate import configuration, differences, downgrade, newest_revision, upgrade
from app.core.mail import outbox
from app.decisions.models import Decision
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from tests import factories

pytestmark = pytest.mark.both_databases


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


Checks = dict[tuple[str, str | None], str]
"""What each CHECK demands, by its table and its name, in the words of the database."""


def checks(engine: sa.Engine | sa.Connection, schema: str | None = None) -> Checks:
    """Autogenerate does not compare CHECK constraints, and half of the rules of the data are such."""
    inspector = sa.inspect(engine)
    return {
        (name, check["name"]): " ".join(check["sqltext"].split())
        for name in inspector.get_table_names(schema)
        for check in inspector.get_check_constraints(name, schema)
    }


def described(database: Database) -> Checks:
    """Those of the models, as the database tells them of tables that were made without a migration."""
    schema = None if database.sqlite else "described"
    engine = sa.create_engine("sqlite://") if database.sqlite else database.engine
    with engine.connect() as connection:
        if schema:
            connection.execute(sa.schema.CreateSchema(schema))
        translated = connection.execution_options(schema_translate_map={None: schema})
        SQLModel.metadata.create_all(translated)
        return checks(connection, schema)


def test_the_newest_migration_is_the_last_by_name() -> None:
    assert newest_revision() == ScriptDirectory.from_config(configuration("")).get_current_head()


def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_migrated_tables_have_the_checks_of_the_models(database: Database) -> None:
    """A value added to a code list without a migration makes a difference here."""
    assert app.tables.ROOMS
    wanted = described(database)
    assert len(wanted) > 40
    assert checks(database.engine) == wanted


def test_migrations_can_be_taken_back_and_applied_again(database_url: str) -> None:
    database = Database(database_url)
    before = tables(database)
    assert before
    database.close()
    downgrade(database_url, "base")
    database = Database(database_url)
    assert tables(database) == set()
    database.close()
    upgrade(database_url)
    database = Database(database_url)
    assert tables(database) == before
    database.close()


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Without the indexes of the search, which are filled anew."""
    with database.engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in tables(database)
            if not name.startswith("search_")
        }


def test_constraints_are_added_and_taken_back_with_all_that_is_there(
    database: Database, database_url: str
) -> None:
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        event = factories.an_event(session, partnership)
        registration = factories.a_registration(session, event)
        factories.an_attendance(session, registration, factories.sessions_of(session, event)[0], minutes=30)
        outbox.enqueue(session, "event_thanks", "ema@obec.example", "cs", {}, partnership_id=partnership.id)
        last = factories.an_event(session, partnership, sessions=0)
        session.flush()
        session.delete(last)
    before = contents(database)
    database.close()
    downgrade(database_url, "0007_invitation_links")
    upgrade(database_url)
    database = Database(database_url)
    assert contents(database) == before
    with database.writing() as session:
        partnership = session.get_one(Partnership, partnership.id)
        assert (factories.an_event(session, partnership).id or 0) > (last.id or 0)
    database.close()


def test_a_letter_of_a_partnership_that_is_gone_is_of_none_after_the_migration(database_url: str) -> None:
    downgrade(database_url, "0007_invitation_links")
    database = Database(database_url)
    with database.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO letter (kind, receiver, lang, partnership_id, state, attempts, data, created_at,"
                " due_at)"
                " VALUES ('event_thanks', 'ema@obec.example', 'cs', 77, 'open', 0, '{}', :now, :now)"
            ),
            {"now": "2026-01-01 00:00:00+00:00"},
        )
    database.close()
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        assert session.scalars(sa.select(col(outbox.Letter.partnership_id))).all() == [None]
    database.close()


def test_only_references_to_a_decision_of_the_same_partnership_outlive_the_migration(
    database_url: str,
) -> None:
    database = Database(database_url)
    with database.writing() as session:
        here, elsewhere = (factories.a_partnership(session) for _ in range(2))
        group = factories.a_group(session, here)
        mine, of_nothing = (
            factories.a_group_member(session, group, factories.a_person(session, here)).id for _ in range(2)
        )
        other = factories.a_group(session, elsewhere)
        foreign = factories.a_group_member(session, other, factories.a_person(session, elsewhere)).id
        decided = Decision(
            partnership_id=here.id, group_id=group.id, title="Usnesení", folded_text="usneseni"
        )
        decision = factories.stored(session, decided).id
    database.close()
    downgrade(database_url, "0052_searched")
    database = Database(database_url)
    refer = sa.text("UPDATE group_member SET decision_id = :decision WHERE id = :member")
    with database.writing() as session:
        for member, to in ((mine, decision), (foreign, decision), (of_nothing, 99_999)):
            session.execute(refer, {"member": member, "decision": to})
    database.close()
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        found = dict(session.execute(sa.text("SELECT id, decision_id FROM group_member")).all())
    assert found == {mine: decision, foreign: None, of_nothing: None}
    database.close()


def test_names_and_addresses_are_compared_anew_and_as_before(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        partnership = factories.a_partnership(session, "Łódź")
        factories.a_person(
            session, partnership, first_name="Ewa", last_name="Małek", email="Ewa@Město.example"
        )
        factories.an_event(session, partnership, title="Setkání v Řeži: Žďár")
        factories.an_organisation(session, "Æsop")
        factories.a_user(session, email="jana@straße.example", name="Jana Đặng")
    before = contents(database)
    database.close()
    downgrade(database_url, "0009_start_of_log")
    database = Database(database_url)
    with database.reading() as session:
        columns = factories.Person.__table__.c
        old = session.execute(sa.select(columns.folded_name, columns.folded_email)).one()
        assert tuple(old) == ("ewa małek", "ewa@mesto.example")
    database.close()
    upgrade(database_url)
    database = Database(database_url)
    assert contents(database) == before
    database.close()


def test_people_whom_the_new_comparison_takes_for_one_stay_two(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        name = {"last_name": "Kos", "email": "kos@obec.example"}
        first = factories.a_person(
            session, partnership, first_name="Łukasz", **name, folded_name="łukasz kos"
        )
        second = factories.a_person(session, partnership, first_name="Lukasz", **name)
        without = [
            factories.a_person(session, partnership, first_name=one, last_name="Kos", email=None)
            for one in ("Lea", "Łea")
        ]
    database.close()
    downgrade(database_url, "0009_start_of_log")
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        kept = {person.id: person.folded_name for person in session.scalars(sa.select(type(first)))}
    assert kept == {first.id: "łukasz kos", second.id: "lukasz kos"} | {one.id: "lea kos" for one in without}
    database.close()


def test_names_with_rare_latin_letters_are_found_by_plain_ones_after_the_migration(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        name = {"first_name": "Əli", "last_name": "Kos", "email": "kos@obec.example"}
        first = factories.a_person(session, partnership, **name, folded_name="əli kos").id
        other = factories.a_person(session, partnership, **name | {"email": "jiny@obec.example"}).id
        plain = factories.a_person(session, partnership, **name | {"first_name": "Eli"}).id
        group = factories.a_group(session, partnership, name="Ɓala").id
        words = {"group": group}
        session.execute(sa.text("UPDATE working_group SET folded_name = 'ɓala' WHERE id = :group"), words)
        words = {"person": other}
        session.execute(sa.text("UPDATE person SET folded_name = 'əli kos' WHERE id = :person"), words)
    database.close()
    downgrade(database_url, "0055_list_indexes")
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        people = dict(session.execute(sa.text("SELECT id, folded_name FROM person")).all())
        assert session.execute(sa.text("SELECT folded_name FROM working_group")).scalar() == "bala"
    assert people == {first: "əli kos", other: "eli kos", plain: "eli kos"}
    database.close()


@pytest.mark.parametrize("again", [1, 2])
def test_migrating_a_migrated_database_changes_nothing(database: Database, again: int) -> None:
    url = database.url.render_as_string(hide_password=False)
    with database.reading() as session:
        before = session.scalar(sa.text("SELECT count(*) FROM territory"))
    for _ in range(again):
        upgrade(url)
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM territory")) == before
        assert before


def test_telephone_numbers_of_before_are_written_as_the_rule_does(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        for phone in ("485226111", "00420 485-226-111", "485 226 111", "volat dopoledne", None):
            factories.a_person(session, partnership, phone=phone)
        factories.an_organisation(session, phone="485226111;112")
    database.close()
    downgrade(database_url, "0048_promised")
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        columns = factories.Person.__table__.c
        people = session.scalars(sa.select(columns.phone).order_by(columns.id)).all()
        assert people == ["485 226 111", "+420 485 226 111", "485 226 111", "volat dopoledne", None]
        assert session.scalars(sa.select(col(Organisation.phone))).all() == ["485 226 111, 112"]
    database.close()


def test_free_pages_of_the_file_keep_no_old_values(sqlite_template: Path, scratch: Path) -> None:
    path = scratch / "free_pages.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        number = factories.a_person(session, factories.a_partnership(session), email="tajna@obec.example").id
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"tajna@obec.example" in path.read_bytes()
    with database.writing() as session:
        session.delete(session.get_one(factories.Person, number))
    database.close()
    with closing(sqlite3.connect(path)) as checked:
        checked.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"tajna@obec.example" not in path.read_bytes()
    path.unlink()

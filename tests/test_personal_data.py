"""Every column that can hold personal data is declared, and the notice promises what the code does."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.tables  # noqa: F401 - fills the metadata
from app.core import retention
from app.core.database.change_log import TRACKED_TABLES
from app.core.personal import REGISTER, Data, Ground, Kept, processings
from app.privacy.export import HIDDEN, NAMES
from app.privacy.promises import KEPT_BY
from app.privacy.shapes import Promise
from app.site.exported import CODES, FIELDS, TABLES
from app.site.processing import KEPT, PROMISES
from app.subscriptions import subscribe

Column = tuple[str, str]
"""A table and its column."""
TEXTS = (sa.String, AutoString, sa.JSON, sa.LargeBinary)


@pytest.fixture(autouse=True)
def register() -> None:
    subscribe()


def columns() -> Iterator[sa.Column[object]]:
    for table in SQLModel.metadata.sorted_tables:
        yield from table.columns


def holds_text(column: sa.Column[object]) -> bool:
    """Also JSON and bytes; not a code list."""
    return isinstance(column.type, TEXTS) and not isinstance(column.type, sa.Enum)


def names_somebody(column: sa.Column[object]) -> bool:
    """A reference to a person or to a login."""
    return any(
        key.column.name == "id" and key.column.table.name in ("person", "account")
        for key in column.foreign_keys
    )


def declared(column: sa.Column[object]) -> bool:
    table = REGISTER.get(column.table.name)
    return table is not None and (column.name in table.personal or column.name in table.other)


def test_each_column_that_can_hold_personal_data_is_declared_in_the_module_personal_of_its_room() -> None:
    lacking = [
        f"{column.table.name}.{column.name}"
        for column in columns()
        if (holds_text(column) or names_somebody(column)) and not declared(column)
    ]
    assert lacking == []


def test_what_is_declared_exists_and_is_declared_once() -> None:
    for name, table in REGISTER.items():
        known = set(SQLModel.metadata.tables[name].c.keys())
        assert set(table.personal) | table.other | set(table.shown) <= known, name
        assert not set(table.personal) & table.other, name


def test_the_log_of_changes_holds_no_values_of_personal_texts() -> None:
    shown = [
        f"{table.name}.{column}"
        for table, rule in TRACKED_TABLES.items()
        for column in REGISTER[str(table.name)].personal
        if holds_text(table.c[column]) and column not in rule.personal
    ]
    assert shown == []


def test_health_needs_have_a_ground_of_their_own() -> None:
    for one in processings():
        assert (one.ground == Ground.HEALTH_CONSENT) == (one.data == Data.NEEDS)


@pytest.mark.parametrize("kept", list(Kept))
def test_each_time_has_code_that_ends_it_and_words(kept: Kept) -> None:
    assert (kept in retention.RULES) != (kept in retention.LASTING)
    assert kept.value in KEPT


@pytest.mark.parametrize("promise", list(Promise))
def test_each_promise_of_the_notice_names_the_code_that_keeps_it(promise: Promise) -> None:
    assert promise.value in PROMISES
    kept_by = KEPT_BY[promise]
    assert kept_by
    assert all(callable(one) and one.__module__.startswith("app.") for one in kept_by)


def exported_columns() -> Iterator[sa.Column[object]]:
    for one in REGISTER.values():
        if one.rows is not None:
            yield from (one.table.c[name] for name in (*one.personal, *one.shown) if name not in HIDDEN)


def test_the_export_of_a_person_has_words_for_each_table_field_and_code() -> None:
    lacking = [
        f"{table.table.name}" for table in REGISTER.values() if table.rows and table.table.name not in TABLES
    ]
    for column in exported_columns():
        name = column.name.removesuffix("_id") if column.name in NAMES else column.name
        if name not in FIELDS:
            lacking.append(f"{column}")
        if isinstance(column.type, sa.Enum):
            words = CODES.get((column.table.name, column.name), {})
            lacking += [f"{column} {code}" for code in column.type.enums if code not in words]
    assert lacking == []


def test_the_export_of_a_person_says_names_in_place_of_numbers_of_records() -> None:
    assert [
        f"{column}" for column in exported_columns() if column.foreign_keys and column.name not in NAMES
    ] == []

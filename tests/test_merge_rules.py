"""Everything that points to a person or an organisation has a declared rule of merging."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

import app.tables  # noqa: F401 - fills the metadata
from app.organisations.merge_rules import RULES
from app.subscriptions import subscribe

Column = tuple[str, str, str]
"""The table pointed to, the table that points, and its column."""
FOLLOWING = {
    "registration": "a substitute who has not confirmed yet waits for the registration that stays",
    "attendance": "moves with its registration",
    "meeting_member": "who was expected is expected by the registration that stays",
    "invited_registration": "moves with its registration and its invitation",
    "registration_need": "joined by the rule of registrations; of its texts no copy is kept",
}
"""Tables that point to a registration, which a merge may end."""


def pointing_to(*targets: str) -> set[Column]:
    found = set()
    for table in SQLModel.metadata.tables.values():
        for key in table.foreign_key_constraints:
            for column, element in zip(key.columns, key.elements, strict=True):
                referred = element.column
                if referred.table.name in targets and referred.name == "id":
                    found.add((referred.table.name, table.name, column.name))
    return found


@pytest.fixture(autouse=True)
def rules() -> None:
    subscribe()


def test_each_column_that_points_to_a_person_or_an_organisation_has_a_rule() -> None:
    assert pointing_to("person", "organisation") == set(RULES.columns)


def test_each_rule_says_in_a_sentence_what_it_does() -> None:
    for name, rule in RULES.columns.items():
        assert rule.says.endswith("."), name


def test_what_hangs_on_a_registration_follows_it() -> None:
    assert {table for _, table, _ in pointing_to("registration")} == set(FOLLOWING)
    followed = {table for _, table, _ in RULES.followers}
    assert followed | {"registration"} == set(FOLLOWING)


def test_rows_that_merging_compares_have_a_key(rule_tables: list[sa.Table]) -> None:
    assert all(list(table.primary_key) for table in rule_tables)


@pytest.fixture
def rule_tables(rules: None) -> list[sa.Table]:
    return [rule.table for rule in (*RULES.columns.values(), *RULES.followers.values())]


def test_the_page_tells_the_rule_of_each_column() -> None:
    page = (Path(__file__).parents[1] / "docs" / "merging.md").read_text(encoding="utf-8")
    told = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert told == [
        f"| {target} | `{table}` | `{column}` | {rule.says} |"
        for (target, table, column), rule in sorted(RULES.columns.items(), reverse=True)
    ]

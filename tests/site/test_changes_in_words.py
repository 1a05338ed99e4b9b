"""The history and proposed changes tell codes, days and lists as the pages do."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from app.audit.service import is_shown
from app.core import text
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.site.values import in_words
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def columns() -> Iterator[tuple[str, sa.Column[object]]]:
    """Each column whose values the history shows, with the type of its record."""
    for table, rule in TRACKED_TABLES.items():
        for name, column in table.c.items():
            if name not in {*rule.counters, *rule.personal} and is_shown(name):
                yield rule.type, column


def test_no_column_of_any_record_is_told_by_its_code() -> None:
    raw = {
        f"{of_type}.{column.name}: {code}"
        for of_type, column in columns()
        if isinstance(column.type, sa.Enum)
        for code in column.type.enums
        for lang in ("cs",)
        if in_words(of_type, column.name, code, text.translator(lang), lang) == code
    }
    assert raw == set()


def test_days_and_moments_of_all_records_are_told_as_pages_write_them() -> None:
    for of_type, column in columns():
        stored = {
            sa.Date: "2018-03-12",
            UTCDateTime: "2018-03-12 08:00:00+00:00",
            sa.JSON: '[{"label": "Noc", "on": "2018-03-12"}, "2018-03-12", {"until": "2018-03-12"}]',
        }
        for kind, value in stored.items():
            if isinstance(column.type, kind):
                told = in_words(of_type, column.name, value, text.translator("cs"), "cs")
                assert not DAY.search(told), (of_type, column.name, told)
                assert "{" not in told


@pytest.mark.parametrize("page", ["/staff/history?type=event", "/staff/history?type=working_group"])
def test_the_page_of_the_history_speaks_the_words_of_the_pages(
    page: str, site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        other = factories.a_group(session, partnership, name="Bydlení")
        group = factories.a_group(session, partnership)
    changes = {
        f"/events/{event.id}": {
            "visibility": "internal",
            "group_id": other.id,
            "registration": {"policy": "approval", "move_up": "offer", "waiting_list": True},
        },
        f"/working-groups/{group.id}": {
            "kind": "steering",
            "until": "2031-05-06",
            "target_groups": ["senioři", "děti"],
            "rules": {"quorum_percent": 50, "public": True},
        },
    }
    for path, body in changes.items():
        answer = coordinator.patch(path, json=body, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
    shown = unescape(at_a_desk(site, coordinator).get(page).text).replace("\xa0", " ")
    if "working_group" in page:
        assert "Druh: Pracovní skupina → Řídící skupina" in shown
        assert "Do: prázdné → 6. 5. 2031" in shown
        assert "prázdné → senioři, děti" in shown
        assert "Usnášeníschopnost v procentech hlasujících: 50" in shown
    else:
        assert "Kdo akci uvidí: Všichni → Jen pracovníci" in shown
        assert "se nabídne prvnímu" in shown
        assert "Skupina: prázdné → Bydlení" in shown

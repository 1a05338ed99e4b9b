"""Czech working days, and the deadlines of a meeting that step back from it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.database.engine import Database
from app.core.working_days import is_working_day, working_days_before
from app.partnerships.group_models import KnownRules
from app.partnerships.models import Partnership
from app.partnerships.rules import deadlines, rules_of
from tests import factories

EASTER = {2017: date(2017, 4, 17), 2024: date(2024, 4, 1), 2026: date(2026, 4, 6), 2027: date(2027, 3, 29)}
"""Easter Mondays; the Friday before has been a holiday since 2016."""
FIXED = ((1, 1), (5, 1), (5, 8), (7, 5), (7, 6), (9, 28), (10, 28), (11, 17), (12, 24), (12, 25), (12, 26))


def is_free(day: date) -> bool:
    """Counted without the library."""
    easter = EASTER[day.year]
    return day.weekday() >= 5 or (day.month, day.day) in FIXED or day in (easter, easter - timedelta(days=3))


def test_three_working_days_before_the_thirtieth_of_september_are_the_twenty_fourth() -> None:
    assert working_days_before(date(2026, 9, 30), 3) == date(2026, 9, 24)
    assert working_days_before(date(2026, 4, 7), 1) == date(2026, 4, 2)
    assert working_days_before(date(2026, 4, 8), 0) == date(2026, 4, 8)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(EASTER)).flatmap(lambda year: st.dates(date(year, 2, 1), date(year, 12, 31))),
    st.integers(0, 15),
)
def test_a_lead_time_skips_weekends_and_holidays(day: date, count: int) -> None:
    found = working_days_before(day, count)
    between = [found + timedelta(days=number) for number in range((day - found).days)]
    assert sum(not is_free(one) for one in between) == count
    assert count == 0 or is_working_day(found)


@pytest.mark.both_databases
def test_a_group_says_what_differs_and_the_partnership_the_rest(database: Database) -> None:
    with database.writing() as session:
        place = factories.a_partnership(
            session, rules={"invitation_days": 7, "quorum_percent": 50, "public": True, "votes": True}
        )
        group = factories.a_group(
            session, place, rules={"invitation_working_days": 3, "public": False, "apology_days": 2}
        ).id
        plain = factories.a_group(session, place).id
    with database.reading() as session:
        found = rules_of(session, group)
        assert found == KnownRules(
            invitation_working_days=3, quorum_percent=50, public=False, votes=True, apology_days=2
        )
        assert rules_of(session, plain).invitation_days == 7
        assert rules_of(session, None, place.id).public is True
    due = deadlines(found, date(2026, 9, 30))
    assert (due.invite_by, due.apologies_by, due.proposals_by) == (date(2026, 9, 24), date(2026, 9, 28), None)


@pytest.mark.both_databases
def test_stored_rules_get_their_names(database_url: str) -> None:
    from app.core.database.migrate import downgrade, upgrade

    database = Database(database_url)
    with database.writing() as session:
        rules = {"quorum_percent": 60, "newcomer_as_guest": True, "own": "ano"}
        number = factories.a_partnership(session, rules=rules).id
    database.close()
    downgrade(database_url, "0032_agenda")
    upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        assert session.get_one(Partnership, number).rules == rules
    database.close()

"""Filters by day mean days in Prague: what begins after midnight belongs to the day it is held on."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api

DAY = clock.today() + timedelta(days=20)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
STARTS = {
    "the evening before": clock.at(BEFORE, 23, 15),
    "after midnight": clock.at(DAY, 0, 15),
    "late in the evening": clock.at(DAY, 23, 15),
    "the night after": clock.at(AFTER, 0, 15),
}
"""Half an hour each: in UTC the second one lies on the day before."""


@pytest.fixture(autouse=True)
def events(database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        for title, start in STARTS.items():
            event = factories.an_event(session, partnership, title=title, sessions=0)
            factories.a_session(session, event, start, start + timedelta(minutes=30))


@pytest.mark.parametrize("path", ["/schedule", "/events", "/events?sort=starts_at"])
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (DAY, DAY, {"after midnight", "late in the evening"}),
        (BEFORE, BEFORE, {"the evening before"}),
        (AFTER, AFTER, {"the night after"}),
        (BEFORE, AFTER, set(STARTS)),
    ],
)
def test_a_filter_by_day_takes_the_whole_day(
    api: Api, path: str, first: object, last: object, found: set[str]
) -> None:
    rows = api.rows(f"{path}{'&' if '?' in path else '?'}from={first}&to={last}")
    assert {row["title"] for row in rows} == found

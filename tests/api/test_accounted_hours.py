"""Accounted hours are one figure: wherever they are shown, they come from one function."""

import ast
import csv
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.courses.hours import accounted_hours
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.clients import Api

pytestmark = pytest.mark.both_databases

APP = Path(__file__).parents[2] / "app"
ROUND_SOMETHING_ELSE = {
    "app/core/files/print_header.py": "points of a picture",
    "app/core/files/tree_svg.py": "points of a picture",
    "app/minutes/parsing/match.py": "how well two names agree",
    "app/core/database/columns.py": "hundredths as they are stored",
    "app/core/web/keyset.py": "hundredths in a cursor",
    "app/core/logs.py": "milliseconds",
    "app/core/text.py": "parts of a size in bytes",
    "app/site/pages/staff_parse_minutes.py": "percents of a match",
    "app/projects/funding.py": "shares of money",
    "app/projects/achieved.py": "forecasts",
    "app/projects/models.py": "figures of indicators as they are sent",
    "app/registrations/answers.py": "whether an answer is a whole number",
    "app/site/fields.py": "figures as they are typed",
}
DIVISORS = (7, 45, 50, 60, 90, 100, 120, 170, 420, 435)
"""Lengths of sessions in minutes, of which parts are seldom whole hundredths."""


def table(client: Api, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def figure(written: str) -> Decimal:
    return Decimal(written.replace(",", ".") or "0")


def test_every_answer_and_every_file_gives_the_same_hours(
    database: Database, coordinator: Api, partnership: Partnership
) -> None:
    project = made(coordinator, "/projects", title="Podpora rodin", partnership_id=partnership.id)
    chance, start = Random(13), clock.at(clock.today() - timedelta(days=90), 8)
    expected: dict[int, Decimal] = defaultdict(Decimal)
    of_registration: dict[int, Decimal] = defaultdict(Decimal)
    events = []
    with database.writing() as session:
        people = [factories.a_person(session, partnership) for _ in range(6)]
        for place, length in enumerate(DIVISORS):
            event = factories.an_event(session, partnership, sessions=0, project_id=project["id"])
            events.append(event.id)
            signed = [factories.a_registration(session, event, person) for person in people]
            for day in range(2):
                begins = start + timedelta(days=2 * place + day)
                ends = begins + timedelta(minutes=length)
                hours = Decimal(chance.choice(("0.25", "1", "1.33", "2.5", "8")))
                sitting = factories.a_session(session, event, begins, ends, hours=hours)
                for registration in signed:
                    minutes = chance.choice((None, chance.randrange(length + 1)))
                    factories.an_attendance(session, registration, sitting, minutes=minutes)
                    share = accounted_hours(hours, begins, ends, minutes)
                    expected[registration.person_id] += share
                    of_registration[registration.id or 0] += share
        ids = [person.id or 0 for person in people]
    below = f"/projects/{project['id']}"
    supported = {
        row["person_id"]: Decimal(str(row["hours"])) for row in coordinator.rows(f"{below}/supported-persons")
    }
    assert supported == expected
    parts = coordinator.rows(f"{below}/participations?limit=200")
    assert {row["registration_id"]: Decimal(str(row["hours"])) for row in parts} == of_registration
    as_file = {
        int(row["person_id"]): figure(row["hours"])
        for row in table(coordinator, f"{below}/supported-persons.csv")
    }
    assert as_file == expected
    in_lists: dict[str, Decimal] = defaultdict(Decimal)
    for event_id in events:
        for row in table(coordinator, f"/events/{event_id}/participants.csv"):
            in_lists[row["E-mail"]] += figure(row["Započtené hodiny"])
    emails = {row["id"]: row["email"] for row in coordinator.rows("/people?limit=200")}
    assert in_lists == {emails[number]: expected[number] for number in ids}
    for number in ids:
        history = coordinator.get(f"/people/{number}/history").json()
        shown = [Decimal(str(row["hours"])) for row in history["events"] if row["hours"] is not None]
        assert sum(shown) == expected[number]
        assert [Decimal(str(row["hours"])) for row in history["support"]] == [expected[number]]


def test_hours_are_rounded_in_one_module() -> None:
    """A second function would round again; what rounds something else is listed with its reason."""
    rounding = {
        str(path.relative_to(APP.parent))
        for path in APP.rglob("*.py")
        if any(_rounds(node) for node in ast.walk(ast.parse(path.read_text())))
    }
    assert rounding == {"app/courses/hours.py", *ROUND_SOMETHING_ELSE}


def _rounds(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Name) and called.id == "round") or (
        isinstance(called, ast.Attribute) and called.attr in ("quantize", "to_integral_value")
    )

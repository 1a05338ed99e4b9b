"""How machines that try verbs in any order are run: a little in every test run, for long in the soak.

One rule is checked after every step of each of them: attendance hangs on confirmed registrations.
"""

from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlmodel import Session, col, select

from app.attendance.models import Attendance
from app.core.database.engine import Database
from app.core.settings import Settings
from app.registrations.models import Registration, RegistrationStatus

LENGTHS = [
    pytest.param({"sqlite": 12, "postgresql": 4}, id="for a moment"),
    pytest.param({"sqlite": 120, "postgresql": 30}, id="for long", marks=pytest.mark.soak),
]
"""Examples of 25 steps each, by database."""


def without_a_seat(session: Session) -> list[int]:
    """Ids of attendance whose registration is not confirmed; there is none. Walk-ins are confirmed."""
    statement = select(Attendance.id).join(
        Registration, col(Registration.id) == col(Attendance.registration_id)
    )
    return list(session.exec(statement.where(Registration.status != RegistrationStatus.CONFIRMED)))


@invariant()
def attendance_hangs_on_confirmed_registrations(self: Any) -> None:
    with self.database.reading() as session:
        assert without_a_seat(session) == []


def run(machine: Any, database: Database, settings: Settings, examples: dict[str, int]) -> None:
    """A failure shows all steps that led to it; they are not made fewer, for that takes many minutes."""
    more = {
        "database": database,
        "settings": settings,
        "attendance_hangs_on_confirmed_registrations": attendance_hangs_on_confirmed_registrations,
    }
    on_this = type("OnThisDatabase", (machine,), more)
    size = hypothesis.settings(
        max_examples=examples[database.dialect],
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    run_state_machine_as_test(on_this, settings=size)

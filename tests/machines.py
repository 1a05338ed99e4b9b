"""How machines that try verbs in any order are run: a little in every test run, for long in the soak."""

from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from app.core.database.engine import Database
from app.core.settings import Settings

LENGTHS = [
    pytest.param({"sqlite": 12, "postgresql": 4}, id="for a moment"),
    pytest.param({"sqlite": 120, "postgresql": 30}, id="for long", marks=pytest.mark.soak),
]
"""Examples of 25 steps each, by database."""


def run(machine: Any, database: Database, settings: Settings, examples: dict[str, int]) -> None:
    """A failure shows all steps that led to it; they are not made fewer, for that takes many minutes."""
    on_this = type("OnThisDatabase", (machine,), {"database": database, "settings": settings})
    size = hypothesis.settings(
        max_examples=examples[database.dialect],
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    run_state_machine_as_test(on_this, settings=size)

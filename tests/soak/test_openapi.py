"""The API keeps to its own description, whatever it is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.actor import RoleName
from app.demo.logins import LOGINS
from tests.conftest import copy_demo
from tests.generated import send_generated
from tests.serving import Served, serving

COORDINATOR = next(login for login in LOGINS if login.role == RoleName.COORDINATOR)
KEEPING_THE_SESSION = ("--exclude-path", "/auth/logout")
NO_DATABASE = ("--generation-database", "none")


@pytest.fixture
def demo(demo_file: Path, scratch: Path) -> Iterator[Served]:
    """One of its own: what is generated changes and deletes what it finds."""
    path = scratch / "generated.db"
    copy_demo(demo_file, path)
    with serving(f"sqlite:///{path}", key_limit="1000000", sign_in_limit="1000000") as served:
        yield served


@pytest.fixture
def token(demo: Served) -> str:
    typed = {"email": COORDINATOR.email, "password": COORDINATOR.password}
    return str(demo.client().post("/auth/login", json=typed).json()["token"])


@pytest.mark.soak
def test_a_few_requests_of_each_kind_are_answered_as_described(demo: Served, token: str) -> None:
    quickly = ("--phases", "fuzzing", "--max-examples", "4", "--generation-deterministic", "--no-shrink")
    send_generated(demo, token, *quickly, *KEEPING_THE_SESSION)


@pytest.mark.soak
def test_two_minutes_of_requests_are_answered_as_described(demo: Served, token: str) -> None:
    send_generated(
        demo, token, "--max-time", "120", "--max-examples", "100", *NO_DATABASE, *KEEPING_THE_SESSION
    )


@pytest.mark.soak
def test_signing_out_is_answered_as_described(demo: Served, token: str) -> None:
    send_generated(demo, token, "--include-path", "/auth/logout", *NO_DATABASE)

"""Where somebody is signed in, how sessions end, and how seldom their use is written."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine

from app.accounts.service import create_user
from app.accounts.sessions import device_in_words
from app.accounts.sign_in_models import SessionToken
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from tests import factories
from tests.clients import Api

pytestmark = pytest.mark.both_databases
SignedIn = Callable[..., Api]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def sam(api: Api, database: Database) -> Iterator[Callable[..., Api]]:
    with database.writing() as session:
        user = create_user(session, "sam@urad.example", factories.PASSWORD, "Sám Vymyšlený")

    def sign_in(program: str = FIREFOX) -> Api:
        body = {"email": user.email, "password": factories.PASSWORD}
        answer = api.post("/auth/login", json=body, headers={"User-Agent": program})
        return api.signed_in(answer.json()["token"])

    yield sign_in


def rows(client: Api) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/me/sessions").json()["results"]
    return found


def test_a_user_sees_where_they_are_signed_in(sam: Callable[..., Api]) -> None:
    here, _there = sam(), sam(EDGE)
    found = {row["device"]: row["current"] for row in rows(here)}
    assert found == {"Firefox, Linux": True, "Edge, Windows": False}


def test_the_address_is_kept_shortened(sam: Callable[..., Api]) -> None:
    [row] = rows(sam())
    assert row["network"] in ("127.0.0.0/24", "testclient")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (EDGE, "Edge, Windows"),
        (PHONE, "Safari, iOS"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("<script>", None),
        ("", None),
    ],
)
def test_a_program_is_told_in_words(program: str, words: str | None) -> None:
    assert device_in_words(program) == words


def test_one_session_is_ended_from_another(sam: Callable[..., Api]) -> None:
    here, there = sam(), sam(EDGE)
    [other] = [row["id"] for row in rows(here) if not row["current"]]
    assert here.delete(f"/me/sessions/{other}").status_code == 204
    assert there.get("/me").status_code == 401
    assert here.get("/me").status_code == 200


def test_nobody_ends_the_session_of_another(sam: Callable[..., Api], admin: Api) -> None:
    here = sam()
    [mine] = [row["id"] for row in rows(here)]
    assert admin.delete(f"/me/sessions/{mine}").status_code == 404
    assert here.get("/me").status_code == 200


def test_signing_out_everywhere_ends_all_sessions_of_the_user(sam: Callable[..., Api], admin: Api) -> None:
    here, there = sam(), sam(EDGE)
    assert here.post("/auth/logout?everywhere=true").status_code == 204
    assert [one.get("/me").status_code for one in (here, there, admin)] == [401, 401, 200]


# --- idle ------------------------------------------------------------------------------------------------


@pytest.fixture
def eight_hours(app_context: AppContext, settings: Settings) -> None:
    app_context.settings = settings.model_copy(update={"session_idle_hours": 8})


def used(database: Database) -> datetime:
    """When the session was last used, once all threads that write are idle."""
    lane = database._lanes["write"]
    idle = Barrier(lane._max_workers + 1)
    for _ in range(lane._max_workers):
        lane.submit(idle.wait)
    idle.wait()
    with database.reading() as session:
        found = session.scalars(sa.select(SessionToken.last_used_at)).one()
    assert found is not None
    return found


@pytest.mark.usefixtures("eight_hours")
def test_a_session_that_is_not_used_ends(sam: Callable[..., Api]) -> None:
    here = sam()
    with time_machine.travel(clock.now() + timedelta(hours=8, minutes=1), tick=False):
        assert here.get("/me").status_code == 401


@pytest.mark.usefixtures("eight_hours")
def test_a_session_that_is_used_goes_on_for_fourteen_days_at_most(
    sam: Callable[..., Api], database: Database
) -> None:
    here, start = sam(), clock.now()
    statuses = []
    for hours in range(7, 15 * 24, 7):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            statuses.append(here.get("/me").status_code)
            used(database)
    assert statuses == [200] * 47 + [401] * 4


def test_the_use_of_a_session_is_written_every_five_minutes_at_most(
    sam: Callable[..., Api], database: Database
) -> None:
    here = sam()
    begun = used(database)
    here.get("/me")
    assert used(database) == begun
    with time_machine.travel(begun + timedelta(minutes=6), tick=False):
        here.get("/me")
        written = used(database)
        assert written == clock.now()
    with time_machine.travel(written + timedelta(minutes=2), tick=False):
        here.get("/me")
        assert used(database) == written

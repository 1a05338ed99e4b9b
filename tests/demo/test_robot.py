"""The robot: the demo is operated by six readers as their browsers would, with scripts off.

It follows every link, sends every form that filters a list, saves every form for editing untouched, and sends
every form with each field wrong once, then filled in and by each of its buttons. Pages that only a sent form
shows are read like the others, and what they ask is sent too. What a page offers has to work; where it may be
refused, a reason is listed here. In short it sees fewer records and makes fewer choices than at length.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.audit.models import SecurityEventRow
from app.core.database.engine import Database
from app.core.security_events import SecurityEvent
from app.demo.logins import LOGINS
from tests.browser.pages import PUBLIC, STAFF
from tests.clients import Browser
from tests.conftest import KnownDemo, files_beside
from tests.demo.carried_out import CARRIED_OUT
from tests.demo.sending import (
    all_wrong,
    each_pressed,
    is_edit,
    press,
    saved_untouched,
    sent_all_wrong,
    sent_filled_in,
    sent_wrong,
    step,
)
from tests.demo.walk import STAFF_STARTS, STARTS, Thoroughness, Walk, route_of, seeds
from tests.site.robot import Form, visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVERYBODY = "everybody"
READERS = (EVERYBODY, *(login.role.value for login in LOGINS))
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"}
EACH_BUTTON = (EVERYBODY, "coordinator")
"""Readers who press each button of a form, and go on from pages that only a sent form shows; the others meet
the same forms."""
BESIDES = "admin"
"""The reader who in short only sends the forms that the coordinator is not shown."""
WRITTEN_IN = {"partnership_id": "partnerships", "group_id": "working-groups"}
"""Fields in which only records may be chosen that the reader may write in, and the lists of these."""
WALKS = [
    pytest.param(
        Thoroughness(
            of_a_kind=1,
            filters_apart=False,
            from_a_kind=1,
            choices=1,
            field_by_field=(EVERYBODY,),
            choosing=EACH_BUTTON,
            twice=12,
            carried_out=CARRIED_OUT,
        ),
        id="in short",
    ),
    pytest.param(
        Thoroughness(
            of_a_kind=5,
            filters_apart=True,
            from_a_kind=2,
            choices=2,
            field_by_field=EACH_BUTTON,
            choosing=READERS,
            twice=1,
        ),
        id="at length",
        marks=pytest.mark.soak,
    ),
]
ASKED = {
    "coordinator": {
        "/staff/events/{event:int}/messages/new",
        "/staff/events/{event:int}/registrations/bulk",
        "/staff/events/{id:int}/edit",
    }
}
"""Routes whose pages only a sent form shows, and which the robot has to reach."""
EXCUSED: dict[str, str] = {}
"""`status address` (a pattern) of links that may be refused, and why."""


@pytest.fixture(scope="session")
def sqlite_template(known_demo: KnownDemo) -> Path:
    return known_demo.path


@pytest.fixture
def files(files: Path, known_demo: KnownDemo) -> Path:
    """Those of the demo, for this test alone."""
    shutil.copytree(files_beside(known_demo.path), files, dirs_exist_ok=True)
    return files


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def browser(site: Browser, reader: str) -> Browser:
    site.headers.update(OURS)
    sign_in(site, reader)
    return site


def sign_in(browser: Browser, reader: str) -> None:
    for login in LOGINS:
        if login.role.value == reader:
            answer = browser.post("/sign-in", data={"email": login.email, "password": login.password})
            assert answer.status_code == 303


@pytest.mark.parametrize("thoroughness", WALKS)
def test_the_site_does_what_it_offers(
    browser: Browser, reader: str, database: Database, known_demo: KnownDemo, thoroughness: Thoroughness
) -> None:
    """The forms that change something come last, those of others first; nothing is left of who is erased."""
    starts = STARTS if reader == EVERYBODY else (*STARTS, *STAFF_STARTS)
    walk, (done, shown) = Walk(browser, reader, thoroughness, EXCUSED), answers_to(browser)
    walk.start(starts, typed_addresses(reader, database, known_demo.names))
    in_short = reader == BESIDES and reader not in thoroughness.choosing
    found = own_forms(walk) if in_short else list(walk.posts.values())
    erasing = [form for form in found if form.action.endswith("/erase")]
    others = [form for form in found if form not in erasing]
    forms = [form for form in others if form.controls]
    thorough = reader in EACH_BUTTON
    many = [form for form in others if form.controls or form.beside]
    buttons = buttons_of(others)
    foreign = list(foreign_choices(walk)) if reader == "coordinator" else []
    faults = [
        *(fault for form in forms if is_edit(form) for fault in saved_untouched(browser, database, form)),
        *(fault for form in forms for fault in wrong_answers(walk, form)),
        *(fault for form in forms for fault in sent_filled_in(walk, form)),
        *(fault for form in many if thorough for fault in each_pressed(walk, form)),
        *(fault for form in buttons[:-1] for fault in press(walk, form)),
        *(fault for form in next_steps(walk) if thorough for fault in step(walk, form)),
        *(fault for form in erasing for fault in sent_filled_in(walk, form)),
        *(fault for form in buttons[-1:] for fault in press(walk, form)),
        *foreign,
        *walk.wrong,
        *(f"{address} asks for {path}, which is refused" for address, path in refused(database, shown)),
    ]
    assert faults == [], "\n" + "\n".join(faults)
    assert walk.steps_seen >= ASKED.get(reader, set())
    missing = thoroughness.carried_out.get(reader, frozenset()) - done
    assert not missing, f"{reader} has not carried out {', '.join(sorted(missing))}"


def answers_to(browser: Browser) -> tuple[set[str], dict[str, str]]:
    """The routes of the forms that are carried out from now on, and the pages shown, by their request ids."""
    done: set[str] = set()
    shown: dict[str, str] = {}

    def note(answer: httpx.Response) -> None:
        request = answer.request
        if request.method == "POST" and answer.status_code in (200, 303):
            done.add(route_of(request.url.path))
        if request.method == "GET" and answer.status_code < 400:
            shown[answer.headers["x-request-id"]] = request.url.path

    browser.event_hooks = {"response": [note]}
    return done, shown


def refused(database: Database, shown: dict[str, str]) -> set[tuple[str, str]]:
    """Pages that were shown although the security log holds a refusal of what they asked for, and that."""
    written = Event()
    database.run_in_background("write", written.set)  # after all that waits
    assert written.wait(60)
    asked = select(SecurityEventRow).where(SecurityEventRow.kind == SecurityEvent.ACCESS_REFUSED)
    with database.reading() as session:
        found = [(str(row.request_id), row.facts["path"]) for row in session.exec(asked)]
    return {(shown[request_id], path) for request_id, path in found if request_id in shown}


def typed_addresses(reader: str, database: Database, names: dict[str, Any]) -> list[str]:
    """Every page with a record that it shows, because links do not lead to each; some readers are refused.

    Pages behind a personal link are the same for all.
    """
    if reader == EVERYBODY:
        return [address.format(**names) for address in PUBLIC]
    return [*(address.format(**names) for address in STAFF), *seeds(database)]


def next_steps(walk: Walk) -> Iterator[Form]:
    """Forms of pages that only a sent form shows, and then of the pages that these lead to."""
    while walk.steps:
        yield walk.steps.pop(0)


def foreign_choices(walk: Walk) -> Iterator[str]:
    """Partnerships and groups that a form offers although the reader may not write in them."""
    asked = {"authorization": f"Bearer {walk.browser.cookies['session']}"}
    for name, path in WRITTEN_IN.items():
        found = walk.browser.get(f"/api/v1/{path}?allowed=edit&limit=200", headers=asked).json()["results"]
        own = {"", *(str(row["id"]) for row in found)}
        for form in walk.posts.values():
            for one in form.controls if form.action.startswith("/staff/") else ():
                if one.name.rpartition("-")[2] == name and not own.issuperset(one.options):
                    yield f"{form.page} offers in {one.name} what is not the reader's own"


def own_forms(walk: Walk) -> list[Form]:
    """Forms of pages that the coordinator, who sends all others, is not shown."""
    browser, cookies = walk.browser, dict(walk.browser.cookies)
    browser.cookies.clear()
    sign_in(browser, "coordinator")
    found = [form for form in walk.posts.values() if visit(browser, form.page).status >= 400]
    browser.cookies.clear()
    browser.cookies.update(cookies)
    return found


def buttons_of(forms: list[Form]) -> list[Form]:
    """That which signs the reader out comes last."""
    found = [form for form in forms if not form.controls]
    return sorted(found, key=lambda form: form.action == "/sign-out")


def wrong_answers(walk: Walk, form: Form) -> Iterator[str]:
    if walk.reader not in walk.thoroughness.field_by_field:
        yield from sent_all_wrong(walk.browser, form)
        return
    for control, value in all_wrong(form):
        yield from sent_wrong(walk.browser, form, control, value)

"""The robot: the demo is operated by six readers as their browsers would, with scripts off.

It follows every link, sends every form that filters a list, saves every form for editing untouched, and sends
every form with each field wrong once, then filled in and by each of its buttons. Pages that only a sent form
shows are read like the others, and what they ask is sent too. What a page offers has to work; where it may be
refused, a reason is listed here.
"""

from collections.abc import Iterator

import pytest

from app.core.database.engine import Database
from app.demo.logins import LOGINS
from tests.clients import Browser
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
from tests.demo.walk import STAFF_STARTS, STARTS, Walk, seeds
from tests.site.robot import Form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVERYBODY = "everybody"
READERS = (EVERYBODY, *(login.role.value for login in LOGINS))
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"}
FIELD_BY_FIELD = (EVERYBODY, "coordinator")
"""Readers who get each field of a form wrong by itself, press each button, and go on from pages that only a
sent form shows; the others, who meet the same forms, get all wrong at once."""
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


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def browser(site: Browser, reader: str) -> Browser:
    site.headers.update(OURS)
    for login in LOGINS:
        if login.role.value == reader:
            answer = site.post("/sign-in", data={"email": login.email, "password": login.password})
            assert answer.status_code == 303
    return site


def test_the_site_does_what_it_offers(browser: Browser, reader: str, database: Database) -> None:
    """The forms that change something come last, those of others first."""
    starts = STARTS if reader == EVERYBODY else (*STARTS, *STAFF_STARTS)
    walk = Walk(browser, EXCUSED).start(starts, () if reader == EVERYBODY else seeds(database))
    forms = [form for form in walk.posts.values() if form.controls]
    thorough = reader in FIELD_BY_FIELD
    many = [form for form in walk.posts.values() if form.controls or form.beside]
    buttons = buttons_of(walk)
    faults = [
        *(fault for form in forms if is_edit(form) for fault in saved_untouched(browser, database, form)),
        *(fault for form in forms for fault in wrong_answers(browser, form, reader)),
        *(fault for form in forms for fault in sent_filled_in(walk, form)),
        *(fault for form in many if thorough for fault in each_pressed(walk, form)),
        *(fault for form in buttons[:-1] for fault in press(browser, form)),
        *(fault for form in next_steps(walk) if thorough for fault in step(walk, form)),
        *(fault for form in buttons[-1:] for fault in press(browser, form)),
        *walk.wrong,
    ]
    assert faults == [], "\n" + "\n".join(faults)
    assert walk.steps_seen >= ASKED.get(reader, set())


def next_steps(walk: Walk) -> Iterator[Form]:
    """Forms of pages that only a sent form shows, and then of the pages that these lead to."""
    while walk.steps:
        yield walk.steps.pop(0)


def buttons_of(walk: Walk) -> list[Form]:
    """That which signs the reader out comes last."""
    found = [form for form in walk.posts.values() if not form.controls]
    return sorted(found, key=lambda form: form.action == "/sign-out")


def wrong_answers(browser: Browser, form: Form, reader: str) -> Iterator[str]:
    if reader not in FIELD_BY_FIELD:
        yield from sent_all_wrong(browser, form)
        return
    for control, value in all_wrong(form):
        yield from sent_wrong(browser, form, control, value)

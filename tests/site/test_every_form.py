"""Every form of the site is sent: by the robot in the demo, or in a scene made for it."""

from dataclasses import replace
from importlib import import_module

import pytest
from httpx import Cookies

from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.site.pages import all_routes
from tests.clients import Api, Browser
from tests.demo.carried_out import CARRIED_OUT
from tests.demo.sending import filled_base
from tests.demo.walk import route_of
from tests.site.desk import OURS, at_a_desk
from tests.site.robot import Form, Page, pressed_again, read_form, send_on, visit, words
from tests.site.scenes.stage import SCENES, Shown, Stage

for name in ("links", "door", "records", "accounts", "staff", "knowing"):
    import_module(f"tests.site.scenes.{name}")


@pytest.fixture
def stage(
    api: Api,
    admin: Api,
    coordinator: Api,
    database: Database,
    settings: Settings,
    partnership: Partnership,
) -> Stage:
    return Stage(api, admin, coordinator, database, settings, partnership)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("route", "htmx"),
    [
        pytest.param(route, htmx, id=f"{route} {'by htmx' if htmx else ''}".strip())
        for route, told in SCENES.items()
        for htmx in told.sent
    ],
)
def test_the_form_is_shown_and_does_what_it_says(route: str, htmx: bool, stage: Stage, site: Browser) -> None:
    told = SCENES[route]
    shown = told.play(stage)
    browser = at_the_page(site, shown, stage)
    asked = visit(browser, shown.page)
    form = form_to(route, asked)
    assert form.has_htmx is (True in told.sent), "whether htmx sends it is for the scene to say"
    assert not (shown.done and shown.done()), "before it is sent, nothing is done"
    assert not (shown.says and shown.says in words(asked))
    before = Cookies(browser.cookies)
    first, page = send_on(browser, form, filled(form, shown), htmx=htmx)
    assert first.status == (200 if htmx else told.answer), page.errors() or page.message("error") or page.text
    assert not (htmx and "<html" in first.text), "htmx gets the piece that changes"
    assert (page.status, page.errors(), page.message("error")) == (200, {}, "")
    assert shown.done or shown.says
    assert shown.done is None or shown.done()
    assert shown.says in words(page)
    second, page_again = pressed_again(browser, before, form, filled(form, shown), htmx=htmx)
    assert (second.status, page_again.address) == (first.status, page.address)
    assert words(page_again) == words(page), "pressed twice, it says the same"
    assert shown.done is None or shown.done(), "pressed twice, it is not done twice"


def test_each_form_is_carried_out_by_the_robot_or_in_a_scene() -> None:
    """A new form needs one of them: `tests/demo/carried_out.py`, or a scene in `tests/site/scenes`."""
    routes = {route.path for route in all_routes() if "POST" in (route.methods or ())}
    by_the_robot = {route for routes in CARRIED_OUT.values() for route in routes}
    assert routes == by_the_robot | SCENES.keys()
    assert not by_the_robot & SCENES.keys(), "one of the two is enough"


def at_the_page(site: Browser, shown: Shown, stage: Stage) -> Browser:
    site.headers.update(OURS)
    return site if shown.reader is stage.nobody else at_a_desk(site, shown.reader)


def form_to(route: str, page: Page) -> Form:
    """The first form, also of the header, of which one button leads to the route, or htmx while one types."""
    assert page.document is not None, f"{page.address} is answered by {page.status}"
    for one in page.document.xpath("//form[@method='post']"):
        form = read_form(one, page.address)
        for button in form.buttons:
            if button.method == "post" and route_of(button.action) == route:
                return form.pressed(button)
        if route_of(one.get("hx-post", "")) == route:
            return replace(form, action=one.get("hx-post"))
    raise AssertionError(f"{page.address} ({page.status}) shows no form to {route}")


def filled(form: Form, shown: Shown) -> list[tuple[str, str]]:
    kept = [pair for pair in filled_base(form) if pair[0] not in shown.typed]
    return [*kept, *shown.typed.items()]

"""The robot in a real browser: forms that htmx sends, one of each kind, as somebody fills them in."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.conftest import a_page, follow, unfold

pytestmark = pytest.mark.browser

FILTERS = (
    "/events",
    "/staff/people",
    *(
        pytest.param(address, marks=pytest.mark.soak)
        for address in ("/partnerships", "/staff/events", "/staff/projects", "/staff/letters")
    ),
)
"""Lists that are filtered while somebody types or chooses."""

WIDTHS = "['html', 'main .table'].map(part => document.querySelector(part)?.scrollWidth ?? 0)"
"""Pixels of the page and of the first table, 0 where there is none."""


@pytest.fixture
def office(browser: Browser, site_url: str, coordinators_session: dict[str, Any]) -> Iterator[Page]:
    """A coordinator who has signed in to the demo."""
    context = browser.new_context(base_url=site_url, locale="cs-CZ")
    context.add_cookies([coordinators_session])
    yield from a_page(context)


def fill(control: Locator) -> str:
    """Set a filter to something; returns what."""
    if control.evaluate("one => one.tagName") == "SELECT":
        value = control.locator("option").last.get_attribute("value") or ""
        control.select_option(value)
    else:
        value = "2026-11-01" if control.get_attribute("type") == "date" else "nov"
        control.fill(value)
    return value


def asked_by_htmx(answer: Response) -> bool:
    return answer.request.headers.get("hx-request") == "true"


@pytest.mark.parametrize("address", FILTERS)
def test_every_filter_of_a_list_is_answered(office: Page, address: str) -> None:
    office.goto(address, wait_until="load")
    names = (
        office.locator("main form.filters")
        .locator("input:not([type=hidden]), select")
        .evaluate_all("all => all.map(one => one.id)")
    )
    assert names
    for name in names:
        office.goto(address, wait_until="load")
        unfold(office.locator("main form.filters"))
        with office.expect_response(asked_by_htmx) as answer:
            value = fill(office.locator(f"#{name}"))
        assert answer.value.status == 200, (address, name, value)
        expect(office.locator("#problem")).to_be_empty()
        expect(office.locator(f"#{name}")).to_have_value(value)


def test_a_filter_can_be_taken_back(office: Page) -> None:
    office.goto("/staff/people?q=nov", wait_until="load")
    office.get_by_role("link", name="Zrušit filtry").click()
    office.wait_for_url("**/staff/people")
    expect(office.locator("#rows table")).to_be_visible()


def test_the_button_of_the_filters_folds_them_and_says_how_many_are_set(office: Page) -> None:
    office.goto("/staff/events", wait_until="load")
    unfold(office.locator("main form.filters"))
    with office.expect_response(asked_by_htmx):
        office.locator("#kind").select_option("round_table")
    office.get_by_role("button", name="Zobrazit").click()
    expect(office.locator("main form.filters summary")).to_have_text("Filtry (2)")
    expect(office.locator("#kind")).to_be_hidden()
    expect(office.locator("#rows table")).to_be_visible()


def test_a_refused_sign_up_keeps_what_was_typed(page: Page) -> None:
    page.goto("/events?from=2000-01-01", wait_until="load")
    page.goto("/", wait_until="load")
    open_event = page.locator(".agenda li", has=page.locator(".badge.good")).locator("a").first
    follow(open_event)
    page.locator("#first_name").fill("Žofie")
    page.locator("#last_name").fill("Smyšlená")
    page.locator("#email").fill("zofie@")
    page.locator("#register form").evaluate("form => form.noValidate = true")
    with page.expect_response(asked_by_htmx) as answer:
        page.locator("#register .buttons button").click()
    assert answer.value.status == 422
    expect(page.locator("#errors a[href='#email']")).to_be_visible()
    expect(page.locator("#first_name")).to_have_value("Žofie")


def test_a_record_is_looked_up_while_somebody_types(office: Page) -> None:
    office.goto("/staff/organisations/new", wait_until="load")
    with office.expect_response(asked_by_htmx) as answer:
        office.locator("#territory_id-q").press_sequentially("Liberec")
    assert answer.value.status == 200
    expect(office.get_by_label("Liberec (okres)")).to_be_visible()


def test_a_name_without_spaces_does_not_widen_a_page_on_a_phone(office: Page) -> None:
    office.set_viewport_size({"width": 390, "height": 800})
    office.goto("/staff/organisations/new", wait_until="load")
    office.locator("#name").fill("Dlouhé" * 20)
    follow(office.locator("main form .buttons button").first)
    assert office.evaluate(WIDTHS) == [390, 0], "the record"
    office.goto("/staff/organisations?q=dlouhé", wait_until="load")
    whole, table = office.evaluate(WIDTHS)
    assert whole == 390 >= table > 0, "the list"


def test_a_printed_list_fits_on_a_sheet(office: Page) -> None:
    """What stands wider than the sheet would be cut off: there is nothing to scroll on paper."""
    office.goto("/staff/events", wait_until="load")
    longest = office.locator("a[href$='/registrations']", has_text="20 / 20").first.get_attribute("href")
    office.emulate_media(media="print")
    office.set_viewport_size({"width": 718, "height": 1000})
    for path in ("/staff/events", "/staff/people", str(longest)):
        office.goto(path, wait_until="load")
        expect(office.locator("tbody tr").first).to_be_visible()
        wide = office.locator("main, .table").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.scrollWidth)"
        )
        assert wide == [], path

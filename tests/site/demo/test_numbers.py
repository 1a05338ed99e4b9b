"""A number of a dashboard leads to a page that lists so many: its filters are those that the page knows."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from tests.clients import Browser

TILE = re.compile(r'<a href="([^"]+)"\s+class="[^"]*"><span class="figure">([\d\xa0 ]+)</span>')
ACHIEVED = re.compile(r'<td[^>]*class="num"[^>]*><a href="([^"]+)">([\d\xa0 ]+)</a>')
TOTAL = re.compile(r"Celkem:\s*([\d\xa0 ]+)")


def whole(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def numbers(page: str) -> Iterator[tuple[str, int]]:
    for pattern in (TILE, ACHIEVED):
        for href, digits in pattern.findall(page):
            yield unescape(href), whole(digits)


def listed(boss: Browser, href: str) -> int:
    """The total that the list says under its rows; one without a total has none."""
    page = boss.get(href)
    assert page.status_code == 200, href
    said = TOTAL.search(page.text)
    return whole(said[1]) if said else 0


@pytest.mark.parametrize(
    "dashboard",
    ["/dashboard", "/dashboard?partnership=1", "/dashboard?partnership=2", "/projects/{project}/dashboard"],
)
def test_a_number_is_the_total_of_the_list_that_it_leads_to(
    boss: Browser, known: dict[str, Any], dashboard: str
) -> None:
    found = dict(numbers(boss.get(dashboard.format(**known)).text))
    assert len(found) > 4
    assert {href: listed(boss, href) for href in found} == found

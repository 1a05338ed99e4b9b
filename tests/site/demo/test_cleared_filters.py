"""A list that is filtered has a link to the whole of it."""

import re
from typing import Any

import pytest

from tests.browser.pages import PUBLIC, STAFF
from tests.clients import Browser

FILTERS = re.compile(r'<form(?=[^>]*class="filters")[^>]*>.*?</form>', re.DOTALL)
WORDS = re.compile(r'<input(?=[^>]*type="search")(?![^>]*required)[^>]*name="([^"]+)"')
CHOICES = re.compile(r'<select(?![^>]*required)[^>]*name="([^"]+)".*?</select>', re.DOTALL)
CHOICE = re.compile(r'<option value="([^"]+)"')


def a_filter(page: str) -> dict[str, str] | None:
    """One filter with a value, of the first form of filters; None where there is none."""
    found = FILTERS.search(page)
    if found is None:
        return None
    if words := WORDS.search(found.group()):
        return {words.group(1): "a"}
    for choices in CHOICES.finditer(found.group()):
        if choice := CHOICE.search(choices.group()):
            return {choices.group(1): choice.group(1)}
    return None


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(PUBLIC, id="public"),
        pytest.param(STAFF[::6], id="each sixth of the staff"),
        pytest.param(STAFF, id="staff", marks=pytest.mark.soak),
    ],
)
def test_every_list_that_is_filtered_can_be_seen_whole_again(
    boss: Browser, known: dict[str, Any], addresses: tuple[str, ...]
) -> None:
    without, seen = [], 0
    for address in dict.fromkeys(one.partition("?")[0].format(**known) for one in addresses):
        if asked := a_filter(boss.get(address).text):
            seen += 1
            whole = rf'<a href="{address}(\?[^"]*)?">(Zrušit|Zobrazit)'
            if not re.search(whole, boss.get(address, params=asked).text.replace("\u00a0", " ")):
                without.append(address)
    assert without == []
    assert seen > 4

"""A page that is refused leads back to one that is not."""

import re
from typing import Any

import httpx
import pytest

from tests.clients import Browser


def way_back(page: httpx.Response) -> str:
    [found] = re.findall(r'<a class="button" href="([^"]*)"', page.text.partition("<main")[2])
    return str(found.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("refused", "back"),
    [
        ("/staff/events/{cancelled}/do/publish", "/staff/events/{cancelled}"),
        ("/staff/events/{cancelled}/slots/new", "/staff/events/{cancelled}/slots"),
        ("/staff/needs/{answered}/answer", "/staff/needs/{answered}"),
    ],
)
def test_a_step_that_its_record_does_not_offer_leads_back_to_the_record(
    boss: Browser, known: dict[str, Any], refused: str, back: str
) -> None:
    page = boss.get(refused.format(**known))
    assert page.status_code == 403
    assert "Buď to teď už nejde, nebo to není ve vaší pravomoci." in page.text
    assert way_back(page) == back.format(**known)
    assert boss.get(way_back(page)).status_code == 200


@pytest.mark.parametrize("asked", ["from=zítra", "sort=x", "partnership=a&partnership=b"])
def test_a_file_of_a_list_with_a_wrong_filter_leads_to_the_list_that_names_it(
    boss: Browser, asked: str
) -> None:
    for kind in ("csv", "xlsx"):
        page = boss.get(f"/staff/events.{kind}?{asked}&q=nov")
        assert page.status_code == 422
        listed = boss.get(way_back(page))
        assert listed.status_code == 422 and 'value="nov"' in listed.text
        assert 'id="errors"' in listed.text


def test_a_file_beside_no_list_leads_to_its_record(boss: Browser, known: dict[str, Any]) -> None:
    here = f"/staff/events/{known['open']}"
    page = boss.get(f"{here}/participants.csv?status=x")
    assert (page.status_code, way_back(page)) == (422, here)

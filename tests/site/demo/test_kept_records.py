"""A record to which others refer has no link to delete it: it says what refers to it, and where that is."""

import re
from collections.abc import Iterator
from typing import Any

from tests.clients import Browser

PAGES = (
    "/staff/organisations/{organisation}",
    "/staff/people/{person}",
    "/staff/groups/{group}",
    "/staff/partnerships/{partnership}",
    "/staff/projects/{project}",
    "/staff/events/{held}",
    "/staff/events/{undated}",
    "/staff/series/{series}",
    "/staff/courses/{course}",
    "/staff/programmes/{programme}",
)
"""Addresses of records."""
SHOWN_AT = {"/staff/series/{series}": "/series/{series}"}
"""Where those are seen that have no page there."""
KEPT = "nelze smazat, odkazují na něj"


def seen(boss: Browser, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for pattern in PAGES:
        page = boss.get(SHOWN_AT.get(pattern, pattern).format(**known))
        assert page.status_code == 200, pattern
        yield pattern.format(**known), page.text.replace("\u00a0", " ")


def test_a_page_links_to_the_deletion_or_says_why_there_is_none(boss: Browser, known: dict[str, Any]) -> None:
    kept = 0
    for here, page in seen(boss, known):
        is_over = "/events/{held}".format(**known) in here
        may = "Ano, smazat" in boss.get(f"{here}/delete").text.replace("\u00a0", " ")
        assert (f'href="{here}/delete"' in page, KEPT in page) == (may, not may and not is_over), here
        assert ".<a" not in page, here
        kept += not may
    assert kept > 5


def test_the_lists_of_what_refers_to_a_record_are_there(boss: Browser, known: dict[str, Any]) -> None:
    sentences = (re.search(rf"{KEPT}.*?</p>", page, re.DOTALL) for _, page in seen(boss, known))
    links = {link for found in sentences if found for link in re.findall(r'href="([^"]+)"', found.group())}
    assert len(links) > 5
    assert {link: boss.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(
        links, 200
    )

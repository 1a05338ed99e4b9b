"""Whatever the API answers to a form, what was typed is still there and the reason above it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from app.core.text import NBSP
from tests.browser.pages import PUBLIC, STAFF
from tests.clients import Browser
from tests.shares import each
from tests.site.lines import REASON, refusing
from tests.site.sheets import Pairs, Sheet, sheets, summary

TEXT = "Rozepsaná věta"
STATUSES = (400, 403, 404, 409, 410, 412, 413, 422, 428, 429, 500, 502, 503)
REQUIRING = re.compile(r"/partnerships/\d+/meetings(\?.*)?")
"""A page that itself requires a choice, because the API does not; its own test looks at its refusal."""
CHANGED_BY_NOBODY = (".q", ".searched")


ONE_OF_EACH_KIND = (
    "/events/{open}",
    "/events/{two_days}/register-several",
    "/my/registrations/{token}/edit",
    "/my/registrations/{token}/substitute",
    "/my/invitations/{invited}",
    "/my/invitations/{invited}/decline",
    "/series/{offered}/enrol",
    "/sign-in",
    "/staff/people/new",
    "/staff/partnerships/{partnership}/edit",
    "/staff/partnerships/{partnership}/letters/event_changed/cs",
    "/staff/events/{open}/registrations/{registration}/edit",
    "/staff/events/{open}/do/cancel",
    "/staff/events/{round_table}/invitations/new",
    "/staff/sessions/{session}/sheet?event={open}",
    "/staff/sessions/{session}/check-in?event={open}",
)


def every_form(
    visitor: Browser, known: dict[str, Any], among: tuple[str, ...]
) -> Iterator[tuple[str, Sheet]]:
    """The forms in which somebody types something to be saved, with the address of each."""
    for address in among:
        path = address.format(**known)
        for sheet in sheets(visitor.get(path).text):
            if sheet.method == "post" and sheet.asks:
                yield sheet.action or path, sheet


def send(visitor: Browser, address: str, sent: Pairs, **headers: str) -> httpx.Response:
    form = {"content-type": "application/x-www-form-urlencoded", **headers}
    return visitor.post(address, content=urlencode(sent), headers=form)


def kept(fields: Pairs) -> set[tuple[str, str]]:
    return {
        (name, value)
        for name, value in fields
        if "password" not in name and not name.endswith(CHANGED_BY_NOBODY)
    }


def came_back(answer: httpx.Response, address: str) -> Pairs:
    """What the form that was sent there holds now."""
    there = [one.fields for one in sheets(answer.text) if (one.action or address) == address]
    return there[0] if there else []


@each
def test_every_form_comes_back_as_it_was_typed(
    boss: Browser, known: dict[str, Any], pages: Starlette, every: int
) -> None:
    among = (*PUBLIC, *STAFF)[::every]
    forms = [one for one in every_form(boss, known, among) if not REQUIRING.fullmatch(one[0])]
    assert len(forms) > 50 / every
    for address, sheet in forms:
        sent = sheet.filled(TEXT)
        with refusing(pages, 403):
            answer = send(boss, address, sent)
        assert answer.status_code == 403, address
        assert kept(came_back(answer, address)) == kept(sent), address
        assert REASON in summary(answer.text), address


def test_a_form_comes_back_when_nobody_answers(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    for address, sheet in every_form(boss, known, ONE_OF_EACH_KIND):
        sent = sheet.filled(TEXT)
        with refusing(pages, None):
            answer = send(boss, address, sent)
        assert answer.status_code == 503, address
        assert kept(came_back(answer, address)) == kept(sent), address
        assert "Služba teď není dostupná." in summary(answer.text), address


@pytest.mark.parametrize("address", ["/staff/people/new", "/events/{open}", "/staff/groups/{group}/move"])
def test_whatever_the_status_it_is_that_of_the_page(
    boss: Browser, known: dict[str, Any], pages: Starlette, address: str
) -> None:
    [sheet] = [one for one in sheets(boss.get(address.format(**known)).text) if one.method == "post"]
    for status in STATUSES:
        with refusing(pages, status):
            answer = send(boss, sheet.action, sheet.filled(TEXT))
        assert answer.status_code == status
        assert kept(came_back(answer, sheet.action)) == kept(sheet.filled(TEXT))
        assert REASON in summary(answer.text)


def test_a_form_whose_page_cannot_be_made_comes_back_in_plain_fields(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    """The API is away, so the page of the event cannot be shown; sent again later, all is there."""
    [sheet] = [one for one in sheets(boss.get(f"/events/{known['open']}").text) if one.method == "post"]
    sent = sheet.filled(TEXT)
    with refusing(pages, None, reads=False):
        answer = send(boss, sheet.action, sent)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert kept(came_back(answer, sheet.action)) == kept(sent)
    assert ">Příjmení</label>" in answer.text
    assert "Služba teď není dostupná." in summary(answer.text)


def test_a_record_that_is_gone_leaves_what_was_typed(boss: Browser, known: dict[str, Any]) -> None:
    """The question needs the record, which nobody has any more."""
    here = f"/staff/events/{known['open']}/registrations/99999/do/cancel"
    answer = boss.post(here, data={"reason": TEXT})
    assert answer.status_code == 404
    assert ("reason", TEXT) in came_back(answer, here)
    assert "Toto neexistuje." in summary(answer.text)


def test_no_password_is_ever_shown_again(boss: Browser, pages: Starlette) -> None:
    with refusing(pages, None, reads=False):
        answer = boss.post(
            "/staff/account", data={"name": TEXT, "current_password": "tajné", "password": "x1y2"}
        )
    assert TEXT in answer.text
    assert "tajné" not in answer.text
    assert "x1y2" not in answer.text


def test_a_button_that_asks_nothing_gets_a_plain_page_of_the_fault(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    with refusing(pages, None, reads=False):
        answer = boss.post(f"/staff/partnerships/{known['partnership']}/delete", data={"etag": '"1-a"'})
    assert answer.status_code == 503
    assert sheets(answer.text) == []


def test_htmx_leaves_the_form_in_place_and_says_why(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    for status in (403, 500):
        with refusing(pages, status):
            answer = boss.post(
                f"/events/{known['open']}/register", data={"first_name": TEXT}, headers={"hx-request": "true"}
            )
        assert answer.status_code == status
        assert "<form" not in answer.text
        assert REASON in answer.text


def test_a_form_that_was_done_without_an_answer_is_not_done_twice(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    """The key of the form stays until somebody has said that it is done."""
    [sheet] = [one for one in sheets(boss.get(f"/events/{known['open']}").text) if one.method == "post"]
    with refusing(pages, None):
        answer = send(boss, sheet.action, sheet.filled(TEXT))
    assert dict(came_back(answer, sheet.action))["once"] == dict(sheet.fields)["once"]


def test_a_deletion_that_is_refused_says_why_with_its_status(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    with refusing(pages, 403):
        answer = boss.post(f"/staff/people/{known['person']}/delete", data={"etag": "x"})
    assert answer.status_code == 403
    assert REASON in answer.text


def test_a_refused_deletion_says_what_refers_to_the_record(boss: Browser, known: dict[str, Any]) -> None:
    page = boss.post(f"/staff/organisations/{known['organisation']}/delete", data={"etag": "*"})
    assert page.status_code == 409
    assert "Odkazují na něj záznamy: " in unescape(page.text).replace(NBSP, " ")

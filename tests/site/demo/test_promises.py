"""A page promises a letter only where one is written."""

from typing import Any

import pytest

from tests.clients import Api, Browser
from tests.site.sheets import sheets

TOLD = "Osoba ho dostane e-mailem."
ON_THE_PAGE = "E-mail se neposílá"
UNTOLD = "dejte mu vědět sami"
PERSON = {"first_name": "Žofka", "last_name": "Čekající"}
ADDRESS = {"email": "zofka@spolek.example"}


@pytest.fixture
def admin_api(boss: Browser, api: Api) -> Api:
    return api.signed_in(boss.cookies["session"])


def who_waits(admin: Api, event: int, **more: str) -> int:
    made = admin.post(f"/events/{event}/registrations", json={**PERSON, **more}).json()
    assert made["status"] == "waiting"
    return int(made["id"])


def letters(admin: Api, registration: int) -> int:
    return len(admin.rows(f"/letters?about=registration:{registration}"))


@pytest.mark.parametrize(
    ("verb", "address", "promise", "written"),
    [
        ("cancel", ADDRESS, TOLD, 1),
        ("decline", ADDRESS, TOLD, 1),
        ("move-up", ADDRESS, ON_THE_PAGE, 0),
        ("cancel", {}, UNTOLD, 0),
        ("decline", {}, UNTOLD, 0),
        ("move-up", {}, UNTOLD, 0),
    ],
)
def test_a_decision_says_whether_the_person_is_written_to(
    boss: Browser,
    known: dict[str, Any],
    admin_api: Api,
    verb: str,
    address: dict[str, str],
    promise: str,
    written: int,
) -> None:
    registration = who_waits(admin_api, known["keeping"], **address)
    before = letters(admin_api, registration)
    here = f"/staff/events/{known['keeping']}/registrations/{registration}/do/{verb}"
    page = boss.get(here).text
    assert promise in page
    assert "Místo dostane první" not in page  # who waits has no seat to give back
    assert boss.post(here, data={"reason": "Domluveno po telefonu"}).status_code == 303
    assert letters(admin_api, registration) - before == written


def test_the_reason_of_a_move_to_the_front_is_compulsory_on_the_page_too(
    boss: Browser, known: dict[str, Any], admin_api: Api
) -> None:
    registration = who_waits(admin_api, known["keeping"], **ADDRESS)
    here = f"/staff/events/{known['keeping']}/registrations/{registration}/do/"
    required = {}
    for verb in ("move-up", "cancel", "decline"):
        [form] = [one for one in sheets(boss.get(here + verb).text) if one.action == here + verb]
        required[verb] = "reason" in form.required
    assert required == {"move-up": True, "cancel": False, "decline": False}


def test_a_move_to_another_event_promises_a_letter_only_to_an_address(
    boss: Browser, known: dict[str, Any], admin_api: Api
) -> None:
    [workshop, *_] = admin_api.rows("/events?kind=workshop&status=open")
    for address, told in ((ADDRESS, "dostane zprávu e-mailem"), ({}, UNTOLD)):
        registration = who_waits(admin_api, known["keeping"], **address)
        here = f"/staff/events/{known['keeping']}/registrations/{registration}/move"
        other = next(
            one["id"]
            for one in admin_api.rows("/events?status=open")
            if one["id"] != workshop["id"] and one["partnership_id"] == workshop["partnership_id"]
        )
        moved = boss.post(here, data={"event_id": str(other)})
        assert moved.status_code == 303, moved.text
        assert told in boss.get(moved.headers["location"]).text


def test_people_without_an_address_are_counted_when_several_are_signed_up(
    boss: Browser, known: dict[str, Any]
) -> None:
    names = {f"people-{row}-{name}": "Nová" for row in (0, 1) for name in ("first_name", "last_name")}
    one_of_them = {**names, "people-0-first_name": "Ema", "people-0-email": "ema@spolek.example"}
    done = boss.post(f"/events/{known['open']}/register-several", data=one_of_them)
    assert done.status_code == 303, done.text
    assert "1 z nich nemá e-mail a zprávu nedostane." in boss.get(done.headers["location"]).text

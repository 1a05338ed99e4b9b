"""People who may be signed up twice: one rule for lists, single registrations and the door."""

from typing import NamedTuple

import pytest

from app.core.text import fold
from app.organisations.alike import are_alike
from tests.api.registering import Opened, SignUp, Sittings
from tests.clients import Api


class Person(NamedTuple):
    folded_name: str
    folded_email: str = ""


def somebody(name: str, email: str = "") -> Person:
    return Person(fold(name), email)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Šárka Vymyšlená", "SARKA Vymyslena"),
        ("Jana Nováková", "Nováková Jana"),
        ("Jana Nováková", "Mgr. Jana Nováková, Ph.D."),
        ("Jana Nováková", "Bc. et Ing. arch. Jana Nováková"),
        ("Jana Nováková-Malá", "Jana Malá Nováková"),
        ("Łukasz Wójcik", "lukasz wojcik"),
    ],
)
def test_the_same_words_are_alike_whatever_the_mailbox(one: str, other: str) -> None:
    assert are_alike(somebody(one, "a@obec.example"), somebody(other, "b@obec.example"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Jana Nováková", "Jana Novákvá", True),
        ("Jana Nováková", "J. Nováková", True),
        ("Jana Nováková", "Jana Nováková Malá", True),
        ("Jana Nováková", "Petr Novák", False),
        ("Jana Nováková", "Eva Nováková", False),
        ("Jan Malý", "Jan Veselý", False),
    ],
)
def test_near_names_are_alike_only_from_one_mailbox(one: str, other: str, alike: bool) -> None:
    mailbox = "urad@obec.example"
    assert are_alike(somebody(one, mailbox), somebody(other, mailbox)) is alike
    assert not are_alike(somebody(one, mailbox), somebody(other, "jiny@obec.example"))
    assert not are_alike(somebody(one), somebody(other))


def test_lists_and_single_registrations_show_the_same_doubles(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    people = [
        ("Jana", "Nováková", "jana@obec.example"),
        ("Nováková", "Jana", "novakova@doma.example"),
        ("J.", "Nováková", "jana@obec.example"),
        ("Eva", "Malá", "jana@obec.example"),
    ]
    ids = [sign_up(event_id, first_name=one, last_name=two, email=mail)["id"] for one, two, mail in people]
    expected = {ids[0]: [ids[1], ids[2]], ids[1]: [ids[0]], ids[2]: [ids[0]], ids[3]: []}
    listed = {row["id"]: row["doubles"] for row in coordinator.rows(f"/events/{event_id}/registrations")}
    assert listed == expected
    for query in ("limit=2", "sort=-name", "sort=name&limit=3", "status=confirmed", "q=nov", f"id={ids[2]}"):
        rows = coordinator.rows(f"/events/{event_id}/registrations?{query}")
        assert {row["id"]: row["doubles"] for row in rows}.items() <= expected.items()
    assert {one: coordinator.get(f"/registrations/{one}").json()["doubles"] for one in ids} == expected


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("Jana", "Novakova", True),
        ("Nováková", "Jana", True),
        ("Mgr. Jana", "Nováková", True),
        ("Jana", "Novákvá", True),
        ("Petr", "Nováček", False),
    ],
)
def test_at_the_check_in_people_on_the_list_are_found_by_a_near_name(
    coordinator: Api, sittings: Sittings, sign_up: SignUp, first: str, last: str, found: bool
) -> None:
    event_id, [sitting] = sittings(capacity=1)
    listed, waits = (sign_up(event_id, first_name="Jana", last_name="Nováková") for _ in range(2))
    assert waits["status"] == "waiting"
    asked = {"first_name": first, "last_name": last}
    rows = coordinator.get(f"/sessions/{sitting}/alike", params=asked).json()["results"]
    assert [(row["registration_id"], row["status"]) for row in rows] == (
        [(listed["id"], "unknown")] if found else []
    )

"""Two things at once: the same room, the same people. Told when a date is saved, never refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.events.models import EventRole, EventStatus, Visibility
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, made, published, sitting
from tests.clients import Api

HALL = {"name": "Radnice", "room": "210", "address": "Náměstí 1, Vysněnov"}
JANA = {"name": "Jana Vymyšlená"}


def told(event: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(clash["what"], clash["title"]) for clash in event["clashes"]]


def in_hall(**fields: Any) -> dict[str, Any]:
    return sitting(**{"venue": HALL, **fields})


def test_the_same_room_is_told_by_the_answer_that_saves_the_date(
    coordinator: Api, partnership: Partnership
) -> None:
    first = published(coordinator, partnership, title="Porada", sessions=[in_hall(start=9, end=12)])
    second = a_draft(coordinator, partnership, sessions=[in_hall(start=12, end=16)])
    assert second["clashes"] == []
    second = changed(coordinator, second, sessions=[in_hall(start=11, end=16)])
    assert told(second) == [("room", "Porada")]
    [clash] = second["clashes"]
    assert clash["event_id"] == first["id"]
    assert clash["where"] == "Radnice, 210, Náměstí 1, Vysněnov"
    assert clash["session_id"] == second["sessions"][0]["id"]
    assert clash["other_session_id"] == first["sessions"][0]["id"]
    assert (clash["starts_at"], clash["ends_at"]) == (
        second["sessions"][0]["starts_at"],
        first["sessions"][0]["ends_at"],
    )


def test_a_draft_is_in_nobodys_way_until_it_is_published(coordinator: Api, partnership: Partnership) -> None:
    draft = a_draft(coordinator, partnership, title="Rozmyšlené", sessions=[in_hall()])
    assert published(coordinator, partnership, sessions=[in_hall()])["clashes"] == []
    answer = made(coordinator, f"/events/{draft['id']}/publish", 200)
    assert told(answer) == [("room", "Sociální bydlení")]


def test_a_cancelled_event_leaves_its_room(coordinator: Api, partnership: Partnership) -> None:
    first = published(coordinator, partnership, sessions=[in_hall()])
    made(coordinator, f"/events/{first['id']}/cancel", 200, reason="Nemoc.")
    assert a_draft(coordinator, partnership, sessions=[in_hall()])["clashes"] == []


def test_postponing_into_a_clash_tells_it_and_takes_place(coordinator: Api, partnership: Partnership) -> None:
    published(coordinator, partnership, title="Porada", sessions=[in_hall(days=20)])
    moved = published(coordinator, partnership, sessions=[in_hall(days=21)])
    answer = made(coordinator, f"/events/{moved['id']}/postpone", 200, sessions=[in_hall(days=20)])
    assert told(answer) == [("room", "Porada")]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"name": "RADNICE", "room": "210", "address": "namesti 1, vysnenov"}, True),
        ({"name": "Radnice", "room": "210"}, True),
        ({"name": "Radnice", "room": "211", "address": "Náměstí 1, Vysněnov"}, False),
        ({"name": "Radnice", "room": "210", "address": "Dolní 5, Jinde"}, False),
        ({"online_url": "https://setkani.example/a"}, False),
    ],
)
def test_a_room_is_known_by_its_words(
    coordinator: Api, partnership: Partnership, other: dict[str, str], same: bool
) -> None:
    published(coordinator, partnership, sessions=[in_hall()])
    event = a_draft(coordinator, partnership, sessions=[in_hall(venue=other)])
    assert bool(event["clashes"]) == same


def test_two_events_with_the_same_link_meet_in_one_online_room(
    coordinator: Api, partnership: Partnership
) -> None:
    for name, expected in (("Zoom", 0), ("On-line", 1)):
        venue = {"name": name, "online_url": "https://setkani.example/kulaty-stul"}
        event = published(coordinator, partnership, sessions=[sitting(venue=venue)])
        assert len(event["clashes"]) == expected


def test_a_town_hall_of_another_partnership_is_another_one_unless_the_room_and_town_are_told(
    admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    for venue, expected in (({"name": "Radnice"}, 0), ({"name": "Radnice", "room": "3"}, 0), (HALL, 1)):
        published(admin, elsewhere, sessions=[in_hall(venue=venue)])
        event = a_draft(admin, partnership, sessions=[in_hall(venue=venue)])
        assert len(event["clashes"]) == expected


def test_a_facilitator_of_one_cannot_lecture_at_the_other(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")
    published(coordinator, partnership, title="Porada", facilitators=[{"person_id": person.id}])
    named = [{"person_id": person.id, "name": "lektorka Ema"}]
    training = a_draft(coordinator, partnership, "/trainings", lecturers=named)
    [clash] = training["clashes"]
    assert (clash["what"], clash["who"], clash["certain"]) == ("lecturer", ["lektorka Ema"], True)


def test_the_same_name_alone_is_told_as_uncertain(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    published(coordinator, partnership, facilitators=[JANA])
    [clash] = a_draft(coordinator, partnership, facilitators=[{"name": "jana vymyslena"}])["clashes"]
    assert (clash["what"], clash["certain"]) == ("facilitator", False)


def test_two_people_of_one_name_do_not_clash(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        names = {"first_name": "Ema", "last_name": "Nebylá"}
        one, other = (factories.a_person(session, partnership, **names) for _ in range(2))
    published(coordinator, partnership, facilitators=[{"person_id": one.id}])
    assert a_draft(coordinator, partnership, facilitators=[{"person_id": other.id}])["clashes"] == []


def test_members_of_two_groups_are_counted_and_named(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        one, other = (factories.a_group(session, partnership) for _ in range(2))
        both = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")
        left = factories.a_person(session, partnership)
        for group in (one, other):
            factories.a_group_member(session, group, both)
        factories.a_group_member(session, one, left, until=clock.today() - timedelta(days=1))
        factories.a_group_member(session, other, left)
    published(coordinator, partnership, title="Porada", group_id=one.id)
    draft = a_draft(coordinator, partnership, group_id=other.id)
    [clash] = draft["clashes"]
    assert (clash["what"], clash["who"], clash["count"]) == ("members", ["Ema Nebylá"], 1)
    key = made(coordinator, "/api-keys", name="Klíč", scopes=["events:read", "events:write"])["secret"]
    [told] = coordinator.signed_in(key).get(f"/events/{draft['id']}").json()["clashes"]
    assert (told["what"], told["who"], told["count"]) == ("members", [], 1), (
        "a key reads names by another scope"
    )
    [clash] = a_draft(coordinator, partnership, group_id=one.id)["clashes"]
    assert (clash["what"], clash["who"], clash["count"]) == ("group", [one.name], 1)


@pytest.mark.parametrize("role", [{"invited": [{"role": "ospod"}]}, {"required_roles": ["ospod"]}])
def test_one_officer_is_not_wanted_at_two_tables_at_once(
    coordinator: Api, database: Database, partnership: Partnership, role: dict[str, Any]
) -> None:
    with database.writing() as session:
        first, second = (
            factories.a_territory(session, "Frýdlant"),
            factories.a_territory(session, "Benešov"),
        )
    published(coordinator, partnership, "/round-tables", territory_id=first.id, **role)
    there = a_draft(coordinator, partnership, "/round-tables", territory_id=second.id, **role)
    here = a_draft(coordinator, partnership, "/round-tables", territory_id=first.id, **role)
    assert there["clashes"] == []
    [clash] = here["clashes"]
    assert (clash["what"], clash["who"], clash["certain"]) == ("role", ["ospod"], False)


def test_a_foreign_event_that_one_may_not_see_is_told_without_its_name(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        venue = factories.a_venue(session, elsewhere, **HALL)
        event = factories.an_event(
            session, elsewhere, title="Důvěrná schůzka", visibility=Visibility.INTERNAL, venue=venue
        )
    answer = coordinator.post(
        "/events",
        json={
            "kind": "seminar",
            "title": "Seminář",
            "partnership_id": partnership.id,
            "sessions": [in_hall()],
        },
    )
    [clash] = answer.json()["clashes"]
    assert (clash["title"], clash["event_id"], clash["other_session_id"]) == (None, None, None)
    assert "Důvěrná" not in answer.text
    assert coordinator.get(f"/events/{event.id}").status_code == 404


def test_clashes_are_for_those_who_may_edit(
    coordinator: Api, api: Api, signed_in: Callable[..., Api], partnership: Partnership
) -> None:
    for _ in range(2):
        event = published(coordinator, partnership, sessions=[in_hall()])
    here = f"/events/{event['id']}"
    assert len(coordinator.get(f"{here}/clashes").json()["results"]) == 1
    assert len(coordinator.get(here).json()["clashes"]) == 1
    auditor = signed_in("auditor", partnership)
    assert auditor.get(f"{here}/clashes").status_code == 403
    assert [reader.get(here).json()["clashes"] for reader in (api, auditor)] == [None, None]
    assert [row["clashes"] for row in coordinator.rows("/events")] == [None, None]


def test_what_is_over_clashes_with_nothing(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        venue = factories.a_venue(session, partnership)
        past = clock.now() - timedelta(days=3)
        states = (EventStatus.HELD, EventStatus.CLOSED)
        ids = [
            factories.an_event(session, partnership, starts_at=past, venue=venue, status=state).id
            for state in states
        ]
    assert [coordinator.get(f"/events/{number}/clashes").json()["results"] for number in ids] == [[], []]


def test_the_other_role_of_the_same_user_is_known(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """Named once by the login and once by the record of the person."""
    from app.accounts.models import UserPerson

    with database.writing() as session:
        user = factories.a_user(session, "facilitator", partnership, name="Ema N.")
        person = factories.a_person(session, partnership)
        factories.stored(
            session, UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id)
        )
    published(coordinator, partnership, facilitators=[{"user_id": user.id}])
    [clash] = a_draft(coordinator, partnership, facilitators=[{"person_id": person.id}])["clashes"]
    assert (clash["what"], clash["certain"]) == (EventRole.FACILITATOR.value, True)

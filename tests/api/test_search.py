"""One search over everything: each reader finds what the lists would show them, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.core.searched import REGISTERED
from app.core.text import fold
from app.events.models import Visibility
from app.partnerships.models import Partnership
from app.projects.models import Project, ProjectState
from app.search.shapes import HitType
from tests import factories
from tests.api.asking import made
from tests.api.attaching import attach
from tests.clients import Api

pytestmark = pytest.mark.both_databases

Roles = Callable[..., Api]
LISTS = {
    "person": "/people",
    "event": "/events",
    "organisation": "/organisations",
    "group": "/working-groups",
    "project": "/projects",
    "partnership": "/partnerships",
    "series": "/series",
    "course": "/courses",
}
WORD = "Žďár"


@pytest.fixture
def world(database: Database, partnership: Partnership) -> Iterator[Partnership]:
    """Two partnerships with a record of each type and of each visibility, all called by one word."""
    with database.writing() as session:
        other = factories.a_partnership(session, f"Partnerství {WORD} a okolí")
        for place in (partnership, other):
            factories.a_person(session, place, first_name="Jan", last_name=f"ze {WORD}u")
            factories.a_group(session, place, name=f"Skupina {WORD}")
            for visibility in Visibility:
                factories.an_event(
                    session, place, title=f"Setkání {WORD} {visibility}", visibility=visibility
                )
            for state in (ProjectState.IDEA, ProjectState.RUNNING):
                title = f"Projekt {WORD} {state}"
                session.add(
                    Project(partnership_id=place.id, title=title, state=state, folded_text=fold(title))
                )
        for public in (True, False):
            factories.an_organisation(session, f"Město {WORD} {public}", public=public)
    yield other


def found(client: Api, q: str, **more: Any) -> list[tuple[str, str]]:
    answer = client.get("/search", params={"q": q, "limit": 50, **more})
    assert answer.status_code == 200, answer.text
    return [(hit["type"], hit["title"]) for hit in answer.json()["results"]]


def listed(client: Api) -> list[tuple[str, str]]:
    """What the lists show this reader for the same word."""
    rows = []
    for kind, path in LISTS.items():
        answer = client.get(path, params={"q": WORD, "limit": 200})
        known = answer.json()["results"] if answer.status_code == 200 else []
        rows += [(kind, row.get("title") or row["name"]) for row in known]
    return rows


@pytest.mark.parametrize("role", ["admin", "coordinator", "auditor", "facilitator", "member"])
def test_each_reader_finds_what_the_lists_show(
    role: str, signed_in: Roles, partnership: Partnership, world: Partnership
) -> None:
    reader = signed_in(role, partnership)
    assert sorted(found(reader, "zdar")) == sorted(listed(reader))
    people = [title for kind, title in found(reader, WORD) if kind == "person"]
    assert len(people) == (role in ("admin", "coordinator", "auditor"))


def test_the_public_finds_public_events_and_partnerships(api: Api, world: Partnership) -> None:
    hits = found(api, "zdar")
    assert {kind for kind, _ in hits} == {"event", "partnership"}
    assert [title for kind, title in hits if kind == "event"] == [f"Setkání {WORD} public"] * 2
    assert found(api, "zdar", types="person,project") == []


def test_somebody_without_a_role_finds_the_own_record(
    api: Api, database: Database, partnership: Partnership, world: Partnership
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        person = factories.a_person(session, partnership, first_name="Jana", last_name=WORD)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        reader = api.signed_in(open_session(session, user.id or 0).token)
    assert [title for kind, title in found(reader, "zdar") if kind == "person"] == [f"Jana {WORD}"]


def test_a_key_finds_the_types_of_its_scopes(coordinator: Api, world: Partnership) -> None:
    body = {"name": "Klíč", "scopes": ["events:read"]}
    secret = coordinator.post("/api-keys", json=body).json()["secret"]
    assert {kind for kind, _ in found(coordinator.signed_in(secret), "zdar")} == {"event"}


def test_rooms_register_what_the_answer_lists() -> None:
    assert set(REGISTERED) == {kind.value for kind in HitType}


def test_talks_suggestions_newsletters_and_files_are_found_by_those_who_may_read_them(
    coordinator: Api, api: Api, signed_in: Roles, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        event = factories.an_event(session, partnership).id
        office = factories.an_organisation(session, "Žďárská charita").id
    place = {"partnership_id": partnership.id}
    talk = {**place, "on": "2026-03-02", "topic": "Terénní program"}
    made(coordinator, "/talks", **talk, organisation_id=office)
    made(coordinator, "/talks", **talk | {"topic": "Ubytovna ve Žďáru"}, organisation_name="Město")
    made(api, "/suggestions", **place, text="Na nádraží ve Žďáru chybí lavička.")
    newsletter = made(coordinator, "/newsletters", **place, since="2026-01-01")
    draft = {"title": "Zprávy ze Žďáru", "text": "Nic nového."}
    here = f"/newsletters/{newsletter['id']}"
    assert coordinator.patch(here, json=draft, headers={"If-Match": "*"}).status_code == 200
    for visibility in ("public", "internal"):
        sent = attach(coordinator, "event", event, title=f"Plán Žďár {visibility}", visibility=visibility)
        assert sent.status_code == 201

    def seen(reader: Api) -> list[str]:
        return [title for _kind, title in found(reader, "zdar")]

    inside = ["Terénní program", "Ubytovna ve Žďáru", "Na nádraží ve Žďáru chybí lavička."]
    whole = [*inside, "Zprávy ze Žďáru", "Plán Žďár internal", "Plán Žďár public"]
    assert sorted(seen(coordinator)) == sorted([*whole, "Žďárská charita"])
    assert seen(api) == ["Plán Žďár public"]
    assert set(seen(signed_in("coordinator", elsewhere))) == {"Plán Žďár public", "Žďárská charita"}
    assert coordinator.post(f"{here}/send").status_code == 200
    assert set(seen(api)) == {"Zprávy ze Žďáru", "Plán Žďár public"}
    for path, title in (("talks", "topic"), ("suggestions", "text"), ("newsletters", "title")):
        assert len(coordinator.rows(f"/{path}?q=ZDAR")) == 1, title
    assert len(coordinator.rows("/attachments?q=zdar")) == 2


def test_lists_find_words_in_any_order_as_the_search_does(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """So that the link to more hits leads to them."""
    title = "Kulaté stoly Lípa"
    with database.writing() as session:
        factories.an_event(session, partnership, title=title)
        factories.an_organisation(session, name=title)
        factories.a_group(session, partnership, name=title)
        factories.a_partnership(session, title)
        factories.a_series(session, partnership, title=title)
        factories.a_course(session, title=title)
        project = Project(partnership_id=partnership.id, title=title, folded_text=fold(title))
        session.add(project)
    assert {row["name"] for row in coordinator.rows("/territories?q=lipa%20ceska")} == {"Česká Lípa"}
    for path in LISTS.values():
        if path != "/people":
            found_in = coordinator.rows(f"{path}?q=lipa%20kulate")
            assert [row.get("title") or row["name"] for row in found_in] == [title], path
    assert len(coordinator.rows("/schedule?q=kulate%20lipa")) == 1


def test_words_are_found_in_any_order_and_in_part(coordinator: Api, world: Partnership) -> None:
    assert ("person", f"Jan ze {WORD}u") in found(coordinator, "ZDAR ja")
    assert found(coordinator, "zdar nic") == []
    assert coordinator.get("/search?q=%20").status_code == 422
    assert coordinator.get("/search").status_code == 422
    assert coordinator.get("/search?q=a&types=shoe").status_code == 422
    assert coordinator.get("/search?q=%25_").json()["results"] == []


def test_what_is_to_come_is_first_and_more_is_said(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    today = clock.today()
    with database.writing() as session:
        for days in (30, 3, -3, -30):
            day = clock.at(today + timedelta(days=days), 9)
            factories.an_event(session, partnership, title=f"Porada {days}", starts_at=day)
        factories.an_event(session, partnership, title="Porada bez data", sessions=0)
    answer = coordinator.get("/search?q=porada&types=event").json()
    expected = ["Porada 3", "Porada 30", "Porada bez data", "Porada -3", "Porada -30"]
    assert [hit["title"] for hit in answer["results"]] == expected
    assert answer["more"] == []
    fewer = coordinator.get("/search?q=porada&limit=3").json()
    assert (len(fewer["results"]), fewer["more"]) == (3, ["event"])
    [hit] = coordinator.get("/search?q=porada 30&limit=1").json()["results"]
    assert hit["url"].startswith("/events/")
    assert hit["partnership_name"] == partnership.name

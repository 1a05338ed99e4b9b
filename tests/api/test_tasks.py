"""Tasks: done by their owners, watched by the staff, reminded of by mail, handed over by who leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accounts.models import User, UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.events.models import EventPerson, EventRole
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.tasks import remind
from tests import factories
from tests.api.asking import field, made, refusal
from tests.clients import Api

ANY = {"If-Match": "*"}
Owner = tuple[Api, Person, User]


@pytest.fixture
def owner(api: Api, database: Database, partnership: Partnership) -> Callable[..., Owner]:
    """A user with a role, who is a person of the partnership."""

    def make(role: str = "member") -> Owner:
        with database.writing() as session:
            user = factories.a_user(session, role, partnership)
            person = factories.a_person(session, partnership)
            session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
            token = open_session(session, user.id).token
        return api.signed_in(token), person, user

    return make


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_an_owner_does_a_task_with_a_note(
    api: Api, coordinator: Api, owner: Callable[..., Owner], database: Database, partnership: Partnership
) -> None:
    member, person, _ = owner()
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
    late = made(
        coordinator, "/tasks", group_id=group, title="Svolat poradu", owner_id=person.id, due=in_days(-2)
    )
    made(coordinator, "/tasks", partnership_id=partnership.id, title="Cizí úkol", due=in_days(3))
    assert (late["partnership_id"], late["overdue"], late["owner_name"]) == (
        partnership.id,
        True,
        person.name,
    )
    assert [row["title"] for row in member.rows("/tasks")] == ["Svolat poradu"]
    assert [row["id"] for row in member.rows("/tasks?owner=me")] == [late["id"]]
    assert [
        row["id"] for row in coordinator.rows(f"/tasks?owner={person.id}&group={group}&overdue=true")
    ] == [late["id"]]
    overview = coordinator.get(f"/dashboards/overview?partnership={partnership.id}").json()["overdue_tasks"]
    assert [row["id"] for row in overview["rows"]] == [late["id"]]
    assert overview["value"] == coordinator.get(overview["href"]).json()["total"] == 1
    path = f"/tasks/{late['id']}"
    assert refusal(member.patch(path, json={"due": None}, headers=ANY)) == (403, "forbidden")
    assert member.patch(path, json={"note": "Pracuji na tom."}, headers=ANY).json()["allowed"] == [
        "note",
        "done",
    ]
    done = member.post(f"{path}/done", json={"note": "Proběhla."}).json()
    assert (done["state"], done["note"], done["overdue"]) == ("done", "Proběhla.", False)
    assert done["done_at"] is not None
    assert refusal(member.post(f"{path}/done", json={})) == (409, "wrong_state")
    reopened = coordinator.patch(path, json={"state": "open"}, headers=ANY).json()
    assert (reopened["state"], reopened["done_at"]) == ("open", None)
    coordinator.patch(path, json={"state": "cancelled"}, headers=ANY)
    assert refusal(coordinator.post(f"{path}/done", json={})) == (409, "wrong_state")
    assert api.get(path).status_code == 401


def test_only_the_staff_the_owner_and_the_group_see_a_task(
    coordinator: Api, owner: Callable[..., Owner], database: Database, partnership: Partnership
) -> None:
    facilitator, _, _ = owner("facilitator")
    colleague, insider, _ = owner()
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, session.get_one(Person, insider.id))
        number = group.id
    task = made(coordinator, "/tasks", group_id=number, title="Úkol skupiny")
    assert facilitator.rows("/tasks") == [] and facilitator.get(f"/tasks/{task['id']}").status_code == 404
    assert colleague.get(f"/tasks/{task['id']}").json()["allowed"] == []
    assert refusal(colleague.post(f"/tasks/{task['id']}/done", json={})) == (403, "forbidden")
    assert refusal(colleague.post("/tasks", json={"group_id": number, "title": "Nový"})) == (403, "forbidden")
    assert coordinator.rows("/changes?types=task") and colleague.rows("/changes?types=task") == []


def test_owners_get_one_letter_a_day_about_all_their_tasks(
    coordinator: Api,
    owner: Callable[..., Owner],
    database: Database,
    partnership: Partnership,
    settings: Settings,
) -> None:
    _, person, user = owner()
    for title, days in (("Brzy", 1), ("Dnes", 0), ("Pozdě", -1), ("Daleko", 30)):
        made(
            coordinator,
            "/tasks",
            partnership_id=partnership.id,
            title=title,
            owner_id=person.id,
            due=in_days(days),
        )
    for _ in range(2):
        with database.writing() as session:
            session.info["settings"] = settings
            remind.write_reminders_of(session, clock.today())
    with database.reading() as session:
        letters = session.exec(select(Letter).where(col(Letter.kind) == "task_reminder")).all()
        [letter] = letters
        assert letter.receiver == user.email
        mail = render(letter.kind, "cs", letter.data)
    assert [title in mail.text for title in ("Pozdě", "Dnes", "Brzy", "Daleko")] == [True, True, True, False]
    assert "Termín byl" in mail.text and "/staff/tasks/" in mail.text


def test_who_leaves_hands_everything_over_in_one_step(
    coordinator: Api, owner: Callable[..., Owner], database: Database, partnership: Partnership
) -> None:
    _, leaving, user = owner("coordinator")
    successor, taking, other = owner()
    with database.writing() as session:
        group = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group_member(session, group, session.get_one(Person, leaving.id), role="chair")
        event = factories.an_event(session, partnership, title="Stůl")
        past = factories.an_event(
            session, partnership, starts_at=clock.now() - timedelta(days=9), status="held"
        )
        for one in (event, past):
            named = {"user_id": user.id, "person_id": leaving.id, "name": "Vedoucí"}
            place = {"event_id": one.id, "partnership_id": partnership.id, "role": EventRole.FACILITATOR}
            session.add(EventPerson(**named, **place))
        group_id, event_id = group.id, event.id
    task = made(coordinator, "/tasks", partnership_id=partnership.id, title="Úkol", owner_id=leaving.id)
    path = f"/users/{user.id}/hand-over"
    told = coordinator.post(f"{path}?dry_run=true", json={"to_user_id": other.id}).json()
    assert [(one["kind"], one["title"], one["role"]) for one in told["handed"]] == [
        ("task", "Úkol", None),
        ("group", "Bydlení", "chair"),
        ("event", "Stůl", "facilitator"),
    ]
    assert told["left"] == []
    assert successor.rows("/tasks?owner=me") == []
    assert coordinator.post(path, json={"to_user_id": other.id}).json() == told
    assert [row["id"] for row in successor.rows("/tasks?owner=me")] == [task["id"]]
    members = coordinator.rows(f"/working-groups/{group_id}/members?on={in_days(0)}")
    assert [(row["person_id"], row["role"]) for row in members] == [(taking.id, "chair")]
    named = coordinator.get(f"/events/{event_id}").json()["facilitators"]
    assert [(one["person_id"], one["user_id"]) for one in named] == [(taking.id, other.id)]
    assert coordinator.post(path, json={"to_person_id": taking.id}).json()["handed"] == []
    assert field(coordinator.post(path, json={"to_user_id": user.id})) == ("#/to_user_id", "duplicate")
    assert refusal(successor.post(path, json={"to_person_id": taking.id})) == (404, "not_found")


def test_a_promise_in_the_minutes_becomes_a_task_in_one_step(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """It says who promised and where to those who read the names in the minutes."""
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        event = factories.an_event(session, partnership, group_id=group.id, title="Jednání")
        event_id, group_id, day = event.id, group.id, clock.day_of(event.starts_at or clock.now())
        user, owner = factories.a_user(session), factories.a_person(session, partnership)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=owner.id))
        token, owner_id = open_session(session, user.id).token, owner.id
    entry = {
        "speaker": "Ema",
        "text": "Kdo to zařídí?",
        "follow_up": "Pošlu podklady.",
        "follow_up_due": in_days(9),
    }
    items = [{"title": "Různé", "discussion": [entry]}]
    minutes = coordinator.put(f"/events/{event_id}/minutes", json={"items": items}, headers=ANY)
    assert minutes.status_code in (200, 201), minutes.text
    said = minutes.json()["items"][0]["discussion"][0]["id"]
    task = made(coordinator, "/tasks", discussion_id=said, owner_id=owner_id)
    assert task["promise"] == {
        "speaker": "Ema",
        "organisation": "",
        "follow_up": "Pošlu podklady.",
        "event_title": "Jednání",
        "on": day.isoformat(),
    }
    assert api.signed_in(token).get(f"/tasks/{task['id']}").json()["promise"] is None
    expected = {"title": "Pošlu podklady.", "due": in_days(9), "event_id": event_id, "group_id": group_id}
    assert expected.items() <= task.items()
    assert refusal(coordinator.post("/tasks", json={"discussion_id": said})) == (409, "already_exists")
    assert field(coordinator.post("/tasks", json={"partnership_id": partnership.id})) == (
        "#/title",
        "required",
    )

"""What happened is known: security events, who looked at whom, and what changed in the records."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlmodel import col, select

from app.accounts.service import set_password
from app.accounts.sign_in import open_session
from app.api import ROOMS
from app.audit.service import is_shown
from app.core import clock
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.web.context import AppContext
from app.events.models import Visibility
from app.partnerships.models import Partnership
from app.site.field_words import WORDS
from app.worker import tick
from tests import factories
from tests.clients import Api
from tests.waiting import eventually


@pytest.fixture
def as_role(api: Api, database: Database, partnership: Partnership) -> Any:
    """A client of a new user with this role in the partnership; admins hold theirs in all."""

    def make(role: str, place: Partnership | None = partnership) -> Api:
        with database.writing() as session:
            user = factories.a_user(session, role, None if role == "admin" else place)
            return api.signed_in(open_session(session, user.id).token)

    return make


@pytest.fixture
def jana(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.a_person(session, partnership, first_name="Jana", last_name="Nováková").id


def seen(reader: Api, app_context: AppContext, **query: Any) -> list[dict[str, Any]]:
    app_context.access_log.flush()
    answer = reader.get("/access-log", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


def kinds(reader: Api, **query: Any) -> list[str]:
    answer = reader.get("/security-events", params=query)
    assert answer.status_code == 200, answer.text
    return [one["kind"] for one in answer.json()["results"]]


def test_an_auditor_reads_who_opened_the_record_of_a_person(
    as_role: Any, jana: int, app_context: AppContext
) -> None:
    coordinator = as_role("coordinator")
    assert coordinator.get(f"/people/{jana}").status_code == 200
    [row] = seen(as_role("auditor"), app_context, person_id=jana)
    me = coordinator.get("/me").json()["user"]
    assert (row["user_id"], row["user_name"], row["action"]) == (me["id"], me["name"], "detail")
    assert row["path"] == f"/api/v1/people/{jana}"
    assert row["person_ids"] == [jana]


def test_a_search_is_noted_without_the_words_that_were_searched_for(
    as_role: Any, jana: int, app_context: AppContext
) -> None:
    coordinator = as_role("coordinator")
    coordinator.get("/people", params={"q": "novak"})
    coordinator.get("/search", params={"q": "novak"})
    rows = seen(as_role("data_protection_officer"), app_context, person_id=jana)
    assert [(row["action"], row["path"]) for row in rows] == [
        ("search", "/api/v1/search"),
        ("search", "/api/v1/people"),
    ]
    assert "novak" not in str(rows)


def test_an_export_is_noted_with_everybody_in_it_and_in_the_security_log(
    as_role: Any, jana: int, app_context: AppContext
) -> None:
    coordinator, admin = as_role("coordinator"), as_role("admin")
    for path in ("/people.csv", f"/people/{jana}/export"):
        assert coordinator.get(path).status_code == 200
    one, many = seen(admin, app_context, person_id=jana, action="export")
    assert (one["people"], many["path"]) == (1, "/api/v1/people.csv")
    assert kinds(admin).count("people_exported") == 2


def test_asking_again_and_again_is_one_look(as_role: Any, jana: int, app_context: AppContext) -> None:
    coordinator, admin = as_role("coordinator"), as_role("admin")
    for _ in range(3):
        coordinator.get(f"/people/{jana}")
    assert len(seen(admin, app_context, person_id=jana)) == 1


def test_an_unchanged_answer_shows_nobody(as_role: Any, jana: int, app_context: AppContext) -> None:
    coordinator, other, admin = as_role("coordinator"), as_role("coordinator"), as_role("admin")
    etag = coordinator.get(f"/people/{jana}").headers["ETag"]
    assert other.get(f"/people/{jana}", headers={"If-None-Match": etag}).status_code == 304
    assert len(seen(admin, app_context, person_id=jana)) == 1


def test_looks_at_people_of_another_partnership_are_not_shown(
    as_role: Any, jana: int, app_context: AppContext, database: Database
) -> None:
    as_role("coordinator").get(f"/people/{jana}")
    with database.writing() as session:
        elsewhere = factories.a_partnership(session, "Jinde")
    assert seen(as_role("auditor", elsewhere), app_context) == []
    assert as_role("coordinator").get("/access-log").status_code == 403


def test_failed_and_successful_sign_ins_are_in_the_security_log(
    api: Api, as_role: Any, database: Database
) -> None:
    with database.writing() as session:
        user = factories.a_user(session)
        email, number = user.email, user.id
        set_password(session, email, factories.PASSWORD)
    assert api.post("/auth/login", json={"email": email, "password": "spatne-heslo"}).status_code == 401
    assert api.post("/auth/login", json={"email": email, "password": factories.PASSWORD}).status_code == 201
    admin = as_role("admin")
    eventually(lambda: {"sign_in_failed", "signed_in"} <= set(kinds(admin, user=number)))
    rows = admin.get("/security-events", params={"user": number}).json()["results"]
    assert email not in str(rows)


def test_a_refused_request_for_a_foreign_record_is_in_the_security_log(
    as_role: Any, jana: int, database: Database
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session, "Jinde")
    stranger, admin = as_role("coordinator", elsewhere), as_role("admin")
    assert stranger.get(f"/people/{jana}").status_code == 404
    eventually(lambda: "access_refused" in kinds(admin))
    [row] = [
        one
        for one in admin.get("/security-events", params={"kind": "access_refused"}).json()["results"]
        if one["user_id"] == stranger.get("/me").json()["user"]["id"]
    ]
    assert row["facts"] == {"method": "GET", "path": f"/api/v1/people/{jana}", "status": 404}


def test_people_see_the_events_of_their_own_account_and_no_others(as_role: Any, api: Api) -> None:
    admin, member = as_role("admin"), as_role("member")
    number = member.get("/me").json()["user"]["id"]
    admin.post(f"/users/{number}/roles", json={"role": "auditor", "partnership_id": None})
    assert kinds(member) == ["role_given", "role_given"] or "role_given" in kinds(member)
    for row in member.get("/security-events").json()["results"]:
        assert number in (row["user_id"], row["about_user_id"])


def test_a_new_admin_is_told_to_the_admins(as_role: Any, database: Database) -> None:
    admin, member = as_role("admin"), as_role("member")
    number = member.get("/me").json()["user"]["id"]
    answer = admin.post(f"/users/{number}/roles", json={"role": "admin", "partnership_id": None})
    assert answer.status_code == 201, answer.text
    with database.reading() as session:
        alerts = session.exec(select(Letter).where(col(Letter.kind) == "security_alert")).all()
    assert {(one.data["what"], "name" in one.data) for one in alerts} == {("new_admin", False)}


def test_many_failures_are_told_to_the_admins_once(
    api: Api, as_role: Any, database: Database, app_context: AppContext
) -> None:
    admin, member = as_role("admin"), as_role("member")
    for number in range(900_000, 900_031):
        assert member.get(f"/people/{number}").status_code == 404
    eventually(lambda: len(kinds(admin, kind="access_refused", limit=200)) >= 31)
    for _ in range(2):
        tick(database, app_context.settings)
    with database.reading() as session:
        alerts = session.exec(select(Letter).where(col(Letter.kind) == "security_alert")).all()
    assert [one.data["what"] for one in alerts if one.data["what"] == "failures"] == ["failures"]


def test_the_history_says_what_changed_before_and_after_but_not_personal_values(
    as_role: Any, jana: int
) -> None:
    coordinator = as_role("coordinator")
    version = coordinator.get(f"/people/{jana}").headers["ETag"]
    body = {"email": "jana@nova.example"}
    answer = coordinator.patch(f"/people/{jana}", json=body, headers={"If-Match": version})
    assert answer.status_code == 200, answer.text
    rows = as_role("auditor").get("/history", params={"type": "person", "id": jana}).json()["results"]
    assert [row["action"] for row in rows] == ["updated", "created"]
    email = next(one for one in rows[0]["fields"] if one["name"] == "email")
    assert (email["known"], email["before"], email["after"]) == (False, None, None)
    assert "jana@nova.example" not in str(rows)
    assert rows[0]["user_name"] == coordinator.get("/me").json()["user"]["name"]


def test_the_history_of_an_event_shows_both_values(as_role: Any, partnership: Partnership) -> None:
    coordinator = as_role("coordinator")
    made = coordinator.post(
        "/events", json={"kind": "seminar", "partnership_id": partnership.id, "title": "Dluhy"}
    )
    path, etag = f"/events/{made.json()['id']}", made.headers["ETag"]
    answer = coordinator.patch(path, json={"title": "Dluhy a exekuce"}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    params = {"type": "event", "id": made.json()["id"]}
    rows = coordinator.get("/history", params=params).json()["results"]
    known = [one for row in rows for one in row["fields"] if one["known"]]
    [title] = [(one["name"], one["before"], one["after"], one["refers_to"]) for one in known]
    assert title == ("title", "Dluhy", "Dluhy a exekuce", None)


def test_the_history_names_the_records_that_a_change_refers_to_where_the_reader_sees_them(
    as_role: Any, partnership: Partnership, database: Database
) -> None:
    coordinator = as_role("coordinator")
    with database.writing() as session:
        group = factories.a_group(session, partnership, name="Bydlení").id
        inside = factories.an_event(session, partnership, title="Uvnitř", visibility=Visibility.INTERNAL).id
        office = factories.an_organisation(session, name="Domov Vážka").id
        event = factories.an_event(session, partnership).id
    change = {"group_id": group, "organiser_id": office}
    start = clock.at(clock.today() + timedelta(days=9), 9)
    for room in ("11", "210"):
        sitting = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
        [known] = coordinator.get(f"/events/{event}").json()["sessions"]
        day = {"id": known["id"], **sitting, "venue": {"name": "Radnice", "room": room}}
        moved = coordinator.patch(f"/events/{event}", json={"sessions": [day]}, headers={"If-Match": "*"})
        assert moved.status_code == 200, moved.text
    assert coordinator.patch(f"/events/{event}", json=change, headers={"If-Match": "*"}).status_code == 200
    decision = {"group_id": group, "title": "Pravidla"}
    number = coordinator.post("/decisions", json=decision).json()["id"]
    taken = {"event_id": inside}
    assert coordinator.patch(f"/decisions/{number}", json=taken, headers={"If-Match": "*"}).status_code == 200

    def told(who: str, of_type: str) -> dict[str, tuple[Any, ...]]:
        rows = as_role(who).get("/history", params={"type": of_type}).json()["results"]
        fields = [one for row in rows for one in row["fields"] if one["refers_to"]]
        return {one["name"]: (one["refers_to"], one["after"], one["after_name"]) for one in fields}

    shown = told("coordinator", "event")
    assert shown["group_id"] == ("working_group", str(group), "Bydlení")
    assert shown["organiser_id"] == ("organisation", str(office), "Domov Vážka")
    assert told("coordinator", "session")["venue_id"][2] in ("Radnice, 11", "Radnice, 210")
    assert told("data_protection_officer", "session")["venue_id"][2] is None
    assert told("coordinator", "decision")["event_id"] == ("event", str(inside), "Uvnitř")
    assert told("data_protection_officer", "decision")["event_id"] == ("event", str(inside), None), "unseen"


def test_the_history_of_a_person_holds_what_names_the_person(
    as_role: Any, jana: int, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, title="Setkání")
        registration = factories.a_registration(
            session, event, person=session.get_one(factories.Person, jana)
        )
        number = registration.id
    rows = as_role("auditor").get("/history", params={"person_id": jana}).json()["results"]
    assert {(row["type"], row["record_id"]) for row in rows} >= {("person", jana), ("registration", number)}


def test_nothing_can_write_to_the_logs(as_role: Any) -> None:
    admin = as_role("admin")
    for path in ("/security-events", "/access-log", "/history"):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(admin, method)(path).status_code == 405


def test_each_column_of_the_history_has_words_on_the_site() -> None:
    unworded = {
        f"{rule.type}.{name}"
        for table, rule in TRACKED_TABLES.items()
        for name in table.c.keys()  # noqa: SIM118 - the collection of columns iterates over columns
        if name not in rule.counters and is_shown(name) and name not in WORDS
    }
    assert unworded == set()


NOT_NOTED = {
    "/me": "the own account",
    "/meetings/{event_id}/mine": "the own answer",
    "/suggestions": "what somebody wrote, no record of a person",
    "/suggestions/{suggestion_id}": "what somebody wrote, no record of a person",
    "/partnerships/{partnership_id}/contacts/{organisation_id}": "addresses of offices",
    "/organisations/{organisation_id}/doubles": "addresses of offices",
    "/organisations/{organisation_id}/merge": "addresses of offices",
    "/users": "accounts of colleagues, no participants",
    "/users/{user_id}": "accounts of colleagues, no participants",
}
"""Answers with names or addresses that are not in the access log, with the reason."""
PERSONAL = {"last_name", "email", "person_id", "phone"}


def test_every_answer_with_people_says_so() -> None:
    """A route for staff whose answer holds fields of a person is marked `personal`, or listed above."""
    unmarked = [
        route.path
        for router in ROOMS
        for route in router.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and not getattr(route.endpoint, "personal", None)
        and not getattr(route.endpoint, "public", False)
        and PERSONAL & fields_of(route.response_model)
    ]
    assert sorted(set(unmarked) - NOT_NOTED.keys()) == []


def fields_of(shape: Any, known: frozenset[Any] = frozenset()) -> set[str]:
    """The names of all fields of a shape and of the shapes inside it."""
    if shape in known:
        return set()
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        inside = [field.annotation for field in shape.model_fields.values()]
        names = set(shape.model_fields)
    else:
        inside, names = list(get_args(shape)), set()
    for one in inside:
        names |= fields_of(one, known | {shape})
    return names

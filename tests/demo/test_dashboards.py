"""Dashboards: every number is the total of the list behind it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api

SignedIn = Callable[..., Api]
REFERENCE = "Nastavení systémové podpory rodin v Libereckém kraji"
FOLLOW_UP = "Nastavení systémové podpory rodin v Libereckém kraji – navazující projekt"


def numbers(answer: Any) -> Iterator[dict[str, Any]]:
    """All `{value, href}` in an answer, however deep."""
    if isinstance(answer, dict):
        if {"value", "href"} <= answer.keys() and answer["href"]:
            yield answer
        for part in answer.values():
            yield from numbers(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from numbers(part)


def total(client: Api, href: str) -> int:
    answer = client.get(href)
    assert answer.status_code == 200, (href, answer.text)
    found: int = answer.json()["total"]
    return found


def project_id(client: Api, title: str) -> int:
    rows = client.get("/projects", params={"q": title}).json()["results"]
    [found] = [row["id"] for row in rows if row["title"] == title]
    return int(found)


def test_every_number_of_the_overview_is_the_total_of_its_list(admin: Api) -> None:
    overview = admin.get("/dashboards/overview").json()
    found = list(numbers(overview))
    assert len(found) == 13
    assert {one["href"]: one["value"] for one in found} == {
        one["href"]: total(admin, one["href"]) for one in found
    }


def test_the_overview_of_the_demo_is_alive(admin: Api) -> None:
    overview = admin.get("/dashboards/overview").json()
    assert overview["this_week"]["value"] >= 3
    assert [row["title"] for row in overview["waiting_lists"]["rows"]] == [
        "Rodina z odlišného sociokulturního prostředí – Semily",
        "Dílna: spolupráce obcí a služeb",
    ]
    for name in ("missing_attendance", "empty_seats", "drafts", "deadlines", "overdue_milestones"):
        assert overview[name]["value"] > 0, name
        assert overview[name]["rows"], name
    assert [row["applications"] > 0 for row in overview["applications"]["rows"]] == [True]


def test_past_meetings_and_tables_have_their_minutes(admin: Api) -> None:
    """Missing are those of the last weeks, and two that are being written."""
    lacking = admin.rows("/events?missing_minutes=true")
    recent = (clock.now() - timedelta(days=31)).isoformat()
    old = [row["id"] for row in lacking if row["starts_at"] < recent]
    assert 0 < len(lacking) - len(old) < 5
    states = {admin.get(f"/events/{number}/minutes").json().get("state") for number in old}
    assert states == {"draft", "comment"}


def test_a_coordinator_sees_the_numbers_of_one_partnership(
    signed_in: SignedIn, coordinator: Api, partnership: Partnership
) -> None:
    overview = coordinator.get("/dashboards/overview").json()
    assert overview["partnership_id"] == partnership.id
    assert {one["value"] for one in numbers(overview)} == {0}


@pytest.mark.parametrize("title", [REFERENCE, FOLLOW_UP])
def test_every_number_of_a_project_is_the_total_of_its_list(admin: Api, title: str) -> None:
    dashboard = admin.get(f"/dashboards/projects/{project_id(admin, title)}").json()
    found = list(numbers(dashboard))
    assert len(found) > 10
    assert {one["href"]: one["value"] for one in found} == {
        one["href"]: total(admin, one["href"]) for one in found
    }


def test_a_forecast_says_what_it_is_reckoned_from(admin: Api) -> None:
    dashboard = admin.get(f"/dashboards/projects/{project_id(admin, FOLLOW_UP)}").json()
    tables, _, attendances, *_ = dashboard["indicators"]
    coming = [grid["events_coming"]["value"] for grid in dashboard["grids"] if grid["kind"] == "round_table"]
    assert tables["forecast"] == {
        "value": tables["achieved"]["value"] + sum(coming),
        "basis": "planned",
        "missed": tables["achieved"]["value"] + sum(coming) < tables["target"],
    }
    assert attendances["forecast"]["basis"] == "per_event"
    assert attendances["forecast"]["value"] > attendances["achieved"]["value"]


def test_dashboards_take_few_statements_whatever_there_is_to_count(admin: Api, statements: list[str]) -> None:
    reference = project_id(admin, REFERENCE)
    for path in ("/dashboards/overview", f"/dashboards/projects/{reference}"):
        statements.clear()
        assert admin.get(path).status_code == 200
        assert len([one for one in statements if one.startswith("SELECT")]) <= 20


def test_dashboards_are_for_the_staff(
    database: Database, api: Api, signed_in: SignedIn, coordinator: Api, partnership: Partnership
) -> None:
    assert api.get("/dashboards/overview").status_code == 401
    assert signed_in("member", partnership).get("/dashboards/overview").status_code == 403
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    path = f"/dashboards/overview?partnership={elsewhere.id}"
    assert coordinator.get(path).status_code == 403
    assert signed_in("auditor", elsewhere).get(path).status_code == 200


def test_an_idea_has_an_empty_dashboard(coordinator: Api, partnership: Partnership) -> None:
    body = {"title": "Nápad", "partnership_id": partnership.id}
    created = coordinator.post("/projects", json=body).json()
    dashboard = coordinator.get(f"/dashboards/projects/{created['id']}").json()
    assert (dashboard["grids"], dashboard["indicators"], dashboard["supported"]["over"]) == ([], [], None)
    assert dashboard["funding"] == {"total_budget": None, "shares": []}


def test_a_dashboard_that_has_not_changed_is_not_sent_again(admin: Api) -> None:
    first = admin.get("/dashboards/overview")
    again = admin.get("/dashboards/overview", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304

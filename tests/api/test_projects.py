"""Projects: shares of the budget, the tree of activities, indicators that are computed, supported people."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from app.projects.funding import amounts
from tests import factories
from tests.api.events import made
from tests.api.projects import changed
from tests.clients import Api

SignedIn = Callable[..., Api]
ESF = [
    {"source": "ESF", "percent": 85},
    {"source": "stát", "percent": 10},
    {"source": "kraj", "percent": 5},
]


@pytest.fixture
def project(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    return made(coordinator, "/projects", title="Podpora rodin", partnership_id=partnership.id)


# --- money -----------------------------------------------------------------------------------------------


def test_shares_are_the_published_ones_to_the_heller(coordinator: Api, partnership: Partnership) -> None:
    project = made(
        coordinator,
        "/projects",
        title="Podpora rodin",
        partnership_id=partnership.id,
        total_budget="7025696.25",
        funding=ESF,
    )
    assert project["total_budget"] == "7025696.25"
    assert [share["amount"] for share in project["funding"]] == ["5971841.81", "702569.63", "351284.81"]
    assert [share["percent"] for share in project["funding"]] == [85, 10, 5]


def test_an_unknown_budget_is_null_and_so_are_its_shares(coordinator: Api, partnership: Partnership) -> None:
    project = made(coordinator, "/projects", title="Fiše", partnership_id=partnership.id, funding=ESF)
    assert project["total_budget"] is None
    assert {share["amount"] for share in project["funding"]} == {None}


def test_shares_that_do_not_add_up_are_told_beside_their_field(
    coordinator: Api, partnership: Partnership
) -> None:
    problem = made(
        coordinator, "/projects", 422, title="Fiše", partnership_id=partnership.id, funding=ESF[:2]
    )
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("#/funding", "sum_not_100")]


def test_another_budget_moves_the_amounts(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    changed(coordinator, path, funding=ESF)
    again = changed(coordinator, path, total_budget="100.00")
    assert [share["amount"] for share in again["funding"]] == ["85.00", "10.00", "5.00"]
    assert again["version"] == project["version"] + 2


def test_other_shares_take_the_place_of_those_before(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    changed(coordinator, path, funding=ESF)
    other = [{"source": "Kraj", "percent": "40"}, {"source": "Město", "percent": "60"}]
    again = changed(coordinator, path, funding=other)
    assert [(share["source"], share["percent"]) for share in again["funding"]] == [
        ("Kraj", 40),
        ("Město", 60),
    ]
    assert changed(coordinator, path, funding=[])["funding"] == []


def test_the_same_shares_once_more_are_no_change(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    first = changed(coordinator, path, funding=ESF)
    assert changed(coordinator, path, funding=ESF)["version"] == first["version"]


cuts = st.sets(st.integers(1, 9_999), max_size=12).map(lambda places: [0, *sorted(places), 10_000])


@given(hellers=st.integers(0, 10**12), cuts=cuts)
def test_shares_add_up_and_are_rounded_half_up_but_for_the_last(hellers: int, cuts: list[int]) -> None:
    total = Decimal(hellers) / 100
    percents = [Decimal(end - start) / 100 for start, end in pairwise(cuts)]
    shares = amounts(total, percents)
    assert sum(shares) == total
    assert all(share >= 0 for share in shares)
    for place, share in enumerate(shares[:-1]):
        exact = (total * percents[place] / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        nothing_left = sum(shares[: place + 1]) == total
        assert share == exact or nothing_left


# --- the record ------------------------------------------------------------------------------------------


def test_a_project_cannot_follow_itself_through_others(coordinator: Api, partnership: Partnership) -> None:
    first = made(coordinator, "/projects", title="První", partnership_id=partnership.id)
    second = made(
        coordinator, "/projects", title="Druhý", partnership_id=partnership.id, follows_id=first["id"]
    )
    problem = changed(coordinator, f"/projects/{first['id']}", 409, follows_id=second["id"])
    assert problem["code"] == "cycle"


def test_a_project_ends_after_it_starts(coordinator: Api, partnership: Partnership) -> None:
    days = {"starts_on": "2019-09-30", "ends_on": "2016-10-01"}
    problem = made(coordinator, "/projects", 422, title="Obráceně", partnership_id=partnership.id, **days)
    assert problem["errors"][0]["code"] == "ends_before_starts"


def test_a_registration_number_belongs_to_one_project(coordinator: Api, partnership: Partnership) -> None:
    number = {"registration_number": "CZ.03/2.2/1", "partnership_id": partnership.id}
    made(coordinator, "/projects", title="První", **number)
    problem = made(coordinator, "/projects", 422, title="Druhý", **number)
    assert problem["errors"][0]["pointer"] == "#/registration_number"


def test_partners_are_shown_by_name(database: Database, coordinator: Api, project: dict[str, Any]) -> None:
    with database.writing() as session:
        partner = factories.an_organisation(session, "Most k rodině")
    path = f"/projects/{project['id']}"
    shown = changed(coordinator, path, partners=[{"organisation_id": partner.id, "role": "partner"}])
    expected = {"organisation_id": partner.id, "name": "Most k rodině", "role": "partner"}
    assert shown["partners"] == [expected]
    assert changed(coordinator, path, partners=shown["partners"])["version"] == shown["version"]


def test_strangers_see_where_public_money_goes_and_no_notes(
    api: Api, coordinator: Api, project: dict[str, Any]
) -> None:
    path = f"/projects/{project['id']}"
    changed(coordinator, path, note="Ředitelka odchází.")
    assert api.get(path).status_code == 404
    changed(coordinator, path, state="contracted", funding=ESF, total_budget="200.00")
    shown = api.get(path).json()
    assert shown["funding"][0]["amount"] == "170.00"
    assert shown["note"] is None
    assert shown["allowed"] == []
    assert api.get(f"{path}/activities").status_code == 401


def test_a_project_that_is_no_longer_public_is_taken_back_from_those_who_keep_in_step(
    api: Api, coordinator: Api, project: dict[str, Any]
) -> None:
    path = f"/projects/{project['id']}"
    changed(coordinator, path, state="running")
    first = api.get("/projects").json()
    assert [row["id"] for row in first["results"]] == [project["id"]]
    changed(coordinator, path, state="rejected")
    later = api.get("/projects", params={"updated_since": first["synced_until"]}).json()
    assert [(row["id"], row["deleted"]) for row in later["results"]] == [(project["id"], True)]


def test_a_project_is_found_without_diacritics(coordinator: Api, partnership: Partnership) -> None:
    made(coordinator, "/projects", title="Žížalí příběh", partnership_id=partnership.id)
    made(coordinator, "/projects", title="Jiný", partnership_id=partnership.id)
    found = coordinator.get("/projects", params={"q": "zizali PRI", "count": True}).json()
    assert [row["title"] for row in found["results"]] == ["Žížalí příběh"]
    assert found["total"] == 1


def test_a_coordinator_elsewhere_writes_nothing_here(
    database: Database, signed_in: SignedIn, coordinator: Api, project: dict[str, Any]
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    other = signed_in("coordinator", elsewhere)
    changed(coordinator, f"/projects/{project['id']}", state="running")
    changed(other, f"/projects/{project['id']}", 403, title="Převzato")
    assert other.get(f"/projects/{project['id']}/supported-persons").status_code == 403
    made(other, "/projects", 403, title="Cizí", partnership_id=project["partnership_id"])


def test_a_project_goes_with_its_parts_but_not_with_events(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    path = f"/projects/{project['id']}"
    top = made(coordinator, f"{path}/activities", code="2", title="Síťování")
    made(coordinator, f"{path}/activities", code="2A", title="Semináře", parent_id=top["id"])
    made(coordinator, f"{path}/milestones", title="Konec", due_on="2019-09-30")
    with database.writing() as session:
        event = factories.an_event(session, partnership, project_id=project["id"])
    kept = coordinator.delete(path, headers={"If-Match": "*"})
    assert (kept.status_code, kept.json()["code"]) == (409, "in_use")
    assert kept.json()["referred_by"] == ["event"]
    assert len(coordinator.get(f"{path}/activities").json()["results"]) == 2
    with database.writing() as session:
        session.get_one(Event, event.id).project_id = None
    assert coordinator.delete(path, headers={"If-Match": "*"}).status_code == 204


# --- its parts -------------------------------------------------------------------------------------------


def test_activities_are_a_tree(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    top = made(coordinator, f"{path}/activities", code="2", title="Síťování")
    part = made(
        coordinator, f"{path}/activities", code="2B", title="Kulaté stoly", parent_id=top["id"], target=42
    )
    [root] = coordinator.get(f"{path}?include=activities").json()["activities"]
    assert [(root["code"], child["code"]) for child in root["children"]] == [("2", "2B")]
    assert (
        changed(coordinator, f"{path}/activities/{top['id']}", 409, parent_id=part["id"])["code"] == "cycle"
    )
    made(coordinator, f"{path}/activities", 422, code="2B", title="Podruhé")


def test_a_new_part_is_a_new_version_of_the_project(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    made(coordinator, f"{path}/milestones", title="Konec", due_on="2019-09-30")
    stale = coordinator.patch(path, json={"title": "Jinak"}, headers={"If-Match": f'"{project["version"]}"'})
    assert stale.status_code == 412


def test_an_activity_of_another_project_is_not_found(
    coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    other = made(coordinator, "/projects", title="Jiný", partnership_id=partnership.id)
    activity = made(coordinator, f"/projects/{other['id']}/activities", code="1", title="Jinde")
    path = f"/projects/{project['id']}/indicators"
    problem = made(coordinator, path, 422, name="Semináře", activity_id=activity["id"])
    assert problem["errors"][0]["pointer"] == "#/activity_id"


def test_a_computed_figure_is_not_what_was_typed_in(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}/indicators"
    sent = made(coordinator, path, name="Stoly", computed_from="events_held", achieved=7)
    assert sent["achieved"] == 0
    typed = made(coordinator, path, name="Videa", target=4, achieved=1, as_of="2018-01-31")
    assert (typed["achieved"], typed["as_of"]) == (1, "2018-01-31")
    computed = changed(coordinator, f"{path}/{typed['id']}", computed_from="events_held")
    assert (computed["achieved"], computed["as_of"]) == (0, clock.today().isoformat())


# --- programmes ------------------------------------------------------------------------------------------


def test_a_programme_is_everybodys_to_read_and_its_owners_to_change(
    api: Api, admin: Api, coordinator: Api, partnership: Partnership
) -> None:
    made(coordinator, "/funding-programmes", code="OP VVV", name="Vzdělávání", support_threshold_hours=24)
    [programme] = api.get("/funding-programmes?q=vzdelavani").json()["results"]
    assert programme["support_threshold_hours"] == 24
    path = f"/funding-programmes/{programme['id']}"
    assert (programme["owner_partnership_id"], programme["allowed"]) == (partnership.id, [])
    assert coordinator.get(path).json()["allowed"] == ["edit", "delete"]
    assert changed(coordinator, path, support_threshold_hours=25)["version"] == programme["version"] + 1
    assert changed(admin, path, support_threshold_hours=26)["version"] == programme["version"] + 2
    made(coordinator, "/funding-programmes", 409, code="OP VVV", name="Podruhé")


def test_no_more_can_be_asked_in_person_than_the_whole(coordinator: Api) -> None:
    body = {"code": "X", "name": "X", "support_threshold_hours": 20, "in_person_hours": 40}
    problem = made(coordinator, "/funding-programmes", 422, **body)
    assert problem["errors"][0]["pointer"] == "#/in_person_hours"


def test_nothing_is_due_any_more_in_a_closed_project(coordinator: Api, project: dict[str, Any]) -> None:
    path = f"/projects/{project['id']}"
    made(coordinator, f"{path}/milestones", title="Konec", due_on="2019-09-30")

    def overdue() -> list[int]:
        of_project = coordinator.get(f"/dashboards/projects/{project['id']}").json()["milestones_overdue"]
        over_all = coordinator.get("/dashboards/overview").json()["overdue_milestones"]
        return [of_project["value"], over_all["value"]]

    changed(coordinator, path, state="running")
    assert overdue() == [1, 1]
    changed(coordinator, path, state="closed")
    assert overdue() == [0, 0]
    assert coordinator.get("/milestones?active=true&count=true").json()["total"] == 0
    assert coordinator.get("/milestones?active=false&count=true").json()["total"] == 1

"""Records that all partnerships share have an owner; others propose, and keep contacts of their own."""

from typing import Any

import pytest

from app.accounts.sign_in import open_session
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.clients import Api

ANYWAY = {"If-Match": "*"}


@pytest.fixture
def elsewhere(database: Database, api: Api) -> Api:
    """A coordinator of another partnership."""
    with database.writing() as session:
        place = factories.a_partnership(session, "Jinde")
        user = factories.a_user(session, "coordinator", place)
        return api.signed_in(open_session(session, user.id).token)


@pytest.fixture
def office(coordinator: Api) -> dict[str, Any]:
    """An office that the coordinator's partnership has added."""
    return made(coordinator, "/organisations", name="Krajský úřad", email="podatelna@kraj.example")


def propose(client: Api, office: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = client.patch(f"/organisations/{office['id']}", json=fields, headers=ANYWAY)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_partnership_changes_what_it_has_added(coordinator: Api, office: dict[str, Any]) -> None:
    path = f"/organisations/{office['id']}"
    answer = coordinator.patch(path, json={"phone": "485 226 111"}, headers=ANYWAY)
    assert answer.status_code == 200, answer.text
    assert coordinator.get(path).json()["allowed"][:3] == ["edit", "delete", "merge"]


def test_another_partnership_only_proposes_a_change_of_the_address(
    coordinator: Api, elsewhere: Api, office: dict[str, Any]
) -> None:
    path = f"/organisations/{office['id']}"
    proposal = propose(elsewhere, office, email="utocnik@jinde.example", name=office["name"])
    assert proposal["fields"] == {"email": "utocnik@jinde.example"}
    assert proposal["before"] == {"email": "podatelna@kraj.example"}
    assert coordinator.get(path).json()["email"] == "podatelna@kraj.example"
    assert elsewhere.get(path).json()["allowed"][0] == "propose"
    for refused in (
        elsewhere.delete(path, headers=ANYWAY),
        elsewhere.post(f"{path}/merge", json={"duplicate_id": 1}),
    ):
        assert refused.status_code == 403


def test_the_owner_accepts_or_declines_and_the_proposer_cannot(
    coordinator: Api, elsewhere: Api, office: dict[str, Any]
) -> None:
    first, second = (propose(elsewhere, office, phone=phone) for phone in ("111 222 333", "444 555 666"))
    path = f"/organisation-proposals/{first['id']}"
    assert elsewhere.get(path).json()["allowed"] == []
    assert elsewhere.post(f"{path}/accept").status_code == 403
    assert coordinator.get(path).json()["allowed"] == ["accept", "decline"]
    assert coordinator.post(f"{path}/accept").json()["state"] == "accepted"
    assert coordinator.post(f"/organisation-proposals/{second['id']}/decline").json()["state"] == "declined"
    assert coordinator.post(f"{path}/decline").status_code == 409
    assert coordinator.get(f"/organisations/{office['id']}").json()["phone"] == first["fields"]["phone"]


def test_nothing_is_proposed_when_nothing_would_change(elsewhere: Api, office: dict[str, Any]) -> None:
    path = f"/organisations/{office['id']}"
    assert elsewhere.patch(path, json={"name": office["name"]}, headers=ANYWAY).status_code == 200
    assert elsewhere.rows("/organisation-proposals") == []


def test_the_owner_hands_an_organisation_over(
    coordinator: Api, elsewhere: Api, office: dict[str, Any]
) -> None:
    [other] = [row["id"] for row in elsewhere.rows("/partnerships?allowed=edit")]
    path = f"/organisations/{office['id']}"
    given = coordinator.patch(path, json={"owner_partnership_id": other}, headers=ANYWAY)
    assert given.json()["owner_partnership_id"] == other
    assert elsewhere.patch(path, json={"phone": "485 000 000"}, headers=ANYWAY).status_code == 200


def test_invitations_go_to_the_own_contact_of_the_partnership(
    coordinator: Api, partnership: Partnership, office: dict[str, Any], database: Database
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    path = f"/partnerships/{partnership.id}/contacts/{office['id']}"
    empty = coordinator.get(path)
    assert (empty.json()["version"], empty.json()["email"]) == (0, None)
    contact = {"email": "ospod@kraj.example", "person": "Mgr. Eva Malá"}
    saved = coordinator.put(path, json=contact, headers={"If-Match": empty.headers["ETag"]})
    assert saved.status_code == 200, saved.text
    assert coordinator.put(path, json={}, headers={"If-Match": '"0"'}).status_code == 412
    invited = {"organisations": [{"organisation_id": office["id"]}]}
    [row] = made(coordinator, f"/events/{event}/invitations", **invited)["added"]
    assert row["email"] == "ospod@kraj.example"


def test_a_contact_is_seen_by_its_partnership_alone(
    coordinator: Api, elsewhere: Api, partnership: Partnership, office: dict[str, Any]
) -> None:
    path = f"/partnerships/{partnership.id}/contacts/{office['id']}"
    coordinator.put(path, json={"email": "ospod@kraj.example"}, headers=ANYWAY)
    assert elsewhere.get(path).status_code == 404
    assert "ospod@kraj.example" not in elsewhere.get(f"/organisations/{office['id']}").text


def test_a_course_is_changed_by_its_owner_alone(coordinator: Api, elsewhere: Api) -> None:
    course = made(coordinator, "/courses", title="Dluhy", hours="8")
    path = f"/courses/{course['id']}"
    assert elsewhere.patch(path, json={"days": 2}, headers=ANYWAY).status_code == 403
    assert elsewhere.delete(path, headers=ANYWAY).status_code == 403
    assert elsewhere.get(path).json()["allowed"] == []
    assert coordinator.patch(path, json={"days": 2}, headers=ANYWAY).status_code == 200


def test_a_programme_is_changed_by_its_owner_and_one_without_an_owner_by_admins(
    coordinator: Api, elsewhere: Api, admin: Api
) -> None:
    owned = made(coordinator, "/funding-programmes", code="OPZ", name="Zaměstnanost")
    of_all = made(admin, "/funding-programmes", code="IROP", name="Regiony")
    assert (
        elsewhere.get(f"/funding-programmes/{owned['id']}").json()["allowed"],
        of_all["owner_partnership_id"],
    ) == ([], None)
    for client, programme, status in (
        (elsewhere, owned, 403),
        (coordinator, of_all, 403),
        (coordinator, owned, 200),
        (admin, owned, 200),
    ):
        path = f"/funding-programmes/{programme['id']}"
        assert client.patch(path, json={"note": str(status)}, headers=ANYWAY).status_code == status


def test_a_key_narrowed_to_one_partnership_writes_nothing_that_is_shared(
    api: Api, coordinator: Api, partnership: Partnership, office: dict[str, Any]
) -> None:
    scopes = ["organisations:write", "events:write"]
    body = {"name": "Klíč", "scopes": scopes, "partnership_id": partnership.id}
    key = api.signed_in(made(coordinator, "/api-keys", **body)["secret"])
    assert (
        key.patch(f"/organisations/{office['id']}", json={"website": None}, headers=ANYWAY).status_code == 403
    )
    assert key.post("/organisations", json={"name": "Nová"}).status_code == 403
    assert key.post("/courses", json={"title": "Nový", "hours": 8}).status_code == 403

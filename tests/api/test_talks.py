"""Talks with possible partners: kept by the staff, with a next step that is watched."""

from typing import Any

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field, made
from tests.clients import Api


def test_a_talk_names_an_organisation_and_its_next_step_is_watched(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        known = factories.an_organisation(session, "Červený kříž").id
        group = factories.a_group(session, partnership).id
        foreign = factories.a_group(session, factories.a_partnership(session)).id
    body: dict[str, Any] = {"partnership_id": partnership.id, "on": "2026-03-02", "topic": "Terén"}
    assert field(coordinator.post("/talks", json=body)) == ("#/organisation_name", "required")
    elsewhere = coordinator.post("/talks", json={**body, "organisation_id": known, "group_id": foreign})
    assert field(elsewhere)[0] == "#/group_id"
    talk = made(
        coordinator,
        "/talks",
        **body,
        organisation_id=known,
        group_id=group,
        person="Marie Nová",
        next_step="Pozvat",
        due="2026-03-20",
    )
    made(coordinator, "/talks", **body | {"on": "2026-01-01"}, organisation_name="Nemocnice")
    assert (talk["organisation_name"], talk["overdue"]) == ("Červený kříž", True)
    here = f"/talks/{talk['id']}"
    rows = coordinator.rows("/talks?sort=organisation_name")
    assert [row["organisation_name"] for row in rows] == ["Červený kříž", "Nemocnice"]
    assert [row["id"] for row in coordinator.rows(f"/talks?overdue=true&group={group}")] == [talk["id"]]
    done = coordinator.patch(here, json={"done": True}, headers={"If-Match": "*"}).json()
    assert done["overdue"] is False
    assert coordinator.rows("/talks?overdue=true") == []
    assert len(coordinator.rows("/talks?overdue=false")) == 2
    assert coordinator.delete(here, headers={"If-Match": "*"}).status_code == 204


def test_only_the_staff_of_the_partnership_read_talks(
    api: Api, coordinator: Api, signed_in: Any, database: Database, partnership: Partnership
) -> None:
    body = {"on": "2026-03-02", "topic": "Terén", "organisation_name": "Nemocnice"}
    here = f"/talks/{made(coordinator, '/talks', partnership_id=partnership.id, **body)['id']}"
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    assert api.get(here).status_code == 401
    for reader in (signed_in("coordinator", elsewhere), signed_in("member", partnership)):
        assert reader.get(here).status_code == 404
        assert reader.rows("/talks") == []
        assert reader.rows("/changes?types=talk") == []

"""Two records of one organisation: merging keeps the place of each, and can be taken back for 30 days."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event, RoundTableInvitation
from app.events.schedule_revision import current_revision
from app.invitations.models import Invitation, InvitationStatus
from app.organisations.models import OrganisationKind
from app.organisations.people_models import Affiliation, Person
from app.organisations.proposal_models import OrganisationContact
from app.partnerships.group_models import GroupMember
from app.partnerships.models import Partnership, PartnershipMember
from app.projects.models import Project, ProjectPartner
from app.seat_blocks.models import SeatBlock
from tests import factories
from tests.api.asking import field, refusal
from tests.api.merging import Merge, facts
from tests.clients import Api


@pytest.fixture
def two(database: Database, partnership: Partnership) -> tuple[int, int]:
    """The ids of the organisation that is kept and of the duplicate, both the coordinator's own."""
    own = {"owner_partnership_id": partnership.id}
    with database.writing() as session:
        kept = factories.an_organisation(session, "Charita Liberec", **own)
        filled = {**own, "kind": OrganisationKind.CHURCH, "ico": "00006599", "email": "a@b.example"}
        gone = factories.an_organisation(session, "Oblastní charita Liberec", **filled)
        return kept.id, gone.id


@pytest.fixture
def merged(coordinator: Api, two: tuple[int, int]) -> Merge:
    def send(**take: str) -> dict[str, Any]:
        body = {"duplicate_id": two[1], "take": take}
        answer = coordinator.post(f"/organisations/{two[0]}/merge", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return send


def fill(session: Session, partnership: Partnership, two: tuple[int, int]) -> None:
    """Everything that may point to an organisation, at each of the two."""
    person = factories.a_person(session, partnership)
    group, event = factories.a_group(session, partnership), factories.an_event(session, partnership)
    project = factories.stored(session, Project(partnership_id=partnership.id, title="Projekt"))
    place: dict[str, Any] = {"partnership_id": partnership.id}
    for number, one in enumerate(two):
        here = {**place, "organisation_id": one}
        factories.a_person(session, partnership, organisation_id=one)
        factories.an_event(session, partnership, organiser_id=one)
        session.add(Project(**place, title="Jiný", applicant_id=one))
        session.add(ProjectPartner(**here, project_id=project.id, role=("", "data")[number]))
        session.add(Affiliation(**here, person_id=person.id, since=date(2016 - number, 1, 1)))
        session.add(GroupMember(**here, group_id=group.id, since=date(2016 - number, 1, 1)))
        session.add(PartnershipMember(**here, position=number, note=("", "zakládající")[number]))
        session.add(RoundTableInvitation(**here, event_id=event.id))
        session.add(OrganisationContact(**here, email=f"kontakt{number}@spolek.example"))
        session.add(SeatBlock(**here, event_id=event.id, seats=1, until=clock.now()))
        status = (InvitationStatus.SENT, InvitationStatus.DECLINED)[number]
        session.add(an_invitation(event, one, status, seats=number + 2))
        factories.a_registration(session, event, organisation_id=one)
    session.flush()


def an_invitation(event: Event, organisation_id: int, status: InvitationStatus, seats: int) -> Invitation:
    return Invitation(
        event_id=event.id,
        partnership_id=event.partnership_id,
        organisation_id=organisation_id,
        addressee=f"organisation:{organisation_id}:",
        status=status,
        seats=seats,
        sent_at=clock.now(),
    )


def test_empty_fields_are_filled_and_a_choice_decides_the_others(
    coordinator: Api, merged: Merge, two: tuple[int, int]
) -> None:
    found = merged(name="duplicate")
    assert (found["id"], found["name"]) == (two[0], "Oblastní charita Liberec")
    assert (found["kind"], found["ico"], found["email"]) == ("church", "00006599", "a@b.example")
    assert [row["id"] for row in coordinator.rows("/organisations?q=oblastni")] == [two[0]]


def test_what_both_are_in_is_joined_and_all_else_moves(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        fill(session, partnership, two)
    seen = coordinator.get(f"/organisations/{two[0]}/merge?duplicate_id={two[1]}").json()
    assert {row["record"]: row["joined"] for row in seen["effects"]}["project_partner"] == 1
    with database.reading() as session:
        before = current_revision(session)
    merged()
    with database.reading() as session:
        assert current_revision(session) > before
        for table in (Person, Event, Project, SeatBlock):
            column = {Event: "organiser_id", Project: "applicant_id"}.get(table, "organisation_id")
            rows = [getattr(row, column) for row in session.scalars(sa.select(table))]
            assert rows.count(two[0]) == 2, table
        for joined in (ProjectPartner, Affiliation, GroupMember, PartnershipMember, RoundTableInvitation):
            [row] = session.scalars(sa.select(joined)).all()
            assert row.organisation_id == two[0], joined
        [first, second] = session.scalars(sa.select(Invitation)).all()
        assert (first.status, second.status) == (InvitationStatus.WITHDRAWN, InvitationStatus.DECLINED)
        assert (second.addressee, second.seats) == (f"organisation:{two[0]}:", 5)
        [contact] = session.scalars(sa.select(OrganisationContact)).all()
        assert contact.email == "kontakt0@spolek.example"
        [member] = session.scalars(sa.select(PartnershipMember)).all()
        assert member.note == "zakládající"


def test_taking_a_merge_back_restores_every_row(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        fill(session, partnership, two)
    before = facts(database)
    found = merged(name="duplicate", ico="duplicate")
    assert "unmerge" in found["allowed"]
    assert [row["name"] for row in found["merges"]] == ["Oblastní charita Liberec"]
    answer = coordinator.post(f"/organisations/{two[0]}/unmerge", json={})
    assert (answer.status_code, answer.json()["name"]) == (200, "Charita Liberec")
    after = facts(database)
    changed = {name: (row, after.get(name)) for name, row in before.items() if after.get(name) != row}
    assert (changed, set(after) - set(before)) == ({}, set())
    assert refusal(coordinator.post(f"/organisations/{two[0]}/unmerge", json={})) == (409, "nothing_to_undo")


def test_an_organisation_of_others_is_neither_kept_nor_a_duplicate(
    coordinator: Api, database: Database, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        others = factories.a_partnership(session).id
        theirs = factories.an_organisation(session, "Charita jinde", owner_partnership_id=others).id
    for kept, gone in ((two[0], theirs), (theirs, two[0])):
        answer = coordinator.post(f"/organisations/{kept}/merge", json={"duplicate_id": gone})
        assert answer.status_code == 403, answer.text


def test_an_organisation_is_no_duplicate_of_itself(coordinator: Api, two: tuple[int, int]) -> None:
    answer = coordinator.post(f"/organisations/{two[0]}/merge", json={"duplicate_id": two[0]})
    assert field(answer) == ("#/duplicate_id", "not_found")


def test_doubles_are_organisations_whose_name_holds_the_other_one(
    coordinator: Api, database: Database, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        factories.an_organisation(session, "Diakonie Liberec")
    for one, other in (two, two[::-1]):
        found = coordinator.get(f"/organisations/{one}/doubles").json()
        assert [row["id"] for row in found] == [other]

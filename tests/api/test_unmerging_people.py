"""A merge of two people can be taken back for 30 days."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session

from app.accounts.models import UserPerson
from app.attendance.models import Attendance
from app.core import clock
from app.core.database.engine import Database
from app.core.errors import Conflict
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.events.models import Event, EventPerson, EventRole
from app.invitations.models import InvitationStatus, InvitedRegistration
from app.organisations import merge
from app.organisations.people_models import Affiliation, Person, PersonAlias
from app.partnerships.group_models import GroupMember, GroupRole
from app.partnerships.models import Partnership, PartnershipRole
from app.registrations.models import Registration, RegistrationNeed, RegistrationStatus
from app.series.models import SeriesEnrolment
from tests import factories
from tests.api.asking import refusal
from tests.api.merging import Merge, an_invitation, facts, get
from tests.clients import Api

ANY = {"If-Match": "*"}


def fill(session: Session, partnership: Partnership, two: tuple[int, int]) -> None:
    """Everything that may point to a person, at each of the two, and both at the same things."""
    people = [session.get_one(Person, one) for one in two]
    group = factories.a_group(session, partnership)
    other_group = factories.a_group(session, partnership)
    full = factories.an_event(session, partnership, capacity=2, starts_at=clock.now())
    open_event, other = (factories.an_event(session, partnership) for _ in range(2))
    series = factories.a_series(session, partnership)
    [sitting] = factories.sessions_of(session, full)
    factories.a_registration(session, full)
    for number, person in enumerate(people):
        place = {"partnership_id": partnership.id, "person_id": person.id}
        role = (GroupRole.GUEST, GroupRole.CHAIR)[number]
        factories.a_group_member(session, group, person, role=role, since=date(2017 - number, 1, 1))
        factories.a_group_member(
            session, (group, other_group)[number], person, until=date(2016, 1, 1), since=None
        )
        session.add(PartnershipRole(**place, role="Garantka", position=number))
        session.add(PersonAlias(**place, name="E. N.", folded_name="e. n."))
        employer = factories.an_organisation(session).id
        person.organisation_id = employer
        session.add(Affiliation(**place, organisation_id=employer))
        session.add(EventPerson(event_id=other.id, name="Eva", role=EventRole.LECTURER, **place))
        user = factories.a_user(session)
        session.add(UserPerson(user_id=user.id, **place))
        enrolment = factories.stored(
            session,
            SeriesEnrolment(series_id=series.id, territory_id=factories.a_territory(session).id, **place),
        )
        invitation = an_invitation(
            session, other, person.id, (InvitationStatus.SENT, InvitationStatus.ACCEPTED)[number]
        )
        session.flush()
        came = factories.a_registration(session, full, person, walk_in=number == 1)
        factories.an_attendance(session, came, sitting, minutes=(30, None)[number])
        said = ({"topic": "dluhy"}, {"topic": "bydlení", "car": True})[number]
        signed = factories.a_registration(
            session, open_event, person, answers=said, enrolment_id=enrolment.id, note=f"pozn. {number}"
        )
        session.add(
            InvitedRegistration(
                partnership_id=partnership.id, invitation_id=invitation.id, registration_id=signed.id
            )
        )
        factories.a_registration(session, other, person, RegistrationStatus.CANCELLED)
    table = factories.table(Event)
    session.connection().execute(sa.update(table).where(table.c.id == full.id).values(attended=2))


def test_taking_a_merge_back_restores_every_row(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    undone: Merge,
) -> None:
    with database.writing() as session:
        fill(session, partnership, two)
    before = facts(database)
    person = merged()
    assert "unmerge" in person["allowed"]
    assert [(row["duplicate_id"], row["name"]) for row in person["merges"]] == [(two[1], "Eva Smyšlená")]
    between = facts(database)
    assert f"person {two[1]}" not in between
    for name, row in between.items():
        assert row.get("person_id") != two[1], name
    assert "unmerge" not in undone()["allowed"]
    after = facts(database)
    changed = {name: (row, after.get(name)) for name, row in before.items() if after.get(name) != row}
    assert changed == {}
    assert set(after) == set(before)
    assert coordinator.get(f"/people/{two[1]}").json()["name"] == "Eva Smyšlená"
    assert refusal(coordinator.post(f"/people/{two[0]}/unmerge")) == (409, "nothing_to_undo")


def test_what_changed_after_the_merge_stays_with_the_person(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    undone: Merge,
) -> None:
    with database.writing() as session:
        session.get_one(Person, two[1]).phone = "222"
        event = factories.an_event(session, partnership)
        signed = factories.a_registration(session, event, session.get_one(Person, two[1]))
        signed_id, later = signed.id, factories.an_event(session, partnership).id
    merged()
    path = f"/people/{two[0]}"
    changed = {"email": "nova@spolek.example", "note": "napsáno později"}
    assert coordinator.patch(path, json=changed, headers={"If-Match": "*"}).status_code == 200
    with database.writing() as session:
        event = session.get_one(Event, later)
        new = factories.a_registration(session, event, session.get_one(Person, two[0])).id
    person = undone()
    assert (person["email"], person["phone"], person["note"]) == (
        "nova@spolek.example",
        None,
        "napsáno později",
    )
    other = coordinator.get(f"/people/{two[1]}").json()
    assert (other["email"], other["phone"]) == ("eva@spolek.example", "222")
    owners = {row.id: row.person_id for row in get(database, Registration)}
    assert owners == {signed_id: two[1], new: two[0]}


def test_a_seat_given_to_somebody_else_meanwhile_is_not_taken_from_them(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge, undone: Merge
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, capacity=2)
        ids = [factories.a_registration(session, event, session.get_one(Person, one)).id for one in two]
        waiting = factories.a_registration(session, event, None, RegistrationStatus.WAITING).id
        event_id = event.id
    merged()
    undone()
    found = {one.id: one.status for one in get(database, Registration)}
    assert found == {
        ids[0]: RegistrationStatus.CONFIRMED,
        ids[1]: RegistrationStatus.WAITING,
        waiting: RegistrationStatus.CONFIRMED,
    }
    [event] = get(database, Event, Event.id == event_id)
    assert (event.taken, event.confirmed, event.waiting) == (2, 2, 1)


def test_who_was_present_and_finds_no_seat_any_more_was_there_as_a_walk_in(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    undone: Merge,
) -> None:
    with database.writing() as session:
        start = clock.now() - timedelta(minutes=10)
        event = factories.an_event(session, partnership, capacity=2, starts_at=start)
        [sitting] = factories.sessions_of(session, event)
        ids = [factories.a_registration(session, event, session.get_one(Person, one)).id for one in two]
        factories.an_attendance(session, session.get_one(Registration, ids[1]), sitting)
        waiting = factories.a_registration(session, event, None, RegistrationStatus.WAITING).id
    merged()
    assert coordinator.post(f"/registrations/{waiting}/confirm").status_code == 200
    undone()
    found = {one.id: (one.status, one.walk_in) for one in get(database, Registration)}
    assert found == {
        ids[0]: (RegistrationStatus.CONFIRMED, False),
        ids[1]: (RegistrationStatus.CONFIRMED, True),
        waiting: (RegistrationStatus.CONFIRMED, False),
    }
    [there] = get(database, Attendance)
    assert there.registration_id == ids[1]


def test_after_thirty_days_nothing_is_left_to_take_back(
    coordinator: Api, database: Database, settings: Settings, two: tuple[int, int], merged: Merge
) -> None:
    merged()
    with time_machine.travel(clock.now() + timedelta(days=31)), database.writing() as session:
        with pytest.raises(Conflict, match="nothing_to_undo"):
            merge.unmerge(session, "person", two[0], None)
        session.info["settings"] = settings
        assert merge.count_due(session) == 1
        assert merge.delete_due(session) == (0, 1)
        assert merge.delete_due(session) == (0, 0)


def test_deleting_the_person_deletes_what_could_be_taken_back(
    coordinator: Api, database: Database, two: tuple[int, int], merged: Merge
) -> None:
    merged()
    deleted = coordinator.delete(f"/people/{two[0]}", headers={"If-Match": "*"})
    assert deleted.status_code == 204
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(merge.MERGE)) == 0


def test_needs_go_back_and_no_copy_of_them_is_kept(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    undone: Merge,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        ids = [factories.a_registration(session, event, session.get_one(Person, one)).id for one in two]
        own = {"event_id": event.id, "partnership_id": partnership.id}
        session.add(RegistrationNeed(registration_id=ids[0], diet="bez lepku", **own))
        session.add(RegistrationNeed(registration_id=ids[1], accessibility="bez schodů", **own))
    before = facts(database)
    merged()
    [kept] = get(database, RegistrationNeed)
    assert (kept.registration_id, kept.diet, kept.accessibility) == (ids[0], "bez lepku", "bez schodů")
    with database.reading() as session:
        steps = session.scalar(sa.select(merge.MERGE.c.steps))
    assert "bez schodů" not in str(steps)
    undone()
    after = facts(database)
    assert {name: row for name, row in before.items() if after.get(name) != row} == {}


def test_the_person_gets_the_link_to_the_registration_that_stays(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        ahead = factories.an_event(session, partnership)
        past = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(days=3))
        people = [session.get_one(Person, one) for one in two]
        stays, _ = (factories.a_registration(session, ahead, one).id for one in people)
        for one in people:
            factories.a_registration(session, past, one)
    merged()
    [letter] = get(database, Letter)
    assert (letter.kind, letter.receiver) == ("registration_link", "eva@spolek.example")
    assert letter.about == f"registration:{stays}"


def test_what_belonged_to_records_deleted_since_does_not_stand_in_the_way(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    undone: Merge,
) -> None:
    with database.writing() as session:
        gone = session.get_one(Person, two[1])
        office = factories.an_organisation(session, owner_partnership_id=partnership.id).id
        gone.organisation_id = office
        session.add(Affiliation(partnership_id=partnership.id, person_id=gone.id, organisation_id=office))
        group = factories.a_group(session, partnership)
        for person in (session.get_one(Person, two[0]), gone):
            factories.a_group_member(session, group, person)
        group_id = group.id
    merged()
    path = f"/working-groups/{group_id}"
    [member] = coordinator.get(f"{path}/members").json()["results"]
    deleted = [f"{path}/members/{member['id']}", path]
    for row in get(database, Affiliation):
        deleted.append(f"/affiliations/{row.id}")
    assert coordinator.patch(f"/people/{two[0]}", json={"organisation_id": None}, headers=ANY).is_success
    for one in [*deleted, f"/organisations/{office}"]:
        assert coordinator.delete(one, headers=ANY).status_code == 204
    assert undone()["organisation_id"] is None
    assert coordinator.get(f"/people/{two[1]}").json()["organisation_id"] is None
    assert get(database, GroupMember) == []


def test_the_duplicate_returns_to_what_its_organisation_was_merged_into_since(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    own = {"owner_partnership_id": partnership.id}
    with database.writing() as session:
        first, second, third = (factories.an_organisation(session, **own).id for _ in range(3))
        session.get_one(Person, two[1]).organisation_id = first
    merged()
    for kept, gone in ((second, first), (third, second)):
        joined = coordinator.post(f"/organisations/{kept}/merge", json={"duplicate_id": gone})
        assert joined.status_code == 200, joined.text
    assert coordinator.post(f"/people/{two[0]}/unmerge").status_code == 200
    assert coordinator.get(f"/people/{two[1]}").json()["organisation_id"] == third

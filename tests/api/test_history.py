"""What a person, and an organisation, has to do with the work, on one page."""

from datetime import date, timedelta

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import outbox
from app.events.models import EventPerson, EventRole
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.organisations.people_models import Affiliation
from app.partnerships.group_models import GroupMember, GroupRole
from app.partnerships.models import Partnership
from app.projects.models import FundingProgramme, Project
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Api


def test_a_person_has_events_hours_groups_and_letters(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        programme = factories.stored(
            session, FundingProgramme(code="OPZ", name="OPZ", support_threshold_hours=40)
        )
        project = factories.stored(
            session, Project(partnership_id=partnership.id, title="Rodiny", programme_id=programme.id)
        )
        held = factories.an_event(
            session, partnership, title="Kurz", starts_at=clock.now(), project_id=project.id, hours=8
        )
        came = factories.a_registration(session, held, person)
        factories.an_attendance(session, came, factories.sessions_of(session, held)[0], minutes=210)
        later = factories.an_event(session, partnership, title="Později")
        factories.a_registration(session, later, person, RegistrationStatus.WAITING)
        session.add(
            EventPerson(
                event_id=later.id,
                partnership_id=partnership.id,
                person_id=person.id,
                name=person.name,
                role=EventRole.LECTURER,
            )
        )
        group = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group_member(session, group, person, role=GroupRole.CHAIR)
        about = f"registration:{came.id}"
        facts = {"event": {"title": "Kurz", "url": None}}
        outbox.enqueue(
            session, "event_thanks", "x@y.example", "cs", facts, partnership_id=partnership.id, about=about
        )
        number = person.id
    found = coordinator.get(f"/people/{number}/history").json()
    assert [(row["title"], row["status"], row["present"], row["hours"]) for row in found["events"]] == [
        ("Později", "waiting", False, 0),
        ("Kurz", "confirmed", True, 4),
    ]
    [support] = found["support"]
    assert (support["title"], support["hours"], support["threshold"], support["over"]) == (
        "Rodiny",
        4,
        40,
        False,
    )
    assert [(row["title"], row["role"]) for row in found["named"]] == [("Později", "lecturer")]
    assert [(row["name"], row["role"]) for row in found["groups"]] == [("Bydlení", "chair")]
    [letter] = found["letters"]
    assert "Kurz" in letter["subject"]
    assert "data" not in letter


def test_whether_somebody_came_is_open_until_it_is_recorded(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        office = factories.an_organisation(session, "Úřad")
        person = factories.a_person(session, partnership, organisation_id=office.id)
        past = clock.now() - timedelta(days=2)
        held = factories.an_event(session, partnership, title="Kurz", starts_at=past)
        line = factories.a_registration(session, held, person, organisation_id=office.id)
        sitting = factories.sessions_of(session, held)[0].id
    for status, facts in ((None, (False, False)), ("absent", (True, False)), ("present", (True, True))):
        if status:
            sent = coordinator.put(f"/sessions/{sitting}/attendance/{line.id}", json={"status": status})
            assert sent.status_code == 200
        [event] = coordinator.get(f"/people/{person.id}/history").json()["events"]
        [came] = coordinator.get(f"/organisations/{office.id}/history").json()["participants"]
        assert (event["recorded"], event["present"]) == (came["recorded"], came["present"]) == facts


def test_an_organisation_has_its_people_invitations_and_who_came(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        office = factories.an_organisation(session, "Úřad")
        person = factories.a_person(session, partnership, organisation_id=office.id, position="vedoucí")
        former = factories.a_person(session, partnership)
        foreign = factories.a_partnership(session)
        factories.a_person(session, foreign, organisation_id=office.id)
        session.add(
            Affiliation(
                partnership_id=partnership.id,
                person_id=former.id,
                organisation_id=office.id,
                until=date(2016, 1, 1),
            )
        )
        event = factories.an_event(session, partnership, title="Kulatý stůl", starts_at=clock.now())
        signed = factories.a_registration(session, event, person, organisation_id=office.id)
        factories.an_attendance(session, signed, factories.sessions_of(session, event)[0])
        factories.a_registration(session, factories.an_event(session, foreign), organisation_id=office.id)
        invitation = factories.stored(
            session,
            Invitation(
                event_id=event.id,
                partnership_id=partnership.id,
                organisation_id=office.id,
                addressee=f"organisation:{office.id}:",
                status=InvitationStatus.ACCEPTED,
                sent_at=clock.now(),
            ),
        )
        elsewhere = factories.an_event(session, foreign)
        own = {"event_id": elsewhere.id, "partnership_id": foreign.id, "organisation_id": office.id}
        session.add(Invitation(**own, addressee=f"organisation:{office.id}:", sent_at=clock.now()))
        foreign_group = factories.a_group(session, foreign)
        own = {"group_id": foreign_group.id, "partnership_id": foreign.id, "organisation_id": office.id}
        session.add(GroupMember(**own))
        session.add(
            InvitedRegistration(
                partnership_id=partnership.id, invitation_id=invitation.id, registration_id=signed.id
            )
        )
        number, ids = office.id, [person.id, former.id]
    found = coordinator.get(f"/organisations/{number}/history").json()
    assert [row["person_id"] for row in found["people"]] == ids
    assert [(row["title"], row["status"], row["signed_up"]) for row in found["invitations"]] == [
        ("Kulatý stůl", "accepted", 1)
    ]
    assert [(row["person_id"], row["present"]) for row in found["participants"]] == [(ids[0], True)]
    assert found["groups"] == []

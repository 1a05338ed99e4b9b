"""Two records of one person become one, and nothing is lost."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import UserPerson
from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event, EventPerson, EventRole, EventSession
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.organisations.people_models import Person, PersonAlias
from app.partnerships.group_models import GroupMember, GroupRole, Side
from app.partnerships.models import Partnership, PartnershipRole
from app.registrations.models import Registration, RegistrationStatus
from app.series.models import SeriesEnrolment
from tests import factories
from tests.api.asking import field
from tests.api.merging import Merge, an_invitation, facts, get
from tests.clients import Api

# --- the fields ------------------------------------------------------------------------------------------


def test_empty_fields_are_filled_from_the_duplicate(
    coordinator: Api, database: Database, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        spolek = factories.an_organisation(session, "Spolek")
        gone = session.get_one(Person, two[1])
        gone.phone, gone.organisation_id, gone.position, gone.note = (
            "777",
            spolek.id,
            "ředitelka",
            "volat ráno",
        )
    person = merged()
    assert (person["email"], person["phone"]) == ("eva@spolek.example", "777")
    assert (person["organisation_name"], person["position"]) == ("Spolek", "ředitelka")
    assert (person["note"], person["aliases"]) == ("volat ráno", ["Eva Smyšlená"])
    assert coordinator.get(f"/people/{two[1]}").status_code == 404
    assert [row["id"] for row in coordinator.rows("/people?email=eva@spolek.example")] == [two[0]]


def test_where_both_say_something_else_the_choice_decides_and_the_rest_is_written_down(
    coordinator: Api, database: Database, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        kept, gone = (session.get_one(Person, one) for one in two)
        kept.email, kept.folded_email, kept.phone = "nebyla@obec.example", "nebyla@obec.example", "111"
        gone.phone = "222"
        for person, name in ((kept, "Obec"), (gone, "Spolek")):
            person.organisation_id = factories.an_organisation(session, name).id
            person.position, person.note = f"místo {name}", f"pozn. {name}"
    person = merged(email="duplicate", last_name="duplicate", organisation_id="duplicate")
    assert (person["email"], person["phone"], person["name"]) == ("eva@spolek.example", "111", "Eva Smyšlená")
    assert (person["organisation_name"], person["position"]) == ("Spolek", "místo Spolek")
    assert person["note"] == "pozn. Obec\npozn. Spolek\nE-mail: nebyla@obec.example\nTel.: 222"
    assert person["aliases"] == ["Eva Nebylá"]
    [more] = coordinator.rows(f"/people/{two[0]}/affiliations")
    assert (more["organisation_name"], more["position"]) == ("Obec", "místo Obec")


def test_the_preview_tells_what_differs_and_what_moves_and_changes_nothing(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        for one in two:
            factories.a_registration(session, event, session.get_one(Person, one))
        factories.a_registration(
            session, factories.an_event(session, partnership), session.get_one(Person, two[1])
        )
    before = facts(database)
    found = coordinator.get(f"/people/{two[0]}/merge?duplicate_id={two[1]}").json()
    assert (found["kept"]["id"], found["duplicate"]["id"]) == two
    assert found["differences"] == [
        {"field": "last_name", "kept": "Nebylá", "duplicate": "Smyšlená", "stays": "kept"},
        {"field": "email", "kept": None, "duplicate": "eva@spolek.example", "stays": "duplicate"},
    ]
    assert found["effects"] == [{"record": "registration", "rows": 2, "joined": 1}]
    assert facts(database) == before


def test_a_person_of_another_partnership_or_the_same_record_is_no_duplicate(
    coordinator: Api, database: Database, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        foreign = factories.a_person(session, factories.a_partnership(session)).id
    for one in (two[0], foreign, 999_999):
        answer = coordinator.post(f"/people/{two[0]}/merge", json={"duplicate_id": one})
        assert field(answer) == ("#/duplicate_id", "not_found")
        assert coordinator.get(f"/people/{two[0]}/merge?duplicate_id={one}").status_code == 422


# --- what points to a person -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "other", "left"),
    [
        (
            ("guest", "2017-01-01", None),
            ("chair", "2015-01-01", None),
            [("chair", date(2015, 1, 1), None)],
        ),
        (
            ("chair", "2017-01-01", None),
            ("member", "2015-01-01", None),
            [("chair", date(2017, 1, 1), None), ("member", date(2015, 1, 1), date(2016, 12, 31))],
        ),
        (
            ("member", "2017-01-01", None),
            ("member", "2015-01-01", "2018-01-01"),
            [("member", date(2015, 1, 1), None)],
        ),
        (
            ("guest", "2017-01-01", None),
            ("chair", "2015-01-01", "2016-01-01"),
            [("guest", date(2017, 1, 1), None), ("chair", date(2015, 1, 1), date(2016, 1, 1))],
        ),
    ],
)
def test_the_merged_member_holds_the_higher_role_and_keeps_the_years(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    own: tuple[str, str, str | None],
    other: tuple[str, str, str | None],
    left: list[tuple[str, date, date | None]],
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        for one, (role, since, until) in zip(two, (own, other), strict=True):
            factories.a_group_member(
                session,
                group,
                session.get_one(Person, one),
                role=GroupRole(role),
                since=date.fromisoformat(since),
                until=date.fromisoformat(until) if until else None,
            )
        number, version = group.id, group.version
    merged()
    rows = coordinator.rows(f"/working-groups/{number}/members")
    found = [
        (row["role"], date.fromisoformat(row["since"]), row["until"] and date.fromisoformat(row["until"]))
        for row in rows
    ]
    assert found == left
    assert {row["person_id"] for row in rows} == {two[0]}
    assert coordinator.get(f"/working-groups/{number}").json()["version"] > version


def test_a_role_in_a_partnership_is_there_once(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        for position, (one, role) in enumerate(
            [(two[0], "Garantka"), (two[1], "garantka"), (two[1], "Editorka")]
        ):
            session.add(
                PartnershipRole(
                    partnership_id=partnership.id,
                    person_id=one,
                    role=role,
                    position=position,
                    since=date(2017 - position, 1, 1),
                )
            )
    merged()
    roles = coordinator.get(f"/partnerships/{partnership.id}").json()["roles"]
    assert [(row["role"], row["since"], row["person_id"]) for row in roles] == [
        ("Garantka", "2016-01-01", two[0]),
        ("Editorka", "2015-01-01", two[0]),
    ]


def test_a_facilitator_with_a_login_is_merged_and_named_once_in_one_role(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "facilitator", partnership)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=two[1]))
        both, alone, third = (factories.an_event(session, partnership) for _ in range(3))
        named = {"role": EventRole.FACILITATOR, "partnership_id": partnership.id}
        session.add(EventPerson(event_id=both.id, person_id=two[0], name="Eva N.", **named))
        session.add(EventPerson(event_id=both.id, person_id=two[1], name="E. S.", user_id=user.id, **named))
        session.add(EventPerson(event_id=alone.id, person_id=two[1], name="E. S.", **named))
        session.add(
            EventPerson(
                event_id=both.id,
                person_id=two[1],
                name="E. S.",
                role=EventRole.LECTURER,
                partnership_id=partnership.id,
            )
        )
        user_id = user.id
        for one in two:
            login = factories.a_user(session, "facilitator", partnership).id
            session.add(EventPerson(event_id=third.id, person_id=one, user_id=login, name="Dvě", **named))
    merged()
    rows = get(database, EventPerson)
    assert {row.person_id for row in rows} == {two[0]}
    assert len({row.user_id for row in rows if row.name == "Dvě"}) == 2
    assert [(row.name, row.user_id, row.role) for row in rows if row.name != "Dvě"] == [
        ("Eva N.", user_id, EventRole.FACILITATOR),
        ("E. S.", None, EventRole.FACILITATOR),
        ("E. S.", None, EventRole.LECTURER),
    ]
    [link] = get(database, UserPerson)
    assert (link.user_id, link.person_id) == (user_id, two[0])
    assert coordinator.get(f"/people/{two[0]}").json()["has_login"] is True


@pytest.mark.parametrize("walked_in", [0, 1])
def test_a_walk_in_who_was_present_stays_and_the_place_in_the_queue_ends(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    two: tuple[int, int],
    merged: Merge,
    walked_in: int,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, capacity=1, starts_at=clock.now())
        factories.a_registration(session, event)
        waits = session.get_one(Person, two[1 - walked_in])
        waiting = factories.a_registration(session, event, waits, RegistrationStatus.WAITING)
        came = factories.a_registration(session, event, session.get_one(Person, two[walked_in]), walk_in=True)
        factories.an_attendance(session, came, factories.sessions_of(session, event)[0])
        refreshed(session, event)
        event_id, waiting_id, came_id = event.id, waiting.id, came.id
    merged()
    found = {one.id: one for one in get(database, Registration, Registration.event_id == event_id)}
    assert (found[came_id].status, found[came_id].walk_in) == (RegistrationStatus.CONFIRMED, True)
    assert found[waiting_id].status == RegistrationStatus.CANCELLED
    assert {found[came_id].person_id, found[waiting_id].person_id} == {two[0]}
    [event] = get(database, Event, Event.id == event_id)
    assert (event.taken, event.waiting, event.attended) == (1, 0, 1)
    [sheet] = coordinator.rows("/people?q=Nebyla")
    assert sheet["id"] == two[0]


def refreshed(session: Session, event: Event) -> None:
    """The event counts the people who were present at any of its sessions."""
    table = factories.table(Event)
    session.connection().execute(sa.update(table).where(table.c.id == event.id).values(attended=1))
    session.expire(event)


def test_of_two_presences_the_longer_one_stays(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now())
        [sitting] = factories.sessions_of(session, event)
        for one, minutes in zip(two, (30, None), strict=True):
            registration = factories.a_registration(session, event, session.get_one(Person, one))
            factories.an_attendance(session, registration, sitting, minutes=minutes)
        sitting_id = sitting.id
    merged()
    [left] = get(database, Attendance)
    assert (left.minutes, left.status) == (None, AttendanceStatus.PRESENT)
    [sitting] = get(database, EventSession, EventSession.id == sitting_id)
    assert (sitting.recorded, sitting.attended) == (1, 1)


def test_of_two_enrolments_in_a_series_the_earlier_one_stays_with_the_registrations_of_both(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership)
        for one, days in zip(two, (1, 2), strict=True):
            enrolment = SeriesEnrolment(
                series_id=series.id,
                territory_id=factories.a_territory(session).id,
                partnership_id=partnership.id,
                person_id=one,
                created_at=clock.now() - timedelta(days=days),
            )
            number = factories.stored(session, enrolment).id
            event = factories.an_event(session, partnership)
            person = session.get_one(Person, one)
            factories.a_registration(session, event, person, enrolment_id=number)
    merged()
    later, earlier = get(database, SeriesEnrolment)
    assert (later.cancelled_at is None, earlier.cancelled_at is None) == (False, True)
    assert {row.enrolment_id for row in get(database, Registration)} == {earlier.id}


def test_what_only_the_second_membership_or_invitation_says_stays(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        group, event = factories.a_group(session, partnership), factories.an_event(session, partnership)
        office = factories.an_organisation(session).id
        kept, gone = (session.get_one(Person, one) for one in two)
        factories.a_group_member(session, group, kept, voting=False)
        says = {"voting": True, "side": Side.COMMISSIONER, "organisation_id": office}
        factories.a_group_member(session, group, gone, **says)
        an_invitation(session, event, kept.id, InvitationStatus.ACCEPTED)
        second = an_invitation(session, event, gone.id, InvitationStatus.SENT)
        second.email = "eva@spolek.example"
        signed = factories.a_registration(session, event, gone)
        place = {"partnership_id": partnership.id, "invitation_id": second.id}
        session.add(InvitedRegistration(**place, registration_id=signed.id))
    merged()
    [member] = get(database, GroupMember)
    assert {name: getattr(member, name) for name in says} == says
    first, _ = get(database, Invitation)
    assert (first.status, first.email) == (InvitationStatus.ACCEPTED, "eva@spolek.example")
    assert [one.invitation_id for one in get(database, InvitedRegistration)] == [first.id]


def test_an_accepted_invitation_stays_and_the_other_one_is_withdrawn(
    database: Database, partnership: Partnership, two: tuple[int, int], merged: Merge
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        statuses = (InvitationStatus.SENT, InvitationStatus.ACCEPTED)
        for one, status in zip(two, statuses, strict=True):
            an_invitation(session, event, one, status)
    merged()
    rows = get(database, Invitation)
    assert [(row.status, row.addressee) for row in rows] == [
        (InvitationStatus.WITHDRAWN, f"person:{two[0]}"),
        (InvitationStatus.ACCEPTED, f"person:{two[0]}"),
    ]


def test_doubles_are_people_of_the_same_name_in_any_order_or_of_a_near_name_at_one_mailbox(
    coordinator: Api, database: Database, partnership: Partnership, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        kept = session.get_one(Person, two[0])
        turned = factories.a_person(session, partnership, first_name="Nebyla", last_name="EVA", email=None)
        session.add(
            PersonAlias(
                partnership_id=partnership.id, person_id=two[1], name="Eva Nebylá", folded_name="eva nebyla"
            )
        )
        factories.a_person(session, factories.a_partnership(session), first_name="Eva", last_name="Nebylá")
        mail = factories.a_person(
            session, partnership, first_name="Eva", last_name="Nebyla-Malá", email="e@spolek.example"
        )
        factories.a_person(session, partnership, first_name="Jan", last_name="Pán", email="e@spolek.example")
        titled = factories.a_person(session, partnership, first_name="Mgr. Eva", last_name="Nebylá")
        kept.email, kept.folded_email = "e@spolek.example", "e@spolek.example"
        ids = {turned.id, two[1], mail.id, titled.id}
    found = coordinator.get(f"/people/{two[0]}/doubles").json()
    assert {row["id"] for row in found} == ids

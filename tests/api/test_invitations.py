"""Inviting people, organisations, offices and groups: everybody once."""

from collections.abc import Callable
from datetime import timedelta

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.group_models import GroupMember
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made, refusal
from tests.api.inviting import OFFICE, a_person, elsewhere, invite, kinds
from tests.api.registering import Opened, letters
from tests.clients import Api


def test_people_organisations_offices_and_a_group_are_invited_at_once_and_nobody_twice(
    coordinator: Api, database: Database, partnership: Partnership, table: Opened
) -> None:
    with database.writing() as session:
        member = factories.a_person(session, partnership)
        former = factories.a_person(session, partnership)
        group = factories.a_group(session, partnership)
        club = factories.an_organisation(session, "Klub Maják", email="klub@majak.example")
        factories.a_group_member(session, group, member)
        factories.a_group_member(session, group, former, until=clock.today() - timedelta(days=1))
        for organisation in (club, factories.an_organisation(session, "Škola bez adresy")):
            own = {"partnership_id": partnership.id, "group_id": group.id}
            factories.stored(session, GroupMember(organisation_id=organisation.id, **own))
    event_id = table()
    who = {
        "people": [member.id],
        "organisations": [{"organisation_id": club.id, "function": "ředitel", "email": "sef@majak.example"}],
        "offices": [OFFICE],
        "group_id": group.id,
    }
    added = invite(coordinator, event_id, **who)
    assert [(one["name"], one["function"]) for one in added] == [
        (f"{member.first_name} {member.last_name}", ""),
        ("Klub Maják", "ředitel"),
        ("Městský úřad Lhota", "OSPOD"),
        ("Klub Maják", ""),
        ("Škola bez adresy", ""),
    ]
    written = [receiver for _, receiver in kinds(database)]
    assert written == [member.email, "sef@majak.example", "ospod@lhota.example", "klub@majak.example"]
    again = made(coordinator, f"/events/{event_id}/invitations", **who)
    assert (again["added"], len(again["already"])) == ([], 5)
    assert len(letters(database)) == 4


def test_an_office_that_is_in_the_directory_is_invited_as_that_organisation(
    coordinator: Api, database: Database, table: Opened
) -> None:
    with database.writing() as session:
        known = factories.an_organisation(session, "Městský úřad Lhota")
    [one] = invite(coordinator, table(), offices=[{**OFFICE, "name": "MĚSTSKÝ  úřad lhota"}])
    assert (one["organisation_id"], one["email"]) == (known.id, "ospod@lhota.example")


def test_a_round_table_invites_whom_it_names(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        club = factories.an_organisation(session, email="klub@majak.example")
        officer = factories.a_person(session, partnership)
    role = {"person_id": officer.id, "role": "OSPOD"}
    place = f"/partnerships/{partnership.id}"
    etag = coordinator.get(place).headers["etag"]
    coordinator.patch(place, json={"roles": [role]}, headers={"If-Match": etag})
    start = clock.now() + timedelta(days=20)
    event = made(
        coordinator,
        "/round-tables",
        partnership_id=partnership.id,
        title="Kulatý stůl",
        sessions=[{"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=3)).isoformat()}],
        invited=[{"organisation_id": club.id}, {"role": "ospod"}, {"role": "nzdm"}],
    )
    path = f"/events/{event['id']}/invitations"
    assert refusal(coordinator.post(path, json={"from_invited": True})) == (409, "wrong_state")
    coordinator.post(f"/events/{event['id']}/publish")
    added = made(coordinator, path, from_invited=True)["added"]
    assert [(one["organisation_id"], one["person_id"]) for one in added] == [
        (club.id, None),
        (None, officer.id),
    ]


def test_nobody_is_invited_to_what_they_could_not_accept(coordinator: Api, event: Opened) -> None:
    for fields, code in (
        ({"sessions": 0}, "wrong_state"),
        ({"starts_at": clock.now() - timedelta(hours=1)}, "registration_closed"),
    ):
        answer = coordinator.post(f"/events/{event(**fields)}/invitations", json={"offices": [OFFICE]})
        assert refusal(answer) == (409, code)


def test_only_the_partnerships_own_staff_invite_and_read(
    api: Api,
    coordinator: Api,
    signed_in: Callable[..., Api],
    database: Database,
    table: Opened,
    partnership: Partnership,
) -> None:
    event_id = table()
    [one] = invite(coordinator, event_id, offices=[OFFICE])
    auditor, stranger = signed_in("auditor", partnership), signed_in("coordinator", elsewhere(database))
    path = f"/events/{event_id}/invitations"
    assert auditor.get(f"/invitations/{one['id']}").json()["url"] is None
    assert [row["name"] for row in auditor.rows(path)] == ["Městský úřad Lhota"]
    assert auditor.post(path, json={"offices": [OFFICE]}).status_code == 403
    assert auditor.post(f"{path}/second-call").status_code == 403
    assert stranger.get(path).status_code == 403
    assert stranger.get(f"/invitations/{one['id']}").status_code == 404
    assert stranger.post(f"/invitations/{one['id']}/withdraw").status_code == 404
    assert api.get(path).status_code == 401
    foreign = a_person(database, elsewhere(database))
    answer = coordinator.post(path, json={"people": [foreign]})
    assert answer.json()["errors"][0]["code"] == "other_partnership"

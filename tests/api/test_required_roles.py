"""Roles without which a round table is not complete."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import Event, RoundTable
from app.invitations.models import InvitationStatus, InvitedRegistration
from app.partnerships.models import Partnership, PartnershipRole
from tests import factories
from tests.api.inviting import ABSENT, PRESENT, an_invitation, attended
from tests.clients import Api


@pytest.fixture
def regional(database: Database, partnership: Partnership) -> tuple[int, int]:
    """A table that wants the officer of the region and a methodologist; the latter is nobody's role."""
    with database.writing() as session:
        place = session.merge(partnership)
        place.rules = {"required_roles": "krajský OSPOD, metodik"}
        officer = factories.a_person(session, partnership, first_name="Olga", last_name="Krajská")
        session.add(PartnershipRole(partnership_id=place.id, person_id=officer.id, role="Krajský OSPOD"))
        event = factories.an_event(session, partnership, kind=EventKind.ROUND_TABLE)
        return event.id or 0, officer.id or 0


def test_required_roles_are_followed_from_the_invitation_to_the_door(
    api: Api, coordinator: Api, regional: tuple[int, int]
) -> None:
    event_id, officer = regional
    path = f"/events/{event_id}/required-roles"
    first, second = coordinator.get(path).json()["results"]
    assert (first["role"], first["holders"], first["missing"]) == ("krajský OSPOD", ["Olga Krajská"], True)
    assert (second["role"], second["holders"], second["missing"]) == ("metodik", [], True)
    office = {"name": "Krajský úřad", "function": "metodik", "email": "metodik@kraj.example"}
    body = {"people": [officer], "offices": [office]}
    added = coordinator.post(f"/events/{event_id}/invitations", json=body).json()["added"]
    for one in added:
        link = coordinator.get(f"/invitations/{one['id']}").json()["url"].rpartition("/")[2]
        who = {"first_name": "Marek", "last_name": "Metodik", "email": "m@kraj.example"}
        assert api.post(f"/my/invitations/{link}/accept", json=who).status_code == 201
    rows = coordinator.get(path).json()["results"]
    assert [(row["invited"], row["accepted"], row["coming"], row["missing"]) for row in rows] == [
        (1, 1, ["Olga Krajská"], False),
        (1, 1, ["Marek Metodik"], False),
    ]


def test_after_the_table_only_those_count_who_were_there(
    coordinator: Api, database: Database, regional: tuple[int, int], partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(
            session, partnership, kind=EventKind.ROUND_TABLE, starts_at=clock.now() - timedelta(days=2)
        )
        attended(session, event, PRESENT, position="hlavní metodik služeb")
        officer = session.get_one(factories.Person, regional[1])
        attended(session, event, ABSENT, person=officer)
    rows = coordinator.get(f"/events/{event.id}/required-roles").json()["results"]
    assert [(row["role"], row["missing"], len(row["came"])) for row in rows] == [
        ("krajský OSPOD", True, 0),
        ("metodik", False, 1),
    ]


def test_a_table_may_name_its_own_roles(coordinator: Api, regional: tuple[int, int]) -> None:
    path = f"/round-tables/{regional[0]}"
    etag = coordinator.get(path).headers["etag"]
    changed = coordinator.patch(path, json={"required_roles": ["starosta"]}, headers={"If-Match": etag})
    assert changed.json()["required_roles"] == ["starosta"]
    rows = coordinator.get(f"/events/{regional[0]}/required-roles").json()["results"]
    assert [row["role"] for row in rows] == ["starosta"]


def test_a_registration_counts_for_the_function_it_was_invited_for(
    coordinator: Api, database: Database, regional: tuple[int, int]
) -> None:
    with database.writing() as session:
        event = session.get_one(Event, regional[0])
        invitation = an_invitation(
            session, event, office="Krajský úřad", function="Metodik", status=InvitationStatus.ACCEPTED
        )
        registration = factories.a_registration(session, event, position="zástupce")
        own = {"partnership_id": event.partnership_id, "registration_id": registration.id}
        factories.stored(session, InvitedRegistration(invitation_id=invitation.id, **own))
        assert session.get_one(RoundTable, event.id).required_roles == []
    _, methodologist = coordinator.get(f"/events/{regional[0]}/required-roles").json()["results"]
    assert (methodologist["accepted"], methodologist["missing"]) == (1, False)

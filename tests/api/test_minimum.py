"""An event below its minimum is shown and told in time, and the decision about it is recorded."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.dashboards import digest
from app.events.models import Event
from app.invitations.models import InvitationStatus
from app.letters.kinds import STAFF_KINDS
from app.organisations.proposal_models import OrganisationProposal
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from app.worker import prepare
from tests import factories
from tests.api.events import changed, made, published, sitting
from tests.api.inviting import an_invitation
from tests.api.registering import letters
from tests.clients import Api


@pytest.fixture
def event(database: Database, partnership: Partnership, coordinator: Api) -> Event:
    """In just under three days, at whatever time the test runs, with one of eight."""
    with database.writing() as session:
        soon = clock.now() + timedelta(days=2, hours=20)
        event = factories.an_event(
            session, partnership, title="Malá", starts_at=soon, min_participants=8, capacity=20
        )
        factories.a_registration(session, event)
        return event


def told(database: Database, settings: Settings) -> list[str]:
    with database.writing() as session:
        prepare(session, settings)
        digest.tell_of_minimum(session)
    return [one.receiver for one in letters(database) if one.kind == "staff_below_minimum"]


def undecided(client: Api) -> list[str]:
    shown = client.get("/dashboards/overview").json()["below_minimum"]
    rows = client.rows("/events?below_minimum=true")
    assert [row["title"] for row in shown["rows"]] == [row["title"] for row in rows]
    return [row["title"] for row in rows]


def test_it_stands_on_the_dashboard_and_is_written_once(
    coordinator: Api, event: Event, database: Database, settings: Settings
) -> None:
    shown = coordinator.get(f"/events/{event.id}").json()
    assert (shown["below_minimum"], shown["goes_on"]) == (True, False)
    assert "go_on" in shown["allowed"]
    assert undecided(coordinator) == ["Malá"]
    assert len(told(database, settings)) == 1
    assert len(told(database, settings)) == 1


def test_the_decision_to_go_on_is_recorded_and_holds_for_this_start(
    coordinator: Api, event: Event, database: Database, settings: Settings
) -> None:
    gone_on = made(coordinator, f"/events/{event.id}/go-on", 200)
    assert (gone_on["below_minimum"], gone_on["goes_on"]) == (True, True)
    assert "go_on" not in gone_on["allowed"]
    assert undecided(coordinator) == []
    assert told(database, settings) == []
    assert coordinator.post(f"/events/{event.id}/go-on").status_code == 409
    moved = {"sessions": [sitting(days=5)]}
    assert not made(coordinator, f"/events/{event.id}/postpone", 200, **moved)["goes_on"]
    assert undecided(coordinator) == ["Malá"]
    assert len(told(database, settings)) == 1


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"min_participants": 1}, False),
        ({"min_participants": None}, False),
        ({"registration": {"min_days": 2}}, False),
        ({"registration": {"min_days": 3}}, True),
    ],
)
def test_only_too_few_in_the_last_days_are_told(
    coordinator: Api,
    event: Event,
    database: Database,
    settings: Settings,
    change: dict[str, object],
    asked: bool,
) -> None:
    current = coordinator.get(f"/events/{event.id}").json()
    changed(coordinator, current, **change)
    assert undecided(coordinator) == (["Malá"] if asked else [])
    assert len(told(database, settings)) == int(asked)


def test_it_is_told_seven_days_before_unless_said_otherwise(
    coordinator: Api, event: Event, partnership: Partnership
) -> None:
    small = {"min_participants": 8, "registration": {"policy": "open"}}
    for title, days in (("Za šest dní", 6), ("Za devět dní", 9)):
        published(coordinator, partnership, title=title, sessions=[sitting(days=days)], **small)
    assert undecided(coordinator) == ["Malá", "Za šest dní"]
    stored = coordinator.get(f"/events/{event.id}").json()
    assert stored["registration"]["min_days"] == 7


def test_a_cancelled_event_is_decided(
    coordinator: Api, event: Event, database: Database, settings: Settings
) -> None:
    made(coordinator, f"/events/{event.id}/cancel", 200, reason="Málo účastníků")
    assert undecided(coordinator) == []
    assert told(database, settings) == []


def test_what_waits_reaches_the_coordinators_once_a_day(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    today = clock.today()
    night, day_before = (clock.at(today, hour) - timedelta(days=ago) for hour, ago in ((6, 0), (6, 1)))
    with database.writing() as session:
        event = factories.an_event(session, partnership, title="Schvalovaná")
        factories.a_registration(session, event, status=RegistrationStatus.PENDING, created_at=day_before)
        declined = {"status": InvitationStatus.DECLINED, "function": "OSPOD", "email": "o@mesto.example"}
        an_invitation(session, event, office="Městský úřad Včerejší", answered_at=day_before, **declined)
        an_invitation(session, event, office="Městský úřad Lhota", answered_at=night, **declined)
        quiet = factories.an_event(session, partnership, title="Rozdělovaná", undealt=True)
        factories.a_registration(session, quiet, status=RegistrationStatus.PENDING, created_at=day_before)
    for _ in range(2):
        with database.writing() as session:
            prepare(session, settings)
            digest.write_digests_of(session, today)
    [written] = [one for one in letters(database) if one.kind == "staff_digest"]
    mail = render(written.kind, "cs", written.data)
    assert mail.subject.replace("\u00a0", " ") == f"K rozhodnutí: {partnership.name}"
    for form in (mail.text, mail.html):
        said = form.replace("\u00a0", " ")
        assert "Schvalovaná" in said
        assert "Ke schválení: 1 přihláška. Odmítli: Městský úřad Lhota, OSPOD." in said
        assert f"/staff/events/{event.id}/registrations?status=pending" in said
        assert "Včerejší" not in said
        assert "Rozdělovaná" not in said


def next_morning() -> date:
    """The day of the next digest: after midnight still today."""
    today = clock.today()
    return today if clock.now() < clock.at(today, digest.DIGEST_HOUR) else today + timedelta(days=1)


def test_what_the_public_wrote_reaches_the_coordinators_too(
    coordinator: Api, api: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    written = [
        made(api, "/suggestions", partnership_id=partnership.id, text=f"Lavička {number}")
        for number in range(3)
    ]
    rows = coordinator.rows("/suggestions")
    assert len(rows) == len(written)
    made(coordinator, f"/suggestions/{rows[0]['id']}/answer", 200, text="Bude.")
    with database.writing() as session:
        prepare(session, settings)
        digest.write_digests_of(session, next_morning())
    [letter] = [one for one in letters(database) if one.kind == "staff_digest"]
    said = render(letter.kind, "cs", letter.data).text.replace("\u00a0", " ")
    assert "Podněty a dotazy" in said
    assert "2 zatím bez odpovědi." in said
    assert f"/staff/suggestions?partnership={partnership.id}&state=open" in said
    assert "Lavička" not in said, "what was written stays in the work area"


def test_applications_apologies_and_proposals_reach_the_coordinators_too(
    coordinator: Api, api: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        group = factories.a_group(session, partnership, name="Bydlení", open_to_new_members=True)
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Omluvená")
        factories.a_group_member(session, group, person)
        ours = factories.an_organisation(session, owner_partnership_id=partnership.id)
        fields: dict[str, Any] = {"phone": "485 000 000"}
        session.add(OrganisationProposal(organisation_id=ours.id, partnership_id=elsewhere.id, fields=fields))
        number = group.id
    applicant = {"first_name": "Jan", "last_name": "Nový", "email": "jan@spolek.example"}
    made(api, f"/working-groups/{number}/applications", **applicant, motivation="Chci pomoci.")
    meeting = published(coordinator, partnership, "/meetings", group_id=number)
    [member] = coordinator.get(f"/meetings/{meeting['id']}/members").json()["results"]
    made(api, f"/my/meetings/{member['url'].rpartition('/')[2]}/apologise", 200)
    with database.writing() as session:
        prepare(session, settings)
        digest.write_digests_of(session, next_morning())
    [letter] = [one for one in letters(database) if one.kind == "staff_digest"]
    said = render(letter.kind, "cs", letter.data).text.replace("\u00a0", " ")
    assert "Ke schválení: 1 přihláška do skupiny." in said
    assert f"/staff/groups/{number}/applications" in said
    assert "Odmítli: " in said and "Ema Omluvená" in said
    assert f"/staff/events/{meeting['id']}/members" in said
    assert "Ke schválení: 1 návrh." in said and "/staff/organisation-proposals?state=open" in said
    assert "Nový" not in said, "who applies stays in the work area"


def test_nothing_is_written_when_nothing_waits(
    coordinator: Api, event: Event, database: Database, settings: Settings
) -> None:
    with database.writing() as session:
        prepare(session, settings)
        digest.write_digests_of(session, clock.today())
    assert [one for one in letters(database) if one.kind == "staff_digest"] == []


def test_the_morning_letter_is_written_from_seven_on(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with database.writing() as session:
        event = factories.an_event(session, partnership, registration_policy="approval")
        factories.a_registration(session, event, status=RegistrationStatus.PENDING)
    for hour, written in ((6, 0), (7, 1), (15, 1)):
        with time_machine.travel(clock.at(tomorrow, hour), tick=False), database.writing() as session:
            prepare(session, settings)
            digest.write_digests(session)
        found = [one for one in letters(database) if one.kind == "staff_digest"]
        assert len(found) == written, hour


def test_nobody_is_asked_about_an_event_that_has_begun(
    coordinator: Api, event: Event, database: Database, settings: Settings
) -> None:
    assert event.starts_at is not None
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        shown = coordinator.get(f"/events/{event.id}").json()
        assert (shown["below_minimum"], "go_on" in shown["allowed"]) == (False, False)
        assert undecided(coordinator) == []
        assert told(database, settings) == []


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("kind", STAFF_KINDS)
def test_letters_to_the_staff_stand_with_a_title_alone(kind: str, lang: str) -> None:
    mail = render(kind, lang, {"event": {"title": "Malá"}, "signed_up": 1, "minimum": 8})
    assert "Malá" in mail.subject
    assert "None" not in mail.text + mail.html

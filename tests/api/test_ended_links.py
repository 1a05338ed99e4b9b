"""A link that has ended brings a new one to the mailbox of its record, once an hour, and tells nothing."""

from datetime import timedelta
from typing import Any

import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.organisations.people_models import Person
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import published, sitting
from tests.api.inviting import OFFICE, invite, link_of
from tests.api.minuting import a_meeting, item, move, write
from tests.api.registering import Opened, SignUp, leaving, letters, link_in, token_of
from tests.clients import Api

ANY = {"If-Match": "*"}


def asked(api: Api, path: str) -> None:
    """Always the same answer."""
    answer = api.post(f"{path}/link")
    assert (answer.status_code, answer.json()) == (202, {"noted": True})


def done(client: Api, path: str, **body: object) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text


def told(database: Database) -> list[tuple[str, str]]:
    return [(one.kind, one.receiver) for one in letters(database)]


def corrected(coordinator: Api, person_id: int, email: str) -> None:
    answer = coordinator.patch(f"/people/{person_id}", json={"email": email}, headers=ANY)
    assert answer.status_code == 200, answer.text


def test_of_a_registration_it_goes_to_the_right_mailbox_and_ends_no_other(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    receipt = sign_up(event(), email="spatna@spolek.example")
    wrong = f"/my/registrations/{token_of(receipt)}"
    person_id = coordinator.get(f"/registrations/{receipt['id']}").json()["person_id"]
    corrected(coordinator, person_id, "dobra@spolek.example")
    present = f"/my/registrations/{link_in(database, letters(database)[-1])}"
    for _ in range(3):
        asked(api, wrong)
    assert told(database)[1:] == [("registration_link", "dobra@spolek.example")]
    assert [api.get(path).status_code for path in (wrong, present)] == [404, 200]
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        asked(api, wrong)
        assert len(letters(database)) == 3


def test_of_an_invitation_it_goes_to_the_address_that_was_corrected(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    [invited, withdrawn] = invite(coordinator, event(), offices=[OFFICE, {**OFFICE, "function": "jiná"}])
    old, gone = link_of(coordinator, invited), link_of(coordinator, withdrawn)
    done(coordinator, f"/invitations/{invited['id']}/address", email="prava@lhota.example")
    done(coordinator, f"/invitations/{withdrawn['id']}/withdraw")
    before = len(letters(database))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        for path in (old, old, gone, "/my/invitations/7-nonsense", "/my/invitations/x"):
            asked(api, path)
        assert told(database)[before:] == [("invitation", "prava@lhota.example")]
        sent = leaving(database, letters(database)[-1])
        assert sent["invitation_url"].endswith(link_of(coordinator, invited))
        assert [api.get(old).status_code, api.get(link_of(coordinator, invited)).status_code] == [404, 200]


def test_of_a_meeting_and_of_minutes_it_goes_to_the_member(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        met = a_meeting(session, partnership)
        group = session.get_one(WorkingGroup, met.group_id)
        person = factories.a_person(session, partnership, email="stara@spolek.example").id
        factories.a_group_member(session, group, session.get_one(Person, person))
    ahead: Any = published(
        coordinator, partnership, "/meetings", group_id=met.group_id, sessions=[sitting(3)]
    )
    done(coordinator, f"/meetings/{ahead['id']}/invite")
    write(coordinator, met, item(title="Bydlení"))
    until = (clock.now() + timedelta(days=3)).isoformat()
    assert move(coordinator, met, "submit", comment_until=until) == (200, "comment")
    [invited, to_comment] = [
        leaving(database, one) for one in letters(database) if one.receiver == "stara@spolek.example"
    ]
    old = [
        f"/my/{facts[name].partition('/my/')[2]}"
        for facts, name in ((invited, "invitation_url"), (to_comment, "read_url"))
    ]
    assert [api.get(path).status_code for path in old] == [200, 200]
    corrected(coordinator, person, "nova@spolek.example")
    assert [api.get(path).status_code for path in old] == [404, 404]
    before = len(letters(database))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        for path in (*old, *old, "/my/meetings/7-x", f"/my/minutes/1-1-{'x' * 54}", "/my/minutes/x"):
            asked(api, path)
        found = letters(database)[before:]
        assert {(one.kind, one.receiver) for one in found} == {
            ("meeting_invitation", "nova@spolek.example"),
            ("minutes_for_comment", "nova@spolek.example"),
        }
        assert len(found) == 2
        for one in found:
            facts = leaving(database, one)
            link = facts.get("read_url") if one.kind == "minutes_for_comment" else facts["invitation_url"]
            assert api.get(f"/my/{str(link).partition('/my/')[2]}").status_code == 200

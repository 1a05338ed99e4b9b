"""The link to one's own registration is the right to it; the ticket is another secret."""

from datetime import timedelta

import time_machine

from app.core import clock
from app.core.database.engine import Database
from tests import factories
from tests.api.registering import Opened, SignUp, code_of, token_of
from tests.clients import Api


def test_the_link_shows_and_changes_the_own_registration(api: Api, event: Opened, sign_up: SignUp) -> None:
    path = f"/my/registrations/{token_of(sign_up(event(sessions=2), first_name='Věra'))}"
    seen = api.get(path)
    assert (seen.json()["first_name"], len(seen.json()["event"]["sessions"])) == ("Věra", 2)
    changed = api.patch(
        path,
        json={"phone": "+420 485 000 000", "consents": {"photos": True}},
        headers={"If-Match": seen.headers["etag"]},
    )
    assert changed.json()["consents"] == {"photos": True, "newsletter": False}
    assert api.patch(path, json={"note": "x"}, headers={"If-Match": seen.headers["etag"]}).status_code == 412


def test_an_organisation_of_the_directory_stays_until_another_one_is_typed(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    with database.writing() as session:
        listed = factories.an_organisation(session, "Obec Lhota")
        number = listed.id
    told = sign_up(event(), organisation_id=number)
    path, whole = f"/my/registrations/{token_of(told)}", f"/registrations/{told['id']}"
    api.patch(path, json={"organisation_name": "Obec Lhota"}, headers={"If-Match": "*"})
    assert coordinator.get(whole).json()["organisation_id"] == number
    changed = api.patch(path, json={"organisation_name": "Spolek Vlna"}, headers={"If-Match": "*"})
    assert changed.json()["organisation_name"] == "Spolek Vlna"
    assert coordinator.get(whole).json()["organisation_id"] is None


def test_another_link_is_no_link(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event()
    one, other = token_of(sign_up(event_id)), token_of(sign_up(event_id))
    swapped = f"{one.partition('-')[0]}-{other.partition('-')[2]}"
    for wrong in (swapped, one[:-1], f"{one}x", "0", "x", "999-abc", f"{10**12}-a", "²-a"):
        assert api.get(f"/my/registrations/{wrong}").status_code == 404, wrong


def test_the_ticket_is_another_secret_than_the_link(api: Api, event: Opened, sign_up: SignUp) -> None:
    token = token_of(sign_up(event()))
    code = api.get(f"/my/registrations/{token}").json()["ticket_code"]
    assert code != token
    assert api.get(f"/my/registrations/{code}").status_code == 404
    ticket = api.get(f"/my/registrations/{token}/ticket.svg")
    assert ticket.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in ticket.content


def test_somebody_waiting_has_no_ticket(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1)
    sign_up(event_id)
    token = token_of(sign_up(event_id))
    assert api.get(f"/my/registrations/{token}").json()["ticket_code"] is None
    assert api.get(f"/my/registrations/{token}/ticket.svg").status_code == 404


def test_the_calendar_file_holds_each_session(api: Api, event: Opened, sign_up: SignUp) -> None:
    own = api.get(f"/my/registrations/{token_of(sign_up(event(sessions=3)))}").json()
    calendar = api.get(own["calendar_url"].partition("/api/v1")[2])
    assert calendar.text.count("BEGIN:VEVENT") == 3


def test_after_the_event_nothing_can_be_cancelled(api: Api, event: Opened, sign_up: SignUp) -> None:
    token = token_of(sign_up(event()))
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert code_of(api.post(f"/my/registrations/{token}/cancel")) == (409, "event_past")


def test_the_name_of_a_chosen_organisation_sent_as_shown_changes_nothing(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    with database.writing() as session:
        office = factories.an_organisation(session)
    path = f"/my/registrations/{token_of(sign_up(event(), organisation_id=office.id))}"
    seen = api.get(path)
    assert seen.json()["organisation_name"] == office.name
    as_shown = {"organisation_name": office.name}
    saved = api.patch(path, json=as_shown, headers={"If-Match": seen.headers["etag"]})
    assert saved.headers["etag"] == seen.headers["etag"]

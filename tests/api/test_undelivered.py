"""Letters that did not arrive: told at the registration, and sent again once the address is right."""

from collections.abc import Callable

import pytest

from app.core.database.engine import Database
from app.core.mail import outbox
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests import factories
from tests.api.asking import refusal
from tests.api.registering import Opened, SignUp, letters
from tests.clients import Api
from tests.mailbox import receiving

REFUSED = "550 no such user"


def refuse_all(database: Database) -> None:
    while (letter := outbox.claim_next(database)) is not None:
        with database.writing() as session:
            outbox.mark_refused(session, letter, REFUSED)


@pytest.fixture
def lost(database: Database, event: Opened, sign_up: SignUp) -> tuple[int, int]:
    """An event with two registrations, and the one whose letter was refused."""
    event_id = event()
    registration = sign_up(event_id, email="spatna@spolek.example")
    refuse_all(database)
    sign_up(event_id)
    return event_id, registration["id"]


def test_a_registration_says_which_letter_did_not_arrive_and_why(
    coordinator: Api, lost: tuple[int, int]
) -> None:
    event_id, number = lost
    rows = coordinator.rows(f"/events/{event_id}/registrations")
    assert [row["mail_state"] for row in rows] == ["refused", None]
    filtered = coordinator.get(f"/events/{event_id}/registrations?undelivered=true&count=true").json()
    assert ([row["id"] for row in filtered["results"]], filtered["total"]) == ([number], 1)
    assert len(coordinator.rows(f"/events/{event_id}/registrations?undelivered=false")) == 1
    [letter] = coordinator.get(f"/registrations/{number}").json()["undelivered"]
    assert (letter["kind"], letter["state"], letter["error"]) == (
        "registration_confirmed",
        "refused",
        REFUSED,
    )
    assert letter["receiver"] == "spatna@spolek.example"


def test_it_is_sent_again_to_the_address_put_right(
    coordinator: Api, database: Database, settings: Settings, lost: tuple[int, int]
) -> None:
    found = coordinator.get(f"/registrations/{lost[1]}").json()
    [letter] = found["undelivered"]
    person = f"/people/{found['person_id']}"
    coordinator.patch(person, json={"email": "dobra@spolek.example"}, headers={"If-Match": "*"})
    again = coordinator.post(f"/letters/{letter['id']}/resend").json()
    assert (again["state"], again["receiver"], again["allowed"]) == ("open", "dobra@spolek.example", [])
    assert coordinator.get(f"/registrations/{lost[1]}").json()["undelivered"] == []
    with receiving() as (smtp_url, mailbox):
        while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
            pass
    assert len(mailbox.of("dobra@spolek.example")) == 1
    assert refusal(coordinator.post(f"/letters/{letter['id']}/resend")) == (409, "wrong_state")


def test_without_an_address_there_is_nowhere_to_send_it(coordinator: Api, lost: tuple[int, int]) -> None:
    found = coordinator.get(f"/registrations/{lost[1]}").json()
    person = f"/people/{found['person_id']}"
    coordinator.patch(person, json={"email": None}, headers={"If-Match": "*"})
    [letter] = found["undelivered"]
    assert refusal(coordinator.post(f"/letters/{letter['id']}/resend")) == (409, "no_address")


def test_the_staff_see_the_letters_of_their_partnership_and_of_no_other(
    coordinator: Api, admin: Api, database: Database, partnership: Partnership, lost: tuple[int, int]
) -> None:
    with database.writing() as session:
        other = factories.a_partnership(session)
        place = {"partnership_id": other.id, "about": "registration:99"}
        data = {"event": {"title": "Jinde"}}
        outbox.enqueue(session, "event_changed", "jinde@spolek.example", "cs", data, **place)
    elsewhere = letters(database)[-1].id
    assert [row["partnership_id"] for row in coordinator.rows("/letters")] == [partnership.id] * 2
    assert len(admin.rows("/letters")) == 3
    assert len(admin.rows(f"/letters?partnership={other.id}")) == 1
    assert len(admin.rows("/letters?state=refused")) == 1
    assert len(admin.rows("/letters?kind=event_changed")) == 1
    assert len(coordinator.rows(f"/letters?about=registration:{lost[1]}")) == 1
    assert refusal(coordinator.post(f"/letters/{elsewhere}/resend")) == (404, "not_found")


def test_the_outbox_tells_nobody_the_secrets_of_a_letter(coordinator: Api, lost: tuple[int, int]) -> None:
    assert "manage" not in coordinator.get("/letters").text
    assert "/my/registrations/" not in coordinator.get("/letters").text


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 403), ("member", 403), ("facilitator", 403), (None, 403)]
)
def test_only_coordinators_send_again(
    signed_in: Callable[..., Api],
    database: Database,
    partnership: Partnership,
    lost: tuple[int, int],
    role: str | None,
    status: int,
) -> None:
    somebody = signed_in(role, partnership)
    letter = letters(database)[0].id
    assert somebody.post(f"/letters/{letter}/resend").status_code == status
    assert somebody.get("/letters").status_code == (200 if role == "auditor" else 403)

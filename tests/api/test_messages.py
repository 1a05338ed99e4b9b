"""A message to the participants of an event: by state or chosen, previewed, tested, counted."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests import factories
from tests.api.asking import refusal
from tests.api.registering import Opened, SignUp, letters
from tests.clients import Api
from tests.mailbox import Mailbox, receiving

WORDS = {
    "subject": "Sejdeme se o hodinu dříve",
    "text": "Milá {name},\npřijďte prosím už v 8.00.\n\nDěkujeme.",
}


@pytest.fixture
def number(event: Opened) -> int:
    return event(capacity=2, title="Kulatý stůl Frýdlant")


@pytest.fixture
def people(number: int, sign_up: SignUp) -> list[Any]:
    """Two with a seat and one who waits."""
    return [sign_up(number, email=f"osoba{one}@spolek.example") for one in range(3)]


def write(client: Api, number: int, **more: Any) -> Any:
    return client.post(f"/events/{number}/messages", json={**WORDS, **more})


def delivered(database: Database, settings: Settings) -> Mailbox:
    with receiving() as (smtp_url, mailbox):
        while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
            pass
    return mailbox


def test_a_message_reaches_those_in_a_state_and_is_counted(
    coordinator: Api, number: int, people: list[Any], database: Database, settings: Settings
) -> None:
    delivered(database, settings)
    answer = write(coordinator, number, status=["confirmed"])
    assert (answer.status_code, answer.json()["receivers"]) == (202, 2)
    path = answer.headers["location"].removeprefix("/api/v1")
    assert path == f"/messages/{answer.json()['id']}"
    assert coordinator.get(path).json()["waiting"] == 2
    mailbox = delivered(database, settings)
    assert sorted(str(one["To"].addresses[0].addr_spec) for one in mailbox.letters) == [
        "osoba0@spolek.example",
        "osoba1@spolek.example",
    ]
    [letter] = mailbox.of("osoba0")
    assert str(letter["Subject"]).replace("\u00a0", " ") == WORDS["subject"]
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\u00a0", " ").replace("\r", "")
    assert "přijďte prosím už v 8.00.\n\nDěkujeme." in text
    assert "{name}" not in text and "/my/registrations/" in text
    message = coordinator.get(path).json()
    assert [message[name] for name in ("sent", "failed", "waiting", "receivers")] == [2, 0, 0, 2]
    assert coordinator.rows(f"/events/{number}/messages") == [message]


def test_a_message_reaches_chosen_registrations(
    coordinator: Api, number: int, people: list[Any], database: Database
) -> None:
    before = len(letters(database))
    chosen = [people[0]["id"], people[2]["id"]]
    assert write(coordinator, number, registration_ids=chosen).json()["receivers"] == 2
    assert {one.about for one in letters(database)[before:]} == {f"registration:{one}" for one in chosen}


def test_a_test_goes_to_the_sender_alone_and_is_not_stored(
    coordinator: Api, number: int, people: list[Any], database: Database
) -> None:
    before = len(letters(database))
    text = "Dobrý den,\nspravujte ji zde: {manage_url}"
    answer = write(coordinator, number, status=["confirmed"], test=True, text=text)
    assert answer.json() == {"id": None, "receivers": 1}
    [letter] = letters(database)[before:]
    assert letter.data["words"]["lead"].endswith("zde: [odkaz každého příjemce na jeho přihlášku]")
    assert letter.receiver == coordinator.get("/me").json()["user"]["email"]
    assert "manage_url" not in letter.data
    assert coordinator.rows(f"/events/{number}/messages") == []


def test_a_preview_shows_the_letter_and_sends_nothing(
    coordinator: Api, number: int, people: list[Any], database: Database
) -> None:
    before = len(letters(database))
    seen = coordinator.post(
        f"/events/{number}/messages/preview", json={**WORDS, "status": ["confirmed", "waiting"]}
    ).json()
    assert seen["subject"].replace("\u00a0", " ") == WORDS["subject"]
    assert "Milá Ema" in seen["text"].replace("\u00a0", " ")
    assert (seen["receivers"], seen["without_address"]) == (3, 0)
    assert len(letters(database)) == before


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "#/status", "required"),
        ({"status": ["declined"]}, "#/status", "nobody_there"),
        ({"status": ["confirmed"], "registration_ids": [1]}, "#/registration_ids", "not_allowed"),
        ({"registration_ids": [999_999]}, "#/registration_ids/0", "not_found"),
        ({"status": ["confirmed"], "text": "Důvod: {reason}"}, "#/text", "unknown_placeholder"),
        ({"status": ["confirmed"], "text": "  "}, "#/text", "required"),
    ],
)
def test_a_message_that_cannot_be_sent_says_why(
    coordinator: Api, number: int, people: list[Any], body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = write(coordinator, number, **body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


def test_braces_that_are_no_placeholder_are_sent_as_typed(
    coordinator: Api, number: int, people: list[Any], database: Database, settings: Settings
) -> None:
    delivered(database, settings)
    typed = {"subject": "{Pozor", "text": "Cena {100 Kč} {{name}}\n}"}
    seen = coordinator.post(f"/events/{number}/messages/preview", json=typed).json()
    assert seen["kept_braces"] == ["{100 Kč}"]
    assert write(coordinator, number, status=["confirmed"], **typed).status_code == 202
    [letter] = delivered(database, settings).of("osoba0")
    assert str(letter["Subject"]) == "{Pozor"
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\u00a0", " ").replace("\r", "")
    assert "Cena {100 Kč} {" in text and "{name}" not in text and "\n}" in text


def test_all_that_is_wrong_with_a_message_is_told_at_once(
    coordinator: Api, number: int, people: list[Any]
) -> None:
    wrong = {"status": ["declined"], "subject": "", "text": "{reason}", "complete": True}
    answer = coordinator.post(f"/events/{number}/messages/preview", json=wrong)
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("#/subject", "required"),
        ("#/text", "unknown_placeholder"),
        ("#/status", "nobody_there"),
    ]


def test_those_without_an_address_are_counted_apart(
    coordinator: Api, number: int, database: Database, partnership: Partnership
) -> None:
    coordinator.post(f"/events/{number}/registrations", json={"first_name": "Jan", "last_name": "Bezadresný"})
    body = {"status": ["confirmed"]}
    seen = coordinator.post(f"/events/{number}/messages/preview", json=body).json()
    assert (seen["receivers"], seen["without_address"]) == (0, 1)
    assert write(coordinator, number, **body).json()["errors"][0]["code"] == "no_receivers"
    reached = {"first_name": "Eva", "last_name": "Dostupná", "email": "eva@spolek.example"}
    coordinator.post(f"/events/{number}/registrations", json=reached)
    assert write(coordinator, number, **body).json()["receivers"] == 1


def test_only_coordinators_are_offered_to_write(
    signed_in: Callable[..., Api], coordinator: Api, number: int, people: list[Any], partnership: Partnership
) -> None:
    assert "message" in coordinator.get(f"/events/{number}").json()["allowed"]
    for role in ("auditor", "member", "facilitator"):
        somebody = signed_in(role, partnership)
        assert "message" not in somebody.get(f"/events/{number}").json()["allowed"]
        assert refusal(write(somebody, number, status=["confirmed"])) == (403, "forbidden")


def test_staff_read_a_letter_as_it_went_out_without_its_links(
    coordinator: Api, number: int, people: list[Any], database: Database, settings: Settings
) -> None:
    [first, *_] = coordinator.rows(f"/events/{number}/letters")
    assert first["allowed"] == []
    assert refusal(coordinator.get(f"/letters/{first['id']}/text")) == (404, "not_found")
    delivered(database, settings)
    rows = coordinator.rows(f"/events/{number}/letters")
    assert [row["allowed"] for row in rows] == [["read"]] * 3
    told = coordinator.get(f"/letters/{first['id']}/text").json()
    assert "Frýdlant" in told["subject"] and told["receiver"] == "osoba0@spolek.example"
    assert f"/events/{number}" in told["text"]
    assert "/my/" not in told["text"] and "/…" in told["text"]


def test_letters_of_an_event_are_its_own(
    coordinator: Api, event: Opened, sign_up: SignUp, number: int, people: list[Any]
) -> None:
    sign_up(event())
    assert len(coordinator.rows(f"/events/{number}/letters")) == 3
    assert len(coordinator.rows(f"/events/{number}/letters?kind=registration_waiting")) == 1


def test_letters_of_accounts_are_read_by_nobody(admin: Api, database: Database) -> None:
    with database.writing() as session:
        fields = {"kind": "mail_trouble", "receiver": "a@b.example", "state": "sent", "text": "tajné"}
        number = factories.stored(session, Letter(**fields)).id
    assert refusal(admin.get(f"/letters/{number}/text")) == (404, "not_found")

"""Writing to the participants of an event, with scripts off."""

import re

import pytest
from sqlmodel import select

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationStatus
from tests import factories
from tests.api.registering import letters
from tests.clients import Browser
from tests.site.desk import fields
from tests.site.robot import visit

WORDS = {"subject": "Sejdeme se dříve", "text": "Milá {name},\npřijďte prosím v 8.00."}


@pytest.fixture
def event(database: Database, partnership: Partnership) -> int:
    """With two people signed up and one who waits."""
    with database.writing() as session:
        found = factories.an_event(session, partnership, title="Kulatý stůl Lhota")
        for status in (*[RegistrationStatus.CONFIRMED] * 2, RegistrationStatus.WAITING):
            factories.a_registration(session, found, status=status)
        return found.id or 0


def read(office: Browser, path: str) -> str:
    return office.get(path).text.replace("\u00a0", " ")


def test_a_coordinator_writes_to_all_with_a_seat(office: Browser, event: int, database: Database) -> None:
    page = read(office, f"/staff/events/{event}")
    here = f"/staff/events/{event}/messages/new"
    assert f'href="{here}"' in page
    form = fields(office.get(here).text) | {**WORDS, "status": "confirmed"}
    assert "Pozdrav „Dobrý den,“ se nad váš text doplní sám." in read(office, here)
    assert ">Potvrzeno<" in office.get(here).text
    seen = office.post(here, data={**form, "act": "preview"}).text.replace("\u00a0", " ")
    assert "Dostanou ji 2 osoby." in seen
    assert "přijďte prosím v 8.00." in seen
    before = len(letters(database))
    question = office.post(here, data=form)
    assert "Odeslat 2 lidem?" in question.text.replace("\u00a0", " ")
    assert "přijďte prosím v 8.00." in question.text.replace("\u00a0", " ")
    assert len(letters(database)) == before
    answer = office.post(here, data=fields(question.text) | {"act": "send"})
    assert answer.status_code == 303
    assert len(letters(database)) == before + 2
    result = read(office, answer.headers["location"])
    assert "2 zprávy se odesílají." in result
    assert re.search(r'class="figure">\s*2</span>\s*příjemců', result)
    listed = read(office, f"/staff/events/{event}/messages")
    assert WORDS["subject"] in listed
    assert "Zpráva účastníkům" in read(office, f"/staff/events/{event}/letters")


def test_a_test_letter_goes_to_oneself_and_the_words_stay(
    office: Browser, event: int, database: Database
) -> None:
    here = f"/staff/events/{event}/messages/new"
    form = fields(office.get(here).text) | {**WORDS, "status": "confirmed"}
    before = len(letters(database))
    answer = office.post(here, data={**form, "act": "test"})
    assert "Zkušební zpráva" in answer.text and WORDS["subject"] in answer.text
    assert len(letters(database)) == before + 1
    form = fields(answer.text) | {**WORDS, "status": "confirmed", "act": "send"}
    assert office.post(here, data=form).status_code == 303
    assert len(letters(database)) == before + 3


def test_chosen_registrations_come_along(office: Browser, event: int, database: Database) -> None:
    with database.reading() as session:
        number = session.exec(select(Registration.id).where(Registration.event_id == event)).first()
    here = f"/staff/events/{event}/messages/new"
    page = read(office, f"{here}?ids={number}")
    assert "1 přihláška." in page
    assert 'name="status"' not in page
    before = len(letters(database))
    question = office.post(here, data=fields(page) | WORDS).text
    assert office.post(here, data=fields(question) | {"act": "send"}).status_code == 303
    assert letters(database)[before:][0].about == f"registration:{number}"
    assert len(letters(database)) == before + 1


def test_those_ticked_in_the_list_are_written_to(office: Browser, event: int) -> None:
    here = f"/staff/events/{event}/registrations"
    page = office.get(here).text
    numbers = re.findall(r'name="ids" value="(\d+)"', page)
    assert len(numbers) == 3
    [there] = re.findall(r'formaction="([^"]*/messages/new)"', page)
    query = "&".join(f"ids={number}" for number in numbers[:2])
    assert "2 přihlášky." in read(office, f"{there}?{query}")


def test_nobody_to_write_to_keeps_the_form(office: Browser, event: int) -> None:
    here = f"/staff/events/{event}/messages/new"
    form = fields(office.get(here).text) | {**WORDS, "status": "declined"}
    answer = office.post(here, data=form)
    assert answer.status_code == 422
    assert "v tomto stavu nikdo není" in answer.text.replace("\u00a0", " ")
    assert "ve vybraných stavech nikdo není" in answer.text.replace("\u00a0", " ")
    assert WORDS["subject"] in answer.text


@pytest.mark.parametrize("status", ["confirmed", ["confirmed", "waiting"]])
def test_enter_in_a_field_sends_nothing_and_the_words_come_back(
    office: Browser, event: int, database: Database, status: str | list[str]
) -> None:
    """Enter presses the first button of a form."""
    here = f"/staff/events/{event}/messages/new"
    [form] = [one for one in visit(office, here).forms("post") if "subject" in one.names]
    before = len(letters(database))
    typed = {**dict(form.pairs), **WORDS, "status": status}
    question = office.post(here, data=typed)
    assert question.status_code == 200
    assert len(letters(database)) == before
    hidden = {**fields(question.text), "status": status}
    again = office.post(here, data={**hidden, "act": "edit"}).text
    assert fields(again)["text"].replace("\r\n", "\n") == WORDS["text"]
    assert len(letters(database)) == before


@pytest.mark.parametrize("missing", ["subject", "text"])
def test_what_is_missing_is_said_before_the_question(office: Browser, event: int, missing: str) -> None:
    here = f"/staff/events/{event}/messages/new"
    form = fields(office.get(here).text) | {**WORDS, "status": "confirmed", missing: ""}
    answer = office.post(here, data=form)
    assert answer.status_code == 422
    assert f'href="#{missing}"' in answer.text

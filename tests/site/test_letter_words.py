"""Own words in letters, and letters that did not arrive, as a browser without scripts sees them."""

import re
from html import unescape

from app.core.database.engine import Database
from app.core.mail import outbox
from app.letters.kinds import LETTER_KINDS
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import letters
from tests.clients import Api, Browser
from tests.site.desk import fields


def words_of(partnership: Partnership, kind: str = "registration_confirmed", lang: str = "cs") -> str:
    return f"/staff/partnerships/{partnership.id}/letters/{kind}/{lang}"


def letter_in(page: str) -> str:
    found = re.search(r'srcdoc="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_every_kind_of_letter_can_be_opened_from_the_partnership(
    office: Browser, partnership: Partnership
) -> None:
    page = office.get(f"/staff/partnerships/{partnership.id}").text
    here = f"/staff/partnerships/{partnership.id}/letters"
    assert f'href="{here}"' in page
    addresses = re.findall(rf'href="({here}/[^"]+)"', office.get(here).text)
    assert len(addresses) == 2 * (len(LETTER_KINDS) + 1)
    assert {address: office.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert office.get(f"{here}/love_letter/cs").status_code == 404


def test_the_editor_begins_with_the_usual_words_and_shows_the_letter(
    office: Browser, partnership: Partnership
) -> None:
    page = office.get(words_of(partnership)).text
    typed = fields(page)
    assert typed["subject"] == "Přihláška potvrzena: {event}"
    assert "potvrzujeme vaši přihlášku" in typed["lead"]
    assert "Ema Ukázková" in letter_in(page)
    assert "<code>{manage_url}</code>" in page


def test_a_preview_shows_what_was_typed_and_stores_nothing(office: Browser, partnership: Partnership) -> None:
    here = words_of(partnership)
    typed = fields(office.get(here).text) | {"lead": "Vítejte, {name}! <b>", "act": "preview"}
    page = office.post(here, data=typed)
    assert page.status_code == 200
    assert "Vítejte, Ema Ukázková! &lt;b&gt;" in letter_in(page.text)
    assert fields(page.text)["lead"] == "Vítejte, {name}! <b>"
    alone = office.post(f"{here}/preview", data=typed).text
    assert "Vítejte, Ema Ukázková!" in letter_in(alone)
    assert "<html lang" in letter_in(alone)
    assert "<h1>" not in alone
    assert "potvrzujeme" in fields(office.get(here).text)["lead"]


def test_closing_lines_that_nobody_has_written_are_no_mistake(
    office: Browser, partnership: Partnership
) -> None:
    page = office.get(f"/staff/partnerships/{partnership.id}/letters/signature/cs").text
    assert "Zatím tu nic není." in page
    assert "Vyplňte, prosím." not in page


def test_words_are_saved_and_taken_back(office: Browser, partnership: Partnership) -> None:
    here = words_of(partnership)
    overview = f"/staff/partnerships/{partnership.id}/letters"
    saved = office.post(here, data=fields(office.get(here).text) | {"lead": "Vítejte, {name}!"})
    assert (saved.status_code, saved.headers["location"]) == (303, overview)
    assert "vlastní text" in office.get(overview).text
    assert fields(office.get(here).text)["lead"] == "Vítejte, {name}!"
    question = office.get(f"{here}/usual")
    assert office.post(f"{here}/usual", data=fields(question.text)).headers["location"] == overview
    assert "vlastní text" not in office.get(overview).text


def test_a_slip_is_told_beside_the_field_and_nothing_typed_is_lost(
    office: Browser, partnership: Partnership
) -> None:
    here = words_of(partnership)
    for act in ({}, {"act": "preview"}):
        typed = fields(office.get(here).text) | {"lead": "Vítejte, {jmeno}!", **act}
        page = office.post(here, data=typed)
        assert page.status_code == (200 if act else 422)
        assert "{jmeno} tu použít nejde." in page.text.replace("\u00a0", " ")
        assert 'id="lead-error"' in page.text
        assert fields(page.text)["lead"] == "Vítejte, {jmeno}!"
    assert "{jmeno} tu použít nejde." in office.post(f"{here}/preview", data=typed).text.replace(
        "\u00a0", " "
    )


def test_words_changed_by_somebody_else_meanwhile_are_shown_beside_ones_own(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    here = words_of(partnership)
    typed = fields(office.get(here).text) | {"lead": "Moje slova"}
    path = f"/partnerships/{partnership.id}/letter-words/registration_confirmed/cs"
    coordinator.put(path, json={"lead": "Cizí slova"}, headers={"If-Match": "*"})
    page = office.post(here, data=typed)
    assert page.status_code == 412
    assert "Cizí slova" in page.text
    assert fields(page.text)["lead"] == "Moje slova"
    assert office.post(here, data=fields(page.text)).status_code == 303


def test_days_of_reminders_are_typed_with_a_comma(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    here = f"/staff/partnerships/{partnership.id}/edit"
    form = fields(office.get(here).text)
    assert form["reminder_days"] == "7, 1"
    for typed, days in (("14,3 ; 1", [14, 3, 1]), ("", [])):
        saved = office.post(here, data=fields(office.get(here).text) | {"reminder_days": typed})
        assert saved.status_code == 303, saved.text
        assert coordinator.get(f"/partnerships/{partnership.id}").json()["reminder_days"] == days


def test_an_event_has_days_of_its_own_none_or_those_of_the_partnership(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
    here = f"/staff/events/{event.id}/edit?kind={event.kind.value}"
    for typed, days in (("3", [3]), ("0", []), ("", None)):
        saved = office.post(here, data=fields(office.get(here).text) | {"registration-reminder_days": typed})
        assert saved.status_code == 303, saved.text
        assert coordinator.get(f"/events/{event.id}").json()["registration"]["reminder_days"] == days
        assert fields(office.get(here).text)["registration-reminder_days"] == typed


def test_a_letter_that_did_not_arrive_is_told_where_one_looks_and_sent_again(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
    here = f"/staff/events/{event.id}"
    form = {"first_name": "Jana", "last_name": "Nová", "email": "spatna@spolek.example"}
    office.post(f"{here}/registrations/new", data=form)
    assert (
        "nepodařilo doručit"
        not in office.get(f"{here}/registrations?status=confirmed").text.split("<table")[1]
    )
    refused = outbox.claim_next(database)
    assert refused is not None
    with database.writing() as session:
        outbox.mark_refused(session, refused, "550 no such user")
    page = office.get(here).text
    step = page.partition('aria-labelledby="step"')[2].partition("</section>")[0]
    assert f'href="{here}/registrations?undelivered=true"' in step
    listed = office.get(f"{here}/registrations?undelivered=true").text
    assert "Nedoručeno" in listed.split("<table")[1]
    [own] = re.findall(rf'href="({here}/registrations/\d+)"', listed)
    page = office.get(own).text.replace("\u00a0", " ")
    assert "adresa neexistuje nebo nepřijímá poštu (550 no such user)" in page
    sent = office.post(f"/staff/letters/{refused.id}/resend", data={"next": own})
    assert sent.headers["location"] == own
    assert [one.state for one in letters(database)] == ["open"]
    assert "nepodařilo" not in office.get(own).text

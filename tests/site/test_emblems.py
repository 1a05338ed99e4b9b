"""The emblem of a programme from its upload to the page of an event and its sheet."""

import re
from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.projects.models import FundingProgramme, Project
from app.worker import deliver_next
from tests import factories
from tests.clients import Browser
from tests.mailbox import receiving
from tests.site.desk import fields

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#039"/></svg>'

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def paid(database: Database, partnership: Partnership) -> dict[str, Any]:
    with database.writing() as session:
        programme = FundingProgramme(code="OPZ", name="OP Zaměstnanost", publicity="Podpořeno z ESF.")
        factories.stored(session, programme)
        project = Project(title="Projekt", partnership_id=partnership.id, programme_id=programme.id)
        factories.stored(session, project)
        event = factories.an_event(session, partnership, project_id=project.id)
        return {"programme": programme.id, "event": event.id}


def test_an_uploaded_emblem_stands_on_the_page_of_the_event_and_on_its_sheet(
    office: Browser, partnership: Partnership, paid: dict[str, Any]
) -> None:
    here = f"/staff/partnerships/{partnership.id}/emblems"
    assert here in office.get(f"/staff/partnerships/{partnership.id}").text
    typed = {"programme_id": str(paid["programme"]), "alt": "Evropská unie"}
    nothing = office.post(here, data=typed, files={"svg": ("", b"")})
    assert (nothing.status_code, "Evropská unie" in nothing.text) == (422, True)
    assert "jeden z obou je potřeba" in nothing.text.replace("\u00a0", " ")
    assert "(nepovinné)" not in nothing.text.partition('id="programme_id"')[2].partition("</form>")[0]
    plain = office.get(f"/staff/events/{paid['event']}/attendance-sheet.pdf").content
    assert office.post(here, data=typed, files={"svg": ("eu.svg", SVG)}).status_code == 303
    page = office.get(f"/events/{paid['event']}").text
    assert 'alt="Evropská unie"' in page
    assert "Podpořeno z" in page
    address = page.partition('<img src="')[2].partition('"')[0]
    picture = office.get(address)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert b"#039" in picture.content
    assert len(office.get(f"/staff/events/{paid['event']}/attendance-sheet.pdf").content) > len(plain)


def test_an_emblem_is_removed_after_a_question(
    office: Browser, partnership: Partnership, paid: dict[str, Any]
) -> None:
    here = f"/staff/partnerships/{partnership.id}/emblems"
    typed = {"programme_id": str(paid["programme"]), "alt": "Evropská unie"}
    office.post(here, data=typed, files={"svg": ("eu.svg", SVG)})
    [there] = re.findall(rf'href="({here}/\d+/remove)"', office.get(here).text)
    question = office.get(there).text
    for _pressed in range(2):
        assert office.post(there, data=fields(question)).headers["location"] == here
    assert "/remove" not in office.get(here).text
    assert 'alt="Evropská unie"' not in office.get(f"/events/{paid['event']}").text
    assert office.get(there).status_code == 404


def test_letters_about_the_event_carry_sentence_and_emblem(
    office: Browser, partnership: Partnership, paid: dict[str, Any], database: Database, settings: Settings
) -> None:
    here = f"/staff/partnerships/{partnership.id}/emblems"
    typed = {"programme_id": str(paid["programme"]), "alt": "Evropská unie"}
    assert office.post(here, data=typed, files={"png": ("eu.png", PNG)}).status_code == 303
    person = {"first_name": "Věra", "last_name": "Nová", "email": "vera@obec.example"}
    assert office.post(f"/events/{paid['event']}/register", data=person).status_code == 303
    with receiving() as (smtp_url, mailbox):
        while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
            pass
    [letter] = mailbox.of("vera@obec.example")
    parts = {part.get_content_type(): part for part in letter.walk()}
    for form in ("text/plain", "text/html"):
        assert "Podpořeno z" in parts[form].get_content(), form
    assert 'src="cid:emblem" alt="Evropská unie"' in parts["text/html"].get_content()
    assert parts["image/png"]["Content-ID"] == "<emblem>"
    assert parts["image/png"].get_content() == PNG
    assert "text/calendar" in parts

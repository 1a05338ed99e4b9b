"""The emblem of a programme from its upload to the page of an event and its sheet."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.projects.models import FundingProgramme, Project
from tests import factories
from tests.clients import Browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#039"/></svg>'


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

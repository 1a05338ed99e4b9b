"""The newsletter on the pages: composed and sent in the office, ordered and read by the public."""

from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event, Visibility
from app.newsletter.subscribe import token
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Browser
from tests.site.desk import OURS, fields


def test_a_newsletter_is_composed_sent_ordered_and_read(
    office: Browser, database: Database, settings: Settings, partnership: Partnership
) -> None:
    with database.writing() as session:
        named = factories.an_event(session, partnership, title="Kulatý stůl Frýdlant").id
    link = f"/newsletter/{token(settings, partnership.id, 'marie@mesto.example')}"
    assert "Ano, posílejte" in office.get(link).text
    assert office.post(link, data={}).status_code == 303
    assert "bude vám" not in office.get(link).text

    new = fields(office.get(f"/staff/newsletters/new?partnership_id={partnership.id}").text)
    composed = office.post("/staff/newsletters/new", data=new | {"since": "2026-01-01"})
    assert composed.status_code == 303, composed.text
    edit = composed.headers["location"]
    draft = fields(office.get(edit).text)
    assert "Frýdlant" in draft["text"]
    with database.writing() as session:
        session.get_one(Event, named).visibility = Visibility.INTERNAL
    for page in (edit.removesuffix("/edit"), edit.removesuffix("edit") + "send"):
        assert "Kulatý stůl Frýdlant: už není veřejná" in office.get(page).text.replace("\u00a0", " ")
    office.post(edit, data=draft | {"title": "Podzim", "text": "# Vítejte\n\n<b>x</b>"})
    here = edit.removesuffix("/edit")
    assert "Odešlo by do" in office.get(here).text.replace("\u00a0", " ")
    assert "Odeslat do 1 schránky?" in office.get(f"{here}/send").text.replace("\u00a0", " ")
    assert office.post(f"{here}/send", data={}).status_code == 303

    office.cookies.clear()
    public = here.removeprefix("/staff")
    assert "<h3>Vítejte</h3>" in office.get(public).text
    assert "<b>x" not in office.get(public).text
    assert "Podzim" in office.get(f"/newsletters?partnership={partnership.id}").text
    order = f"/partnerships/{partnership.id}/newsletter"
    refused = office.post(order, data=fields(office.get(order).text) | {"email": "x"})
    assert refused.status_code == 422
    assert 'value="x"' in refused.text
    asked = office.post(order, data={"email": "jan@mesto.example"}, headers=OURS)
    assert asked.status_code == 303

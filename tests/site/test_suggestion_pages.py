"""Suggestions on the pages: written on the page of a partnership, answered in the office, without scripts."""

import re

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Browser
from tests.site.desk import OURS, fields


def test_a_suggestion_is_written_passed_on_and_answered(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
    public = f"/partnerships/{partnership.id}/suggestion"
    assert public in office.get(f"/partnerships/{partnership.id}").text
    empty = fields(office.get(public).text)
    refused = office.post(public, data=empty | {"email": "x", "text": "Chybí lavička."}, headers=OURS)
    assert refused.status_code == 422
    assert "Chybí lavička." in refused.text
    sent = office.post(public, data=empty | {"text": "Chybí lavička."}, headers=OURS)
    assert sent.status_code == 303, sent.text

    listed = office.get("/staff/suggestions").text
    assert "Chybí lavička." in listed.replace("\u00a0", " ")
    [number] = re.findall(r'href="/staff/suggestions/(\d+)"', listed)
    one = f"/staff/suggestions/{number}"
    assert partnership.name in office.get(one).text
    form = fields(office.get(f"{one}/escalate").text)
    assert office.post(f"{one}/escalate", data=form | {"group_id": str(group)}).status_code == 303
    assert "Předáno skupině" in office.get(one).text.replace("\u00a0", " ")
    form = fields(office.get(f"{one}/answer").text)
    late = form | {"text": "Bude.", "follow_up": "Koupit", "follow_up_due": "2026-01-01"}
    assert office.post(f"{one}/answer", data=late).status_code == 303
    assert "Chybí lavička" in office.get("/staff/suggestions?overdue=on").text
    assert office.post(f"{one}/close", data=fields(office.get(f"{one}/close").text)).status_code == 303
    assert "Zodpovězeno" not in office.get(one).text
    assert office.get(f"{one}/answer").status_code == 403
    assert office.get(f"{one}/nothing").status_code == 404

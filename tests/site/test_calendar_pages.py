"""Addresses of calendars on the pages: made, shown once, ended."""

import re

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Browser
from tests.site.desk import OURS


def test_the_addresses_of_calendars_are_made_shown_once_and_ended(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
    for page, led_from in (
        ("/staff/account/calendar", "/staff/account"),
        (f"/staff/groups/{group}/calendar", f"/staff/groups/{group}"),
    ):
        assert f'href="{page}"' in office.get(led_from).text
        made = office.post(page, headers=OURS)
        [address] = re.findall(r'value="(http[^"]+\.ics)"', made.text)
        assert office.get(address[address.index("/api/v1") :]).status_code == 200
        again = office.get(page).text
        assert address not in again and "Zrušit adresu" in again
        assert office.post(f"{page}/end", headers=OURS).status_code == 303
        assert office.get(address[address.index("/api/v1") :]).status_code == 404
        assert "Adresa zatím není." in office.get(page).text.replace("\u00a0", " ")

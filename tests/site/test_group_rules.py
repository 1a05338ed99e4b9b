"""The rules of a group are fields of its form."""

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import fields


def test_a_group_differs_from_its_partnership_in_plain_words(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, rules={"own": "ano", "guests_vote": False}).id
    here = f"/staff/groups/{group}"
    page = office.get(f"{here}/edit").text
    assert "Jako v\u00a0celém partnerství" in page
    form = fields(page)
    assert (form["rules-guests_vote"], form["rules-votes"]) == ("no", "")
    form |= {"rules-votes": "yes", "rules-public": "no", "rules-invitation_working_days": "3"}
    assert office.post(f"{here}/edit", data=form).status_code == 303
    assert coordinator.get(f"/working-groups/{group}").json()["rules"] == {
        "own": "ano",
        "guests_vote": False,
        "votes": True,
        "public": False,
        "invitation_working_days": 3,
    }
    assert "O\u00a0usneseních se hlasuje" in office.get(here).text

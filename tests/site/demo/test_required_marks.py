"""The forms that templates write out call compulsory what the API insists on, and nothing else."""

from typing import Any

import pytest

from tests.clients import Api, Browser
from tests.site.sheets import sheets
from tests.site.test_required_fields import Document

BY_THE_EVENT = ("answers-", "stay-")
UNSAID = ("hidden", "checkbox", "search")
FORMS = {
    "/events/{open}": "POST /events/{}/registrations",
    "/my/registrations/{token}/substitute": "POST /my/registrations/{}/substitute",
    "/my/registrations/{token}/swap": "POST /my/registrations/{}/swap",
    "/my/invitations/{invited}": "POST /my/invitations/{}/accept",
    "/my/invitations/{invited}/decline": "POST /my/invitations/{}/decline",
    "/series/{series}/enrol": "POST /series/{}/enrolments",
    "/sign-in": "POST /auth/login",
}
OTHERWISE = {
    "/events/{open}": {"email"},  # the staff may leave it out, a visitor may not
    "/my/registrations/{token}/substitute": {"email"},  # the staff may leave it out, a visitor may not
    "/my/invitations/{invited}": {"first_name", "last_name", "email"},  # those of a person are known
}


@pytest.mark.parametrize("address", FORMS)
def test_a_written_form_calls_compulsory_what_the_api_insists_on(
    boss: Browser, known: dict[str, Any], api: Api, address: str
) -> None:
    document = Document(api.get("/openapi.json").json())
    properties = document.properties(document.bodies[FORMS[address]])
    forms = [one for one in sheets(boss.get(address.format(**known)).text) if one.method == "post"]
    for name, kind in forms[0].kinds.items() if forms else ():
        if kind in UNSAID or name.startswith(BY_THE_EVENT) or name.partition("-")[0] not in properties:
            continue
        schema = properties[name.partition("-")[0]]
        needed = not (document.accepts(schema, None) or document.accepts(schema, ""))
        assert (name in forms[0].required) == needed or name in OTHERWISE.get(address, ()), name

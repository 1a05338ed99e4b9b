"""The forms that templates write out call compulsory what the API insists on, and nothing else."""

from typing import Any

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
    "/series/{offered}/enrol": "POST /series/{}/enrolments",
    "/sign-in": "POST /auth/login",
}
OTHERWISE = {
    "/events/{open}": {"email"},  # the staff may leave it out, a visitor may not
    "/my/registrations/{token}/substitute": {"email"},  # the staff may leave it out, a visitor may not
    "/series/{offered}/enrol": {"email"},  # likewise
    "/my/invitations/{invited}": {"first_name", "last_name", "email"},  # those of a person are known
}


def test_a_written_form_calls_compulsory_what_the_api_insists_on(
    boss: Browser, known: dict[str, Any], api: Api
) -> None:
    document = Document(api.get("/openapi.json").text)
    for address in FORMS:
        assert differing(boss.get(address.format(**known)).text, address, document) == [], address


def differing(page: str, address: str, document: Document) -> list[str]:
    """Fields that are compulsory on one side alone."""
    properties = document.properties(document.bodies[FORMS[address]])
    [form, *_] = [one for one in sheets(page) if one.method == "post"]
    found = []
    for name, kind in form.kinds.items():
        schema = properties.get(name.partition("-")[0])
        if schema is None or kind in UNSAID or name.startswith(BY_THE_EVENT):
            continue
        needed = not (document.accepts(schema, None) or document.accepts(schema, ""))
        if (name in form.required) != needed and name not in OTHERWISE.get(address, ()):
            found.append(name)
    return found

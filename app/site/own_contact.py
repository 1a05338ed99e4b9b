"""The sign-up form of somebody who is signed in, filled in from what is known of them."""

from starlette.requests import Request

from app.site.client import api_of, gather
from app.site.forms import Form
from app.site.json_values import Record
from app.site.session import token_of

FROM_RECORD = ("first_name", "last_name", "email", "phone", "organisation_name", "position")


async def own_form(request: Request, partnership_id: int | None = None) -> Form:
    """From their record in this partnership or in another, else from their account.

    Empty for visitors, and for staff who sign others up.
    """
    if token_of(request) is None:
        return Form()
    me = await api_of(request).get("/me", accept=(401,))
    if not me.ok or "edit" in me.data["allowed"]:
        return Form()
    user = me.data["user"]
    wanted = [api_of(request).get(f"/people/{one}", accept=(403, 404)) for one in user["person_ids"]]
    records = [one.data for one in await gather(*wanted) if one.ok]
    records.sort(key=lambda one: one["partnership_id"] != partnership_id)
    if not records:
        return Form(typed=_of_account(user), source="account")
    return Form(typed={name: records[0][name] or "" for name in FROM_RECORD}, source="record")


def _of_account(user: Record) -> dict[str, str]:
    """A name of two words is a first and a last name; others stay to be typed."""
    names = user["name"].split()
    both = dict(zip(("first_name", "last_name"), names, strict=True)) if len(names) == 2 else {}
    return {**both, "email": user["email"]}

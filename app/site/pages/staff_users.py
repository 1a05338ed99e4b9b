"""Logins and their roles."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.fields import Field
from app.site.forms import Form
from app.site.guard import me_of, staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import OWN_PARTNERSHIPS, PEOPLE
from app.site.pages import NavItem
from app.site.pages.staff_account import LANGUAGES
from app.site.record_pages import RecordPages
from app.site.records import Column, Part, Resource
from app.site.render import tell
from app.site.session import translator_of

ALL_OF_THEM = msgid("All partnerships")
ROLES = choices("role")


def hand_over_link(record: Record) -> list[tuple[str, str]]:
    """For those who give and take roles."""
    if "roles" not in record["allowed"]:
        return []
    return [(f"/staff/users/{record['id']}/hand-over", msgid("Hand over the work"))]


USER = Resource(
    people=True,
    pages="/staff/users",
    type="user",
    api="/users",
    order="name",
    one=msgid("User"),
    change=msgid("Edit the user"),
    many=msgid("Users"),
    template="accounts/user.html",
    add=msgid("Add a user"),
    none_yet=msgid("There are no users yet."),
    fields=(
        Field("name", msgid("Name"), required=True),
        Field("email", msgid("E-mail"), "email", required=True, hint=msgid("They sign in with it.")),
        Field(
            "invite",
            msgid("Send an invitation to choose a password"),
            "flag",
            on="new",
            default="on",
            hint=msgid("It can be sent later as well."),
        ),
        Field("lang", msgid("Language"), "choice", required=True, choices=LANGUAGES, default="cs"),
        Field("active", msgid("May sign in"), "flag", default="on"),
        Field(
            "person_ids",
            msgid("Is this person"),
            "find_many",
            source=PEOPLE,
            hint=msgid("One in each partnership; members of groups then see their own groups."),
        ),
    ),
    columns=(
        Column(msgid("Name"), "name", href="/staff/users/{id}"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("May sign in"), "active", "flag"),
    ),
    filters=(Field("q", msgid("Name or e-mail")),),
    parts=(
        Part(
            msgid("Roles"),
            (
                Column(
                    msgid("Role"),
                    "role",
                    "choice",
                    ROLES,
                    href="/staff/users/{user_id}/roles/{id}/delete",
                    needs="delete",
                ),
                Column(msgid("Partnership"), "partnership_name"),
            ),
            msgid("Without a role this login can only read what everybody can."),
            api="/users/{id}/roles",
            new="/staff/users/{id}/roles/new",
            add=msgid("Give a role"),
            needs="roles",
        ),
    ),
    links=hand_over_link,
    list_links=(("/staff/api-keys", msgid("API keys")),),
    deletable=False,
    makes="create_users",
    needs=("manage", "delete"),
)

ROLE = Resource(
    pages="/staff/users/{parent:int}/roles",
    api="/users/{parent}/roles",
    item="/roles/{id}",
    back="/staff/users/{parent}",
    one=msgid("Role"),
    many=msgid("User"),
    add=msgid("Give a role"),
    intro=msgid("Everything a person may do follows from these roles."),
    title=lambda record: str(record["role"]),
    makes="users",
    fields=(
        Field("role", msgid("Role"), "choice", required=True, choices=ROLES),
        Field(
            "partnership_id",
            msgid("Partnership"),
            "pick",
            source=OWN_PARTNERSHIPS,
            empty=ALL_OF_THEM,
        ),
    ),
    listed=False,
    detailed=False,
    editable=False,
)


class UserPages(RecordPages):
    """Users: a new one is invited to choose a password, and roles are said with the names of partnerships."""

    async def body(self, request: Request, form: Form) -> Json:
        return {name: value for name, value in form.data.items() if name != "invite"}

    async def made(self, request: Request, form: Form, reply: Reply) -> Response:
        if not form.has("invite") or "invite" not in reply.data["allowed"]:
            return self.saved(request, reply)
        return await _invite(request, reply.data["id"])

    async def parts(self, request: Request) -> tuple[Any, Json]:
        reply, lists = await super().parts(request)
        known = await api_of(request).get("/partnerships", {"limit": 200})
        names = {row["id"]: row["name"] for row in known.results}
        everywhere = translator_of(request).gettext(ALL_OF_THEM)
        for rows in lists.values():
            for row in rows:
                row["partnership_name"] = names.get(row["partnership_id"], everywhere)
        return reply, lists


class RolePages(RecordPages):
    """A role is called by its words, not by its code; offered are those that the reader may give."""

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        me = me_of(request) or {}
        role, partnership = await super().fields(request, on)
        given = [(code, words) for code, words in ROLES if code in me["gives_roles"]]
        everywhere = "create_users" in me["allowed"]
        return replace(role, choices=given), replace(partnership, required=not everywhere)

    def question(
        self, request: Request, record: Record, etag: str | None, refused: Reply | None = None
    ) -> Response:
        words = dict(ROLES)[record["role"]]
        called = {"role": translator_of(request).gettext(words)}
        return super().question(request, {**record, **called}, etag, refused)


async def invite(request: Request) -> Response:
    return await _invite(request, request.path_params["id"])


async def _invite(request: Request, number: int) -> Response:
    words = translator_of(request).gettext("The invitation is on its way.")
    reply = await api_of(request).post(f"/users/{number}/invite")
    return tell(request, f"/staff/users/{number}", reply, words)


nav = [NavItem(msgid("Users"), "/staff/users", 90, staff=True, needs="users")]
routes = [
    *UserPages(USER).routes(),
    *RolePages(ROLE).routes(),
    Route("/staff/users/{id:int}/invite", staff(invite), methods=["POST"]),
]

"""Logins, their roles, and the own account."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import me_of, staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import OWN_PARTNERSHIPS, PEOPLE
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import Column, Part, Resource
from app.site.render import page, redirect
from app.site.session import translator_of

ALL_OF_THEM = msgid("All partnerships")
LANGUAGES = (("cs", msgid("Czech")), ("en", msgid("English")))
ROLES = choices("role")
PASSWORD_ATTRS = {"autocomplete": "new-password"}

USER = Resource(
    pages="/staff/users",
    api="/users",
    order="name",
    one=msgid("User"),
    change=msgid("Edit the user"),
    many=msgid("Users"),
    add=msgid("Add a user"),
    none_yet=msgid("There are no users yet."),
    fields=(
        Field("name", msgid("Name"), required=True),
        Field("email", msgid("E-mail"), "email", required=True, hint=msgid("They sign in with it.")),
        Field(
            "password",
            msgid("Password"),
            "password",
            on="new",
            hint=msgid("Leave empty for somebody who is not to sign in yet."),
            attrs=PASSWORD_ATTRS,
        ),
        Field(
            "password",
            msgid("New password"),
            "password",
            on="edit",
            hint=msgid("Leave empty to keep the old one."),
            attrs=PASSWORD_ATTRS,
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
    change=msgid("Edit the role"),
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
)


class UserPages(RecordPages):
    """Users: an empty password keeps the old one, and roles are said with the names of their partnerships."""

    async def body(self, request: Request, form: Form) -> Any:
        return {name: value for name, value in form.data.items() if name != "password" or value}

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


OWN = (
    Field("name", msgid("Name"), required=True, attrs={"autocomplete": "name"}),
    Field("lang", msgid("Language of letters"), "choice", required=True, choices=LANGUAGES, default="cs"),
    Field(
        "current_password",
        msgid("Present password"),
        "password",
        hint=msgid("Only needed to set a new one."),
        attrs={"autocomplete": "current-password"},
    ),
    Field("password", msgid("New password"), "password", attrs=PASSWORD_ATTRS),
)


async def account(request: Request) -> Response:
    """The own name, language and password."""
    me = me_of(request) or {}
    reply = await api_of(request).get(f"/users/{me['user']['id']}")
    return await _account_form(request, filled(OWN, reply.data, {}), reply.etag)


async def save_account(request: Request) -> Response:
    form = await read_fields(request, OWN)
    number = (me_of(request) or {})["user"]["id"]
    body = {name: value for name, value in form.data.items() if value or "password" not in name}
    reply = await api_of(request).patch(f"/users/{number}", body, etag=form.value("etag"))
    if not reply.ok:
        current = await api_of(request).get(f"/users/{number}")
        return await _account_form(request, form.refused(reply), current.etag, reply.status)
    return redirect(request, "/staff/account", translator_of(request).gettext("Saved."))


async def _account_form(request: Request, form: Form, etag: str | None, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    context = {
        "title": _("My account"),
        "crumbs": [],
        "form": form,
        "fields": OWN,
        "offered": await load_choices(request, OWN, form),
        "etag": etag,
        "action": "/staff/account",
        "intro": (me_of(request) or {})["user"]["email"],
        "button": _("Save"),
        "back": "/dashboard",
    }
    return page(request, "staff/record_form.html", context, status=status)


nav = [NavItem(msgid("Users"), "/staff/users", 90, staff=True, needs="users")]
routes = [
    *UserPages(USER).routes(),
    *RolePages(ROLE).routes(),
    Route("/staff/account", staff(account)),
    Route("/staff/account", staff(save_account), methods=["POST"]),
]

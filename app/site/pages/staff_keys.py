"""API keys for other programs. The secret is shown once, on the answer to making the key."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply
from app.site.fields import Field
from app.site.labels import choices
from app.site.lookups import READ_PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.render import page
from app.site.session import translator_of

SCOPES = choices("scope")
KEY = Resource(
    pages="/staff/api-keys",
    under=(("/staff/account", msgid("My account")),),
    api="/api-keys",
    one=msgid("API key"),
    change=msgid("Edit the API key"),
    many=msgid("API keys"),
    add=msgid("Make an API key"),
    none_yet=msgid("There are no API keys."),
    advice=msgid("Another system of the municipality needs a key to sign people up or to read attendance."),
    fields=(
        Field("name", msgid("What the key is for"), required=True),
        Field("scopes", msgid("What the key may do"), "many", required=True, choices=SCOPES),
        Field(
            "partnership_id", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All mine")
        ),
        Field("expires_at", msgid("Valid until"), "time"),
    ),
    columns=(
        Column(msgid("What the key is for"), "name", href="/staff/api-keys/{id}/delete"),
        Column(msgid("Begins with"), "prefix"),
        Column(msgid("Valid until"), "expires_at", "time"),
        Column(msgid("Last used"), "last_used_at", "time"),
    ),
    detailed=False,
    intro=msgid("The key acts in your name, within what you tick here."),
)


class KeyPages(RecordPages):
    """A key is never edited: it is revoked and another one made."""

    def routes(self) -> list[Route]:
        return [route for route in super().routes() if not route.path.endswith("/edit")]

    def saved(self, request: Request, reply: Reply) -> Response:
        """The only time the secret can be seen; no browser keeps this page."""
        _ = translator_of(request).gettext
        context = {"key": reply.data, "crumbs": [("/staff/api-keys", _("API keys"))]}
        return page(request, "staff/new_key.html", context, headers={"Cache-Control": "no-store"})


routes = KeyPages(KEY).routes()

"""What has not arrived, why, and one button to send it all again."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.guard import staff
from app.site.json_values import Record
from app.site.render import page, tell
from app.site.session import translator_of

PAGE = "/staff/letters/standing"
STANDING = (
    ("waiting", "open", msgid("Wait for another try")),
    ("failed", "failed", msgid("Given up after many tries")),
    ("refused", "refused", msgid("Refused by the server of the receiver, or by the receiver")),
)
"""The number in the answer, the state by which its letters are listed and sent again, and its name."""


async def standing(request: Request) -> Response:
    found = (await api_of(request).get("/letters/standing")).data
    rows = [(words, found[number], state) for number, state, words in STANDING]
    return page(request, "staff/letters_standing.html", {"standing": found, "rows": rows})


async def resend(request: Request) -> Response:
    form = await read_fields(request, (Field("state", "", "hidden"),))
    reply = await api_of(request).post("/letters/resend", {"state": form.value("state")})
    return tell(request, PAGE, reply, lambda done: _done(request, done))


def _done(request: Request, done: Record) -> str:
    words = translator_of(request)
    said = words.ngettext("%(n)s letter goes out again.", "%(n)s letters go out again.", done["resent"])
    left = words.ngettext(
        "%(n)s stays, because its receiver has no address or there were too many at once.",
        "%(n)s stay, because their receivers have no address or there were too many at once.",
        done["left"],
    )
    parts = [said % {"n": done["resent"]}, left % {"n": done["left"]} if done["left"] else ""]
    return " ".join(part for part in parts if part)


routes = [Route(PAGE, staff(standing)), Route(PAGE, staff(resend), methods=["POST"])]

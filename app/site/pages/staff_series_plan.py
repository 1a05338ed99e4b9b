"""Planning what a series still misses: which round, and like which events."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.event_fields import TOPICS
from app.site.field_choices import load_choices
from app.site.fields import Field, blank, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json
from app.site.render import page, tell
from app.site.session import translator_of

FIELDS = (
    Field(
        "topic_id", msgid("What to plan"), "pick", source=TOPICS, empty=msgid("Everything that is missing")
    ),
    Field(
        "from_topic_id",
        msgid("Like the events of"),
        "pick",
        source=TOPICS,
        empty=msgid("the round before, at round tables"),
        hint=msgid("Description, people, rules of sign-up, form and invited ones come from there."),
    ),
    Field("planned_from", msgid("Planned from"), "date"),
    Field("planned_to", msgid("Planned to"), "date"),
)


async def ask(request: Request) -> Response:
    check((await api_of(request).get(f"/series/{request.path_params['id']}")).record, "edit")
    return await _question(request, blank(FIELDS, request.query_params))


async def plan(request: Request) -> Response:
    form = await read_fields(request, FIELDS)
    number, tr, api = request.path_params["id"], translator_of(request), api_of(request)
    body = {name: value for name, value in form.data.items() if value and name != "topic_id"}
    if topic := form.value("topic_id"):
        grid = (await api.get(f"/series/{number}/grid")).data
        body["cells"] = [
            {"topic_id": cell["topic_id"], "territory_id": cell["territory_id"]}
            for cell in grid["cells"]
            if cell["state"] == "missing" and str(cell["topic_id"]) == topic
        ]
    reply = await api.post(f"/series/{number}/plan", body, once=form.value("once"))
    if reply.status == 422:
        return await _question(request, form.refused(reply), reply.status)

    def words(answer: Json) -> str:
        made = len(planned_in(answer))
        return tr.ngettext("%(num)s draft was made.", "%(num)s drafts were made.", made) % {"num": made}

    return tell(request, f"/series/{number}", reply, words)


def planned_in(answer: Json) -> list[Json]:
    """The drafts that were made."""
    found = answer.get("results", answer.get("events")) if isinstance(answer, Mapping) else answer
    return found if isinstance(found, list) else []


async def _question(request: Request, form: Form, status: int = 200) -> Response:
    number, tr, api = request.path_params["id"], translator_of(request), api_of(request)
    found, cells = await gather(api.get(f"/series/{number}"), api.get(f"/series/{number}/grid"))
    series: Json = found.data
    form.typed["series_id"] = str(number)
    missing = cells.data["missing"]
    words = tr.ngettext("%(num)s event is missing.", "%(num)s events are missing.", missing)
    unseen = tr.gettext("They have no date yet and nobody but the staff sees them.")
    context = {
        "title": tr.gettext("Plan the missing events of “%(what)s”?") % {"what": series["title"]},
        "crumbs": [("/staff/series", tr.gettext("All series")), (f"/series/{number}", series["title"])],
        "form": form,
        "fields": FIELDS,
        "offered": await load_choices(request, FIELDS, form),
        "action": request.url.path,
        "intro": words % {"num": missing} + " " + unseen,
        "button": tr.gettext("Plan them"),
        "back": f"/series/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


routes = [
    Route("/series/{id:int}/plan", staff(ask)),
    Route("/series/{id:int}/plan", staff(plan), methods=["POST"]),
]

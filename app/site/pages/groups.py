"""Groups for the public: the chart of a partnership, and the application to join a group."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.charts import drawn, told
from app.site.client import api_of, gather
from app.site.forms import Form, read_form
from app.site.json_values import Record
from app.site.labels import choices
from app.site.own_contact import own_form
from app.site.pages.schedule import today
from app.site.render import gettext_of, page, redirect
from app.site.session import translator_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
APPLIED = msgid(
    "Your application has arrived. We have written to you, and will write again when it is decided."
)


async def chart(request: Request) -> Response:
    """One day, or two days side by side with what changed between them."""
    number, asked = request.path_params["id"], request.query_params
    on, compare = (
        value if DAY.fullmatch(value) else "" for value in map(asked.get, ("on", "compare"), ("", ""))
    )
    on = on or today().isoformat()
    days = {"on": on, "compare": compare or None}
    decided = {"partnership": number, "state": "adopted", "limit": 200}
    found, decisions, reply = await gather(
        api_of(request).get(f"/partnerships/{number}"),
        api_of(request).get("/decisions", decided),
        api_of(request).get(f"/partnerships/{number}/chart", days, accept=(422,)),
    )
    words = translator_of(request)
    context = {"partnership": found.data, "on": on, "compare": compare, "days": [], "changes": None}
    if reply.ok:
        one = (on, reply.data["groups"])
        pair = sorted([one, (compare, reply.data["compared"])]) if compare else [one]
        context["days"] = [
            drawn(reply.data, groups, day, words, earlier=compare != "" and day == pair[0][0])
            for day, groups in pair
        ]
        context["changes"] = told(reply.data, decisions.results, words) if compare else None
    return page(request, "partnerships/chart.html", context)


async def joining(request: Request) -> Response:
    group = (await api_of(request).get(f"/working-groups/{request.path_params['id']}")).data
    form = await own_form(request, group["partnership_id"]) if "apply" in group["allowed"] else Form()
    return await _application(request, group, form)


async def _application(request: Request, group: Record, form: Form, status: int = 200) -> Response:
    partnership = (await api_of(request).get(f"/partnerships/{group['partnership_id']}")).data
    context = {"group": group, "partnership": partnership, "form": form, "sides": choices("side")}
    return page(request, "partnerships/apply.html", context, status=status)


async def apply(request: Request) -> Response:
    form, path = await read_form(request), f"/working-groups/{request.path_params['id']}"
    body = {name: value for name, value in form.data.items() if value}
    reply = await api_of(request).post(f"{path}/applications", body, once=form.value("once"), asks=False)
    group = (await api_of(request).get(path)).data
    if not reply.ok:
        return await _application(request, group, form.refused(reply), reply.status)
    return redirect(request, f"/partnerships/{group['partnership_id']}", gettext_of(request)(APPLIED))


routes = [
    Route("/partnerships/{id:int}/chart", chart),
    Route("/groups/{id:int}/join", joining),
    Route("/groups/{id:int}/join", apply, methods=["POST"]),
]

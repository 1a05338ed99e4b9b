"""One search box for everything that the reader may see; it stands in the header of the work area."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text
from app.core.plain_text import one_line, without_invisible
from app.site.client import api_of
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import label
from app.site.render import page, url
from app.site.session import language_of, translator_of

HOMES = {
    "person": "/staff/people",
    "event": "/staff/events",
    "minutes": "/staff/minutes",
    "organisation": "/staff/organisations",
    "group": "/staff/groups",
    "decision": "/staff/decisions",
    "need": "/staff/needs",
    "task": "/staff/tasks",
    "effect": "/staff/effects",
    "project": "/staff/projects",
    "series": "/staff/series",
    "course": "/staff/courses",
    "partnership": "/staff/partnerships",
    "talk": "/staff/talks",
    "suggestion": "/staff/suggestions",
    "newsletter": "/staff/newsletters",
    "attachment": "/staff/attachments",
}
"""The lists of the types that can be found, in the order of the page."""
OWN_PAGES = ("minutes", "series")
"""Types whose records do not stand below their list: the answer has the address of their page."""


async def search(request: Request) -> Response:
    q = one_line(without_invisible(request.query_params.get("q", "")))[:200]
    found: Json = {"results": [], "more": []}
    if q:
        found = (await api_of(request).get("/search", {"q": q})).data
    _ = translator_of(request).gettext
    lang = language_of(request)
    sections = [
        {
            "title": _(label(kind, "hit_type")),
            "hits": [_shown(hit, home, lang) for hit in found["results"] if hit["type"] == kind],
            "more": url(home, {"q": q}) if kind in found["more"] else None,
        }
        for kind, home in HOMES.items()
    ]
    context = {"q": q, "sections": [one for one in sections if one["hits"]]}
    return page(request, "staff/search.html", context, fragment="staff/_hits.html")


def _shown(hit: Record, home: str, lang: text.Language) -> Json:
    """A hit as a link, with what tells it apart from others of the same title."""
    facts: Sequence[str | None] = (
        text.day(hit["starts_at"], lang) if hit["starts_at"] else None,
        hit["detail"],
        hit["partnership_name"] if hit["type"] != "partnership" else None,
    )
    href = hit["url"] if hit["type"] in OWN_PAGES else f"{home}/{hit['id']}"
    return {"href": href, "title": hit["title"], "facts": " · ".join(filter(None, facts))}


routes = [Route("/staff/search", staff(search))]

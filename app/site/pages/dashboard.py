"""Dashboards of the staff and of a project. Every number links to the list behind it."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.files.svg import bar_chart, stacked_bar
from app.core.text import Translator, msgid
from app.site.client import api_of, gather
from app.site.guard import me_of, staff
from app.site.json_values import Json, Record
from app.site.lookups import name
from app.site.options import CACHE_SECONDS
from app.site.own_work import own_work
from app.site.pages import Menu, NavItem
from app.site.picture import Picture
from app.site.render import page, url
from app.site.session import language_of, translator_of

Counted = tuple[str, Callable[[Translator, int], str], bool]
"""The name of a number, its words by its value, and whether it wants something done."""

NUMBERS: tuple[Counted, ...] = (
    ("this_week", lambda t, n: t.ngettext("event this week", "events this week", n), False),
    (
        "missing_attendance",
        lambda t, n: t.ngettext("event without complete attendance", "events without complete attendance", n),
        True,
    ),
    (
        "missing_minutes",
        lambda t, n: t.ngettext("event without approved minutes", "events without approved minutes", n),
        True,
    ),
    (
        "below_minimum",
        lambda t, n: t.ngettext("event with too few participants", "events with too few participants", n),
        True,
    ),
    (
        "pending",
        lambda t, n: t.ngettext("event with sign-ups to approve", "events with sign-ups to approve", n),
        True,
    ),
    (
        "applications",
        lambda t, n: t.ngettext("group with applications to answer", "groups with applications to answer", n),
        True,
    ),
    (
        "waiting_lists",
        lambda t, n: t.ngettext("event with a waiting list", "events with a waiting list", n),
        True,
    ),
    (
        "empty_seats",
        lambda t, n: t.ngettext("training with free seats", "trainings with free seats", n),
        False,
    ),
    (
        "closing_registrations",
        lambda t, n: t.ngettext("sign-up that closes within a week", "sign-ups that close within a week", n),
        False,
    ),
    ("drafts", lambda t, n: t.ngettext("draft to publish", "drafts to publish", n), False),
    ("overdue_tasks", lambda t, n: t.ngettext("overdue task", "overdue tasks", n), True),
    ("overdue_milestones", lambda t, n: t.ngettext("overdue milestone", "overdue milestones", n), True),
    (
        "deadlines",
        lambda t, n: t.ngettext("milestone in the coming 30 days", "milestones in the coming 30 days", n),
        False,
    ),
)
"""In the order of the page; those that want something done are marked when they are not 0."""

LISTS = (
    ("missing_attendance", msgid("Attendance is missing or not complete")),
    ("missing_minutes", msgid("Minutes are missing or not approved")),
    ("below_minimum", msgid("Too few participants: cancel or go on")),
    ("pending", msgid("Registrations to approve")),
    ("waiting_lists", msgid("People are waiting")),
    ("empty_seats", msgid("Trainings with free seats")),
    ("closing_registrations", msgid("Sign-up closes within a week")),
    ("drafts", msgid("Drafts")),
)
BY_KIND = {"round-tables": "round_table", "trainings": "training", "meetings": "meeting"}
INSIDE_PROJECT = ("milestones", "supported-persons", "participations")
NO_DASHBOARD = 403


@lru_cache(maxsize=1_000)
def staff_page(href: str | None) -> str:
    """The page of the work area that shows the list of an API address; "" for none."""
    parts = urlsplit(href or "")
    path = parts.path.removeprefix("/api/v1")
    query: Json = {}
    for key, value in parse_qsl(parts.query):
        if key != "count":
            query.setdefault(key, []).append(value)
    kind = BY_KIND.get(path.strip("/"))
    if kind:
        return url("/staff/events", query, kind=kind)
    if grid := re.fullmatch(r"(/series/\d+)/grid", path):
        return grid[1]
    if inside := re.fullmatch(r"/projects/(\d+)/([\w-]+)", path):
        return url(f"/staff/projects/{inside[1]}/{inside[2]}", query) if inside[2] in INSIDE_PROJECT else ""
    if path == "/working-groups":
        return url("/staff/groups", query)
    return url(f"/staff{path}", query) if path in ("/events", "/milestones", "/tasks") else ""


def behind(number: Record) -> str:
    return staff_page(number["href"])


# --- overview --------------------------------------------------------------------------------------------


async def overview(request: Request) -> Response:
    """Users who may not see the inside of a partnership get links to the lists instead of numbers."""
    api, asked = api_of(request), {"partnership": request.query_params.get("partnership")}
    partnerships = await api.reference("/partnerships", {"limit": 200}, CACHE_SECONDS)
    data: Json = {}
    if may(request, "dashboard"):
        found = await api.get("/dashboards/overview", asked, accept=(NO_DASHBOARD,))
        data = found.data if found.ok else {}
    own_of_reader = await own_work(request) if not data else {}
    own = data.get("partnerships")
    context = {
        "data": data,
        "work": own_of_reader,
        "numbers": numbers(request, data, NUMBERS),
        "lists": [(title, data[key]["rows"], behind(data[key])) for key, title in LISTS if key in data],
        "overdue_tasks": behind(data["overdue_tasks"]) if data else "",
        "applied": rows_of(data, "applications"),
        "all_applied": behind(data["applications"]) if data else "",
        "milestones": [*rows_of(data, "overdue_milestones"), *rows_of(data, "deadlines")],
        "partnerships": [(one["id"], name(one)) for one in partnerships.results if readable(one, own)],
        "everywhere": own is None,
        "trouble": data.get("mail_trouble"),
    }
    return page(request, "staff/dashboard.html", context)


def may(request: Request, what: str) -> bool:
    return what in (me_of(request) or {}).get("allowed", [])


def readable(partnership: Record, own: list[int] | None) -> bool:
    return own is None or partnership["id"] in own


def rows_of(data: Record, key: str) -> list[Json]:
    found: list[Json] = (data.get(key) or {}).get("rows", [])
    return found


def numbers(request: Request, data: Record, wanted: Sequence[Counted]) -> list[Json]:
    """`value`, `text`, `href`, and whether it wants something done."""
    words = translator_of(request)
    return [
        {
            "value": data[key]["value"],
            "text": text(words, data[key]["value"] or 0),
            "href": behind(data[key]),
            "wanting": wanting and bool(data[key]["value"]),
        }
        for key, text, wanting in wanted
        if data.get(key)
    ]


# --- a project -------------------------------------------------------------------------------------------

PROJECT_NUMBERS: tuple[Counted, ...] = (
    ("events_held", lambda t, n: t.ngettext("event held", "events held", n), False),
    ("events_coming", lambda t, n: t.ngettext("event to come", "events to come", n), False),
    *(one for one in NUMBERS if one[0] in ("missing_attendance", "missing_minutes")),
    ("milestones_open", lambda t, n: t.ngettext("open milestone", "open milestones", n), False),
    ("milestones_overdue", lambda t, n: t.ngettext("overdue milestone", "overdue milestones", n), True),
)
CELL_STATES = (
    ("held", msgid("Held")),
    ("planned", msgid("Planned")),
    ("cancelled", msgid("Cancelled")),
    ("missing", msgid("Missing")),
)
UNDATED = ("undated", msgid("Without a date"))
BASES = {
    "planned": msgid("by what is planned"),
    "per_event": msgid("if the coming events bring as many attendances"),
    "elapsed": msgid("if it grows on as so far"),
}


async def project(request: Request) -> Response:
    number = request.path_params["id"]
    found, record = await gather(
        api_of(request).get(f"/dashboards/projects/{number}"), api_of(request).get(f"/projects/{number}")
    )
    data = found.data
    supported = data["supported"]
    context = {
        "data": data,
        "numbers": numbers(request, data, PROJECT_NUMBERS),
        "indicators": [{**one, "href": behind(one["achieved"])} for one in data["indicators"]],
        "chart": indicator_chart(request, data["indicators"]),
        "adds": "edit" in record.data["allowed"],
        "bases": BASES,
        "grids": [{**one, "href": behind(one), "chart": grid_chart(request, one)} for one in data["grids"]],
        "supported": {
            key: {**supported[key], "href": behind(supported[key])}
            for key in ("people", "over", "below")
            if supported[key]
        },
    }
    return page(request, "staff/project_dashboard.html", context)


def indicator_chart(request: Request, indicators: list[Json]) -> Picture | None:
    """Achieved against target, each on its own scale because the units differ."""
    rows = [(one["name"], one["achieved"]["value"], one["target"]) for one in indicators]
    title = translator_of(request).gettext("Indicators: achieved and target")
    return Picture(bar_chart(rows, title, lang=language_of(request), common_scale=False)) if rows else None


def grid_chart(request: Request, grid: Record) -> Picture:
    _ = translator_of(request).gettext
    dated = {**grid, "planned": grid["planned"] - grid["undated"]}
    states = (*CELL_STATES[:2], UNDATED, *CELL_STATES[2:])
    parts = [(_(words), dated[state], state) for state, words in states]
    return Picture(stacked_bar(parts, grid["title"], lang=language_of(request)))


async def start(request: Request) -> Response:
    """`/staff`: the first page of the work area that is open to the reader."""
    menu: Menu = request.app.state.renderer.nav
    return RedirectResponse(menu.of(me_of(request) or {"allowed": ()})[0].href, 303)


nav = [NavItem(msgid("Overview"), "/dashboard", 10, staff=True)]
routes = [
    Route("/staff", staff(start)),
    Route("/dashboard", staff(overview)),
    Route("/projects/{id:int}/dashboard", staff(project)),
]

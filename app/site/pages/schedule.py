"""What is coming: as a list by day, as a month, by territory."""

import calendar
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.clock import now
from app.core.plain_text import whole_number
from app.core.text import PRAGUE, Language, local, msgid
from app.site import options
from app.site.agenda import by_day
from app.site.client import Api, api_of, gather
from app.site.json_values import Json
from app.site.labels import choices
from app.site.pages import NavItem
from app.site.render import page, url
from app.site.session import language_of, settings_of

FILTERS = ("q", "kind", "territory", "partnership", "group", "project")
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
REFERENCE = re.compile(r"(code:)?[A-Za-z0-9]{1,20}")
"""The id of a territory, or its official code."""
MONTH_ROWS = 200
MONTH_PAGES = 5

Rows = list[Json]


def today() -> date:
    return now().astimezone(PRAGUE).date()


def chosen(request: Request) -> dict[str, str]:
    """The filters of this page that are set, as the API names them."""
    return {name: value for name in FILTERS if (value := request.query_params.get(name, "").strip())}


async def schedule(request: Request) -> Response:
    """From today on, or from a chosen day; the day stays when the filters change."""
    api, filters = api_of(request), chosen(request)
    days = {name: value for name in ("from", "to") if (value := request.query_params.get(name, "").strip())}
    asked = {"from": today().isoformat(), **filters, **days, "cursor": request.query_params.get("cursor")}
    lang = language_of(request)
    rows, partnerships = await gather(
        api.get("/schedule", asked, accept=(422,)),
        api.reference("/partnerships", {"limit": 200}, options.CACHE_SECONDS),
    )
    known = options.named(partnerships)
    context = {
        "filters": filters,
        "between": days,
        "problem": rows.problem,
        "days": by_day(rows.results, lang) if rows.ok else [],
        "count": len(rows.results) if rows.ok else 0,
        "next": rows.cursor and url("/events", filters | days, cursor=rows.cursor),
        "before": rows.cursor_before and url("/events", filters | days, cursor=rows.cursor_before),
        "partnerships": known.selected(filters.get("partnership")) or known.html,
        "territories": await territory_choices(api, filters.get("territory"), lang),
        "kinds": choices("event_kind"),
        "calendar": calendar_links(request, filters),
        "month": month_of(days.get("from", "")) or f"{today():%Y-%m}",
    }
    return page(request, "events/list.html", context, status=rows.status, fragment="events/_list.html")


def month_of(day: str) -> str | None:
    """The month of a day as its page writes it; None for what is no day, and for years without pages."""
    return day[:7] if MONTH.fullmatch(day[:7]) else None


def calendar_links(request: Request, filters: dict[str, str]) -> dict[str, str]:
    """The same choice for other programs; `webcal:` makes a calendar subscribe rather than import once."""
    address = settings_of(request).public_url.rstrip("/") + url("/api/v1/schedule.ics", filters)
    return {"https": address, "webcal": "webcal:" + address.removeprefix(urlsplit(address).scheme + ":")}


async def territory_choices(api: Api, current: str | None, lang: Language) -> Markup:
    """Regions with their districts, for a select; a smaller place that is chosen heads the list."""
    regions, districts = await gather(
        api.reference("/territories", {"level": "region", "limit": 200}),
        api.reference("/territories", {"level": "district", "limit": 200}),
    )
    known = options.territories(regions, districts, lang)
    found = known.selected(current)
    if found is not None or not (current and REFERENCE.fullmatch(current)):
        return found or known.html
    smaller = await api.get(f"/territories/{current}", accept=(404, 422))
    if not smaller.ok:
        return known.html
    heading = options.Options([("", [(current, smaller.data["name"])])])
    return (heading.selected(current) or heading.html) + known.html


async def month(request: Request) -> Response:
    """One month as a table of weeks, Monday first."""
    mark = MONTH.fullmatch(request.path_params["month"])
    if mark is None:
        raise HTTPException(404)
    first = date(int(mark[1]), int(mark[2]), 1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    api, filters = api_of(request), chosen(request)
    rows, whole = await month_rows(api, {**filters, "from": first.isoformat(), "to": last.isoformat()})
    by_date: dict[date, Rows] = {}
    for row in rows:
        by_date.setdefault(local(row["starts_at"]).date(), []).append(row)
    context = {
        "first": first,
        "weeks": calendar.Calendar().monthdatescalendar(first.year, first.month),
        "by_date": by_date,
        "whole": whole,
        "today": today(),
        "filters": filters,
        "previous": month_of((first - timedelta(days=1)).isoformat()),
        "following": month_of((last + timedelta(days=1)).isoformat()),
    }
    return page(request, "events/month.html", context)


async def month_rows(api: Api, asked: dict[str, str]) -> tuple[Rows, bool]:
    """The rows of the month, and whether they are complete."""
    rows: Rows = []
    cursor = None
    for _ in range(MONTH_PAGES):
        reply = await api.get("/schedule", {**asked, "limit": MONTH_ROWS, "cursor": cursor})
        rows += reply.results
        cursor = reply.cursor
        if cursor is None:
            return rows, True
    return rows, False


async def this_month(request: Request) -> Response:
    return RedirectResponse(url(f"/calendar/{today():%Y-%m}", chosen(request)), 302)


async def territories(request: Request) -> Response:
    """The map as a list: one level of places at a time, each leading to its events and to what lies in it."""
    api, parent = api_of(request), request.query_params.get("parent", "")
    if whole_number(parent) is None:
        regions = await api.reference("/territories", {"level": "region", "limit": 200})
        return page(request, "events/territories.html", {"inside": None, "places": regions.results})
    inside, places = await gather(
        api.get(f"/territories/{parent}"), api.get("/territories", {"parent": parent, "limit": 200})
    )
    return page(request, "events/territories.html", {"inside": inside.data, "places": places.results})


nav = [NavItem(msgid("Schedule"), "/events", 10)]
routes = [
    Route("/events", schedule),
    Route("/calendar", this_month),
    Route("/calendar/{month}", month),
    Route("/territories", territories),
]

"""What search engines and people who found a fault ask for: robots.txt, sitemap.xml, security.txt."""

import asyncio
from datetime import timedelta
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.core.clock import now
from app.site.client import Api, api_of
from app.site.json_values import Json
from app.site.options import CACHE_SECONDS
from app.site.pages.schedule import today
from app.site.session import settings_of

ROBOTS = """User-agent: *
Disallow: /api/
Disallow: /dashboard
Disallow: /logo
Disallow: /projects/
Disallow: /series/
Disallow: /staff

Sitemap: {site}/sitemap.xml
"""
"""Work areas are not read. Personal links are not named: they say `noindex` themselves, which a search
engine learns only where it may read."""
SECURITY = """Contact: mailto:{contact}
Expires: {expires}
Preferred-Languages: cs, en
Canonical: {site}/.well-known/security.txt
"""
A_YEAR = timedelta(days=365)
FIXED = (
    "/",
    "/events",
    "/territories",
    "/partnerships",
    "/needs",
    "/decisions",
    "/minutes",
    "/newsletters",
    "/accessibility",
    "/personal-data",
)
RECORDS = (
    ("/needs", "/needs/{id}"),
    ("/decisions", "/decisions/{id}"),
    ("/minutes", "/events/{event_id}/minutes"),
    ("/newsletters", "/newsletters/{id}"),
)
"""Lists of the API that the public reads, and the page of each record."""
PAGES = 5
ROWS = 200
A_DAY = {"Cache-Control": "public, max-age=86400"}
AN_HOUR = {"Cache-Control": "public, max-age=3600"}


def _site(request: Request) -> str:
    return settings_of(request).public_url.rstrip("/")


async def robots(request: Request) -> Response:
    return PlainTextResponse(ROBOTS.format(site=_site(request)), headers=A_DAY)


async def security(request: Request) -> Response:
    """RFC 9116; without a contact there is nothing to say."""
    contact = settings_of(request).operator_contact
    if not contact:
        raise HTTPException(404)
    expires = (now() + A_YEAR).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return PlainTextResponse(
        SECURITY.format(contact=contact, expires=expires, site=_site(request)), headers=A_DAY
    )


async def sitemap(request: Request) -> Response:
    """Fixed pages, partnerships, public events from today on, and what else is published."""
    api, found = api_of(request), dict.fromkeys(FIXED, "")
    partnerships = await api.reference("/partnerships", {"limit": ROWS}, CACHE_SECONDS)
    found |= {f"/partnerships/{one['id']}": "" for one in partnerships.results}
    coming = await _every(api, "/schedule", {"from": today().isoformat()})
    found |= {f"/events/{row['event_id']}": row["updated_at"] for row in coming}
    lists = await asyncio.gather(*(_every(api, path, {}) for path, _ in RECORDS))
    for (_, page), rows_of_list in zip(RECORDS, lists, strict=True):
        found |= {page.format(**row): row["updated_at"] for row in rows_of_list}
    rows = "".join(_row(_site(request) + path, changed) for path, changed in found.items())
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', media_type="application/xml", headers=AN_HOUR
    )


async def _every(api: Api, path: str, asked: Json) -> list[Json]:
    """The rows that anybody may read; an answer that is kept for all holds nothing else."""
    rows: list[Json] = []
    cursor: str | None = ""
    for _ in range(PAGES):
        reply = await api.public(path, {**asked, "limit": ROWS, "cursor": cursor or None})
        rows += reply.results
        cursor = reply.cursor
        if cursor is None:
            break
    return rows


def _row(address: str, changed: str) -> str:
    lastmod = f"<lastmod>{escape(changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{lastmod}</url>"


routes = [
    Route("/robots.txt", robots),
    Route("/sitemap.xml", sitemap),
    Route("/.well-known/security.txt", security),
]

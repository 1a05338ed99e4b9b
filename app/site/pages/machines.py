"""What search engines and people who found a fault ask for: robots.txt, sitemap.xml, security.txt."""

from datetime import timedelta
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.core.clock import now
from app.site.client import api_of
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
FIXED = ("/", "/events", "/territories", "/partnerships", "/accessibility", "/personal-data")
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
    """Fixed pages, partnerships, and public events from today on."""
    api, found = api_of(request), dict.fromkeys(FIXED, "")
    partnerships = await api.reference("/partnerships", {"limit": ROWS}, CACHE_SECONDS)
    found |= {f"/partnerships/{one['id']}": "" for one in partnerships.results}
    cursor: str | None = ""
    for _ in range(PAGES):
        asked = {"from": today().isoformat(), "limit": ROWS, "cursor": cursor or None}
        reply = await api.get("/schedule", asked)
        found |= {f"/events/{row['event_id']}": row["updated_at"] for row in reply.results}
        cursor = reply.cursor
        if cursor is None:
            break
    rows = "".join(_row(_site(request) + path, changed) for path, changed in found.items())
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', media_type="application/xml", headers=AN_HOUR
    )


def _row(address: str, changed: str) -> str:
    lastmod = f"<lastmod>{escape(changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{lastmod}</url>"


routes = [
    Route("/robots.txt", robots),
    Route("/sitemap.xml", sitemap),
    Route("/.well-known/security.txt", security),
]

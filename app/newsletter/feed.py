"""What is new in a partnership as an Atom feed (RFC 4287), of what the public may read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col

from app.core import text
from app.core.actor import PUBLIC
from app.core.database import records
from app.core.database.columns import rel
from app.core.markdown import to_html
from app.core.plain_text import printable
from app.core.settings import Settings
from app.events.models import Event
from app.events.visible import visible_events
from app.minutes.models import Minutes
from app.minutes.visible import visible_minutes
from app.newsletter.compose import minutes_path
from app.newsletter.models import Newsletter
from app.newsletter.service import visible_newsletters
from app.partnerships.models import Partnership
from app.partnerships.service import visible_partnerships

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
AT_MOST = 40
"""Entries of the feed, the newest ones."""


class Entry(NamedTuple):
    """One piece of news. `html` or `summary` is empty."""

    url: str
    title: str
    at: datetime
    html: str = ""
    summary: str = ""


def feed(session: Session, partnership_id: int, lang: str, address: str) -> bytes:
    """Newsletters, events and minutes, the newest first. `address` is that of the feed itself."""
    found = visible_partnerships(PUBLIC).where(col(Partnership.id) == partnership_id)
    partnership = records.get(session, found)
    settings: Settings = session.info["settings"]
    base = settings.public_url.rstrip("/")
    entries = [
        *_newsletters(session, base, partnership_id),
        *_events(session, base, partnership_id, lang),
        *_minutes(session, base, partnership_id, lang),
    ]
    entries = sorted(entries, key=lambda one: one.at, reverse=True)[:AT_MOST]
    page = f"{base}/partnerships/{partnership_id}"
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(root, "id", page)
    _add(root, "title", partnership.name)
    _add(root, "updated", _instant(entries[0].at if entries else partnership.updated_at))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _add(ET.SubElement(root, "author"), "name", partnership.name)
    for entry in entries:
        _add_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _newsletters(session: Session, base: str, partnership_id: int) -> Iterator[Entry]:
    sent = visible_newsletters(PUBLIC).where(Newsletter.partnership_id == partnership_id)
    for one in session.exec(sent.order_by(col(Newsletter.sent_at).desc()).limit(AT_MOST)):
        at = one.sent_at or one.created_at
        yield Entry(f"{base}/newsletters/{one.id}", one.title, at, html=to_html(one.text))


def _events(session: Session, base: str, partnership_id: int, lang: str) -> Iterator[Entry]:
    announced = visible_events(PUBLIC).where(Event.partnership_id == partnership_id)
    for one in session.exec(announced.order_by(col(Event.published_at).desc()).limit(AT_MOST)):
        dated = text.when(one.starts_at, one.ends_at, lang) if one.starts_at else ""
        summary = "\n\n".join(part for part in (dated, one.description) if part)
        at = one.published_at or one.created_at
        yield Entry(f"{base}/events/{one.id}", one.title, at, summary=summary)


def _minutes(session: Session, base: str, partnership_id: int, lang: str) -> Iterator[Entry]:
    words = text.translator(lang)
    published = (
        visible_minutes(PUBLIC)
        .where(Minutes.partnership_id == partnership_id)
        .options(joinedload(rel(Minutes.event)))
        .order_by(col(Minutes.published_at).desc())
        .limit(AT_MOST)
    )
    for one in session.exec(published):
        if one.event is not None:
            title = words.gettext("Minutes: %(title)s") % {"title": one.event.title}
            held = text.day(one.event.starts_at, lang) if one.event.starts_at else ""
            at = one.published_at or one.updated_at
            yield Entry(base + minutes_path(one.event_id), title, at, summary=held)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    node = ET.SubElement(root, "entry")
    _add(node, "id", entry.url)
    _add(node, "title", entry.title)
    _add(node, "updated", _instant(entry.at))
    _add(node, "published", _instant(entry.at))
    ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    if entry.html:
        _add(node, "content", entry.html, {"type": "html"})
    else:
        _add(node, "summary", entry.summary)


def _add(parent: ET.Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, name, attributes or {}).text = printable(words)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""The start page, and what search engines and finders of faults read."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as Xml

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette

from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.site.operator import logo_of
from app.site.pages import all_routes
from tests import factories
from tests.api.events import made
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk


@pytest.fixture
def named(site: Browser, pages: Starlette, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Browser:
    (tmp_path / "logo.svg").write_text("<svg/>")
    monkeypatch.setattr(pages.state.settings, "logo", str(tmp_path / "logo.svg"))
    monkeypatch.setattr(pages.state.settings, "operator", "Krajský úřad")
    monkeypatch.setattr(pages.state.settings, "operator_contact", "stul@kraj.example")
    return site


def test_it_says_what_comes_next_how_it_works_and_who_runs_it(
    named: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.an_event(session, partnership, title="Seminář o bydlení")
        past = clock.now() - timedelta(days=3)
        factories.an_event(session, partnership, title="Dávný seminář", starts_at=past)
    page = named.get("/").text.replace("\xa0", " ")
    for words in (
        "Nejbližší akce",
        "Seminář o bydlení",
        "Jak to funguje",
        "Krajský úřad",
        "stul@kraj.example",
    ):
        assert words in page
    assert "Dávný seminář" not in page
    assert re.search(r'<meta name="description" content="[^"]{40,}">', page)
    who = page.partition('<h2 id="who">')[2].partition("</section>")[0]
    assert "Krajský úřad" in who and 'href="mailto:stul@kraj.example"' in who
    assert '<img class="logo" src="/logo" alt="Krajský úřad"' in who
    logo = named.get("/logo")
    assert (logo.headers["content-type"], logo.text) == ("image/svg+xml", "<svg/>")


def test_every_page_describes_itself(site: Browser, database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, title='Kdo je „kdo" <a>')
    head = site.get(f"/events/{event.id}").text.partition("</head>")[0]
    described = re.search(r'<meta name="description" content="([^"]*)"', head)
    assert described
    assert "&lt;a&gt;" in described[1]


def test_robots_are_led_to_the_public_pages(site: Browser) -> None:
    told = site.get("/robots.txt").text
    assert "Disallow: /staff" in told
    assert "/my/" not in told
    robots = RobotFileParser()
    robots.parse(told.splitlines())
    for path in ("/staff/events", "/dashboard", "/projects/1/dashboard", "/series/1", "/api/v1/events"):
        assert not robots.can_fetch("*", path), path
    for path in ("/", "/events/1", "/partnerships/1", "/needs", "/events/1/minutes", "/sitemap.xml"):
        assert robots.can_fetch("*", path), path
    address = re.search(r"Sitemap: (\S+)", told)
    assert address
    assert address[1].endswith("/sitemap.xml")


def test_the_sitemap_lists_public_pages_alone(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """Whoever asks, because the answer is kept for all."""
    sent, draft = (
        made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")["id"]
        for _ in range(2)
    )
    made(coordinator, f"/newsletters/{sent}/send", 200)
    with database.writing() as session:
        shown = factories.an_event(session, partnership)
        hidden = factories.an_event(session, partnership, visibility="internal")
    raised = {"partnership_id": partnership.id, "event_id": shown.id, "title": "Ubytovna", "weight": "core"}
    need = made(coordinator, "/needs", **raised)
    root = Xml.fromstring(at_a_desk(site, coordinator).get("/sitemap.xml").text)  # noqa: S314 - our own
    listed = [one.text or "" for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert any(one.endswith(f"/events/{shown.id}") for one in listed)
    assert any(one.endswith(f"/partnerships/{partnership.id}") for one in listed)
    assert not any(one.endswith(f"/events/{hidden.id}") for one in listed)
    for path in ("/needs", f"/needs/{need['id']}", f"/newsletters/{sent}"):
        assert any(one.endswith(path) for one in listed), path
    assert not any(one.endswith(f"/newsletters/{draft}") for one in listed)


def test_who_finds_a_fault_learns_where_to_write(named: Browser) -> None:
    told = named.get("/.well-known/security.txt").text
    assert "Contact: mailto:stul@kraj.example" in told
    assert re.search(r"Expires: 20\d\d-", told)


def test_without_a_contact_there_is_no_security_txt(site: Browser) -> None:
    assert site.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("path", ["/my/registrations/1-a", "/check-in/1-a", "/staff", "/events/1/registered"])
def test_personal_links_and_work_are_in_no_search_engine(site: Browser, path: str) -> None:
    assert site.get(path).headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in site.get("/events").headers


def test_each_personal_link_is_in_no_search_engine_and_no_copy_of_it_is_kept(site: Browser) -> None:
    paths = {route.path for route in all_routes() if re.search("{(token|code)}", route.path)}
    assert len(paths) > 15
    for path in (re.sub(r"{\w+}", "7-secret", one) for one in sorted(paths)):
        told = site.get(path).headers
        assert (told.get("x-robots-tag"), told["cache-control"]) == ("noindex", "private, no-store"), path


def test_a_logo_is_a_picture_and_nothing_else(tmp_path: Path) -> None:
    for name in ("logo.svg", "logo.html"):
        (tmp_path / name).write_text("<svg/>")
    assert logo_of(Settings(logo=str(tmp_path / "logo.svg"))) == (b"<svg/>", "image/svg+xml")
    with pytest.raises(ValidationError, match="svg"):
        Settings(logo=str(tmp_path / "logo.html"))

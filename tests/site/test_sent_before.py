"""The same form sent anew after going back in the browser, where the page has another key by then."""

import ast
import re
from pathlib import Path

from fastapi.routing import APIRoute

from app.api import ROUTERS
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import OURS, at_a_desk, fields


def test_the_same_once_more_is_asked_about_before_a_second_one_is_made(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
        group = factories.a_group(session, partnership).id
    office, place = at_a_desk(site, coordinator), {"partnership_id": str(partnership.id)}
    forms = {
        "tasks": place | {"title": "Zavolat"},
        "needs": place | {"title": "Chybí byty", "event_id": f"{event}|Stůl", "weight": "core"},
        "decisions": {"group_id": str(group), "title": "Zřídit fond", "mode": "consent"},
        "talks": place | {"organisation_name": "Spolek", "on": "2026-03-10", "topic": "Byty"},
        "effects": place | {"title": "Otevřen klub", "since": "2026-03-10", "source": "zápis"},
    }
    for what, typed in forms.items():
        here = f"/staff/{what}/new"
        page = fields(office.get(here).text) | typed
        first = office.post(here, data=page)
        assert first.status_code == 303, first.text
        own = first.headers["location"]
        assert office.post(here, data=page).headers["location"] == own, "one that was pressed twice"
        corrected = office.post(
            here, data=page | {name: "Jinak" for name in ("title", "topic") if name in typed}
        )
        assert "Tento formulář už je uložen, s jinými údaji." in corrected.text.replace("\u00a0", " ")
        gone_back = fields(office.get(here).text) | typed
        asked = office.post(here, data=gone_back)
        assert (asked.status_code, len(coordinator.rows(f"/{what}"))) == (409, 1)
        assert "Přesně totéž jste před chvílí uložili." in asked.text.replace("\u00a0", " ")
        assert "Tohle už je uložené" in asked.text.replace("\u00a0", " ")
        again = fields(asked.text)
        assert again.get("title") == typed.get("title")
        second = office.post(here, data=again)
        assert (second.status_code, len(coordinator.rows(f"/{what}"))) == (303, 2)
        assert second.headers["location"] != own


def test_a_visitor_is_asked_about_the_same_suggestion_and_others_are_not(
    site: Browser, coordinator: Api, partnership: Partnership
) -> None:
    here, typed = f"/partnerships/{partnership.id}/suggestion", {"text": "Chybí lavička."}
    made = site.post(here, data=fields(site.get(here).text) | typed, headers=OURS)
    assert made.status_code == 303
    assert "Chybí" not in made.headers["set-cookie"]
    other = fields(site.get(here).text) | {"text": "Chybí koš."}
    assert site.post(here, data=other, headers=OURS).status_code == 303
    asked = site.post(here, data=fields(site.get(here).text) | typed, headers=OURS)
    assert (asked.status_code, len(coordinator.rows("/suggestions"))) == (409, 2)
    assert site.post(here, data=fields(asked.text), headers=OURS).status_code == 303
    site.cookies.set("sent", "not:ours.x")
    assert site.post(here, data=fields(site.get(here).text) | typed, headers=OURS).status_code == 303
    assert len(coordinator.rows("/suggestions")) == 4


WITHOUT_A_KEY = {"/auth/login", "/auth/oidc", "/me/totp"}
"""Sign-ins, and a new second factor, which takes the place of the one that was not confirmed."""


def test_whatever_a_page_makes_it_makes_once() -> None:
    """Each call of a route that answers 201 sends the key of its form."""
    routes = (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    making = [
        re.compile(re.sub(r"{[^}]+}", "[^/]+", route.path))
        for route in routes
        if route.status_code == 201 and "POST" in route.methods
    ]
    without = set()
    for file in Path("app/site").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if (
                not isinstance(call, ast.Call)
                or not ast.unparse(call.func).endswith(".post")
                or not call.args
            ):
                continue
            path = re.sub(r"{[^}]+}", "0", ast.unparse(call.args[0]).lstrip("f").strip("'\""))
            keyed = any(one.arg == "once" for one in call.keywords)
            if not keyed and any(one.fullmatch(path) for one in making):
                without.add(path)
    assert without == WITHOUT_A_KEY

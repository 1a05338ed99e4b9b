"""A desk in the office: the browser of somebody who is signed in, and what its forms hold."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

from app.core import clock
from app.core.text import PRAGUE
from app.partnerships.models import Partnership
from tests.clients import Api, Browser

OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "cs"}


def at_a_desk(site: Browser, somebody: Api) -> Browser:
    site.headers.update(OURS)
    site.cookies.set("session", somebody.headers["authorization"].removeprefix("Bearer "))
    return site


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the fields of a page that nobody touched; the header has a form too."""
    found: dict[str, str] = {}
    page = page.partition("<main")[2] or page
    for tag in re.findall(r"<input ([^>]*)>", page):
        given = attributes(tag)
        ticked = given.get("type") not in ("checkbox", "radio") or " checked" in f" {tag}"
        if ticked and "name" in given:
            found[given["name"]] = given.get("value", "")
    for tag, inside in re.findall(r"<textarea ([^>]*)>(.*?)</textarea>", page, re.DOTALL):
        found[attributes(tag)["name"]] = unescape(inside.removeprefix("\n"))
    for tag, inside in re.findall(r"<select ([^>]*)>(.*?)</select>", page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inside) or re.search(r'value="([^"]*)"', inside)
        found[attributes(tag)["name"]] = unescape(chosen[1]) if chosen else ""
    return found


def attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def a_round_table(office: Browser, partnership: Partnership, **typed: str) -> str:
    """Drafted through its form; returns the address of its page."""
    here = f"/staff/events/new?kind=round_table&partnership_id={partnership.id}"
    form = fields(office.get(here).text) | {"title": "Kulatý stůl Frýdlant", **soon(), **typed}
    answer = office.post(here, data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def soon() -> Mapping[str, str]:
    start = (clock.now() + timedelta(hours=1)).astimezone(PRAGUE)
    end = start + timedelta(hours=4)
    typed = {"starts_at": start, "ends_at": end}
    return {f"sessions-0-{name}": moment.strftime("%Y-%m-%dT%H:%M") for name, moment in typed.items()}

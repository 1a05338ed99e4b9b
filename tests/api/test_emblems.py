"""Obligatory publicity: an emblem from outside is made safe and stands beside what the programme pays for."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.errors import Invalid
from app.core.files.safe_svg import make_safe
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.clients import Api

EVIL = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 viewBox="0 0 9 9" onload="alert(1)"><script>alert(2)</script>
<style>.a{fill:#039} @import url(//evil.example/x.css);</style>
<image href="https://evil.example/x.png"/><foreignObject><p>x</p></foreignObject>
<a href="javascript:alert(3)"><rect width="1" height="1"/></a>
<use xlink:href="#s"/><use href="https://evil.example/#s"/>
<path class="a" d="M0 0h9" onclick="alert(4)" style="stroke: url(https://evil.example/p)"/></svg>"""
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_an_emblem_loads_and_runs_nothing() -> None:
    safe = make_safe(EVIL, "#/svg")
    for words in (
        "script",
        "evil.example",
        "onload",
        "onclick",
        "javascript",
        "foreignObject",
        "<image",
        "@import",
    ):
        assert words not in safe
    assert 'fill="#039"' in safe
    assert 'href="#s"' in safe
    assert make_safe(safe.encode(), "#/svg") == safe


@pytest.mark.parametrize(
    "content",
    [
        b"<html/>",
        b"no picture",
        b'<!DOCTYPE svg [<!ENTITY a "aaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<svg xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_what_is_no_plain_svg_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        make_safe(content, "#/svg")


@pytest.fixture
def event(coordinator: Api, admin: Api, database: Database, partnership: Partnership) -> dict[str, Any]:
    programme = made(
        admin, "/funding-programmes", code="OPZ", name="OP Zaměstnanost", publicity="Podpořeno z ESF."
    )
    project = made(
        coordinator, "/projects", title="Projekt", partnership_id=partnership.id, programme_id=programme["id"]
    )
    with database.writing() as session:
        event = factories.an_event(session, partnership, project_id=project["id"])
    return {"id": event.id, "programme": programme["id"]}


def put(client: Api, partnership: Partnership, programme: int, alt: str = "EU a ESF", **files: bytes) -> Any:
    return client.put(
        f"/partnerships/{partnership.id}/emblems",
        data={"programme_id": str(programme), "alt": alt},
        files={name: (f"emblem.{name}", content) for name, content in files.items()},
    )


def test_the_emblem_stands_beside_the_event(
    api: Api, coordinator: Api, partnership: Partnership, event: dict[str, Any]
) -> None:
    path = f"/events/{event['id']}/publicity"
    assert api.get(path).json() == {"sentence": "Podpořeno z ESF.", "emblem": None}
    answer = put(coordinator, partnership, event["programme"], svg=EVIL, png=PNG)
    assert (answer.status_code, answer.json()["kinds"]) == (200, ["svg", "png"]), answer.text
    emblem = api.get(path).json()["emblem"]
    assert emblem["alt"] == "EU a ESF"
    picture = api.get(f"/emblems/{emblem['id']}/svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert b"script" not in picture.content
    assert api.get(f"/emblems/{emblem['id']}/png").content == PNG
    again = put(coordinator, partnership, event["programme"], png=PNG + b"1").json()
    assert (again["id"], again["version"], again["kinds"]) == (emblem["id"], 2, ["svg", "png"])
    assert coordinator.get(f"/partnerships/{partnership.id}/emblems").json()["results"] == [again]


def test_only_its_staff_change_an_emblem_and_only_pictures_are_taken(
    api: Api, coordinator: Api, partnership: Partnership, event: dict[str, Any], database: Database
) -> None:
    with database.writing() as session:
        other = factories.a_partnership(session)
    assert put(coordinator, other, event["programme"], svg=EVIL).status_code == 403
    assert put(api, partnership, event["programme"], svg=EVIL).status_code == 401
    for files in ({"svg": b"<html/>"}, {"png": b"GIF89a"}, {"svg": EVIL + b" " * 70_000}):
        assert put(coordinator, partnership, event["programme"], **files).status_code == 422
    assert put(coordinator, partnership, 999_999, svg=EVIL).status_code == 422
    plain = coordinator.put(f"/partnerships/{partnership.id}/emblems", json={"alt": "x"})
    assert plain.status_code == 415

"""Obligatory publicity: an emblem from outside is made safe and stands beside what the programme pays for."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

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


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def test_what_is_drawn_in_a_link_stays() -> None:
    safe = make_safe(SVG + b'<a xlink:href="https://x.example"><path d="M0 0h9"/></a></svg>', "#/svg")
    assert "<g><path" in safe
    assert "x.example" not in safe


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"<g/>",
        b'<image href="data:image/png;base64,AAAA"/>',
        b'<foreignObject><path d="M0 0h9"/></foreignObject>',
        b'<defs><path id="a" d="M0 0h9"/></defs>',
        b'<use href="#nowhere"/>',
        b"<title>Evropa</title>",
    ],
)
def test_a_picture_of_which_nothing_is_left_is_refused(inside: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        make_safe(SVG + inside + b"</svg>", "#/svg")
    assert [one.code for one in refused.value.fields] == ["nothing_drawn"]


@pytest.mark.parametrize(
    ("alt", "files", "pointer", "code"),
    [
        ("EU", {}, "#/svg", "no_file"),
        ("EU", {"svg": PNG}, "#/svg", "not_svg"),
        ("EU", {"svg": b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG + b"</svg>"}, "#/svg", "svg_declarations"),
        ("EU", {"png": b"words"}, "#/png", "not_png"),
        ("EU", {"svg": SVG + b" " * 60_000 + b"</svg>"}, "#/svg", "file_too_large"),
        (" ", {"png": PNG}, "#/alt", "required"),
        ("a" * 201, {"png": PNG}, "#/alt", "too_long"),
    ],
)
def test_a_wrong_emblem_says_what_is_wrong(
    coordinator: Api,
    partnership: Partnership,
    event: dict[str, Any],
    alt: str,
    files: dict[str, bytes],
    pointer: str,
    code: str,
) -> None:
    answer = coordinator.put(
        f"/partnerships/{partnership.id}/emblems",
        data={"programme_id": str(event["programme"]), "alt": alt},
        files={name: (f"emblem.{name}", content) for name, content in files.items()} or {"svg": ("", b"")},
    )
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


def test_an_emblem_can_be_removed(
    api: Api, coordinator: Api, partnership: Partnership, event: dict[str, Any]
) -> None:
    emblem = put(coordinator, partnership, event["programme"], png=PNG).json()
    path = f"/emblems/{emblem['id']}"
    assert api.delete(path, headers={"If-Match": "*"}).status_code == 401
    assert coordinator.delete(path, headers={"If-Match": '"7"'}).status_code == 412
    assert coordinator.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert api.get(f"{path}/png").status_code == 404
    assert api.get(f"/events/{event['id']}/publicity").json()["emblem"] is None


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


def test_the_minutes_of_what_a_project_pays_for_carry_its_sentence_and_emblem(
    coordinator: Api, partnership: Partnership, event: dict[str, Any]
) -> None:
    assert put(coordinator, partnership, event["programme"], svg=EVIL).status_code == 200
    here = f"/events/{event['id']}/minutes"
    assert coordinator.put(here, json={"items": [{"title": "Zahájení"}]}).status_code == 201
    packed = ZipFile(BytesIO(coordinator.get(f"{here}/filing.zip").content))
    [printed] = [packed.read(name) for name in packed.namelist() if name.endswith(".pdf")]
    for pdf in (coordinator.get(f"{here}.pdf").content, printed):
        page = PdfReader(BytesIO(pdf)).pages[0]
        assert page.extract_text().replace("\u00a0", " ").startswith("Podpořeno z ESF.")


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

"""Files and the programme of an event on its pages, with scripts off."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.attaching import PDF, PNG
from tests.clients import Api, Browser
from tests.site.desk import fields

DAY = clock.at(clock.today() + timedelta(days=14), 9)


@pytest.fixture
def event(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.an_event(session, partnership, starts_at=DAY).id


def visitor(office: Browser) -> Browser:
    return office.beside(Browser(office.app))


def test_a_paper_is_attached_replaced_and_deleted_on_pages(
    office: Browser, coordinator: Api, event: int, partnership: Partnership
) -> None:
    here = f"/staff/events/{event}/attachments"
    assert here in office.get(f"/staff/events/{event}").text
    typed = {**fields(office.get(here).text), "title": "Pozvánka s mapou", "visibility": "public"}
    refused = office.post(here, data=typed, files={"file": ("", b"")})
    assert (refused.status_code, "Pozvánka s mapou" in refused.text) == (422, True)
    huge = office.post(here, data=typed, files={"file": ("plan.pdf", b"%PDF-1.7" + bytes(26 * 1024 * 1024))})
    assert huge.status_code == 413 and "do 25 MB" in huge.text.replace("\u00a0", " ")
    assert f'href="{here}"' in huge.text
    wrong = office.post(here, data=typed, files={"file": ("page.html", b"<html>")})
    assert wrong.status_code == 415
    assert "Soubory tohoto typu" in wrong.text.replace("\u00a0", " ")
    for _ in range(2):
        assert office.post(here, data=typed, files={"file": ("mapa.pdf", PDF)}).status_code == 303
    [number] = re.findall(r'href="/staff/attachments/(\d+)"', office.get(here).text)

    page = visitor(office).get(f"/events/{event}").text
    assert "Pozvánka s" in page
    file = visitor(office).get(f"/attachments/{number}/file")
    assert file.content == PDF
    assert "sandbox" in file.headers["content-security-policy"]
    assert file.headers["content-disposition"].startswith("attachment")

    one = f"/staff/attachments/{number}"
    newer = fields(office.get(one).text.rpartition("/versions")[2])
    assert office.post(f"{one}/versions", data=newer, files={"file": ("m.png", PNG)}).status_code == 303
    assert "verze" in office.get(one).text
    stale = office.post(one, data={"title": "Jinak", "visibility": "members", "etag": '"1"'})
    assert (stale.status_code, "Jinak" in stale.text) == (412, True)
    kept = {**fields(office.get(one).text), "title": "Jen pro členy", "visibility": "members"}
    assert office.post(one, data=kept).status_code == 303
    assert visitor(office).get(f"/attachments/{number}/file").status_code == 404
    question = office.get(f"{one}/delete").text
    for _pressed in range(2):
        assert office.post(f"{one}/delete", data=fields(question)).headers["location"] == here
    assert office.get(one).status_code == 404


def test_files_of_other_records_have_their_page_and_are_read_where_the_record_is(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, rules={"public": True}).id
    place: dict[str, Any] = {"partnership_id": partnership.id}
    decision = made(coordinator, "/decisions", group_id=group, title="Pravidla")["id"]
    assert coordinator.post(f"/decisions/{decision}/adopt").status_code == 200
    need = made(coordinator, "/needs", **place, title="Chybí byty", group_id=group)["id"]
    effect = made(coordinator, "/effects", **place, title="Byty", since="2026-01-02", source="Zpráva")["id"]
    for kind, number in (("decisions", decision), ("needs", need), ("effects", effect)):
        record = f"/staff/{kind}/{number}"
        here = f"{record}/attachments"
        assert f'href="{here}"' in office.get(record).text
        typed = {**fields(office.get(here).text), "title": f"Podklad {kind}", "visibility": "public"}
        assert office.post(here, data=typed, files={"file": ("p.pdf", PDF)}).status_code == 303
        [one] = re.findall(r'href="(/staff/attachments/\d+)"', office.get(here).text)
        assert f'href="{here}"' in office.get(one).text, "the file leads back"
        if kind != "effects":
            assert f"Podklad {kind}" in visitor(office).get(f"/{kind}/{number}").text.replace("\u00a0", " ")


def test_a_paper_of_a_point_stands_beside_the_point(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    body: dict[str, Any] = {"title": "Jednání", "agenda": [{"title": "Rozpočet"}, {"title": "Různé"}]}
    sitting = {"starts_at": DAY.isoformat(), "ends_at": (DAY + timedelta(hours=2)).isoformat()}
    meeting = made(coordinator, "/meetings", partnership_id=partnership.id, sessions=[sitting], **body)
    assert coordinator.post(f"/events/{meeting['id']}/publish").status_code == 200
    point, here = meeting["agenda"][0]["id"], f"/staff/events/{meeting['id']}/attachments"
    assert f"{here}?point={point}#attach" in office.get(f"/staff/events/{meeting['id']}").text
    typed = fields(office.get(f"{here}?point={point}").text)
    assert typed["point"] == str(point)
    typed |= {"title": "Návrh rozpočtu", "visibility": "public"}
    assert office.post(here, data=typed, files={"file": ("p.pdf", PDF)}).status_code == 303
    [file] = coordinator.rows(f"/attachments?event={meeting['id']}")
    assert (file["about_type"], file["about_id"], file["event_id"]) == ("agenda_item", point, meeting["id"])
    assert "Bod programu" in office.get(here).text.replace("\u00a0", " ")
    for page in (
        visitor(office).get(f"/events/{meeting['id']}"),
        office.get(f"/staff/events/{meeting['id']}"),
    ):
        agenda = page.text.replace("\u00a0", " ").partition('id="agenda"')[2]
        assert "Návrh rozpočtu" in agenda.partition("Různé")[0]
    assert f'href="{here}"' in office.get(f"/staff/attachments/{file['id']}").text


def test_a_programme_is_written_and_printed_on_the_page_of_the_event(
    office: Browser, coordinator: Api, event: int, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá").id
    place = f"&partnership_id={partnership.id}"
    first = {"starts_at": DAY.isoformat(), "ends_at": (DAY + timedelta(hours=1)).isoformat()}
    body: dict[str, Any] = {"items": [{**first, "title": "Zahájení", "speakers": [{"person_id": person}]}]}
    put = coordinator.put(f"/events/{event}/programme", json=body, headers={"If-Match": "*"})
    assert put.status_code == 200
    here = f"/staff/events/{event}/programme"
    assert here in office.get(f"/staff/events/{event}").text
    typed = fields(office.get(here).text)
    local = f"{(clock.today() + timedelta(days=14)).isoformat()}T10:00"
    row = {
        "starts_at": local,
        "ends_at": local,
        "kind": "discussion",
        "title": "Co dál",
        "speakers": "name:Jan Výmysl|Jan Výmysl",
    }
    typed |= {f"items-1-{name}": value for name, value in row.items()}
    found = office.get(f"/staff/look-up/speakers/items-1-speakers?many=1&items-1-speakers.q=neb{place}").text
    assert f'value="person:{person}|Ema Nebylá' in found
    assert 'value="name:neb|neb"' in found
    refused = office.post(here, data=typed)
    assert (refused.status_code, "items-1-ends_at-error" in refused.text) == (422, True)
    typed["items-1-ends_at"] = local.replace("T10", "T11")
    assert office.post(here, data=typed).status_code == 303
    stored = coordinator.get(f"/events/{event}/programme").json()["items"]
    assert [one["title"] for one in stored] == ["Zahájení", "Co dál"]
    assert stored[0]["speakers"] == [{"person_id": person, "name": "Ema Nebylá"}]
    page = visitor(office).get(f"/events/{event}").text
    assert "9.00–10.00" in page
    assert "Jan Výmysl" in page
    assert office.post(here, data={**typed, "once": "later"}).status_code == 412

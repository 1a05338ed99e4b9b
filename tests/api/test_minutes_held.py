"""Minutes go to members once their meeting has begun, without empty points, and are printed as written."""

import zipfile
from datetime import timedelta
from io import BytesIO

import time_machine
from pypdf import PdfReader

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests.api.asking import made
from tests.api.minuting import a_meeting, item, move, write
from tests.clients import Api


def test_minutes_go_to_nobody_before_the_meeting_and_without_empty_points(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    start = clock.now() + timedelta(hours=2)
    with database.writing() as session:
        met = a_meeting(session, partnership, starts_at=start)
    said = [{"text": "Chybí byty"}]
    written = write(
        coordinator, met, item(title="Bydlení"), item(), item(title="Různé"), item(discussion=said), item()
    )
    assert "submit" not in written["allowed"]
    until = {"comment_until": "2199-01-01"}
    assert move(coordinator, met, "submit", **until) == (409, "not_begun")
    with time_machine.travel(start):
        member = api.signed_in(met.member)
        assert "submit" in coordinator.get(met.minutes).json()["allowed"]
        assert move(coordinator, met, "submit", **until) == (200, "comment")
        items = coordinator.get(met.minutes).json()["items"]
        assert [one["title"] for one in items] == ["Bydlení", "Různé", ""], (
            "those without a word are left out"
        )
        made(member, f"{met.minutes}/comments", item_id=items[1]["id"], text="Proč?")
        shorter = {"items": [items[0], {"title": ""}]}
        assert coordinator.put(met.minutes, json=shorter, headers={"If-Match": "*"}).status_code == 200
        [comment] = member.get(f"{met.minutes}/comments").json()["results"]
        assert (comment["item_id"], comment["text"]) == (None, "[Různé] Proč?")
    assert move(coordinator, met, "approve") == (409, "not_begun")
    with time_machine.travel(start):
        assert move(coordinator, met, "approve") == (200, "approved")
        assert [one["title"] for one in coordinator.get(met.minutes).json()["items"]] == ["Bydlení"]
    assert move(coordinator, met, "publish", checked_for_names=True) == (409, "not_begun")


def test_tables_and_addresses_are_printed_as_they_were_written(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        met = a_meeting(session, partnership)
    address = "velmi.dlouha.adresa@mesto-frydlant.example"
    page = "https://www.mesto-frydlant.example/uredni-deska/zapisy?rok=2019&skupina=bydleni"
    table = "| Služba | Kde |\n|---|---|\n| **Azyl** | Liberec |\n| Poradna | |\n\nTvaroh | není tabulka"
    said = [{"speaker": "Jan", "text": f"Pište na {address}, viz <{page}> a {page}."}]
    write(coordinator, met, item(title=f"Spojení {address}", text=table, discussion=said))
    printed = PdfReader(BytesIO(coordinator.get(f"{met.minutes}.pdf").content))
    text = "".join(one.extract_text() for one in printed.pages)
    assert "\u200b" not in text and "\u00ad" not in text
    assert text.count(address) == 2 and "".join(text.split()).count(page) == 2
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Služba Kde" in lines and "Azyl Liberec" in lines, "cells of a row stand beside each other"
    packed = zipfile.ZipFile(BytesIO(coordinator.get(f"{met.minutes}/filing.zip").content))
    assert b"pdfaid" in packed.read(packed.namelist()[0])

"""One round table from the draft to the signed sheet, through the API alone."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests.api.registering import body, letters, token_of
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def published(coordinator: Api, partnership: Partnership) -> Any:
    start = clock.now().replace(microsecond=0) + timedelta(hours=3)
    draft = {
        "partnership_id": partnership.id,
        "kind": "round_table",
        "title": "Kulatý stůl Frýdlant",
        "capacity": 20,
        "sessions": [
            {
                "starts_at": start.isoformat(),
                "ends_at": (start + timedelta(hours=4)).isoformat(),
                "hours": 5,
                "venue": {"name": "Radnice", "room": "11"},
            }
        ],
    }
    made = coordinator.post("/round-tables", json=draft)
    assert made.status_code == 201, made.text
    shown = coordinator.post(f"/events/{made.json()['id']}/publish")
    assert shown.status_code == 200, shown.text
    return shown.json()


def test_a_round_table_from_the_draft_to_the_sheet(
    api: Api, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership)
    event_id, sitting = event["id"], event["sessions"][0]["id"]
    assert [row["event_id"] for row in api.get("/schedule").json()["results"]] == [event_id]

    told = [api.post(f"/events/{event_id}/registrations", json=body()).json() for _ in range(60)]
    assert [one["status"] for one in told] == ["confirmed"] * 20 + ["waiting"] * 40
    assert [one["waiting_position"] for one in told[20:]] == list(range(1, 41))

    cancelled = api.post(f"/my/registrations/{token_of(told[4])}/cancel")
    assert cancelled.json()["status"] == "cancelled"
    moved = api.get(f"/my/registrations/{token_of(told[20])}").json()
    assert (moved["status"], moved["waiting_position"]) == ("confirmed", None)
    letter = letters(database)[-1]
    assert (letter.kind, letter.receiver) == ("registration_moved_up", moved["email"])

    seats = coordinator.rows(f"/sessions/{sitting}/attendance")
    assert len(seats) == 20
    by_id = {one["id"]: one for one in told}
    for row in seats[:18]:
        mine = api.get(f"/my/registrations/{token_of(by_id[row['registration_id']])}").json()
        read = coordinator.post("/check-in", json={"code": mine["ticket_code"], "session_id": sitting})
        assert (read.status_code, read.json()["status"]) == (200, "present")
    for name in ("Nečekaný", "Neohlášená"):
        walk_in = {"first_name": "Host", "last_name": name}
        assert coordinator.post(f"/sessions/{sitting}/walk-ins", json=walk_in).status_code == 201

    counts = coordinator.get(f"/events/{event_id}").json()["counts"]
    assert counts == {"confirmed": 20, "waiting": 39, "pending": 0, "attended": 20}
    sheet = coordinator.get(f"/events/{event_id}/attendance-sheet.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(sheet.content)).pages)
    assert "Neohlášená" in text
    assert seats[0]["last_name"] in text

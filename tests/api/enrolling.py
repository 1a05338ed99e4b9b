"""A series laid out over towns, and people who enrol in it."""

from dataclasses import dataclass
from typing import Any

from app.courses.models import SeatAllocation
from tests.api.registering import body, confirmed, token_of
from tests.clients import Api


@dataclass(frozen=True)
class Grid:
    """A series of trainings; `events[town]` are the ids of its events there, one per topic."""

    id: int
    towns: list[int]
    events: dict[int, list[int]]


def dealt_later(**rule: Any) -> dict[str, Any]:
    return {"allocation": SeatAllocation.SERIES_FIRST, **rule}


def enrol(client: Api, grid: Grid, town: int = 0, **fields: Any) -> Any:
    return client.post(f"/series/{grid.id}/enrolments", json=body(territory_id=grid.towns[town], **fields))


def enrolled(client: Api, grid: Grid, town: int = 0, **fields: Any) -> list[dict[str, Any]]:
    answer = enrol(client, grid, town, **fields)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["registrations"]
    if any(one["reason"] == "confirm_address" for one in found):
        confirmed(client, found[0])
        found = [one | {name: mine(client, one)[name] for name in ("status", "reason")} for one in found]
    return found


def signed_up(client: Api, event_id: int, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"/events/{event_id}/registrations", json=body(**fields))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mine(client: Api, registration: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/my/registrations/{token_of(registration)}").json()
    return found


def outcome(client: Api, registration: Any) -> tuple[str, str | None]:
    found = mine(client, registration)
    return found["status"], found["reason"]

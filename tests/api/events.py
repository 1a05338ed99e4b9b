"""What the tests of events say over and over."""

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from tests.clients import Api


def day_at(days: int, hour: int, minute: int = 0) -> str:
    """So many days from today, by the clock in Prague."""
    return clock.at(clock.today() + timedelta(days=days), hour, minute).isoformat()


def sitting(days: int = 14, start: int = 9, end: int = 16, **fields: Any) -> dict[str, Any]:
    return {"starts_at": day_at(days, start), "ends_at": day_at(days, end), **fields}


def made(client: Api, path: str, status: int = 201, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_draft(client: Api, partnership: Any, path: str = "/events", **fields: Any) -> dict[str, Any]:
    body = {"title": "Sociální bydlení", "partnership_id": partnership.id, "sessions": [sitting()], **fields}
    if path == "/events":
        body.setdefault("kind", "seminar")
    return made(client, path, **body)


def published(client: Api, partnership: Any, path: str = "/events", **fields: Any) -> dict[str, Any]:
    draft = a_draft(client, partnership, path, **fields)
    return made(client, f"/events/{draft['id']}/publish", 200)


def changed(client: Api, event: dict[str, Any], status: int = 200, **body: Any) -> dict[str, Any]:
    """PATCH with the version as it is now."""
    answer = client.patch(f"/events/{event['id']}", json=body, headers={"If-Match": "*"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def tried(client: Api, event: dict[str, Any], **body: Any) -> dict[str, tuple[Any, Any, int]]:
    """The effects of a change of the event, by field; of several of one field the first."""
    path = f"/events/{event['id']}?dry_run=true"
    answer = client.patch(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    found: dict[str, tuple[Any, Any, int]] = {}
    for one in answer.json()["effects"]:
        found.setdefault(one["field"], (one["from"], one["to"], one["people"]))
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

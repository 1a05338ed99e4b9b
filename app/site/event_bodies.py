"""An event between its form and the API."""

import re
from typing import Any

from app.core.text import fold
from app.site.fields import Record


def named_body(key: str) -> dict[str, Any]:
    """`person:12` as `{"person_id": "12"}`."""
    kind, _, value = key.partition(":")
    return {"name" if kind == "name" else f"{kind}_id": value}


def to_body(data: dict[str, Any]) -> dict[str, Any]:
    """What names alone cannot say: people by what they are, venues left empty, keys of questions."""
    body = {name: value for name, value in data.items() if name}
    for role in ("facilitators", "lecturers"):
        if role in body:
            body[role] = [named_body(key) for key in body[role]]
    for session in body.get("sessions") or []:
        place = session.get("venue") or {}
        session["venue"] = (
            place if any(value for name, value in place.items() if name != "territory_id") else None
        )
        if not session.get("id"):
            session.pop("id", None)
        if session.get("hours") is None:
            session.pop("hours", None)
    for at, question in enumerate((body.get("registration") or {}).get("fields") or []):
        question["name"] = question.get("name") or question_name(question["label"], at)
        question["required"] = bool(question.get("required"))
    return body


def question_name(label: str, at: int) -> str:
    """The key under which answers are kept: `dieta` from “Dieta?”."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30]
    return f"{slug if slug[:1].isalpha() else 'q'}_{at + 1}"


def from_record(event: Record) -> dict[str, Any]:
    """The event under the names that are sent. Sign-up that closes at the start was not set to close."""
    registration = dict(event.get("registration") or {})
    if registration.get("closes_at") == event.get("starts_at"):
        registration["closes_at"] = None
    shaped = {**event, "registration": registration}
    for name in ("organiser", "course"):
        shaped[f"{name}_id"] = (event.get(name) or {}).get("id")
    return shaped

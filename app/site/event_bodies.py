"""An event between its form and the API."""

import re
from collections.abc import Mapping, Sequence

from app.core.text import fold
from app.site import conditions
from app.site.json_values import Json, Record


def named_body(key: str) -> Json:
    """`person:12` as `{"person_id": "12"}`."""
    kind, _, value = key.partition(":")
    return {"name" if kind == "name" else f"{kind}_id": value}


def to_body(data: Json, rows: Mapping[str, Sequence[int]]) -> Json:
    """What names alone cannot say: people by what they are, venues left empty, keys of questions and meals.

    `rows` are those of the form that was typed.
    """
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
    if "registration" in body:
        _complete(body["registration"], rows.get(conditions.FIELDS, ()))
    return body


def _complete(registration: Json, rows: Sequence[int]) -> None:
    questions = registration.get("fields") or []
    for at, question in enumerate(questions):
        question["name"] = question.get("name") or question_name(question["label"], at)
        question["required"] = bool(question.get("required"))
    conditions.to_body(questions, rows)
    stay = registration.get("stay") or {}
    meals = stay.get("meals") or []
    for at, meal in enumerate(meals):
        meal["name"] = meal.get("name") or question_name(meal.get("label") or "", at)
    registration["stay"] = {"lodging": [one["date"] for one in stay.get("lodging") or []], "meals": meals}


def question_name(label: str, at: int) -> str:
    """The key under which answers are kept: `dieta` from “Dieta?”."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30]
    return f"{slug if slug[:1].isalpha() else 'q'}_{at + 1}"


def from_record(event: Record) -> Json:
    """The event under the names that are sent. Sign-up that closes at the start was not set to close."""
    registration = dict(event.get("registration") or {})
    if registration.get("closes_at") == event.get("starts_at"):
        registration["closes_at"] = None
    if registration:
        registration["fields"] = conditions.from_record(registration["fields"])
        nights = [{"date": night} for night in registration["stay"]["lodging"]]
        registration["stay"] = {**registration["stay"], "lodging": nights}
    shaped = {**event, "registration": registration}
    for name in ("organiser", "course"):
        shaped[f"{name}_id"] = (event.get(name) or {}).get("id")
    return shaped

"""An event between its form and the API."""

import re
from collections.abc import Mapping, Sequence
from itertools import count

from app.core.text import fold
from app.site import conditions
from app.site.json_values import Json, Record


def named_key(row: Record) -> str:
    """`person:12`, `user:3` or `name:Jan`: somebody named, as the key of a choice."""
    if row.get("user_id"):
        return f"user:{row['user_id']}"
    return f"person:{row['person_id']}" if row.get("person_id") else f"name:{row['name']}"


def named_body(key: str) -> Json:
    """`person:12` as `{"person_id": "12"}`."""
    kind, _, value = key.partition(":")
    return {"name" if kind == "name" else f"{kind}_id": value}


def to_body(data: Json, rows: Mapping[str, Sequence[int]], known: Sequence[Record] = ()) -> Json:
    """What names alone cannot say: people by what they are, venues left empty, keys of questions and meals.

    `rows` are those of the form that was typed, `known` the questions that the event has or had.
    """
    body = {name: value for name, value in data.items() if name}
    for role in ("facilitators", "lecturers"):
        if role in body:
            body[role] = [named_body(key) for key in body[role] or () if isinstance(key, str)]
    for part in ("sessions", "agenda"):
        if part in body:
            body[part] = [row for row in body[part] or () if isinstance(row, dict)]
    for session in body.get("sessions") or []:
        place = session.get("venue") or {}
        session["venue"] = (
            place if any(value for name, value in place.items() if name != "territory_id") else None
        )
        if not session.get("id"):
            session.pop("id", None)
        if session.get("hours") is None:
            session.pop("hours", None)
    for item in body.get("agenda") or []:
        _complete_item(item)
    _leave_undated(body)
    if isinstance(body.get("registration"), dict):
        _complete(body["registration"], rows.get(conditions.FIELDS, ()), known)
    return body


def _complete_item(item: Json) -> None:
    """A new point has no id."""
    if not item.get("id"):
        item.pop("id", None)
    presenter = item.get("presenter")
    item["presenter"] = named_body(presenter) if presenter and isinstance(presenter, str) else None


def _leave_undated(body: Json) -> None:
    """Where no row has a date, the event has none: its days are kept with their places and hours."""
    rows = body.get("sessions")
    if rows is None or any(row.get("starts_at") or row.get("ends_at") for row in rows):
        return
    names = ("hours", "venue", "note")
    body["undated_sessions"] = [{name: row[name] for name in names if row.get(name)} for row in rows]
    body["sessions"] = []


def _complete(registration: Json, rows: Sequence[int], known: Sequence[Record]) -> None:
    questions = registration.get("fields") or []
    _name_questions(questions, known)
    for question in questions:
        question["required"] = bool(question.get("required"))
    conditions.to_body(questions, rows)
    stay = registration.get("stay") or {}
    meals = stay.get("meals") or []
    for at, meal in enumerate(meals):
        meal["name"] = meal.get("name") or question_name(meal.get("label") or "", at)
    registration["stay"] = {"lodging": [one["date"] for one in stay.get("lodging") or []], "meals": meals}


def _name_questions(questions: Sequence[Json], known: Sequence[Record]) -> None:
    """Give new questions a key: that of an earlier one with the same words and kind, or one never used."""
    used = {one["name"] for one in questions if one.get("name")}
    earlier = {(one["label"], one["kind"]): one["name"] for one in known if one["name"] not in used}
    used |= {one["name"] for one in known}
    for at, question in enumerate(questions):
        if question.get("name"):
            continue
        free = (
            name for number in count(at) if (name := question_name(question["label"], number)) not in used
        )
        question["name"] = earlier.pop((question["label"], question.get("kind")), None) or next(free)
        used.add(question["name"])


def _presented(item: Record) -> Json:
    """A point with who presents it as the key of a choice, and its words."""
    named = item.get("presenter")
    return {
        **item,
        "presenter": named_key(named) if named else None,
        "presenter_name": named["name"] if named else "",
    }


def question_name(label: str, at: int) -> str:
    """The key under which answers are kept: `dieta` from “Dieta?”."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30]
    return f"{slug if slug[:1].isalpha() else 'q'}_{at + 1}"


def from_record(event: Record) -> Json:
    """The event under the names that are sent. Sign-up that closes at the start was not set to close.

    Without a date the rows of sessions offer what is known of its days.
    """
    registration = dict(event.get("registration") or {})
    if registration.get("closes_at") == event.get("starts_at"):
        registration["closes_at"] = None
    if registration:
        registration["fields"] = conditions.from_record(registration["fields"])
        nights = [{"date": night} for night in registration["stay"]["lodging"]]
        registration["stay"] = {**registration["stay"], "lodging": nights}
    sessions = event.get("sessions") or event.get("undated_sessions")
    shaped = {**event, "registration": registration, "sessions": sessions}
    shaped["quorum"] = event.get("own_quorum")
    shaped["agenda"] = [_presented(item) for item in event.get("agenda") or []]
    for name in ("organiser", "course"):
        shaped[f"{name}_id"] = (event.get(name) or {}).get("id")
    return shaped

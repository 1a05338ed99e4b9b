"""Existing minutes, pasted or uploaded: a proposal of what they say, each field beside its source.

From the proposal minutes of an event are made, then decisions and tasks, each by a click. Between the clicks
the text travels in the form and is read again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text as words
from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.lookups import READ_PARTNERSHIPS
from app.site.made_minutes import ASKED, CHOSEN, carry_out, chosen_event, details, following, may_write
from app.site.multipart import multipart
from app.site.posted import uploaded
from app.site.records import may
from app.site.render import page
from app.site.session import language_of

HERE = "/staff/minutes/parse"
AROUND = 60
"""Characters of the source shown on each side of a field."""
FIELDS = (
    Field("text", msgid("Text of the minutes"), "area"),
    Field("partnership_id", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS),
)
SINGLE = {
    "date": msgid("Day"),
    "starts": msgid("Start"),
    "ends": msgid("End"),
    "place": msgid("Place"),
    "group": msgid("Group"),
    "minute_taker": msgid("Minutes taken by"),
    "next_meeting": msgid("Next meeting"),
}
LISTS = {
    "present": msgid("Those present"),
    "excused": msgid("Those excused"),
    "guests": msgid("Those who were guests"),
    "agenda": msgid("Agenda"),
    "decisions": msgid("Decisions"),
    "tasks": msgid("Tasks"),
    "deadlines": msgid("Deadlines"),
}


class Row(NamedTuple):
    """A field, what was read, and its source in three parts: before, the place itself, after."""

    label: str
    value: str
    details: list[str]
    person: int | None
    percent: int
    source: tuple[str, str, str]


async def show(request: Request) -> Response:
    return await _show(request, Form())


async def parse(request: Request) -> Response:
    """A file counts more than what is in the text field."""
    form = await read_fields(request, (*FIELDS, *CHOSEN), extra=(ASKED,))
    form.typed["text"] = str(form.value("text")).replace("\r\n", "\n")
    chosen = await chosen_event(request, form)
    reply = await _read(request, form, chosen)
    if not reply.ok:
        return await _show(request, form.refused(reply), reply.status)
    status, said = await carry_out(request, form, reply.data, chosen)
    return await _show(request, form, status, reply.data, chosen, said)


async def _read(request: Request, form: Form, event: Json | None) -> Reply:
    """Names are looked up in the chosen partnership, else in that of the event."""
    found, api, place = await uploaded(request, "file"), api_of(request), form.data.get("partnership_id")
    if found:
        content, kind = multipart({"partnership_id": place} if place else {}, {"file": (found[0], found[2])})
        return await api.post("/minutes/parse", content=content, headers={"Content-Type": kind})
    if event and may_write(event):
        place = place or event["partnership_id"]
    return await api.post("/minutes/parse", {"partnership_id": place, "text": form.value("text")})


async def _show(
    request: Request,
    form: Form,
    status: int = 200,
    proposal: Json | None = None,
    event: Json | None = None,
    said: str = "",
) -> Response:
    after = await following(request, form, proposal, event) if proposal else None
    context = {
        "form": form,
        "partnerships": (await load_choices(request, FIELDS, form))["partnership_id"],
        "proposal": proposal,
        "rows": list(_rows(request, proposal)) if proposal else [],
        "missing": [label for name, label in (SINGLE | LISTS).items() if proposal and not proposal[name]],
        "next": after,
        "offers_minutes": after and may(request, "edit") and (not after.minutes or status == 409),
        "said": said,
        "kind": "success" if said and status == 200 else "info",
    }
    return page(request, "staff/parse_minutes.html", context, status=status)


def _rows(request: Request, proposal: Record) -> Iterator[Row]:
    text = proposal["text"]
    for name, label in (SINGLE | LISTS).items():
        found = proposal[name]
        for one in found if isinstance(found, list) else [found] if found else []:
            person = one.get("match") or one.get("owner_match")
            yield Row(
                label,
                _value(request, name, one),
                details(request, one),
                person["person_id"] if person else None,
                round(person["score"] * 100) if person else 0,
                _source(text, *one["span"]),
            )


def _value(request: Request, name: str, one: Record) -> str:
    lang = language_of(request)
    if name == "date":
        return words.day(one["value"], lang)
    if name == "next_meeting":
        starts = one["starts_at"]
        return (
            words.moment(datetime.fromisoformat(starts), lang) if "T" in starts else words.day(starts, lang)
        )
    value: str = one.get("value") or one["text"]
    return value


def _source(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The place with what stands around it on its lines."""
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + AROUND)
    return text[first:start].lstrip(), text[start:end], text[end:last].rstrip()


routes = [Route(HERE, staff(show)), Route(HERE, staff(parse), methods=["POST"])]

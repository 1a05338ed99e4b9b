"""Making minutes, decisions and tasks of a proposal that was read from a text, each by a click."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from starlette.requests import Request

from app.core import clock
from app.core import text as words
from app.core.plain_text import whole_number
from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import SEARCH, Field
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.lookups import EVENTS, OWN_GROUPS, PEOPLE, Option, event_name
from app.site.minutes_from_text import items_of, line, whole
from app.site.session import language_of, translator_of

EVENT = Field(
    "event_id",
    msgid("Event"),
    "find",
    required=True,
    source=EVENTS,
    hint=msgid("Those of the day that was read are offered; others are found by a part of their title."),
)
TAKER = "minute_taker-person_id"
ASKED = "asked"
"""The hidden field that names the event of which the page has asked whether it is the right one."""
CHOSEN = (EVENT, Field(TAKER, "", "choice"), Field("group_id", "", "choice"))


class Step(NamedTuple):
    """A decision or a task: what the button sends, and the page of the record that it made."""

    title: str
    details: list[str]
    people: list[Option]
    made: str


class Following(NamedTuple):
    """What can be done with the proposal. `minutes` is the page of those that the event has.

    A decision is of the group of the event, else of one of `groups`.
    """

    event: Json | None
    minutes: str
    field: Field
    offered: list[Option]
    taker: str
    takers: list[Option]
    groups: list[Option]
    decisions: list[Step]
    tasks: list[Step]
    doubt: str
    """A warning: the text is of another day than the event, or the event is still to come."""


def may_write(event: Record) -> bool:
    return "edit" in event["allowed"]


async def chosen_event(request: Request, form: Form) -> Json | None:
    number = whole_number(str(form.data.get("event_id") or ""))
    if number is None:
        return None
    found = await api_of(request).get(f"/events/{number}", accept=(403, 404, 422))
    return found.data if found.ok else None


def details(request: Request, one: Record) -> list[str]:
    """What else was read of a task, a decision or the next meeting."""
    _, lang = translator_of(request).gettext, language_of(request)
    told = []
    if one.get("place"):
        told.append(_("Place: %(what)s") % {"what": one["place"]})
    if one.get("owner"):
        told.append(_("Owner: %(who)s") % {"who": one["owner"]})
    if one.get("due"):
        told.append(_("Until %(day)s") % {"day": words.day(date.fromisoformat(one["due"]), lang)})
    if one.get("unanimous"):
        told.append(_("Unanimously"))
    if votes := one.get("votes"):
        shown = {name: "–" if votes[name] is None else votes[name] for name in votes}
        told.append(_("For %(for)s, against %(against)s, abstained %(abstained)s") % shown)
    return told


# --- the clicks ------------------------------------------------------------------------------------------


async def carry_out(request: Request, form: Form, proposal: Record, event: Json | None) -> tuple[int, str]:
    """Do what the button says. Returns the status of the page and what it tells."""
    verb, _, row = str(form.value("act")).partition(":")
    if verb not in ("create", "decision", "task"):
        return 200, ""
    if event is None:
        form.errors["event_id"] = [translator_of(request).gettext("Choose the event.")]
        return 422, ""
    if _doubt(request, proposal, event) and form.value(ASKED) != str(event["id"]):
        form.typed[ASKED] = str(event["id"])
        return 200, ""
    if verb == "create":
        return await _make_minutes(request, form, proposal, event)
    rows, at = proposal[f"{verb}s"], whole_number(row)
    if at is None or at >= len(rows):
        return 200, ""
    return await _make_record(request, form, verb, at, rows[at], event)


def _is_of_other_day(proposal: Record, event: Record) -> bool:
    days = {words.local(one["starts_at"]).date().isoformat() for one in event["sessions"]}
    return bool(proposal["date"] and days) and proposal["date"]["value"] not in days


def _doubt(request: Request, proposal: Record, event: Record) -> str:
    """Why this may not be the right event; told once a button was pressed, and pressed again it goes on."""
    _, lang = translator_of(request).gettext, language_of(request)
    days = words.days(event["starts_at"], event["ends_at"], lang) if event["starts_at"] else ""
    if _is_of_other_day(proposal, event):
        said = _("The minutes are of %(day)s, the event is on %(other)s.")
        return said % {"day": words.day(proposal["date"]["value"], lang), "other": days}
    if days and datetime.fromisoformat(event["starts_at"]) > clock.now():
        return _("The event is still to come: %(other)s.") % {"other": days}
    return ""


async def _make_minutes(request: Request, form: Form, proposal: Record, event: Json) -> tuple[int, str]:
    """Without If-Match the API makes new ones only, so minutes that are there stay as they are."""
    _ = translator_of(request).gettext
    taker = proposal["minute_taker"]
    person = (form.data.get("minute_taker") or {}).get("person_id")
    body: Json = {"items": items_of(proposal, _("Text of the minutes"))}
    if taker:
        body["minute_taker"] = {"name": line(taker["value"]), "person_id": person}
    reply = await api_of(request).put(f"/events/{event['id']}/minutes", body)
    if reply.ok:
        return 200, _("The minutes are made. Nothing else was made of the text.")
    if reply.code == "if_match_required":
        return 409, _("This event has minutes already; they were not changed.")
    form.refused(reply)
    return reply.status, ""


async def _make_record(
    request: Request, form: Form, verb: str, at: int, read: Record, event: Json
) -> tuple[int, str]:
    """One that the event has already under this title is not made again."""
    _ = translator_of(request).gettext
    if line(read["text"]) in await _titles(request, verb, event):
        return 200, ""
    body: Json = {"event_id": event["id"], "title": line(read["text"])}
    body["text"] = whole(read["text"], details(request, read))
    if verb == "decision":
        body["group_id"] = event["group_id"] or form.data.get("group_id")
    else:
        body |= {"due": read.get("due"), "owner_id": form.value(f"owner_{at}") or None}
    reply = await api_of(request).post(f"/{verb}s", body, once=f"{form.once}{verb}{at}", asks=False)
    if not reply.ok:
        form.refused(reply)
        return reply.status, ""
    return 200, _("The decision is recorded.") if verb == "decision" else _("The task is made.")


async def _titles(request: Request, verb: str, event: Record) -> dict[str, int]:
    """The decisions or tasks of the event, by their title."""
    asked = {"event": event["id"], "limit": 200}
    found = await api_of(request).get(f"/{verb}s", asked, accept=(403,))
    return {one["title"]: one["id"] for one in found.results} if found.ok else {}


# --- what the page offers --------------------------------------------------------------------------------


async def following(request: Request, form: Form, proposal: Record, event: Json | None) -> Following:
    api, taker = api_of(request), proposal["minute_taker"]
    minutes = event and await api.get(f"/events/{event['id']}/minutes", accept=(403, 404))
    if event:
        form.typed["event_id"] = f"{event['id']}|{event_name(event, api.lang)}"
    groups: list[Option] = []
    if event and proposal["decisions"] and not event["group_id"]:
        groups = await OWN_GROUPS.options(api, {"partnership_id": event["partnership_id"]})
    return Following(
        event=event,
        minutes=f"/staff/events/{event['id']}/minutes" if event and minutes and minutes.ok else "",
        field=EVENT,
        offered=await _offered(request, form, proposal),
        taker=taker["value"] if taker else "",
        takers=await _people(request, taker and taker["match"]),
        groups=groups,
        decisions=await _steps(request, "decision", proposal["decisions"], event),
        tasks=await _steps(request, "task", proposal["tasks"], event),
        doubt=_doubt(request, proposal, event) if event and form.value(ASKED) == str(event["id"]) else "",
    )


async def _offered(request: Request, form: Form, proposal: Record) -> list[Option]:
    """What matches the search, else the events of the day that was read at which the reader may write."""
    api, searched = api_of(request), str(form.value("event_id" + SEARCH))
    if searched:
        return await EVENTS.found(api, form.typed, searched)
    if not proposal["date"]:
        return []
    on = proposal["date"]["value"]
    asked = {"from": on, "to": on, "partnership": form.data.get("partnership_id"), "limit": 50}
    found = await api.get("/events", asked, accept=(403, 404, 422))
    rows = [one for one in found.results if may_write(one)] if found.ok else []
    return [(str(one["id"]), event_name(one, api.lang)) for one in rows]


async def _people(request: Request, match: Record | None) -> list[Option]:
    """The person who was matched, to be chosen."""
    name = await PEOPLE.name_of(api_of(request), match["person_id"], {}) if match else ""
    return [(str(match["person_id"]), name)] if match and name else []


async def _steps(request: Request, verb: str, rows: Sequence[Record], event: Json | None) -> list[Step]:
    if not rows or event is None or not may_write(event):
        return []
    titles = await _titles(request, verb, event)
    people = await asyncio.gather(*(_people(request, one.get("owner_match")) for one in rows))
    return [
        Step(
            one["text"],
            details(request, one),
            matched,
            f"/staff/{verb}s/{titles[line(one['text'])]}" if line(one["text"]) in titles else "",
        )
        for one, matched in zip(rows, people, strict=True)
    ]

"""Lodging and meals of participants, as a table for the hotel and the kitchen."""

from functools import partial

from sqlmodel import Session

from app.core.actor import Actor
from app.core.files.spreadsheets import Cell, Column, csv_bytes, xlsx
from app.core.text import Translator, day, translator
from app.documents import facts
from app.documents.answers import CONTEXT
from app.documents.names import file_name
from app.events.access import check_writer
from app.events.event_row import read_event
from app.events.models import Event
from app.events.stay import Part, parts
from app.registrations.models import RegistrationStatus


def stay_of(session: Session, actor: Actor, event_id: int, kind: str, lang: str) -> tuple[bytes, str]:
    """The file and its name: everybody with a seat who takes something, and the sums. `kind`: xlsx or csv."""
    check_writer(session, actor, event_id, read_event(session, event_id).partnership_id)
    event = session.get_one(Event, event_id)
    words, offered = translator(lang), parts(event.stay)
    people = facts.registered(session, event_id, [RegistrationStatus.CONFIRMED])
    taking = [(row, [_takes(row.registration.stay, part) for part in offered]) for row in people]
    rows: list[list[Cell]] = [
        [row.person.last_name, row.person.first_name, row.organisation, *(1 if one else None for one in own)]
        for row, own in taking
        if any(own)
    ]
    sums = [sum(column) for column in zip(*(own for _, own in taking), strict=True)] or [0] * len(offered)
    rows.append([words.gettext("Together"), None, None, *sums])
    columns = _columns(words, offered)
    paid = facts.project_facts(session, event.project_id, lang)
    content = csv_bytes(columns, rows) if kind == "csv" else xlsx(columns, rows, event.title, paid.header)
    return content, file_name("ubytovani-a-strava", event.title, event.starts_at, kind)


def _takes(choice: dict[str, list[str]], part: Part) -> bool:
    return part.name in choice.get(part.what, ())


def _columns(words: Translator, offered: list[Part]) -> list[Column]:
    word = partial(words.pgettext, CONTEXT)
    heads = [word("Last name"), word("First name"), word("Organisation")]
    nights = words.gettext("Lodging")
    heads += [f"{part.label or nights} {day(part.day, words.lang)}" for part in offered]
    return [Column(head) for head in heads]

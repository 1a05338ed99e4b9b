"""Puts the links to registrations into letters when they leave, so that the outbox holds none.

A letter names the registrations it is about (`registration_id`, in itself or in its `parts`). A link is made
with the epoch of that moment and only for the mailbox that the person has then.
"""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core import reactions
from app.core.addresses import normal_address
from app.core.json_values import Json
from app.core.settings import Settings
from app.registrations.letter_recipients import PERSON
from app.registrations.links import manage_url, together_url
from app.registrations.models import RegistrationSource
from app.registrations.seats import REGISTRATION


class Mailbox(NamedTuple):
    """The epoch of the links to a registration, and the mailbox that may have them: empty for none."""

    id: int
    manage_epoch: int
    folded_email: str


@reactions.on("letter_leaving")
def add_manage_links(session: Session, facts: Json, receiver: str) -> None:
    """A person without an address has their letters sent to those who signed them up."""
    settings: Settings = session.info["settings"]
    places = list(_places(facts))
    boxes = _mailboxes(session, {place["registration_id"] for place in places})
    for place in places:
        box = boxes.get(place["registration_id"])
        if box is not None and box.folded_email in ("", normal_address(receiver)):
            place["manage_url"] = manage_url(settings, box.id, box.manage_epoch)
    if facts.get("confirm_together"):
        epochs = {
            box.id: box.manage_epoch for box in boxes.values() if box.folded_email == normal_address(receiver)
        }
        facts["confirm_url"] = together_url(settings, epochs) if epochs else None


def _places(facts: Json) -> Iterator[Json]:
    for place in (facts, *facts.get("parts", ())):
        if place.get("registration_id") is not None:
            yield place


def _mailboxes(session: Session, ids: set[int]) -> dict[int, Mailbox]:
    if not ids:
        return {}
    columns = REGISTRATION.c
    statement = sa.select(columns.id, columns.manage_epoch, PERSON.c.folded_email)
    statement = statement.join(PERSON, PERSON.c.id == columns.person_id)
    statement = statement.where(columns.id.in_(ids), columns.source != RegistrationSource.MEMBER)
    return {row.id: Mailbox._make(row) for row in session.connection().execute(statement)}

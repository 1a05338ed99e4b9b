"""What files can be attached to: each room registers its records, with the functions that say who reads them.

`register("decision", Decision, visible=visible_decisions, inside=...)` in a module of `app.subscriptions`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import object_session
from sqlmodel import SQLModel

from app.core.actor import PUBLIC, Actor
from app.core.database.columns import table_of
from app.events.models import Event, Visibility

Readable = Callable[[Actor], sa.Select[Any]]
"""A select of the records that the actor may read."""


@dataclass(frozen=True)
class About:
    """Records of one type. Their table has `id` and `partnership_id`.

    `inside` selects those records among whose members the actor is: they see what is for members.
    """

    table: type[SQLModel]
    visible: Readable
    inside: Readable
    room: str

    def reader(self, actor: Actor) -> Actor:
        """An API key without a scope of the room sees what the public sees."""
        return actor if actor.may_read(self.room) else PUBLIC

    def visible_ids(self, actor: Actor) -> sa.Select[Any]:
        return self._ids(self.visible(actor))

    def inside_ids(self, actor: Actor) -> sa.Select[Any]:
        return self._ids(self.inside(actor))

    def _ids(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        return statement.order_by(None).with_only_columns(self.id)

    @property
    def id(self) -> sa.Column[int]:
        return table_of(self.table).c.id

    @property
    def event_id(self) -> sa.Column[int] | None:
        """Of a point of the agenda, minutes and the like: the event that it belongs to."""
        if self.table is Event:
            return self.id
        return table_of(self.table).c.get("event_id")


REGISTERED: dict[str, About] = {}
"""By the type that clients send as `about_type`."""


def register(name: str, table: type[SQLModel], *, visible: Readable, inside: Readable, room: str) -> None:
    """`room` names the scopes by which API keys see what is not public."""
    REGISTERED[name] = About(table, visible, inside, room)


def is_public(attachment: Any) -> bool:
    """Whether everybody may see this attachment, by itself and by the record that it is about."""
    return attachment.visibility == Visibility.PUBLIC and anybody_reads(
        object_session(attachment), attachment.about_type, attachment.about_id
    )


def anybody_reads(session: orm.Session | None, name: str, record_id: int) -> bool:
    """Whether the public may read this record as it is in the session."""
    known = REGISTERED.get(name)
    if session is None or known is None:
        return False
    found = known.visible_ids(PUBLIC).where(known.id == record_id)
    with session.no_autoflush:
        return session.connection().scalar(found) is not None

"""The online link of an event: those who have a seat and invited members see it, others when it is published.

The link lets people in without a check, so it is never a fact for everybody.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database.columns import table_of
from app.core.json_values import Json
from app.events.models import Event, EventChange, EventPerson, Venue
from app.partnerships.group_models import GroupMember

EVENT, VENUE = table_of(Event), table_of(Venue)
PUBLIC_LINK = sa.case((EVENT.c.online_public, VENUE.c.online_url)).label("online_url")
"""The link for statements that answer everybody alike."""
LINK_IN_WORDS = re.compile(r"(?:^|, )https?://\S+$", re.IGNORECASE)
"""The end of what `venues.venue_label` writes."""


def without_link(words: str) -> str:
    """The place on one line, without its online link."""
    return LINK_IN_WORDS.sub("", words)


def place_without_link(venue: Json | None) -> Json | None:
    return venue if venue is None else {**venue, "online_url": None}


def shown_links(session: Session, actor: Actor, events: Sequence[Event]) -> set[int]:
    """The ids of the events whose link this reader may see. A higher room adds seats and invitations."""
    shown = {one.id for one in events if one.online_public or actor.reads(one.partnership_id)}
    others = [one for one in events if one.id not in shown]
    if not (others and actor.known):
        return shown
    ids = [one.id for one in others]
    named = sa.or_(
        col(EventPerson.user_id) == actor.user_id, col(EventPerson.person_id).in_(actor.person_ids)
    )
    shown |= set(session.exec(select(EventPerson.event_id).where(named, col(EventPerson.event_id).in_(ids))))
    if actor.person_ids:
        groups = _own_groups(session, actor)
        shown |= {one.id for one in others if one.group_id in groups}
        reactions.announce(
            "links_shown", session=session, person_ids=actor.person_ids, event_ids=ids, shown=shown
        )
    return shown


def _own_groups(session: Session, actor: Actor) -> set[int]:
    """The groups of which the reader is a member today; their members are invited to what they hold."""
    today, columns = clock.today(), table_of(GroupMember).c
    held = sa.select(columns.group_id).where(
        columns.person_id.in_(actor.person_ids),
        sa.or_(columns.since.is_(None), columns.since <= today),
        sa.or_(columns.until.is_(None), columns.until >= today),
    )
    return set(session.connection().execute(held).scalars())


def change_row(change: EventChange) -> Json:
    return {
        "what": change.what,
        "session_id": change.session_id,
        "from": change.from_value,
        "to": change.to_value,
        "at": change.at,
    }


def change_without_link(change: EventChange) -> Json | None:
    """None when nothing but the link has changed."""
    shown = change_row(change)
    if change.what == "venue":
        shown["from"], shown["to"] = (without_link(shown[side] or "") or None for side in ("from", "to"))
        if shown["from"] == shown["to"]:
            return None
    return shown

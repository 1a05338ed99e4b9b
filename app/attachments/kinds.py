"""Files of events, of points of their agendas and of groups, the records below this room.

Members of a group see what is for members about the group and its events. Of an event without a group, all
members of the partnership do, and facilitators of the events that name them.
"""

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about
from app.core.actor import Actor
from app.events.access import named_on
from app.events.agenda_models import AgendaItem
from app.events.models import Event
from app.events.visible import visible_events
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import own_groups, visible_groups


def _own_events(actor: Actor) -> SelectOfScalar[Event]:
    places = actor.partnerships({"member"})
    of_partnership = sa.true() if places is None else col(Event.partnership_id).in_(places)
    without_group = sa.and_(col(Event.group_id).is_(None), of_partnership)
    mine = col(Event.group_id).in_(own_groups(actor)) | col(Event.id).in_(named_on(actor))
    return select(Event).where(without_group | mine)


def _own_groups(actor: Actor) -> SelectOfScalar[WorkingGroup]:
    return select(WorkingGroup).where(col(WorkingGroup.id).in_(own_groups(actor)))


def _visible_items(actor: Actor) -> SelectOfScalar[AgendaItem]:
    """Points of the agendas of events that the actor sees; staff also see those that wait for a meeting."""
    inside = actor.partnerships()
    staff = sa.true() if inside is None else col(AgendaItem.partnership_id).in_(inside)
    seen = visible_events(actor).with_only_columns(col(Event.id))
    return select(AgendaItem).where(col(AgendaItem.event_id).in_(seen) | staff)


def _own_items(actor: Actor) -> SelectOfScalar[AgendaItem]:
    mine = _own_events(actor).with_only_columns(col(Event.id))
    return select(AgendaItem).where(col(AgendaItem.event_id).in_(mine))


about.register("event", Event, visible=visible_events, inside=_own_events, room="events")
about.register("group", WorkingGroup, visible=visible_groups, inside=_own_groups, room="partnerships")
about.register("agenda_item", AgendaItem, visible=_visible_items, inside=_own_items, room="events")

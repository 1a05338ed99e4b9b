"""Files can be attached to needs and effects: their evidence."""

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about
from app.core.actor import Actor
from app.needs.effects import INSIDE, visible_effects
from app.needs.models import Effect, Need
from app.needs.service import visible_needs
from app.partnerships.groups import own_groups


def _own_needs(actor: Actor) -> SelectOfScalar[Need]:
    return select(Need).where(col(Need.group_id).in_(own_groups(actor)))


def _own_effects(actor: Actor) -> SelectOfScalar[Effect]:
    places = actor.partnerships(INSIDE)
    theirs = sa.true() if places is None else col(Effect.partnership_id).in_(places)
    return select(Effect).where(theirs)


about.register("need", Need, visible=visible_needs, inside=_own_needs)
about.register("effect", Effect, visible=visible_effects, inside=_own_effects)

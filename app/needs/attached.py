"""Files can be attached to needs and effects. Who reads both follows from where a need was raised."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about, readers
from app.attachments.models import AboutType
from app.core import reactions
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


@reactions.on("readers_changed")
def touch_of_places(session: Session, group_ids: Sequence[int], event_ids: Sequence[int]) -> None:
    """Needs raised at these events or in these groups, and the effects that answer them."""
    here = sa.or_(
        col(Need.event_id).in_(event_ids),
        sa.and_(col(Need.event_id).is_(None), col(Need.group_id).in_(group_ids)),
    )
    needs = session.exec(select(Need).where(here)).all()
    readers.touch(session, AboutType.NEED, needs)
    effects = select(Effect).where(col(Effect.need_id).in_([need.id for need in needs]))
    readers.touch(session, AboutType.EFFECT, session.exec(effects).all())


about.register("need", Need, visible=visible_needs, inside=_own_needs, room="partnerships")
about.register("effect", Effect, visible=visible_effects, inside=_own_effects, room="partnerships")

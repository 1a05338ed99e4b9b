"""Who may read a decision: lists, details, the feed, search and files all begin here.

Staff read all of their partnership; members those of their own groups, also proposed ones; everybody reads
the adopted ones of groups whose rules say that they are public.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about, readers
from app.attachments.models import AboutType
from app.core import reactions
from app.core.actor import Actor
from app.core.database.changes import Change
from app.decisions.models import Decision, DecisionState
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import groups_once_own, own_groups
from app.partnerships.models import Partnership


def visible_decisions(actor: Actor) -> SelectOfScalar[Decision]:
    places = actor.partnerships()
    statement = select(Decision)
    if places is None:
        return statement
    staff = col(Decision.partnership_id).in_(places)
    mine = col(Decision.group_id).in_(own_groups(actor))
    return statement.where(sa.or_(staff, mine, _published()))


def inside_decisions(actor: Actor) -> SelectOfScalar[Decision]:
    """Those of the actor's own groups."""
    return select(Decision).where(col(Decision.group_id).in_(own_groups(actor)))


def _published() -> sa.ColumnElement[bool]:
    """Adopted, in a group whose meetings are open to the public."""
    adopted = col(Decision.state) == DecisionState.ADOPTED
    return sa.and_(adopted, col(Decision.group_id).in_(groups_where("public")))


def groups_where(rule: str) -> SelectOfScalar[int]:
    """A select of the ids of groups whose rules, or else those of their partnership, say yes to this one."""
    own = sa.type_coerce(col(WorkingGroup.rules), sa.JSON())[rule].as_boolean()
    usual = sa.type_coerce(col(Partnership.rules), sa.JSON())[rule].as_boolean()
    return (
        select(WorkingGroup.id)
        .join(Partnership, col(Partnership.id) == col(WorkingGroup.partnership_id))
        .where(sa.func.coalesce(own, usual, sa.false()))
    )


def was_visible_to_member(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on changes: the decision is of a group in which the actor is or was."""
    theirs = col(Decision.group_id).in_(groups_once_own(actor))
    return sa.exists().where(col(Decision.id) == col(Change.record_id), theirs)


@reactions.on("readers_changed")
def touch_of_groups(session: Session, group_ids: Sequence[int], event_ids: Sequence[int]) -> None:
    """Adopted ones are public with their group."""
    if group_ids:
        adopted = select(Decision).where(
            col(Decision.group_id).in_(group_ids), col(Decision.state) == DecisionState.ADOPTED
        )
        readers.touch(session, AboutType.DECISION, session.exec(adopted).all())


about.register("decision", Decision, visible=visible_decisions, inside=inside_decisions, room="partnerships")

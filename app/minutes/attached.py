"""Files can be attached to minutes, such as a signed attendance list."""

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about
from app.core.actor import Actor
from app.minutes.models import Minutes
from app.minutes.visible import is_inside, visible_minutes


def _inside(actor: Actor) -> SelectOfScalar[Minutes]:
    return select(Minutes).where(is_inside(actor))


about.register("minutes", Minutes, visible=visible_minutes, inside=_inside, room="people")

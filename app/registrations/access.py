"""Decides who may see which registrations."""

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import READING, Actor
from app.events.access import named_on
from app.registrations.models import Registration


def visible_registrations(actor: Actor) -> SelectOfScalar[Registration]:
    """Staff see those of their partnerships, facilitators those of the events they are named on."""
    partnerships = actor.partnerships(READING)
    if partnerships is None:
        return select(Registration)
    named = col(Registration.event_id).in_(named_on(actor))
    return select(Registration).where(sa.or_(col(Registration.partnership_id).in_(partnerships), named))


def visible(actor: Actor, registration_id: int) -> SelectOfScalar[Registration]:
    return visible_registrations(actor).where(Registration.id == registration_id)

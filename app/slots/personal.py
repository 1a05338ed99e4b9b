"""Slots hold nothing of people: who has one stands in the registration."""

from app.core.personal import declare
from app.slots.models import Slot

declare(Slot, other=("place",))

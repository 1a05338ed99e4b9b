"""The rule of merging for kept seats."""

from app.organisations.merge_rules import repointed
from app.seat_blocks.models import SeatBlock

repointed(SeatBlock, "organisation_id", "Seats kept for the duplicate are kept for the organisation.")

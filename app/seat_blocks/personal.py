"""What a seat block holds of people: a note may name one."""

from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare
from app.seat_blocks.models import SeatBlock

NOTE = Personal(Data.NOTES, Purpose.SIGN_UP, Ground.PUBLIC_TASK, Kept.DETAILS)

declare(SeatBlock, {"note": NOTE})

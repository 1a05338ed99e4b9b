"""What the room itself holds of people: the reason of an erasure may name somebody."""

from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare
from app.privacy.models import Erasure, RetentionRun

REASON = Personal(Data.CHANGES, Purpose.ACCOUNTABILITY, Ground.LEGAL_DUTY, Kept.REFUSALS)

declare(RetentionRun, other=("deleted",))
declare(Erasure, {"reason": REASON})

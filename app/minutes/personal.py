"""What minutes hold of people: who took and verified them, who said what, and who is named in the text.

An erasure replaces the name of the person in all these texts, also in versions and comments.
"""

from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare, same
from app.minutes.models import Minutes, MinutesComment, MinutesEntry, MinutesItem, MinutesVersion

NAMED = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)
TEXT = Personal(Data.MINUTES, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.MINUTES)

declare(
    Minutes,
    same(NAMED, "minute_taker_id", "minute_taker_name", "verifier_id", "verifier_name")
    | same(TEXT, "reopen_reason", "folded_text", "public_text"),
    other=("file_number", "file_plan_mark", "disposal"),
)
declare(MinutesItem, same(TEXT, "title", "text"))
declare(MinutesEntry, same(TEXT, "speaker", "organisation", "text", "answer", "follow_up"))
declare(MinutesComment, same(TEXT, "user_id", "name", "text"))
declare(MinutesVersion, same(TEXT, "user_id", "items"))

"""What talks hold of people: with whom somebody spoke, and what about."""

from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare, same
from app.talks.models import Talk

WITH_WHOM = Personal(Data.NAME, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.TALKS)
WHAT = Personal(Data.NOTES, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.TALKS)

declare(
    Talk,
    same(WITH_WHOM, "person") | same(WHAT, "topic", "outcome", "next_step", "folded_text"),
    other=("organisation_name",),
)

"""What a task holds of people: its owner, and what the owner wrote."""

from app.core.database.columns import table_of
from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare, of_person, same
from app.tasks.models import Task

OWNED = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)

declare(
    Task,
    same(OWNED, "owner_id", "note"),
    other=("title", "text", "folded_text"),
    rows=of_person(table_of(Task).c.owner_id),
    shown=("title", "due", "state"),
)

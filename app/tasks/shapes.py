"""Request and response bodies of tasks and of handing over."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.core.database.columns import Day, Line, Name, RecordId, RecordView, Shape, Text, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.tasks.models import TaskBase, TaskState


class TaskCreate(TaskBase, Shape):
    """`partnership_id` follows from the first record that the task refers to.

    Of an entry (`discussion_id`) the task takes what was promised, until when and at which event, as far as
    that is not sent.
    """

    title: Name | None = None  # type: ignore[assignment]
    partnership_id: RecordId | None = None


class TaskUpdate(Shape):
    """Fields to change. The owner may change the `note` alone; `state` opens, cancels or ends a task."""

    title: Name | None = None
    text: Text | None = None
    group_id: RecordId | None = None
    event_id: RecordId | None = None
    decision_id: RecordId | None = None
    need_id: RecordId | None = None
    owner_id: RecordId | None = None
    due: Day | None = None
    state: TaskState | None = None
    note: Text | None = None


class TaskDone(Shape):
    """What came of it."""

    note: Text = ""


class PromiseView(View):
    """What an entry of the discussion in minutes says of a promise: who spoke, and at which event."""

    speaker: str
    organisation: str
    follow_up: str
    event_title: str
    on: date | None


class TaskView(TaskBase, RecordView):
    """A task with the names that belong to the ids. `overdue`: open, and its day is over.

    `promise` is what it was made from, for those who read the names in the minutes.
    `allowed` holds `edit` for the staff, `note` and `done` for the owner too.
    """

    partnership_id: int
    group_name: str | None
    event_title: str | None
    owner_name: str | None
    promise: PromiseView | None
    state: TaskState
    overdue: bool
    note: str
    done_at: datetime | None
    allowed: list[str]


class TaskQuery(SyncQuery):
    """Filters of the list of tasks."""

    partnership: RecordId | None = None
    owner: Annotated[
        Literal["me"] | RecordId | None, Field(description="The id of a person, or `me`: one's own.")
    ] = None
    group: RecordId | None = None
    event: RecordId | None = None
    decision: RecordId | None = None
    need: RecordId | None = None
    state: TaskState | None = None
    overdue: Annotated[bool | None, Field(description="Open, and its day is over.")] = None
    q: Annotated[Line | None, Field(description="Words of the title or the text.")] = None
    sort: Word | None = sorted_by("title", "partnership", "group_name", "owner_name", "due", "state")


class HandOver(Shape):
    """Who takes over: a user, in each partnership as the person they are there, or one person."""

    to_user_id: RecordId | None = None
    to_person_id: RecordId | None = None

    @model_validator(mode="after")
    def one_of_the_two(self) -> "HandOver":
        if bool(self.to_user_id) == bool(self.to_person_id):
            raise ValueError("required")
        return self


class HandOverQuery(Shape):
    dry_run: Annotated[bool, Field(description="Only tell what would change hands.")] = False


HandedKind = Literal["task", "group", "event"]


class HandedView(View):
    """A task, a place in a group or an event that changes hands; `role` in the group or at the event."""

    kind: HandedKind
    id: int
    partnership_id: int
    title: str
    role: str | None


class HandOverView(View):
    """What changes hands, and what stays because the other one is no person of that partnership."""

    handed: list[HandedView]
    left: list[HandedView]

"""The answers about minutes. What the reader may not see is empty or left out."""

from datetime import date, datetime
from typing import Literal

from app.core.database.columns import RecordView, View
from app.courses.models import EventKind
from app.decisions.shapes import DecisionView
from app.events.views import QuorumView
from app.minutes.models import MinutesState, VersionCause


class MinutesPerson(View):
    person_id: int | None
    name: str


class EntryView(View):
    """What somebody said. The public does not see who it was."""

    id: int
    speaker: str
    organisation: str
    text: str
    answer: str
    follow_up: str
    follow_up_due: date | None


class ItemView(View):
    """One point of the minutes, with the version by which it is saved."""

    id: int
    version: int
    internal: bool
    agenda_item_id: int | None
    title: str
    text: str
    discussion: list[EntryView]


class AttendedView(View):
    """Somebody who was there or apologised."""

    name: str
    organisation: str
    alternate_for: str


class MinutesAttendance(View):
    """Who came, as recorded at the sessions of the event. The public sees the numbers alone."""

    present: list[AttendedView]
    excused: list[AttendedView]
    guests: list[AttendedView]
    counts: "AttendanceCounts"


class AttendanceCounts(View):
    present: int
    excused: int
    guests: int


class MinutesTask(View):
    """A task that comes from the event, with the item of the minutes that it stands in."""

    id: int
    item_id: int | None
    title: str
    owner_name: str | None
    due: date | None
    state: str


class MinutesRow(RecordView):
    """Minutes in a list, without their items."""

    partnership_id: int
    event_id: int
    event_title: str
    event_kind: EventKind
    starts_at: datetime | None
    group_id: int | None
    group_name: str
    state: MinutesState
    comment_until: datetime | None
    approved_at: datetime | None
    published_at: datetime | None


class MinutesView(MinutesRow):
    """The minutes of an event.

    `approved_by` is the rule of the group that says who approves. `minute_taker`, `verifier` and the names in
    `attendance` are for members of the group and staff. `quorum` is there where the meeting or its group has
    one and attendance is recorded. Decisions and tasks are those that the reader may read, in the order of
    the items. `allowed` is what this reader may do.
    """

    place: str
    minute_taker: MinutesPerson | None
    verifier: MinutesPerson | None
    approved_by: str
    file_number: str
    file_plan_mark: str
    disposal: str
    reopen_reason: str
    latest: int
    items: list[ItemView]
    attendance: MinutesAttendance
    quorum: QuorumView | None
    decisions: list[DecisionView]
    tasks: list[MinutesTask]
    allowed: list[str]


class CommentView(View):
    """A comment; `item_title` is that of its item today."""

    id: int
    item_id: int | None
    item_title: str
    name: str
    text: str
    created_at: datetime


class MyMinutes(View):
    """A draft as a member without a login reads it by a link. Comments are written in this `name`."""

    name: str
    minutes: MinutesView
    comments: list[CommentView]


class VersionRow(View):
    """A version of the minutes without its items."""

    id: int
    number: int
    cause: VersionCause
    saved_by: str
    created_at: datetime
    saved_at: datetime


class VersionItem(View):
    """An item as it was then, in one text."""

    id: int
    internal: bool
    title: str
    text: str


class VersionView(VersionRow):
    items: list[VersionItem]


class Part(View):
    """A stretch of words that is in both versions, in the newer or in the older one."""

    kind: Literal["same", "added", "removed"]
    text: str


class ItemChange(View):
    """An item that differs. `parts` hold its title and text, word by word."""

    id: int
    title: str
    change: Literal["added", "removed", "changed", "moved"]
    parts: list[Part]


class VersionChanges(View):
    """What changed from version `since` to `number`; `since` is null before the first one."""

    number: int
    since: int | None
    items: list[ItemChange]


class FoundName(View):
    """A name of a participant or member that stands in the text which would be published."""

    name: str
    items: list[str]


class FoundNames(View):
    """A help, not a proof: names that are not in the records are not found."""

    names: list[FoundName]

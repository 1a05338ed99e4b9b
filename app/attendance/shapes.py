"""Request and response bodies of attendance."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.attendance.models import AttendanceMethod, AttendanceMode, AttendanceStatus
from app.core.addresses import Email
from app.core.database.columns import Count, Line, Moment, Name, RecordId, Shape, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery, SyncQuery
from app.events.views import Instant
from app.registrations.shapes import PersonFields


class WalkInCreate(PersonFields):
    """`guest`: has no vote; by default each person at a meeting of a group who is no alternate.

    `alternate_for` is the registration of the member in whose place the person comes. `unlike` refuses with
    `maybe_listed` somebody whom `GET /sessions/{id}/alike` finds on the list.
    """

    mode: AttendanceMode = AttendanceMode.IN_PERSON
    minutes: Count | None = None
    guest: bool | None = None
    alternate_for: RecordId | None = None
    unlike: bool = False


class AttendanceUpdate(Shape):
    """`recorded_at`: when it was seen; now if left out. The later one wins, not the one that arrives last."""

    status: AttendanceStatus
    minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None
    mode: AttendanceMode = AttendanceMode.IN_PERSON
    recorded_at: Moment | None = None
    method: AttendanceMethod = AttendanceMethod.MANUAL


class AttendanceRowUpdate(AttendanceUpdate):
    registration_id: RecordId


class HeadcountUpdate(Shape):
    count: Count


class CheckInCreate(Shape):
    code: Name
    session_id: RecordId


class AttendanceQuery(SyncQuery):
    """Filters of the attendance of a session; `sort=name` is the Czech order of names.

    A line has the id of its registration, and so has its tombstone.
    """

    status: AttendanceStatus | None = None
    q: Line | None = None
    sort: Word | None = sorted_by("name")


class AttendanceRecord(View):
    """The attendance of one registration at one session. `minutes`: by default those of the whole session."""

    registration_id: int
    session_id: int
    status: AttendanceStatus
    minutes: int | None
    mode: AttendanceMode | None
    recorded_at: datetime | None
    recorded_by: int | None
    method: AttendanceMethod | None
    version: int


class AttendanceView(AttendanceRecord):
    """One line of the attendance of a session; `unknown` and version 0 until it is recorded.

    `member`: of the group that meets. `alternate_for`: the registration of the member who is represented.
    `slot_starts_at` and the like: the time that was booked at a consultation.
    """

    person_id: int
    name: str
    first_name: str
    last_name: str
    organisation_name: str
    walk_in: bool
    member: bool
    guest: bool
    alternate_for: int | None
    alternate_for_name: str | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    slot_place: str | None


class AlikeQuery(Shape):
    """Somebody at the door, as typed."""

    first_name: Name
    last_name: Name
    email: Email | None = None


class AlikeView(View):
    """People on the list with a name near to the typed one."""

    results: list[AttendanceView]


class AttendanceList(View):
    """The records after a whole sheet was sent, in its order."""

    results: list[AttendanceRecord]


class WalkedIn(AttendanceView):
    """`id` is that of the registration."""

    id: int


class CheckedIn(AttendanceView):
    """`already`: the person was recorded as present before."""

    already: bool


class Headcount(View):
    """The number of people at a session where people do not sign."""

    session_id: int
    count: int
    version: int


# --- conflicts -------------------------------------------------------------------------------------------


class ConflictQuery(PageQuery):
    partnership: RecordId | None = None
    from_: Instant | None = Field(default=None, alias="from", description="Ends after this day or instant.")
    to: Annotated[
        Instant | None, Field(description="Starts before the end of this day, or this instant.")
    ] = None
    sort: Word | None = sorted_by("name", "starts_at", "first", "second")


class PlaceView(View):
    """Where the person is recorded; `minutes` is null for the whole session."""

    event_id: int
    title: str
    session_id: int
    registration_id: int
    starts_at: datetime
    ends_at: datetime
    minutes: int | None
    recorded_at: datetime


class ConflictView(View):
    """`first` was recorded before `second`. The times are those in which both take place."""

    partnership_id: int
    person_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    first: PlaceView
    second: PlaceView

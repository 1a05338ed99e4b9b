"""Attendance at sessions, walk-ins, headcounts and the check-in of tickets."""

from typing import Annotated

from fastapi import Body, Query

from app.attendance import attendance_list, conflicts, record
from app.attendance.check_in import check_in as check_in_by_code
from app.attendance.check_in import walk_in
from app.attendance.shapes import (
    AlikeQuery,
    AlikeView,
    AttendanceList,
    AttendanceQuery,
    AttendanceRecord,
    AttendanceRowUpdate,
    AttendanceUpdate,
    AttendanceView,
    CheckedIn,
    CheckInCreate,
    ConflictQuery,
    ConflictView,
    Headcount,
    HeadcountUpdate,
    WalkedIn,
    WalkInCreate,
)
from app.core.database.columns import RecordId
from app.core.errors import NotFound
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice

routes = Router(tags=["attendance"])
Rows = Annotated[list[AttendanceRowUpdate], Body(max_length=1000)]


@routes.get("/sessions/{session_id}/attendance")
@reads(scope="attendance:read", personal="person_id")
def list_attendance(
    context: RequestContext, session_id: RecordId, query: Annotated[AttendanceQuery, Query()]
) -> Slice[AttendanceView | Deleted]:
    """Every confirmed registration, recorded or not."""
    return attendance_list.list_attendance(context.session, context.actor, session_id, query)


@routes.get("/sessions/{session_id}/alike")
@reads(scope="attendance:read", personal="person_id")
def list_alike(
    context: RequestContext, session_id: RecordId, query: Annotated[AlikeQuery, Query()]
) -> AlikeView:
    """Confirmed people with a name near to this one: to be asked before a walk-in is added."""
    return attendance_list.list_alike(context.session, context.actor, session_id, query)


@routes.put("/sessions/{session_id}/attendance")
@writes(scope="attendance:write")
def record_attendance_list(context: RequestContext, session_id: RecordId, rows: Rows) -> AttendanceList:
    """Record a whole sheet: all lines or none."""
    return AttendanceList(results=record.record_list(context.session, context.actor, session_id, rows))


@routes.put("/sessions/{session_id}/attendance/{registration_id}")
@writes(scope="attendance:write", group_commit=True, locks="session_id", fast_path=True)
def record_attendance(
    context: RequestContext, session_id: RecordId, registration_id: RecordId, body: AttendanceUpdate
) -> AttendanceRecord:
    """A repeated request changes nothing. The record with the later `recorded_at` wins."""
    return record.record(context.session, context.actor, session_id, registration_id, body)


def _unlike(context: RequestContext, session_id: int, body: WalkInCreate) -> None:
    attendance_list.check_unlike(context.session, context.actor, session_id, body)


@routes.post("/sessions/{session_id}/walk-ins", status_code=201)
@writes(scope="attendance:write", precompute=_unlike, precompute_lane="read")
def create_walk_in(context: RequestContext, session_id: RecordId, body: WalkInCreate) -> WalkedIn:
    made = walk_in(context.session, context.actor, session_id, body)
    return context.created(made, f"/registrations/{made.id}")


@routes.put("/sessions/{session_id}/headcount")
@writes(scope="attendance:write")
def set_headcount(context: RequestContext, session_id: RecordId, body: HeadcountUpdate) -> Headcount:
    """Record the number of people at a hearing where they do not sign; null removes the number."""
    return record.set_headcount(context.session, context.actor, session_id, body.count)


@routes.get("/attendance-conflicts")
@reads(scope="attendance:read", slow=True, personal="person_id")
def list_conflicts(context: RequestContext, query: Annotated[ConflictQuery, Query()]) -> Slice[ConflictView]:
    """People who are recorded as present in two places at once; for the staff."""
    return conflicts.list_conflicts(context.session, context.actor, query)


@routes.post("/check-in")
@writes(scope="attendance:write", group_commit=True, locks="session_id", fast_path=True)
def check_in(context: RequestContext, body: CheckInCreate) -> CheckedIn:
    """Check in by a code. A rate limit on unknown codes prevents guessing."""
    limit, client = context.app_context.check_in_limit, context.client_network
    limit.check(client)
    try:
        return check_in_by_code(context.session, context.actor, body)
    except NotFound as error:
        if error.code == "unknown_code":
            limit.count(client)
        raise

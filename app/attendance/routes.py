"""Attendance at sessions, walk-ins, headcounts and the check-in of tickets."""

from typing import Annotated

from fastapi import Body, Query

from app.attendance import attendance_list, conflicts, record
from app.attendance.check_in import check_in as check_in_by_code
from app.attendance.check_in import walk_in
from app.attendance.shapes import (
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
from app.core.columns import RecordId
from app.core.errors import NotFound
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice

routes = Routes(tags=["attendance"])
Rows = Annotated[list[AttendanceRowUpdate], Body(max_length=1000)]


@routes.get("/sessions/{session_id}/attendance")
@reads(scope="attendance:read")
def list_attendance(
    call: Call, session_id: RecordId, query: Annotated[AttendanceQuery, Query()]
) -> Slice[AttendanceView | Deleted]:
    """Every confirmed registration, recorded or not."""
    return attendance_list.list_attendance(call.session, call.actor, session_id, query)


@routes.put("/sessions/{session_id}/attendance")
@writes(scope="attendance:write")
def record_attendance_list(call: Call, session_id: RecordId, rows: Rows) -> AttendanceList:
    """A whole sheet: all of it or nothing."""
    return AttendanceList(results=record.record_list(call.session, call.actor, session_id, rows))


@routes.put("/sessions/{session_id}/attendance/{registration_id}")
@writes(scope="attendance:write", group_commit=True, locks="session_id", fast_path=True)
def record_attendance(
    call: Call, session_id: RecordId, registration_id: RecordId, body: AttendanceUpdate
) -> AttendanceRecord:
    """Sent again it changes nothing; what was seen later wins over what was seen before."""
    return record.record(call.session, call.actor, session_id, registration_id, body)


@routes.post("/sessions/{session_id}/walk-ins", status_code=201)
@writes(scope="attendance:write")
def create_walk_in(call: Call, session_id: RecordId, body: WalkInCreate) -> WalkedIn:
    made = walk_in(call.session, call.actor, session_id, body)
    return call.created(made, f"/registrations/{made.id}")


@routes.put("/sessions/{session_id}/headcount")
@writes(scope="attendance:write")
def set_headcount(call: Call, session_id: RecordId, body: HeadcountUpdate) -> Headcount:
    return record.set_headcount(call.session, call.actor, session_id, body.count)


@routes.get("/attendance-conflicts")
@reads(scope="attendance:read", slow=True)
def list_conflicts(call: Call, query: Annotated[ConflictQuery, Query()]) -> Slice[ConflictView]:
    """People who are written down as present in two places at once; for the staff."""
    return conflicts.list_conflicts(call.session, call.actor, query)


@routes.post("/check-in")
@writes(scope="attendance:write")
def check_in(call: Call, body: CheckInCreate) -> CheckedIn:
    """Codes cannot be guessed one by one: a client that keeps sending unknown ones has to wait."""
    limit, client = call.ground.check_in_limit, call.client_address
    limit.check(client)
    try:
        return check_in_by_code(call.session, call.actor, body)
    except NotFound as error:
        if error.code == "unknown_code":
            limit.count(client)
        raise

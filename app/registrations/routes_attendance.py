"""Attendance at sessions, walk-ins, headcounts and the check-in of tickets."""

from typing import Annotated, Any

from fastapi import Body, Query

from app.core.columns import RecordId
from app.core.errors import NotFound
from app.core.http import Call, Routes, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.registrations import attendance, conflicts, door, roll
from app.registrations.attendance_shapes import (
    AttendanceList,
    AttendanceQuery,
    AttendanceRecord,
    AttendanceRowUpdate,
    AttendanceUpdate,
    AttendanceView,
    CheckedIn,
    CheckInCreate,
    Headcount,
    HeadcountUpdate,
    WalkedIn,
    WalkInCreate,
)
from app.registrations.conflicts import ConflictQuery, ConflictView

routes = Routes(tags=["registrations"])
Rows = Annotated[list[AttendanceRowUpdate], Body(max_length=1000)]


@routes.get("/sessions/{session_id}/attendance", **listed(AttendanceView | Deleted))
@reads(scope="attendance:read")
def list_attendance(
    call: Call, session_id: RecordId, query: Annotated[AttendanceQuery, Query()]
) -> Slice[Any]:
    """Every confirmed registration, recorded or not."""
    return roll.list_attendance(call.session, call.actor, session_id, query)


@routes.put("/sessions/{session_id}/attendance", response_model=AttendanceList)
@writes(scope="attendance:write")
def record_attendance_list(call: Call, session_id: RecordId, rows: Rows) -> Any:
    """A whole sheet: all of it or nothing."""
    return {"results": attendance.record_list(call.session, call.actor, session_id, rows)}


@routes.put("/sessions/{session_id}/attendance/{registration_id}", response_model=AttendanceRecord)
@writes(scope="attendance:write", brief=True, locks="session_id")
def record_attendance(
    call: Call, session_id: RecordId, registration_id: RecordId, body: AttendanceUpdate
) -> Any:
    """Sent again it changes nothing; what was seen later wins over what was seen before."""
    return attendance.record(call.session, call.actor, session_id, registration_id, body)


@routes.post("/sessions/{session_id}/walk-ins", response_model=WalkedIn, status_code=201)
@writes(scope="attendance:write")
def create_walk_in(call: Call, session_id: RecordId, body: WalkInCreate) -> Any:
    made = door.walk_in(call.session, call.actor, session_id, body)
    return call.created(made, f"/registrations/{made['id']}")


@routes.put("/sessions/{session_id}/headcount", response_model=Headcount)
@writes(scope="attendance:write")
def set_headcount(call: Call, session_id: RecordId, body: HeadcountUpdate) -> Any:
    return door.set_headcount(call.session, call.actor, session_id, body.count)


@routes.get("/attendance-conflicts", **listed(ConflictView))
@reads(scope="attendance:read", slow=True)
def list_conflicts(call: Call, query: Annotated[ConflictQuery, Query()]) -> Slice[Any]:
    """People who are written down as present in two places at once; for the staff."""
    return conflicts.list_conflicts(call.session, call.actor, query)


@routes.post("/check-in", response_model=CheckedIn)
@writes(scope="attendance:write")
def check_in(call: Call, body: CheckInCreate) -> Any:
    """Codes cannot be guessed one by one: a client that keeps sending unknown ones has to wait."""
    limit, client = call.ground.check_in_limit, call.client_address
    limit.check(client)
    try:
        return door.check_in(call.session, call.actor, body)
    except NotFound as error:
        if error.code == "unknown_code":
            limit.count(client)
        raise

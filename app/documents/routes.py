"""Files composed of facts from several rooms; made on the slow lane."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from app.core.columns import RecordId, Shape
from app.core.http import Call, File, Routes, reads
from app.documents.attendance_sheet import sheet_of
from app.documents.institutions import institutions_sheet
from app.documents.participants import participants_of
from app.documents.stay import stay_of
from app.invitations.shapes import InstitutionsQuery
from app.registrations.models import RegistrationStatus

routes = Routes(tags=["documents"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ParticipantsQuery(Shape):
    """Which registrations the table holds; without `status` all that were not cancelled or declined."""

    status: list[RegistrationStatus] = Field(default_factory=list)


Filter = Annotated[ParticipantsQuery, Query()]


def made(media_type: str, text: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: {}}, "description": text}}


@routes.get("/events/{event_id}/attendance-sheet.pdf", responses=made("application/pdf", "The sheet"))
@reads(slow=True, scope="attendance:read")
def attendance_sheet(call: Call, event_id: RecordId) -> File:
    """To be printed and signed."""
    content, name = sheet_of(call.session, call.actor, event_id, call.lang)
    return File(content, "application/pdf", name)


@routes.get("/events/{event_id}/participants.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read")
def participants_xlsx(call: Call, event_id: RecordId, query: Filter) -> File:
    """Everybody still signed up, with what is known of their attendance."""
    return File(*_participants(call, event_id, "xlsx", query, XLSX))


@routes.get("/events/{event_id}/participants.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read")
def participants_csv(call: Call, event_id: RecordId, query: Filter) -> File:
    """The same with semicolons, as Excel under Czech settings reads it."""
    return File(*_participants(call, event_id, "csv", query, "text/csv; charset=utf-8"))


@routes.get("/events/{event_id}/stay.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read")
def stay_xlsx(call: Call, event_id: RecordId) -> File:
    """Who stays which night and takes which meal."""
    content, name = stay_of(call.session, call.actor, event_id, "xlsx", call.lang)
    return File(content, XLSX, name)


@routes.get("/events/{event_id}/stay.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read")
def stay_csv(call: Call, event_id: RecordId) -> File:
    """The same with semicolons."""
    content, name = stay_of(call.session, call.actor, event_id, "csv", call.lang)
    return File(content, "text/csv; charset=utf-8", name)


def _participants(
    call: Call, event_id: int, kind: str, query: ParticipantsQuery, media_type: str
) -> tuple[bytes, str, str]:
    content, name = participants_of(call.session, call.actor, event_id, kind, call.lang, query.status)
    return content, media_type, name


Narrowed = Annotated[InstitutionsQuery, Query()]


@routes.get("/series/{series_id}/institutions.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read")
def institutions_xlsx(call: Call, series_id: RecordId, query: Narrowed) -> File:
    """Which of the invited institutions came in which round."""
    content, name = institutions_sheet(call.session, call.actor, series_id, "xlsx", call.lang, query)
    return File(content, XLSX, name)


@routes.get("/series/{series_id}/institutions.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read")
def institutions_csv(call: Call, series_id: RecordId, query: Narrowed) -> File:
    """The same with semicolons, as Excel under Czech settings reads it."""
    content, name = institutions_sheet(call.session, call.actor, series_id, "csv", call.lang, query)
    return File(content, "text/csv; charset=utf-8", name)

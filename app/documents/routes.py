"""Routes of files that combine facts of several rooms; made on the slow lane."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from app.core.database.columns import RecordId, Shape
from app.core.web.endpoints import File, RequestContext, Router, reads
from app.core.web.routing import FILE
from app.documents.attendance_sheet import sheet_of
from app.documents.institutions import institutions_sheet
from app.documents.participants import participants_of
from app.documents.stay import stay_of
from app.invitations.shapes import InstitutionsQuery
from app.registrations.models import RegistrationStatus

routes = Router(tags=["documents"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ParticipantsQuery(Shape):
    """Which registrations the table holds; without `status` all that were not cancelled or declined."""

    status: list[RegistrationStatus] = Field(default_factory=list)
    ids: Annotated[list[RecordId], Field(max_length=200, description="Only these registrations.")] = Field(
        default_factory=list
    )


Filter = Annotated[ParticipantsQuery, Query()]


def made(media_type: str, text: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: FILE}, "description": text}}


@routes.get("/events/{event_id}/attendance-sheet.pdf", responses=made("application/pdf", "The sheet"))
@reads(slow=True, scope="attendance:read", personal="person_id")
def attendance_sheet(context: RequestContext, event_id: RecordId) -> File:
    """To be printed and signed."""
    content, name = sheet_of(context.session, context.actor, event_id, context.lang)
    return File(content, "application/pdf", name)


@routes.get("/events/{event_id}/participants.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read", personal="person_id", guard="export")
def participants_xlsx(context: RequestContext, event_id: RecordId, query: Filter) -> File:
    """Everybody still signed up, with what is known of their attendance.

    It prints with the emblem and the sentence of the programme that pays.
    """
    return File(*_participants(context, event_id, "xlsx", query, XLSX))


@routes.get("/events/{event_id}/participants.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read", personal="person_id", guard="export")
def participants_csv(context: RequestContext, event_id: RecordId, query: Filter) -> File:
    """The same with semicolons, as Excel under Czech settings reads it, and without what only print shows."""
    return File(*_participants(context, event_id, "csv", query, "text/csv; charset=utf-8"))


@routes.get("/events/{event_id}/stay.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read", personal="person_id", guard="export")
def stay_xlsx(context: RequestContext, event_id: RecordId) -> File:
    """Who stays which night and takes which meal."""
    content, name = stay_of(context.session, context.actor, event_id, "xlsx", context.lang)
    return File(content, XLSX, name)


@routes.get("/events/{event_id}/stay.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read", personal="person_id", guard="export")
def stay_csv(context: RequestContext, event_id: RecordId) -> File:
    """The same with semicolons."""
    content, name = stay_of(context.session, context.actor, event_id, "csv", context.lang)
    return File(content, "text/csv; charset=utf-8", name)


def _participants(
    context: RequestContext, event_id: int, kind: str, query: ParticipantsQuery, media_type: str
) -> tuple[bytes, str, str]:
    content, name = participants_of(
        context.session, context.actor, event_id, kind, context.lang, query.status, query.ids
    )
    return content, media_type, name


Narrowed = Annotated[InstitutionsQuery, Query()]


@routes.get("/series/{series_id}/institutions.xlsx", responses=made(XLSX, "The workbook"))
@reads(slow=True, scope="registrations:read")
def institutions_xlsx(context: RequestContext, series_id: RecordId, query: Narrowed) -> File:
    """Which of the invited institutions came in which round."""
    content, name = institutions_sheet(context.session, context.actor, series_id, "xlsx", context.lang, query)
    return File(content, XLSX, name)


@routes.get("/series/{series_id}/institutions.csv", responses=made("text/csv", "The table"))
@reads(slow=True, scope="registrations:read")
def institutions_csv(context: RequestContext, series_id: RecordId, query: Narrowed) -> File:
    """The same with semicolons, as Excel under Czech settings reads it."""
    content, name = institutions_sheet(context.session, context.actor, series_id, "csv", context.lang, query)
    return File(content, "text/csv; charset=utf-8", name)

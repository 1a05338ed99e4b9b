"""Routes of the rights of people."""

from app.core.database.columns import Opaque, RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.privacy import export, own_data, own_rights, register, report, service
from app.privacy.shapes import (
    DataRequest,
    DataRequested,
    ErasureCreate,
    ErasureView,
    MyData,
    Objection,
    OwnRights,
    PersonExport,
    ProcessingRegister,
    RetentionReport,
)

routes = Router(tags=["personal data"])


@routes.get("/processing")
@reads(public=True)
def get_processing_register(context: RequestContext) -> ProcessingRegister:
    """What is processed of people, why, on which ground, for how long, and what they are promised."""
    return register.processing_register(context.settings)


@routes.get("/retention/report")
@reads(scope="dashboards:read")
def get_retention_report(context: RequestContext) -> RetentionReport:
    """What the daily run has deleted, and what is never deleted and why."""
    return report.retention_report(context.session, context.actor)


@routes.get("/people/{person_id}/export")
@reads(slow=True, scope="people:write", personal="person_id", guard="export")
def export_person(context: RequestContext, person_id: RecordId) -> PersonExport:
    """All that is kept of the person, with purpose, ground and time."""
    return export.export_person(context.session, context.actor, person_id)


@routes.post("/people/{person_id}/erase")
@writes(scope="people:write", guard="confirm")
def erase_person(context: RequestContext, person_id: RecordId, body: ErasureCreate) -> ErasureView:
    """Erase the person everywhere. The answer names what stays, on which ground and until when."""
    return service.erase_person(context.session, context.actor, person_id, body.reason)


# --- by the person, without an account -------------------------------------------------------------------


@routes.post("/my/data-requests", status_code=202)
@writes(public=True)
def request_data(context: RequestContext, body: DataRequest) -> DataRequested:
    """Send the mailbox a link to what is kept of its person. The answer never says whether we know it."""
    return own_data.request_data(context.session, body, context.lang)


@routes.get("/my/data/{token}")
@reads(public=True)
def my_data(context: RequestContext, token: Opaque) -> MyData:
    """All that is kept of the person to whose mailbox the link went; 410 `link_expired` after a day."""
    return own_data.my_data(context.session, token)


@routes.post("/my/data/{token}/objection")
@writes(public=True)
def object_to_profiling(context: RequestContext, token: Opaque, body: Objection) -> MyData:
    """Object to no-shows being counted, or take that back."""
    return own_data.object_to_profiling(context.session, token, body.objects)


@routes.post("/my/data/{token}/withdraw-consents")
@writes(public=True)
def withdraw_consents(context: RequestContext, token: Opaque) -> MyData:
    """Withdraw the consents of all registrations, also of past ones."""
    return own_data.withdraw_consents(context.session, token)


@routes.get("/my/registrations/{token}/rights")
@reads(public=True)
def get_own_rights(context: RequestContext, token: Opaque) -> OwnRights:
    """Consents that hold, and whether the person objects to being counted by no-shows."""
    return own_rights.own_rights(context.session, token)


@routes.post("/my/registrations/{token}/withdraw-consents")
@writes(public=True)
def withdraw_own_consents(context: RequestContext, token: Opaque) -> OwnRights:
    """Withdraw the consents of this registration, also after the event."""
    return own_rights.withdraw_own_consents(context.session, token)


@routes.post("/my/registrations/{token}/objection")
@writes(public=True)
def object_by_registration(context: RequestContext, token: Opaque, body: Objection) -> OwnRights:
    """Object to no-shows being counted, or take that back."""
    return own_rights.object_by_registration(context.session, token, body.objects)


@routes.post("/my/registrations/{token}/data-request", status_code=202)
@writes(public=True)
def request_own_data(context: RequestContext, token: Opaque) -> DataRequested:
    """Send the mailbox of the registration a link to all that is kept of its person."""
    return own_data.request_own_data(context.session, token)

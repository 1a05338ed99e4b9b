"""`/attachments`: files attached to records, and their versions."""

from typing import Annotated

from fastapi import Query

from app.attachments import service
from app.attachments.service import Upload
from app.attachments.shapes import AttachmentQuery, AttachmentUpdate, AttachmentView
from app.core.database.columns import RecordId
from app.core.json_values import Json
from app.core.web.endpoints import File, RequestContext, Router, reads, writes
from app.core.web.multipart import Parts, read_parts
from app.core.web.paging import Deleted, Slice
from app.core.web.routing import FILE

routes = Router(tags=["attachments"])
SANDBOX = "default-src 'none'; sandbox"
"""Nothing of a file runs, wherever a browser may show it."""
BINARY: Json = {"type": "string", "format": "binary"}


def _upload(required: list[str], **fields: Json) -> Json:
    """The description of a body with a file."""
    schema = {"type": "object", "required": required, "properties": {"file": BINARY, **fields}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


NEW = _upload(
    ["file", "about_type", "about_id"],
    about_type={
        "type": "string",
        "description": "event, group, decision, agenda_item, minutes, need, effect",
    },
    about_id={"type": "integer"},
    title={"type": "string", "description": "Otherwise the name of the file."},
    visibility={"type": "string", "enum": ["public", "members", "internal"], "default": "members"},
)


def _parts(context: RequestContext) -> Parts:
    return read_parts(context.request.headers.get("content-type", ""), context.body)


def _inspect(context: RequestContext) -> Upload:
    return service.inspect(context.session, context.actor, _parts(context))


def _inspect_version(context: RequestContext, attachment_id: RecordId) -> service.File:
    service.check_writer(context.session, context.actor, attachment_id)
    return service.inspect_file(context.session, _parts(context))


@routes.get("/attachments")
@reads(public=True, scope="events:read")
def list_attachments(
    context: RequestContext, query: Annotated[AttachmentQuery, Query()]
) -> Slice[AttachmentView | Deleted]:
    """Of one record, or all that the reader may see."""
    return service.list_attachments(context.session, context.actor, query)


@routes.post("/attachments", status_code=201, openapi_extra=NEW)
@writes(scope="events:write", precompute=_inspect, precompute_lane="slow")
def create_attachment(context: RequestContext) -> AttachmentView:
    """At most 25 MB. The type is told by the content; other types are 415, an infected file is 422."""
    view = service.create_attachment(context.session, context.actor, context.precomputed)
    return context.created(view, f"/attachments/{view.id}")


@routes.get("/attachments/{attachment_id}")
@reads(public=True, scope="events:read")
def get_attachment(context: RequestContext, attachment_id: RecordId) -> AttachmentView:
    """What is known of the file."""
    return service.get_attachment(context.session, context.actor, attachment_id)


@routes.get(
    "/attachments/{attachment_id}/file",
    responses={200: {"content": {"application/octet-stream": FILE}, "description": "The file"}},
)
@reads(public=True, slow=True, scope="events:read")
def get_attachment_file(
    context: RequestContext,
    attachment_id: RecordId,
    number: Annotated[RecordId | None, Query(description="An older version, for the staff.")] = None,
) -> File:
    """Always to be saved, never shown as a page."""
    version, content = service.read_file(context.session, context.actor, attachment_id, number)
    context.headers["Content-Security-Policy"] = SANDBOX
    return File(content, "application/octet-stream", version.file_name)  # to be saved, never shown


@routes.post("/attachments/{attachment_id}/versions", status_code=201, openapi_extra=_upload(["file"]))
@writes(scope="events:write", precompute=_inspect_version, precompute_lane="slow")
def add_version(context: RequestContext, attachment_id: RecordId) -> AttachmentView:
    """A newer file. The one before stays in the history of the staff."""
    view = service.add_version(context.session, context.actor, attachment_id, context.precomputed)
    return context.created(view, f"/attachments/{view.id}")


@routes.patch("/attachments/{attachment_id}")
@writes(scope="events:write")
def update_attachment(
    context: RequestContext, attachment_id: RecordId, body: AttachmentUpdate
) -> AttachmentView:
    """Another title, or other readers."""
    return service.update_attachment(context.session, context.actor, attachment_id, context.version, body)


@routes.delete("/attachments/{attachment_id}", status_code=204)
@writes(scope="events:write")
def delete_attachment(context: RequestContext, attachment_id: RecordId) -> None:
    """With all versions."""
    service.delete_attachment(context.session, context.actor, attachment_id, context.version)

"""`/partnerships/{id}/emblems`, their pictures, and the publicity of an event."""

from app.core.database.columns import RecordId
from app.core.web.endpoints import File, RequestContext, Router, reads, writes
from app.core.web.multipart import read_parts
from app.core.web.routing import FILE
from app.projects import emblems
from app.projects.emblems import EmblemList, EmblemView, Publicity

routes = Router(tags=["projects"])
UPLOAD: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["programme_id"],
                    "properties": {
                        "programme_id": {"type": "integer"},
                        "alt": {"type": "string", "description": "Read instead of the picture."},
                        "svg": {"type": "string", "format": "binary", "description": "For pages."},
                        "png": {"type": "string", "format": "binary", "description": "For letters."},
                    },
                }
            }
        },
    }
}


@routes.get("/partnerships/{partnership_id}/emblems")
@reads(public=True, scope="projects:read")
def list_emblems(context: RequestContext, partnership_id: RecordId) -> EmblemList:
    """The emblems that this partnership shows, one for each funding programme."""
    return emblems.list_emblems(context.session, partnership_id)


@routes.put("/partnerships/{partnership_id}/emblems", openapi_extra=UPLOAD)
@writes(scope="projects:write")
def put_emblem(context: RequestContext, partnership_id: RecordId) -> EmblemView:
    """The emblem of one programme: SVG, which is made safe, and PNG. What is not sent stays."""
    emblems.check_writer(context.session, context.actor, partnership_id)
    parts = read_parts(context.request.headers.get("content-type", ""), context.body)
    return emblems.put_emblem(context.session, context.actor, partnership_id, parts)


@routes.delete("/emblems/{emblem_id}", status_code=204)
@writes(scope="projects:write")
def delete_emblem(context: RequestContext, emblem_id: RecordId) -> None:
    """Remove the emblem with both pictures; the sentence of the programme stays."""
    emblems.delete_emblem(context.session, context.actor, emblem_id, context.version)


@routes.get(
    "/emblems/{emblem_id}/svg",
    responses={200: {"content": {"image/svg+xml": FILE}, "description": "The picture"}},
)
@reads(public=True, scope="projects:read")
def emblem_svg(context: RequestContext, emblem_id: RecordId) -> File:
    """For pages and documents."""
    return File(
        emblems.picture(context.session, emblem_id, "svg"), "image/svg+xml", f"emblem-{emblem_id}.svg"
    )


@routes.get(
    "/emblems/{emblem_id}/png",
    responses={200: {"content": {"image/png": FILE}, "description": "The picture"}},
)
@reads(public=True, scope="projects:read")
def emblem_png(context: RequestContext, emblem_id: RecordId) -> File:
    """For letters."""
    return File(emblems.picture(context.session, emblem_id, "png"), "image/png", f"emblem-{emblem_id}.png")


@routes.get("/events/{event_id}/publicity")
@reads(public=True, scope="events:read")
def get_publicity(context: RequestContext, event_id: RecordId) -> Publicity:
    """The sentence and the emblem of the programme that pays for the event."""
    return emblems.publicity_of(context.session, context.actor, event_id)

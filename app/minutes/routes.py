"""`/events/{event_id}/minutes`, also below `/meetings` and `/round-tables`, and the list of all minutes."""

from typing import Annotated

from fastapi import Query
from fastapi.routing import APIRoute

from app.core.actor import PEOPLE
from app.core.database.columns import Opaque, RecordId
from app.core.web.endpoints import File, RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.core.web.routing import FILE
from app.minutes import comments, document, move, names, service, versions
from app.minutes.letters import send_mine
from app.minutes.shapes import (
    ChangesOfVersion,
    CommentBody,
    CommentQuery,
    ItemSave,
    MinutesPublication,
    MinutesQuery,
    MinutesSave,
    Reopening,
    Submission,
    VersionQuery,
)
from app.minutes.views import (
    CommentView,
    FoundNames,
    ItemView,
    MinutesRow,
    MinutesView,
    MyMinutes,
    VersionChanges,
    VersionRow,
    VersionView,
)
from app.minutes.visible import WRITING
from app.registrations.shapes import Noted

routes = Router(tags=["minutes"])
OF_EVENT = "/events/{event_id}/minutes"
ALSO_AT = ("/meetings", "/round-tables")
PDF, ZIP = "application/pdf", "application/zip"


def _file(media_type: str, text: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: FILE}, "description": text}}


@routes.get("/minutes")
@reads(public=True, scope="events:read")
def list_minutes(
    context: RequestContext, query: Annotated[MinutesQuery, Query()]
) -> Slice[MinutesRow | Deleted]:
    """Everybody sees published ones; members also drafts of their groups; staff those of the partnership."""
    return service.list_minutes(context.session, context.actor, query)


@routes.get(OF_EVENT)
@reads(public=True, scope="events:read")
def get_minutes(context: RequestContext, event_id: RecordId) -> MinutesView:
    """The minutes of an event; published ones without internal items and names for the public."""
    return service.get_minutes(context.session, context.actor, event_id)


@routes.put(OF_EVENT, responses={201: {"model": MinutesView, "description": "Made by the first save"}})
@writes(scope=WRITING)
def save_minutes(context: RequestContext, event_id: RecordId, body: MinutesSave) -> MinutesView:
    """The first save makes them (201) and needs no `If-Match`."""
    minutes = service.has_minutes(context.session, context.actor, event_id)
    if minutes is None:
        context.status = 201
        view = service.create_minutes(context.session, context.actor, event_id, body)
        return context.created(view, f"/events/{event_id}/minutes")
    return service.save_minutes(context.session, context.actor, minutes, context.version, body)


@routes.get(OF_EVENT + "/items/{item_id}")
@reads(public=True, scope="events:read")
def get_minutes_item(context: RequestContext, event_id: RecordId, item_id: RecordId) -> ItemView:
    return service.get_item(context.session, context.actor, event_id, item_id)


@routes.put(OF_EVENT + "/items/{item_id}")
@writes(scope=WRITING)
def save_minutes_item(
    context: RequestContext, event_id: RecordId, item_id: RecordId, body: ItemSave
) -> ItemView:
    """Only this item, by its own version: others may write other items meanwhile."""
    return service.save_item(context.session, context.actor, event_id, item_id, context.version, body)


@routes.post(OF_EVENT + "/submit")
@writes(scope=WRITING)
def submit_minutes(context: RequestContext, event_id: RecordId, body: Submission) -> MinutesView:
    """Ask the members of the group for comments; they get a letter."""
    move.submit(context.session, context.actor, event_id, body)
    return service.get_minutes(context.session, context.actor, event_id)


@routes.post(OF_EVENT + "/approve")
@writes(scope=WRITING)
def approve_minutes(context: RequestContext, event_id: RecordId) -> MinutesView:
    """By those who write in the partnership, or by the verifier."""
    move.approve(context.session, context.actor, event_id)
    return service.get_minutes(context.session, context.actor, event_id)


@routes.post(OF_EVENT + "/publish")
@writes(scope=WRITING)
def publish_minutes(context: RequestContext, event_id: RecordId, body: MinutesPublication) -> MinutesView:
    """Open them to everybody, once somebody has looked for names and stories of clients."""
    move.publish(context.session, context.actor, event_id, body)
    return service.get_minutes(context.session, context.actor, event_id)


@routes.post(OF_EVENT + "/reopen")
@writes(scope=WRITING)
def reopen_minutes(context: RequestContext, event_id: RecordId, body: Reopening) -> MinutesView:
    """Back to a draft."""
    move.reopen(context.session, context.actor, event_id, body)
    return service.get_minutes(context.session, context.actor, event_id)


@routes.get(OF_EVENT + "/comments")
@reads(scope=PEOPLE)
def list_minutes_comments(
    context: RequestContext, event_id: RecordId, query: Annotated[CommentQuery, Query()]
) -> Slice[CommentView]:
    """For members of the group and staff."""
    minutes = service.find_inside(context.session, context.actor, event_id)
    return comments.list_comments(context.session, minutes, query)


@routes.post(OF_EVENT + "/comments", status_code=201)
@writes(scope=WRITING)
def comment_on_minutes(context: RequestContext, event_id: RecordId, body: CommentBody) -> CommentView:
    """Until `comment_until`."""
    minutes = service.find_inside(context.session, context.actor, event_id)
    return comments.comment(context.session, context.actor, minutes, body)


@routes.get("/my/minutes/{token}")
@reads(public=True)
def my_minutes(context: RequestContext, token: Opaque) -> MyMinutes:
    """The draft that waits for the comments of the member to whom the link went; 410 `minutes_closed` after
    that."""
    return service.get_by_link(context.session, token)


@routes.post("/my/minutes/{token}/link", status_code=202)
@writes(public=True)
def send_my_minutes(context: RequestContext, token: Opaque) -> Noted:
    """Send the link to the draft once more to the member, also by one that has ended, while comments are
    open; at most once an hour. Always 202."""
    send_mine(context.session, token)
    return Noted(noted=True)


@routes.post("/my/minutes/{token}/comments", status_code=201)
@writes(public=True)
def comment_on_my_minutes(context: RequestContext, token: Opaque, body: CommentBody) -> CommentView:
    """In the name of the member, until `comment_until`."""
    return service.comment_by_link(context.session, token, body)


@routes.get(OF_EVENT + "/versions")
@reads(scope=PEOPLE)
def list_minutes_versions(
    context: RequestContext, event_id: RecordId, query: Annotated[VersionQuery, Query()]
) -> Slice[VersionRow]:
    """One for each save of the whole, for each move, and for items saved by one person in ten minutes."""
    minutes = service.find_inside(context.session, context.actor, event_id)
    return versions.list_versions(context.session, minutes, query)


@routes.get(OF_EVENT + "/versions/{number}")
@reads(scope=PEOPLE)
def get_minutes_version(context: RequestContext, event_id: RecordId, number: RecordId) -> VersionView:
    minutes = service.find_inside(context.session, context.actor, event_id)
    return versions.get_version(context.session, minutes, number)


@routes.get(OF_EVENT + "/versions/{number}/changes")
@reads(slow=True, scope=PEOPLE)
def compare_minutes_versions(
    context: RequestContext,
    event_id: RecordId,
    number: RecordId,
    query: Annotated[ChangesOfVersion, Query()],
) -> VersionChanges:
    """Word by word, against the version before or against `since`."""
    minutes = service.find_inside(context.session, context.actor, event_id)
    return versions.compare(context.session, minutes, number, query)


@routes.get(OF_EVENT + "/names")
@reads(scope=PEOPLE)
def find_names_in_minutes(context: RequestContext, event_id: RecordId) -> FoundNames:
    """Names of participants and members in what would be published."""
    minutes = service.find_inside(context.session, context.actor, event_id)
    return names.find_names(context.session, minutes)


@routes.get("/events/{event_id}/minutes.pdf", responses=_file(PDF, "The minutes"))
@reads(public=True, slow=True, scope="events:read")
def minutes_pdf(context: RequestContext, event_id: RecordId) -> File:
    """What this reader sees of them, to be printed."""
    view = service.get_minutes(context.session, context.actor, event_id)
    publicity = document.publicity_of(context.session, event_id, context.lang)
    return File(document.pdf(view, publicity, context.lang), PDF, document.file_name(view, "pdf"))


@routes.get(OF_EVENT + "/filing.zip", responses=_file(ZIP, "The package"))
@reads(slow=True, scope=PEOPLE)
def minutes_for_filing(context: RequestContext, event_id: RecordId) -> File:
    """For the office registry: PDF/A-2a with the list of recipients, and the list as a table."""
    content, name = document.package(context.session, context.actor, event_id, context.lang)
    return File(content, ZIP, name)


def _add_aliases() -> None:
    """The same handlers below the addresses of single kinds; OpenAPI describes those below `/events`."""
    for route in [one for one in routes.routes if isinstance(one, APIRoute)]:
        for start in ALSO_AT if route.path.startswith("/events/") else ():
            routes.add_api_route(
                start + route.path.removeprefix("/events"),
                route.endpoint,
                methods=sorted(route.methods or ()),
                status_code=route.status_code,
                include_in_schema=False,
            )


_add_aliases()

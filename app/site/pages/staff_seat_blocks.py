"""Seats of an event kept for an organisation or a territory."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.fields import Field
from app.site.guard import check, staff
from app.site.json_values import Json
from app.site.lookups import ORGANISATIONS, TERRITORIES
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.render import confirm, redirect, tell
from app.site.session import translator_of

BLOCK = Resource(
    pages="/staff/events/{event:int}/seat-blocks",
    api="/events/{event}/seat-blocks",
    order="name",
    item="/seat-blocks/{id}",
    one=msgid("Kept seats"),
    change=msgid("Edit the kept seats"),
    many=msgid("Kept seats"),
    add=msgid("Keep seats"),
    none_yet=msgid("No seats are kept for anybody."),
    advice=msgid("Keep some for an organisation or for the municipalities of a territory until a day."),
    intro=msgid("Choose an organisation or a territory. What nobody took by then is for all."),
    fields=(
        Field("organisation_id", msgid("Organisation"), "find", source=ORGANISATIONS, on="new"),
        Field("territory_id", msgid("Territory"), "find", source=TERRITORIES, on="new"),
        Field("seats", msgid("Seats"), "number", required=True),
        Field("until", msgid("Kept until"), "time", required=True),
        Field("note", msgid("Note")),
    ),
    columns=(
        Column(msgid("For whom"), "name", href="/staff/events/{event}/seat-blocks/{id}/edit", needs="edit"),
        Column(msgid("Seats"), "seats", "number"),
        Column(msgid("Taken"), "taken", "number"),
        Column(msgid("Kept until"), "until", "time"),
        Column(msgid("Released"), "released_at", "time"),
        Column(
            msgid("Release now"),
            kind="choice",
            choices=(("release", msgid("Release to all…")),),
            href="/staff/events/{event}/seat-blocks/{id}/release",
            read=lambda row: "release" if "release" in row["allowed"] else None,
        ),
    ),
    detailed=False,
)


class BlockPages(RecordPages):
    """Below their event."""

    async def around(self, request: Request) -> Json:
        event = await event_of(request)
        new = f"/staff/events/{event['id']}/seat-blocks/new" if "edit" in event["allowed"] else None
        return {"event": event, "crumbs": crumbs(request, event), "new": new}

    def saved(self, request: Request, reply: Reply) -> Response:
        return redirect(request, listed(request), translator_of(request).gettext("Saved."))


def listed(request: Request) -> str:
    return f"/staff/events/{request.path_params['event']}/seat-blocks"


async def ask_to_release(request: Request) -> Response:
    _ = translator_of(request).gettext
    block = (await api_of(request).get(f"/seat-blocks/{request.path_params['id']}")).data
    check(block, "release")
    return confirm(
        request,
        title=_("Release the seats kept for “%(whom)s”?") % {"whom": block["name"]},
        text=_("What nobody took goes to those who wait, then it is for all. This cannot be undone."),
        button=_("Yes, release"),
        back=listed(request),
    )


async def release(request: Request) -> Response:
    reply = await api_of(request).post(f"/seat-blocks/{request.path_params['id']}/release")
    done = translator_of(request).gettext("Released; the seats went to those who wait, or are free for all.")
    return tell(request, listed(request), reply, done)


RELEASE = "/staff/events/{event:int}/seat-blocks/{id:int}/release"
routes = [
    *BlockPages(BLOCK).routes(),
    Route(RELEASE, staff(ask_to_release)),
    Route(RELEASE, staff(release), methods=["POST"]),
]

"""`/me/calendar`, `/working-groups/{id}/calendar` and the calendars behind their addresses."""

from app.accounts.calendar_links import CalendarAddress, CalendarState
from app.core.database.columns import Opaque, RecordId
from app.core.json_values import Json
from app.core.web.endpoints import File, RequestContext, Router, reads, writes
from app.core.web.routing import FILE
from app.integrations import calendars

routes = Router(tags=["calendars"])
ICS: dict[int | str, Json] = {
    200: {"content": {"text/calendar": FILE}, "description": "The calendar"},
}


@routes.get("/me/calendar")
@reads
def get_calendar(context: RequestContext) -> CalendarState:
    """Whether the own calendar has an address, which itself is shown only once."""
    return calendars.state_of_own(context.session, context.actor)


@routes.post("/me/calendar", status_code=201)
@writes(shows_secret=True)
def renew_calendar(context: RequestContext) -> CalendarAddress:
    """An address of the own calendar: registrations, meetings of own groups, events one has a part in.

    It ends the address before it.
    """
    context.headers["Cache-Control"] = "no-store"
    return calendars.renew_own(context.session, context.actor)


@routes.delete("/me/calendar", status_code=204)
@writes
def revoke_calendar(context: RequestContext) -> None:
    """End the address of the own calendar."""
    calendars.revoke_own(context.session, context.actor)


@routes.get("/working-groups/{group_id}/calendar")
@reads
def get_group_calendar(context: RequestContext, group_id: RecordId) -> CalendarState:
    """Whether this user has an address of the calendar of the group."""
    return calendars.state_of_group(context.session, context.actor, group_id)


@routes.post("/working-groups/{group_id}/calendar", status_code=201)
@writes(shows_secret=True)
def renew_group_calendar(context: RequestContext, group_id: RecordId) -> CalendarAddress:
    """An address of the calendar of the group, for this member alone. It ends the one before it."""
    context.headers["Cache-Control"] = "no-store"
    return calendars.renew_of_group(context.session, context.actor, group_id)


@routes.delete("/working-groups/{group_id}/calendar", status_code=204)
@writes
def revoke_group_calendar(context: RequestContext, group_id: RecordId) -> None:
    """End this user's address of the calendar of the group."""
    calendars.revoke_of_group(context.session, context.actor, group_id)


@routes.get("/calendar/{token}.ics", responses=ICS)
@reads(public=True, slow=True)
def read_calendar(context: RequestContext, token: Opaque) -> File:
    """The calendar behind an address, to subscribe to. The token reads this and can do nothing else."""
    return File(calendars.calendar(context.session, token), "text/calendar; charset=utf-8", "calendar.ics")

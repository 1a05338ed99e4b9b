"""Meetings of groups: the next one, invitations, answers of members, broken rules."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import Opaque, RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.events.views import MeetingView
from app.meetings import answer, breaches, links, service
from app.meetings.invite import invite, send_mine
from app.meetings.next_meeting import make_next
from app.meetings.shapes import (
    Apology,
    BreachList,
    BreachQuery,
    MeetingAccept,
    MeetingInvite,
    MeetingInvited,
    MembersAtMeeting,
    MyMeeting,
    NextMeeting,
    WaitingAgenda,
)
from app.registrations.shapes import Noted

routes = Router(tags=["meetings"])
DryRun = Annotated[bool, Query(description="Write to nobody; answer what would happen.")]


@routes.post("/meetings/{event_id}/next", status_code=201)
@writes(scope="events:write")
def create_next_meeting(context: RequestContext, event_id: RecordId, body: NextMeeting) -> MeetingView:
    """Draft the next meeting, linked to this one."""
    view = make_next(context.session, context.actor, event_id, body)
    return context.created(view, f"/meetings/{view.id}")


@routes.post("/meetings/{event_id}/invite")
@writes(scope="registrations:write")
def invite_members(
    context: RequestContext, event_id: RecordId, body: MeetingInvite | None = None, dry_run: DryRun = False
) -> MeetingInvited:
    """Write to the members of the group: agenda, calendar entry, link to answer. A draft is published."""
    sent = body or MeetingInvite()
    return invite(context.session, context.actor, event_id, sent, context.lang, dry_run=dry_run)


@routes.get("/meetings/{event_id}/members")
@reads(scope="registrations:read")
def list_meeting_members(context: RequestContext, event_id: RecordId) -> MembersAtMeeting:
    """Members and alternates who are expected, with their answers."""
    return service.list_members(context.session, context.actor, event_id)


@routes.post("/meetings/{event_id}/accept")
@writes
def accept_meeting(
    context: RequestContext, event_id: RecordId, body: MeetingAccept | None = None
) -> MyMeeting:
    """A member with an account comes to the meeting."""
    own = answer.by_account(context.session, context.actor, event_id)
    return answer.accept(context.session, own, body or MeetingAccept())


@routes.post("/meetings/{event_id}/apologise")
@writes
def apologise_from_meeting(
    context: RequestContext, event_id: RecordId, body: Apology | None = None
) -> MyMeeting:
    """A member with an account does not come, and may name who comes instead."""
    own = answer.by_account(context.session, context.actor, event_id)
    return answer.apologise(context.session, own, body or Apology())


@routes.get("/meetings/{event_id}/mine")
@reads
def get_own_meeting(context: RequestContext, event_id: RecordId) -> MyMeeting:
    """The reader's own place at the meeting."""
    own = answer.by_account(context.session, context.actor, event_id)
    return answer.my_meeting(context.session, own)


@routes.get("/working-groups/{group_id}/waiting-agenda")
@reads(scope="partnerships:read")
def list_waiting_agenda(context: RequestContext, group_id: RecordId) -> WaitingAgenda:
    """Points that wait for the next meeting of the group."""
    return service.list_waiting(context.session, context.actor, group_id)


@routes.get("/working-groups/{group_id}/rule-breaches")
@reads(scope="partnerships:read")
def list_group_breaches(
    context: RequestContext, group_id: RecordId, query: Annotated[BreachQuery, Query()]
) -> BreachList:
    """Where rules of the group were broken in a year, or are about to be."""
    return breaches.of_group(context.session, context.actor, group_id, query.year, context.lang)


@routes.get("/partnerships/{partnership_id}/rule-breaches")
@reads(scope="partnerships:read")
def list_partnership_breaches(
    context: RequestContext, partnership_id: RecordId, query: Annotated[BreachQuery, Query()]
) -> BreachList:
    """The same for all groups of the partnership."""
    return breaches.of_partnership(context.session, context.actor, partnership_id, query.year, context.lang)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/meetings/{token}")
@reads(public=True)
def my_meeting(context: RequestContext, token: Opaque) -> MyMeeting:
    """The meeting to which this link is the right to answer."""
    return answer.my_meeting(context.session, links.by_link(context.session, token))


@routes.post("/my/meetings/{token}/accept")
@writes(public=True)
def accept_my_meeting(context: RequestContext, token: Opaque, body: MeetingAccept | None = None) -> MyMeeting:
    """Come to the meeting; an organisation says who comes."""
    return answer.accept(context.session, links.by_link(context.session, token), body or MeetingAccept())


@routes.post("/my/meetings/{token}/apologise")
@writes(public=True)
def apologise_from_my_meeting(
    context: RequestContext, token: Opaque, body: Apology | None = None
) -> MyMeeting:
    """Do not come, and name who comes instead."""
    return answer.apologise(context.session, links.by_link(context.session, token), body or Apology())


@routes.post("/my/meetings/{token}/link", status_code=202)
@writes(public=True)
def send_my_meeting(context: RequestContext, token: Opaque) -> Noted:
    """Send the invitation once more to the member, also by a link that has ended; at most once an hour.
    Always 202."""
    send_mine(context.session, token)
    return Noted(noted=True)

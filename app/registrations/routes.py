"""Sign-up, registrations for the staff, and the own registration by its link."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import Opaque, RecordId
from app.core.files.svg import qr_svg
from app.core.json_values import Json
from app.core.text import translator
from app.core.web.endpoints import File, RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.core.web.routing import FILE, page_of
from app.registrations import answered, decide, needs, own_link, receipts, service, stay, together
from app.registrations.bulk import act_on_several
from app.registrations.confirm_address import confirm_mine
from app.registrations.models import Registration
from app.registrations.own_shapes import MyRegistration, MyRegistrationUpdate, SignedUpTogether
from app.registrations.receipt_shapes import ReceiptView
from app.registrations.renew_link import renew, renew_mine
from app.registrations.several import sign_up_several
from app.registrations.shapes import (
    AnswersView,
    Attending,
    BulkBody,
    BulkView,
    NeedsList,
    Noted,
    PassedOn,
    Reason,
    Receipt,
    Receipts,
    RegistrationCreate,
    RegistrationDetail,
    RegistrationQuery,
    RegistrationUpdate,
    RegistrationView,
    SeveralCreate,
    StayList,
    Swap,
    WrittenReason,
)
from app.registrations.sign_up import sign_up
from app.registrations.substitute import substitute
from app.registrations.swap import move, swap
from app.registrations.views import registration_view
from app.registrations.whole_series import sign_up_for_series

routes = Router(tags=["registrations"])
Documented = dict[int | str, Json]
SVG: Documented = {200: {"content": {"image/svg+xml": FILE}, "description": "The picture"}}
ICS: Documented = {200: {"content": {"text/calendar": FILE}, "description": "The calendar"}}


@routes.post("/events/{event_id}/registrations", status_code=201)
@writes(public=True, scope="registrations:write", group_commit=True, fast_path=True)
def create_registration(context: RequestContext, event_id: RecordId, body: RegistrationCreate) -> Receipt:
    """Anybody may sign up where the event allows it; staff sign up others, with or without an e-mail."""
    if not context.actor.writes_somewhere:
        context.app_context.registration_limit.take(f"{context.client_network} {event_id}")
    carry_out = sign_up_for_series if body.whole_series else sign_up
    receipt = carry_out(context.session, context.actor, event_id, body, context.lang)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/events/{event_id}/registrations/group", status_code=201)
@writes(public=True, scope="registrations:write")
def create_registrations(context: RequestContext, event_id: RecordId, body: SeveralCreate) -> Receipts:
    """Several people by one form, in their order: all of them or none."""
    if not context.actor.writes_somewhere:
        for _ in body.people:
            context.app_context.registration_limit.take(f"{context.client_network} {event_id}")
    receipts = sign_up_several(context.session, context.actor, event_id, body, context.lang)
    return context.created(receipts, f"/events/{event_id}/registrations")


@routes.get("/events/{event_id}/needs")
@reads(scope="participant-needs:read", personal="registration_id")
def list_participant_needs(context: RequestContext, event_id: RecordId) -> NeedsList:
    """Accessibility and diet of those who have a seat, for those who run the event."""
    return needs.list_participant_needs(context.session, context.actor, event_id)


@routes.get("/events/{event_id}/stay")
@reads(scope="registrations:read", personal="registration_id")
def list_stay(context: RequestContext, event_id: RecordId) -> StayList:
    """How many stay each night and take each meal."""
    return stay.list_stay(context.session, context.actor, event_id)


@routes.get("/events/{event_id}/answers")
@reads(scope="registrations:read")
def list_answers(context: RequestContext, event_id: RecordId) -> AnswersView:
    """How many have answered each question of the form and chosen each choice, also earlier ones."""
    return answered.list_answers(context.session, context.actor, event_id)


@routes.get("/events/{event_id}/registrations", response_model=page_of(RegistrationView | Deleted))
@reads(scope="registrations:read", personal="person_id", fast_path=True)
def list_registrations(
    context: RequestContext, event_id: RecordId, query: Annotated[RegistrationQuery, Query()]
) -> Slice[Json | Deleted]:
    return service.list_registrations(context.session, context.actor, event_id, query)


@routes.post("/events/{event_id}/registrations/bulk")
@writes(scope="registrations:write")
def act_on_registrations(context: RequestContext, event_id: RecordId, body: BulkBody) -> BulkView:
    """Confirm, decline, cancel or move several, each by the rules for one; with a result for each."""
    return act_on_several(context.session, context.actor, event_id, body, context.lang)


@routes.get("/registrations/{registration_id}")
@reads(scope="registrations:read", personal="person_id")
def get_registration(context: RequestContext, registration_id: RecordId) -> RegistrationDetail:
    return service.get_registration(context.session, context.actor, registration_id)


@routes.patch("/registrations/{registration_id}")
@writes(scope="registrations:write")
def update_registration(
    context: RequestContext, registration_id: RecordId, body: RegistrationUpdate
) -> RegistrationDetail:
    return service.update_registration(context.session, context.actor, registration_id, context.version, body)


@routes.post("/registrations/{registration_id}/confirm")
@writes(scope="registrations:write")
def confirm_registration(context: RequestContext, registration_id: RecordId) -> RegistrationDetail:
    """Give a seat, also to somebody who waits; 409 `full` without a free one."""
    return _shown(context, decide.confirm(context.session, context.actor, registration_id))


@routes.post("/registrations/{registration_id}/decline")
@writes(scope="registrations:write")
def decline_registration(
    context: RequestContext, registration_id: RecordId, body: Reason | None = None
) -> RegistrationDetail:
    """Refuse somebody who has no seat yet; the reason goes into the letter."""
    reason = body.reason if body else ""
    return _shown(context, decide.decline(context.session, context.actor, registration_id, reason))


@routes.post("/registrations/{registration_id}/cancel")
@writes(scope="registrations:write")
def cancel_registration(
    context: RequestContext, registration_id: RecordId, body: Reason | None = None
) -> RegistrationDetail:
    """Give the seat back; the first in the queue moves up."""
    reason = body.reason if body else ""
    return _shown(context, decide.cancel(context.session, context.actor, registration_id, reason))


@routes.post("/registrations/{registration_id}/offer")
@writes(scope="registrations:write")
def offer_seat(context: RequestContext, registration_id: RecordId) -> RegistrationDetail:
    """Hold a free seat for as long as the event says (48 hours), at most until the start."""
    return _shown(context, decide.offer(context.session, context.actor, registration_id))


@routes.post("/registrations/{registration_id}/move-up")
@writes(scope="registrations:write")
def move_to_front(
    context: RequestContext, registration_id: RecordId, body: WrittenReason
) -> RegistrationDetail:
    """To the front of the queue; the person reads the reason."""
    return _shown(context, decide.move_to_front(context.session, context.actor, registration_id, body.reason))


@routes.post("/registrations/{registration_id}/link")
@writes(scope="registrations:write")
def renew_link(context: RequestContext, registration_id: RecordId) -> RegistrationDetail:
    """Send a new link to the person; the old one ends. So it also does when their address changes."""
    return _shown(context, renew(context.session, context.actor, registration_id))


@routes.post("/registrations/{registration_id}/swap", status_code=201)
@writes(scope="registrations:write")
def swap_registration(context: RequestContext, registration_id: RecordId, body: Swap) -> PassedOn:
    """The same topic elsewhere in the series; the new registration keeps the order of enrolment.

    Answers, lodging and meals that fit there come along; `missing` says what does not.
    """
    receipt = swap(context.session, context.actor, registration_id, body.event_id)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/registrations/{registration_id}/move", status_code=201)
@writes(scope="registrations:write")
def move_registration(context: RequestContext, registration_id: RecordId, body: Swap) -> PassedOn:
    """To another event of the partnership, in one step: a seat is given up only for a seat."""
    receipt = move(context.session, context.actor, registration_id, body.event_id)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/registrations/{registration_id}/substitute", status_code=201)
@writes(scope="registrations:write")
def substitute_registration(context: RequestContext, registration_id: RecordId, body: Attending) -> PassedOn:
    """A colleague takes over a confirmed seat."""
    receipt = substitute(context.session, context.actor, registration_id, body)
    return context.created(receipt, f"/registrations/{receipt.id}")


def _shown(context: RequestContext, registration: Registration) -> RegistrationDetail:
    return registration_view(context.session, context.actor, registration)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/registrations/{token}")
@reads(public=True)
def my_registration(context: RequestContext, token: Opaque) -> MyRegistration:
    """The registration that this link is the right to."""
    return own_link.my_registration(context.session, token)


@routes.patch("/my/registrations/{token}")
@writes(public=True)
def update_my_registration(
    context: RequestContext, token: Opaque, body: MyRegistrationUpdate
) -> MyRegistration:
    return own_link.update_my_registration(context.session, token, context.version, body)


@routes.post("/my/registrations/{token}/cancel")
@writes(public=True)
def cancel_my_registration(context: RequestContext, token: Opaque) -> MyRegistration:
    """Give the own seat back; the first in the queue moves up."""
    return own_link.cancel_my_registration(context.session, token)


@routes.post("/my/registrations/{token}/accept")
@writes(public=True)
def accept_offer(context: RequestContext, token: Opaque) -> MyRegistration:
    """Take the seat that is held for the own registration."""
    return own_link.accept_offer(context.session, token)


@routes.post("/my/registrations/{token}/confirm-address")
@writes(public=True)
def confirm_my_address(context: RequestContext, token: Opaque) -> MyRegistration:
    """Confirm that the mailbox signed up, where that is asked for; staff may confirm in its place."""
    return confirm_mine(context.session, token)


@routes.post("/my/registrations/{token}/link", status_code=202)
@writes(public=True)
def renew_my_link(context: RequestContext, token: Opaque) -> Noted:
    """Send a new link to the registered mailbox and end this one, also when it has expired; by one that has
    ended, at most once an hour. Always 202."""
    renew_mine(context.session, token)
    return Noted(noted=True)


@routes.post("/my/registrations/{token}/swap", status_code=201)
@writes(public=True)
def swap_my_registration(context: RequestContext, token: Opaque, body: Swap) -> PassedOn:
    """Take the same topic elsewhere in the series instead."""
    receipt = own_link.swap_my_registration(context.session, token, body.event_id)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/my/registrations/{token}/substitute", status_code=201)
@writes(public=True)
def substitute_my_registration(context: RequestContext, token: Opaque, body: Attending) -> PassedOn:
    """A colleague takes over the own confirmed seat."""
    receipt = own_link.substitute_mine(context.session, token, body)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.get("/my/registrations/{token}/ticket.svg", responses=SVG)
@reads(public=True)
def my_ticket(context: RequestContext, token: Opaque) -> File:
    """The QR code to show at the door."""
    title = translator(context.lang).gettext("Ticket")
    return File(qr_svg(own_link.my_ticket(context.session, token), title), "image/svg+xml")


@routes.get("/my/registrations/{token}/calendar.ics", responses=ICS)
@reads(public=True)
def my_calendar(context: RequestContext, token: Opaque) -> File:
    """The sessions of the own registration as a calendar file; the token is that of `calendar_url`."""
    return File(own_link.my_calendar(context.session, token), "text/calendar; charset=utf-8", "event.ics")


@routes.get("/my/sign-ups/{token}")
@reads(public=True)
def my_sign_ups(context: RequestContext, token: Opaque) -> SignedUpTogether:
    """The people of one form with one mailbox, and what became of each. It changes nothing."""
    return together.show(context.session, token)


@routes.post("/my/sign-ups/{token}/confirm-address")
@writes(public=True)
def confirm_my_sign_ups(context: RequestContext, token: Opaque) -> SignedUpTogether:
    """Confirm that the mailbox signed these people up; `refusal` says why somebody could not be confirmed."""
    return together.confirm(context.session, token)


# --- by the receipt, for whoever filled in the form ------------------------------------------------------


@routes.get("/receipts/{token}")
@reads(public=True)
def get_receipt(context: RequestContext, token: Opaque) -> ReceiptView:
    """What was typed and the state, for a day; 410 `link_expired` afterwards."""
    return receipts.show(context.session, token)


@routes.post("/receipts/{token}/undo")
@writes(public=True)
def undo_sign_up(context: RequestContext, token: Opaque) -> ReceiptView:
    """Take the sign-up back, for an hour, until the mailbox has used its own link: then 409 `undo_closed`."""
    return receipts.undo(context.session, token)

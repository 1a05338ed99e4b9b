"""Sign-up, registrations for the staff, and the own registration by its link."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, File, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.core.pictures import qr_svg
from app.core.text import translator
from app.registrations import decide, merge, needs, own, react, remind, service, stay
from app.registrations.models import Registration
from app.registrations.present import present_registration
from app.registrations.routes_blocks import routes as routes
from app.registrations.several import Receipts, SeveralCreate, sign_up_several
from app.registrations.shapes import (
    Attending,
    MyRegistration,
    MyRegistrationUpdate,
    Reason,
    Receipt,
    RegistrationCreate,
    RegistrationDetail,
    RegistrationQuery,
    RegistrationUpdate,
    RegistrationView,
    Swap,
    WrittenReason,
)
from app.registrations.sign_up import sign_up
from app.registrations.stay_shapes import NeedsList, StayList
from app.registrations.substitute import substitute
from app.registrations.swap import move, swap
from app.registrations.whole_series import sign_up_for_series

__all__ = ["merge", "react", "remind", "routes"]  # importing them subscribes their handlers
Documented = dict[int | str, dict[str, Any]]
SVG: Documented = {200: {"content": {"image/svg+xml": {}}, "description": "The picture"}}
ICS: Documented = {200: {"content": {"text/calendar": {}}, "description": "The calendar"}}


@routes.post("/events/{event_id}/registrations", response_model=Receipt, status_code=201)
@writes(public=True, scope="registrations:write", brief=True)
def create_registration(call: Call, event_id: RecordId, body: RegistrationCreate) -> Any:
    """Anybody may sign up where the event allows it; staff sign up others, with or without an e-mail."""
    if not call.actor.writes_somewhere:
        call.ground.registration_limit.take(f"{call.client_address} {event_id}")
    carry_out = sign_up_for_series if body.whole_series else sign_up
    receipt = carry_out(call.session, call.actor, event_id, body, call.lang)
    return call.created(receipt, f"/registrations/{receipt['id']}")


@routes.post("/events/{event_id}/registrations/group", response_model=Receipts, status_code=201)
@writes(public=True, scope="registrations:write")
def create_registrations(call: Call, event_id: RecordId, body: SeveralCreate) -> Any:
    """Several people by one form, in their order: all of them or none."""
    if not call.actor.writes_somewhere:
        for _ in body.people:
            call.ground.registration_limit.take(f"{call.client_address} {event_id}")
    receipts = sign_up_several(call.session, call.actor, event_id, body, call.lang)
    return call.created(receipts, f"/events/{event_id}/registrations")


@routes.get("/events/{event_id}/needs", response_model=NeedsList)
@reads(scope="registrations:read")
def list_needs(call: Call, event_id: RecordId) -> Any:
    """Accessibility and diet of those who have a seat, for those who run the event."""
    return needs.list_needs(call.session, call.actor, event_id)


@routes.get("/events/{event_id}/stay", response_model=StayList)
@reads(scope="registrations:read")
def list_stay(call: Call, event_id: RecordId) -> Any:
    """How many stay each night and take each meal."""
    return stay.list_stay(call.session, call.actor, event_id)


@routes.get("/events/{event_id}/registrations", **listed(RegistrationView | Deleted))
@reads(scope="registrations:read")
def list_registrations(
    call: Call, event_id: RecordId, query: Annotated[RegistrationQuery, Query()]
) -> Slice[Any]:
    return service.list_registrations(call.session, call.actor, event_id, query)


@routes.get("/registrations/{registration_id}", response_model=RegistrationDetail)
@reads(scope="registrations:read")
def get_registration(call: Call, registration_id: RecordId) -> Any:
    return service.get_registration(call.session, call.actor, registration_id)


@routes.patch("/registrations/{registration_id}", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def update_registration(call: Call, registration_id: RecordId, body: RegistrationUpdate) -> Any:
    return service.update_registration(call.session, call.actor, registration_id, call.version, body)


@routes.post("/registrations/{registration_id}/confirm", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def confirm_registration(call: Call, registration_id: RecordId) -> Any:
    return _shown(call, decide.confirm(call.session, call.actor, registration_id))


@routes.post("/registrations/{registration_id}/decline", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def decline_registration(call: Call, registration_id: RecordId, body: Reason | None = None) -> Any:
    reason = body.reason if body else ""
    return _shown(call, decide.decline(call.session, call.actor, registration_id, reason))


@routes.post("/registrations/{registration_id}/cancel", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def cancel_registration(call: Call, registration_id: RecordId, body: Reason | None = None) -> Any:
    reason = body.reason if body else ""
    return _shown(call, decide.cancel(call.session, call.actor, registration_id, reason))


@routes.post("/registrations/{registration_id}/offer", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def offer_seat(call: Call, registration_id: RecordId) -> Any:
    """Hold a free seat for as long as the event says (48 hours), at most until the start."""
    return _shown(call, decide.offer(call.session, call.actor, registration_id))


@routes.post("/registrations/{registration_id}/move-up", response_model=RegistrationDetail)
@writes(scope="registrations:write")
def move_to_front(call: Call, registration_id: RecordId, body: WrittenReason) -> Any:
    """To the front of the queue; the person reads the reason."""
    return _shown(call, decide.move_to_front(call.session, call.actor, registration_id, body.reason))


@routes.post("/registrations/{registration_id}/swap", response_model=Receipt, status_code=201)
@writes(scope="registrations:write")
def swap_registration(call: Call, registration_id: RecordId, body: Swap) -> Any:
    """The same topic elsewhere in the series; the new registration keeps the order of enrolment."""
    receipt = swap(call.session, call.actor, registration_id, body.event_id)
    return call.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/registrations/{registration_id}/move", response_model=Receipt, status_code=201)
@writes(scope="registrations:write")
def move_registration(call: Call, registration_id: RecordId, body: Swap) -> Any:
    """To another event of the partnership, in one step: a seat is given up only for a seat."""
    receipt = move(call.session, call.actor, registration_id, body.event_id)
    return call.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/registrations/{registration_id}/substitute", response_model=Receipt, status_code=201)
@writes(scope="registrations:write")
def substitute_registration(call: Call, registration_id: RecordId, body: Attending) -> Any:
    """A colleague takes over a confirmed seat."""
    receipt = substitute(call.session, call.actor, registration_id, body)
    return call.created(receipt, f"/registrations/{receipt['id']}")


def _shown(call: Call, registration: Registration) -> RegistrationDetail:
    return present_registration(call.session, call.actor, registration)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/registrations/{token}", response_model=MyRegistration)
@reads(public=True)
def my_registration(call: Call, token: str) -> Any:
    return own.my_registration(call.session, token)


@routes.patch("/my/registrations/{token}", response_model=MyRegistration)
@writes(public=True)
def update_my_registration(call: Call, token: str, body: MyRegistrationUpdate) -> Any:
    return own.update_my_registration(call.session, token, call.version, body)


@routes.post("/my/registrations/{token}/cancel", response_model=MyRegistration)
@writes(public=True)
def cancel_my_registration(call: Call, token: str) -> Any:
    return own.cancel_my_registration(call.session, token)


@routes.post("/my/registrations/{token}/accept", response_model=MyRegistration)
@writes(public=True)
def accept_offer(call: Call, token: str) -> Any:
    return own.accept_offer(call.session, token)


@routes.post("/my/registrations/{token}/swap", response_model=Receipt, status_code=201)
@writes(public=True)
def swap_my_registration(call: Call, token: str, body: Swap) -> Any:
    receipt = own.swap_my_registration(call.session, token, body.event_id)
    return call.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/my/registrations/{token}/substitute", response_model=Receipt, status_code=201)
@writes(public=True)
def substitute_my_registration(call: Call, token: str, body: Attending) -> Any:
    receipt = own.substitute_mine(call.session, token, body)
    return call.created(receipt, f"/registrations/{receipt['id']}")


@routes.get("/my/registrations/{token}/ticket.svg", responses=SVG)
@reads(public=True)
def my_ticket(call: Call, token: str) -> File:
    """The QR code to show at the door."""
    title = translator(call.lang).gettext("Ticket")
    return File(qr_svg(own.my_ticket(call.session, token), title), "image/svg+xml")


@routes.get("/my/registrations/{token}/calendar.ics", responses=ICS)
@reads(public=True)
def my_calendar(call: Call, token: str) -> File:
    return File(own.my_calendar(call.session, token), "text/calendar; charset=utf-8", "event.ics")

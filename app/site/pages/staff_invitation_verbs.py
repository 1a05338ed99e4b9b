"""The second call to those who have not answered, a new link, and taking an invitation back."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import Translator
from app.site.client import api_of
from app.site.fields import read_fields
from app.site.guard import staff
from app.site.json_values import Record
from app.site.pages.staff_registrations import event_of
from app.site.render import confirm, redirect, tell
from app.site.session import local_path, translator_of

HERE = "/staff/events/{event:int}/invitations"


async def ask_to_call(request: Request) -> Response:
    number, tr = request.path_params["event"], translator_of(request)
    event = await event_of(request)
    due = (await api_of(request).get(f"/events/{number}/invitations/counts")).data["due"]
    found = await api_of(request).get(f"/events/{number}/invitations", {"silent": "true", "limit": 200})
    moved = [f"{one['name']}: {one['new_address']['email']}" for one in found.results if one["new_address"]]
    words = tr.ngettext("%(num)s letter will be sent.", "%(num)s letters will be sent.", due) % {"num": due}
    return confirm(
        request,
        title=tr.gettext("Ask again those who have not answered “%(what)s”?") % {"what": event["title"]},
        text=" ".join([words, tr.gettext("Nobody is written to twice on one day."), *_moved(moved, tr)]),
        button=tr.gettext("Send the second call"),
        back=f"/staff/events/{number}/invitations",
    )


def _moved(moved: Sequence[str], tr: Translator) -> list[str]:
    """Letters go to the old addresses until the new ones are accepted in the list."""
    if not moved:
        return []
    said = tr.gettext(
        "These addresses have changed since. Accept them in the list first, or it goes to the old:"
    )
    return [said, "; ".join(moved)]


async def accept_address(request: Request) -> Response:
    await read_fields(request, ())
    path, _ = request.path_params, translator_of(request).gettext
    reply = await api_of(request).post(f"/invitations/{path['id']}/accept-address")
    here = f"/staff/events/{path['event']}/invitations/{path['id']}"
    return tell(request, here, reply, _("The invitation goes to the new address; the old link has ended."))


async def renew_link(request: Request) -> Response:
    form = await read_fields(request, ())
    path, _ = request.path_params, translator_of(request).gettext
    reply = await api_of(request).post(f"/invitations/{path['id']}/link", once=form.value("once"))
    here = f"/staff/events/{path['event']}/invitations/{path['id']}"
    if form.value("next"):
        here = local_path(form.value("next"))

    def words(answer: Record) -> str:
        if answer["email"] and not answer["unsubscribed"]:
            return _("A new link is on its way to the person; the old one no longer opens anything.")
        return _("The old link no longer opens anything. Hand the new one on yourself.")

    return tell(request, here, reply, words)


async def call_again(request: Request) -> Response:
    await read_fields(request, ())
    number, tr = request.path_params["event"], translator_of(request)
    reply = await api_of(request).post(f"/events/{number}/invitations/second-call")

    def words(answer: Record) -> str:
        called = answer["called"]
        return tr.ngettext("%(num)s letter was sent.", "%(num)s letters were sent.", called) % {"num": called}

    return tell(request, f"/staff/events/{number}/invitations", reply, words)


async def ask_to_withdraw(request: Request) -> Response:
    path, _ = request.path_params, translator_of(request).gettext
    record = (await api_of(request).get(f"/invitations/{path['id']}")).data
    back = f"/staff/events/{path['event']}/invitations/{path['id']}"
    if "withdraw" not in record["allowed"]:
        return redirect(request, back)
    return confirm(
        request,
        title=_("Withdraw the invitation of %(who)s?") % {"who": record["name"]},
        text=_("The link stops working. Whoever has had it is told by e-mail, unless the event is over."),
        button=_("Yes, withdraw it"),
        back=back,
    )


async def withdraw(request: Request) -> Response:
    await read_fields(request, ())
    path, _ = request.path_params, translator_of(request).gettext
    reply = await api_of(request).post(f"/invitations/{path['id']}/withdraw")
    here = f"/staff/events/{path['event']}/invitations"
    return tell(request, here, reply, _("The invitation is withdrawn."))


routes = [
    Route(f"{HERE}/second-call", staff(ask_to_call)),
    Route(f"{HERE}/second-call", staff(call_again), methods=["POST"]),
    Route(HERE + "/{id:int}/withdraw", staff(ask_to_withdraw)),
    Route(HERE + "/{id:int}/withdraw", staff(withdraw), methods=["POST"]),
    Route(HERE + "/{id:int}/accept-address", staff(accept_address), methods=["POST"]),
    Route(HERE + "/{id:int}/link", staff(renew_link), methods=["POST"]),
]

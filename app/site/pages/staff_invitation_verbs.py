"""The second call to those who have not answered, another address, a new link, taking an invitation back."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import Translator, msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Record
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.render import confirm, page, redirect, tell
from app.site.session import local_path, translator_of

HERE = "/staff/events/{event:int}/invitations"
ADDRESS = (Field("email", msgid("E-mail"), "email", required=True),)


async def ask_to_call(request: Request) -> Response:
    number, tr = request.path_params["event"], translator_of(request)
    event = await event_of(request)
    check(event, "invite")
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
    here = _page_of(request)
    return tell(request, here, reply, _("The invitation goes to the new address; the old link has ended."))


async def ask_address(request: Request) -> Response:
    """Of an office or an organisation; that of a person is corrected at the person."""
    record = (await api_of(request).get(f"/invitations/{request.path_params['id']}")).data
    if "correct_address" not in record["allowed"]:
        return redirect(request, _page_of(request))
    return await _address(request, record, Form(typed={"email": record["email"] or ""}))


async def correct_address(request: Request) -> Response:
    form, _ = await read_fields(request, ADDRESS), translator_of(request).gettext
    path = f"/invitations/{request.path_params['id']}"
    record = (await api_of(request).get(path)).data
    reply = await api_of(request).post(f"{path}/address", form.data, once=form.value("once"))
    if not reply.ok:
        return await _address(request, record, form.refused(reply), reply.status)
    if reply.data["url"] == record["url"]:
        return redirect(request, _page_of(request), _("The invitation goes to this address already."))
    told = _("The invitation goes to %(email)s; the link sent before has ended.")
    return redirect(request, _page_of(request), told % {"email": reply.data["email"]})


async def _address(request: Request, record: Record, form: Form, status: int = 200) -> Response:
    _, event = translator_of(request).gettext, await event_of(request)
    here = f"/staff/events/{event['id']}/invitations"
    context = {
        "title": _("Correct the address of the invitation"),
        "crumbs": [*crumbs(request, event), (here, _("Invitations")), (_page_of(request), record["name"])],
        "form": form,
        "fields": ADDRESS,
        "offered": {},
        "action": request.url.path,
        "intro": _("The invitation is sent there anew. The link that went to the wrong address ends."),
        "button": _("Send to this address"),
        "back": _page_of(request),
    }
    return page(request, "staff/record_form.html", context, status=status)


def _page_of(request: Request) -> str:
    path = request.path_params
    return f"/staff/events/{path['event']}/invitations/{path['id']}"


async def renew_link(request: Request) -> Response:
    form = await read_fields(request, ())
    path, _ = request.path_params, translator_of(request).gettext
    reply = await api_of(request).post(f"/invitations/{path['id']}/link", once=form.value("once"))
    here = _page_of(request)
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
    back = _page_of(request)
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
    Route(HERE + "/{id:int}/address", staff(ask_address)),
    Route(HERE + "/{id:int}/address", staff(correct_address), methods=["POST"]),
    Route(HERE + "/{id:int}/link", staff(renew_link), methods=["POST"]),
]

"""Handing the work of a user over: choose who takes it, look at what changes hands, do it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.effects import DRY_RUN
from app.site.field_choices import load_choices
from app.site.fields import Field, act_on, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.lookups import PEOPLE, USERS
from app.site.render import page, redirect
from app.site.session import translator_of

TAKER = (
    Field(
        "to_user_id",
        msgid("To this user"),
        "find",
        source=USERS,
        hint=msgid("In each partnership as the person they are there."),
    ),
    Field(
        "to_person_id",
        msgid("Or to this person"),
        "find",
        source=PEOPLE,
        hint=msgid("In the partnership of that person alone."),
    ),
)
PAGES = {"task": "/staff/tasks", "group": "/staff/groups", "event": "/staff/events"}


async def ask(request: Request) -> Response:
    return await _form(request, Form(), None)


async def hand_over(request: Request) -> Response:
    """The first button only shows what changes hands; the second one does it."""
    form = await read_fields(request, TAKER, extra=("agreed",))
    if act_on(form):
        return await _form(request, form, None)
    agreed = form.value("agreed") == _chosen(form)
    body = {name: value for name, value in form.data.items() if value is not None and name != "agreed"}
    path = f"/users/{request.path_params['id']}/hand-over"
    if agreed:
        reply = await api_of(request).post(path, body, once=form.value("once"))
    else:
        reply = await api_of(request).post(path, body, params=DRY_RUN)
    if not reply.ok:
        return await _form(request, form.refused(reply), None, reply.status)
    if not agreed:
        return await _form(request, form, reply)
    _ = translator_of(request).gettext
    return redirect(request, f"/staff/users/{request.path_params['id']}", _("The work was handed over."))


def _chosen(form: Form) -> str:
    """What was looked at is done, and nothing else: another choice is shown first."""
    return f"{form.value('to_user_id')}/{form.value('to_person_id')}"


async def _form(request: Request, form: Form, told: Reply | None, status: int = 200) -> Response:
    user = (await api_of(request).get(f"/users/{request.path_params['id']}")).data
    context = {
        "user": user,
        "form": form,
        "fields": TAKER,
        "offered": await load_choices(request, TAKER, form),
        "told": told.data if told else None,
        "agreed": _chosen(form) if told else "",
        "pages": PAGES,
        "action": request.url.path,
    }
    return page(request, "staff/hand_over.html", context, status=status)


routes = [
    Route("/staff/users/{id:int}/hand-over", staff(ask)),
    Route("/staff/users/{id:int}/hand-over", staff(hand_over), methods=["POST"]),
]

"""The members at a meeting with their answers, inviting them, and the next meeting in one step."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.render import page, redirect
from app.site.session import Flash, translator_of

BEFORE = ("draft", "planned", "open", "closed")
"""States of a meeting to which members can still be invited."""
INVITE = (
    Field("message", msgid("Your words in the letter"), "area"),
    Field("again", msgid("Write again also to those who have been invited"), "flag"),
)
NEXT = (
    Field("starts_at", msgid("Begins"), "time", required=True),
    Field("ends_at", msgid("Ends"), "time", required=True),
    Field("title", msgid("Title"), hint=msgid("Empty: as this meeting."), nullable=True),
    Field("venue-name", msgid("Place"), hint=msgid("Empty: where this meeting is.")),
    Field("venue-room", msgid("Room")),
)


async def members(request: Request) -> Response:
    return await _members(request, Form())


async def _members(request: Request, form: Form, status: int = 200) -> Response:
    number, api = request.path_params["id"], api_of(request)
    event, found = await gather(api.get(f"/meetings/{number}"), api.get(f"/meetings/{number}/members"))
    rows = found.results
    silent = [one for one in rows if not one["invited_at"] and one["answer"] == "none"]
    waiting = [one for one in silent if one["role"] != "alternate"]
    context = {
        "event": event.data,
        "rows": rows,
        "late": event.data["deadlines"]["invite_by"],
        "waiting": [one for one in waiting if one["has_address"]],
        "unreachable": [one["name"] for one in waiting if not one["has_address"]],
        "invites": "edit" in event.data["allowed"] and event.data["status"] in BEFORE,
        "form": form,
        "fields": INVITE,
        "tiles": _tiles(rows),
    }
    return page(request, "staff/meeting_members.html", context, status=status)


def _tiles(rows: list[Json]) -> list[tuple[int, str]]:
    def count(answer: str) -> int:
        return sum(one["answer"] == answer for one in rows)

    return [
        (count("accepted"), msgid("will come")),
        (count("apologised"), msgid("have apologised")),
        (count("none"), msgid("have not answered")),
    ]


async def invite(request: Request) -> Response:
    """The letters go out; what breaks a rule or stands in the way is told."""
    form = await read_fields(request, INVITE)
    number = request.path_params["id"]
    reply = await api_of(request).post(f"/meetings/{number}/invite", form.data, once=form.value("once"))
    if not reply.ok:
        return await _members(request, form.refused(reply), reply.status)
    return redirect(request, f"/staff/events/{number}/members", _outcome(request, reply.data))


def _outcome(request: Request, answer: Record) -> Flash:
    tr, sent = translator_of(request), answer["invited"]
    said = tr.ngettext("%(num)s invitation was sent.", "%(num)s invitations were sent.", sent) % {"num": sent}
    warnings = [one["detail"] for one in answer["warnings"]]
    return Flash(" ".join([said, *warnings]), "warning" if warnings else "success")


async def ask_next(request: Request) -> Response:
    event = (await api_of(request).get(f"/meetings/{request.path_params['id']}")).data
    if following := event["next_meeting_id"]:
        return RedirectResponse(f"/staff/events/{following}", 302)
    check(event, "copy")
    return await _next_form(request, Form())


async def make_next(request: Request) -> Response:
    form = await read_fields(request, NEXT)
    body = {name: value for name, value in form.data.items() if value}
    venue = body.get("venue") or {}
    if not any(venue.values()):
        body.pop("venue", None)
    number = request.path_params["id"]
    reply = await api_of(request).post(f"/meetings/{number}/next", body, once=form.value("once"), asks=False)
    if not reply.ok and reply.problem.get("code") == "already_exists":
        return _to_the_next(request, reply.problem["next_meeting_id"])
    if not reply.ok:
        return await _next_form(request, form.refused(reply), reply.status)
    return redirect(
        request,
        f"/staff/events/{reply.data['id']}",
        translator_of(request).gettext("The next meeting is drafted."),
    )


def _to_the_next(request: Request, number: int) -> Response:
    """The meeting that there is already, in place of a second one."""
    said = translator_of(request).gettext("This is the next meeting: it was drafted before.")
    return redirect(request, f"/staff/events/{number}", said)


async def _next_form(request: Request, form: Form, status: int = 200) -> Response:
    _, number = translator_of(request).gettext, request.path_params["id"]
    event = (await api_of(request).get(f"/meetings/{number}")).data
    context = {
        "title": _("The next meeting"),
        "crumbs": [("/staff/events", _("Events")), (f"/staff/events/{number}", event["title"])],
        "form": form,
        "fields": NEXT,
        "offered": {},
        "action": request.url.path,
        "intro": _(
            "It is drafted with the same group, people and place, and takes what waits for the agenda."
        ),
        "button": _("Draft the next meeting"),
        "back": f"/staff/events/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


routes = [
    Route("/staff/events/{id:int}/members", staff(members)),
    Route("/staff/events/{id:int}/members", staff(invite), methods=["POST"]),
    Route("/staff/events/{id:int}/next", staff(ask_next)),
    Route("/staff/events/{id:int}/next", staff(make_next), methods=["POST"]),
]

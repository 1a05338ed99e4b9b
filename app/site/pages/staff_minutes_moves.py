"""The moves of minutes in the work area: for comments, approved, published after a last look, reopened."""

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import clock
from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Record
from app.site.pages.staff_attachments import files_of
from app.site.pages.staff_minutes import HERE, api_path, here, question, trail
from app.site.pages.staff_registrations import event_of
from app.site.render import not_now, page, redirect, tell
from app.site.session import translator_of

SUBMIT = (
    Field(
        "comment_until",
        msgid("Comments until"),
        "date",
        required=True,
        hint=msgid("Members get a letter with this day."),
    ),
)
REOPEN = (Field("reason", msgid("Why are they changed again?"), "area", required=True),)
BEGINS_FROM = {"submit": "draft", "approve": "comment", "publish": "approved"}
"""The state of minutes that each move leads on from."""
ASK_FIRST = msgid("Ask the members for comments first. Then the minutes can be approved.")
APPROVE_FIRST = msgid("The minutes have to be approved first. Then they can be published.")
STANDS = {
    "draft": msgid("The minutes are a draft already."),
    "comment": msgid("Members can comment already."),
    "approved": msgid("The minutes are approved already."),
    "published": msgid("The minutes are published already."),
}
NOT_BEGUN = msgid(
    "The meeting has not begun yet. Its minutes can be sent to members, approved and published "
    "after its start."
)
CHECKED = (Field("checked_for_names", "", "flag"),)


def _why_not(minutes: Record, verb: str) -> str:
    """Why a move that is not allowed has to wait. Without a right to it there is no reason to tell."""
    state, may = minutes["state"], minutes["allowed"]
    if "edit_registry" not in may and not (verb == "approve" and "see_inside" in may):
        raise HTTPException(403)
    if BEGINS_FROM.get(verb) == state:
        if "edit_registry" not in may:
            raise HTTPException(403)
        return NOT_BEGUN
    if verb == "approve" and state == "draft":
        return ASK_FIRST
    return APPROVE_FIRST if verb == "publish" and state in ("draft", "comment") else STANDS[state]


async def _refusal(request: Request, verb: str, title: str) -> Response | None:
    """The page that says at once why this move is not possible now; None when it is."""
    minutes = (await api_of(request).get(api_path(request))).data
    if verb in minutes["allowed"]:
        return None
    _, back = translator_of(request).gettext, f"/events/{minutes['event_id']}/minutes"
    crumbs = [("/minutes", _("Minutes of meetings")), (back, minutes["event_title"])]
    desk = here(request) if "edit_registry" in minutes["allowed"] else back
    return not_now(request, title, crumbs, _(_why_not(minutes, verb)), (desk, _("To the minutes")))


async def submitting(request: Request, form: Form | None = None, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    if form is None and (refusal := await _refusal(request, "submit", _("Ask for comments"))):
        return refusal
    return await question(
        request, _("Ask for comments"), SUBMIT, form or Form(), status, button=_("Send to members")
    )


async def submit(request: Request) -> Response:
    form = await read_fields(request, SUBMIT)
    reply = await api_of(request).post(f"{api_path(request)}/submit", form.data, once=form.value("once"))
    if not reply.ok:
        return await submitting(request, form.refused(reply), reply.status)
    return redirect(request, here(request), translator_of(request).gettext("Members can comment now."))


async def reopening(request: Request, form: Form | None = None, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    intro = _("They become a draft again. Published minutes are not public until they are published again.")
    title = _("Change the minutes again")
    if form is None and (refusal := await _refusal(request, "reopen", title)):
        return refusal
    return await question(
        request,
        title,
        REOPEN,
        form or Form(),
        status,
        button=_("Reopen"),
        intro=intro,
    )


async def reopen(request: Request) -> Response:
    form = await read_fields(request, REOPEN)
    reply = await api_of(request).post(f"{api_path(request)}/reopen", form.data, once=form.value("once"))
    if not reply.ok:
        return await reopening(request, form.refused(reply), reply.status)
    return redirect(request, here(request), translator_of(request).gettext("The minutes are a draft again."))


async def approving(request: Request) -> Response:
    """Says how many comments came and whether more may come; for staff and for the verifier."""
    api, _ = api_of(request), translator_of(request).gettext
    if refusal := await _refusal(request, "approve", _("Approve the minutes?")):
        return refusal
    minutes = (await api.get(api_path(request))).data
    comments = await api.get(f"{api_path(request)}/comments", {"count": True, "limit": 1})
    until = minutes["comment_until"]
    context = {
        "minutes": minutes,
        "comments": comments.data["total"],
        "still_open": until is not None and datetime.fromisoformat(until) > clock.now(),
        "here": f"/events/{request.path_params['event']}/minutes",
        "action": request.url.path,
    }
    return page(request, "minutes/approve.html", context)


async def approve(request: Request) -> Response:
    """By staff here, and by the verifier from the page that they read."""
    await read_fields(request, ())
    reply = await api_of(request).post(f"{api_path(request)}/approve")
    back = f"/events/{request.path_params['event']}/minutes"
    return tell(request, back, reply, translator_of(request).gettext("The minutes are approved."))


async def publishing(request: Request, form: Form | None = None, status: int = 200) -> Response:
    api, _ = api_of(request), translator_of(request).gettext
    if form is None and (refusal := await _refusal(request, "publish", _("Publish the minutes?"))):
        return refusal
    minutes, names = await gather(api.get(api_path(request)), api.get(f"{api_path(request)}/names"))
    event, files = await event_of(request), await files_of(request, "minutes", minutes.data["id"])
    context = {
        "event": event,
        "minutes": minutes.data,
        "public_files": [one for one in files.results if one["visibility"] == "public"],
        "public": [item for item in minutes.data["items"] if not item["internal"]],
        "names": names.data["names"],
        "crumbs": trail(request, event),
        "form": form or Form(),
        "action": request.url.path,
        "back": here(request),
    }
    return page(request, "staff/minutes_publish.html", context, status=status)


async def publish(request: Request) -> Response:
    form = await read_fields(request, CHECKED)
    reply = await api_of(request).post(f"{api_path(request)}/publish", form.data, once=form.value("once"))
    if not reply.ok:
        return await publishing(request, form.refused(reply), reply.status)
    back = f"/events/{request.path_params['event']}/minutes"
    return redirect(request, back, translator_of(request).gettext("The minutes are published."))


routes = [
    Route(HERE + "/submit", staff(submitting)),
    Route(HERE + "/submit", staff(submit), methods=["POST"]),
    Route(HERE + "/reopen", staff(reopening)),
    Route(HERE + "/reopen", staff(reopen), methods=["POST"]),
    Route(HERE + "/approve", staff(approving)),
    Route(HERE + "/approve", staff(approve), methods=["POST"]),
    Route(HERE + "/publish", staff(publishing)),
    Route(HERE + "/publish", staff(publish), methods=["POST"]),
]

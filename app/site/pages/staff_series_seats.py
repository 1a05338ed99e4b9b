"""Who took a whole series, and dealing its seats."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import read_fields
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.pages.staff_figures import Figures
from app.site.records import Column, Resource
from app.site.render import confirm, not_now, tell
from app.site.session import translator_of


def counted(status: str) -> Callable[[Record], int]:
    def count(row: Record) -> int:
        return sum(one["status"] == status for one in row["registrations"])

    return count


ENROLMENTS = Resource(
    people=True,
    pages="/series/{series:int}/enrolments",
    api="/series/{series}/enrolments",
    order="name",
    one=msgid("Enrolment"),
    many=msgid("Enrolments in the whole series"),
    add="",
    none_yet=msgid("Nobody has taken the whole series yet."),
    advice=msgid("People do on the page of an event of the series."),
    fields=(),
    columns=(
        Column(msgid("Name"), "name", href="/staff/people/{person_id}"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("Enrolled on"), "created_at", "time"),
        Column(msgid("Confirmed"), kind="number", read=counted("confirmed"), sort="confirmed"),
        Column(msgid("On the waiting list"), kind="number", read=counted("waiting"), sort="waiting"),
        Column(msgid("Not decided yet"), kind="number", read=counted("pending"), sort="pending"),
        Column(msgid("Cancelled on"), "cancelled_at", "time"),
        Column(
            msgid("Decision"),
            kind="post",
            href="/series/{series_id}/enrolments/{id}/cancel",
            read=lambda row: msgid("Cancel the enrolment") if row["allowed"] else None,
        ),
    ),
)


class EnrolmentPages(Figures):
    """Below their series."""

    async def around(self, request: Request) -> Json:
        path, _ = f"/series/{request.path_params['series']}", translator_of(request).gettext
        series = (await api_of(request).get(path)).data
        trail = [("/staff/series", _("All series")), (path, series["title"])]
        return await super().around(request) | {"crumbs": trail}


async def cancel(request: Request) -> Response:
    await read_fields(request, ())
    series, number = request.path_params["series"], request.path_params["id"]
    reply = await api_of(request).post(f"/enrolments/{number}/cancel")
    _ = translator_of(request).gettext
    by_letter = _("The enrolment is cancelled; the person gets a letter about each seat that is given back.")
    by_staff = _("The enrolment is cancelled. The person has no e-mail: tell them yourself.")

    def words(answer: Record) -> str:
        return by_letter if answer["email"] else by_staff

    return tell(request, f"/series/{series}/enrolments", reply, words)


async def ask_to_deal(request: Request) -> Response:
    """Dealing cannot be undone, so it asks first."""
    number, _ = request.path_params["id"], translator_of(request).gettext
    found = (await api_of(request).get(f"/series/{number}")).data
    check(found, "edit")
    if found["allocation"] != "series_first" or found["dealt_at"]:
        title, own = _("There are no seats to deal"), (f"/series/{number}", found["title"])
        why = _("The seats of this series are not dealt, or they have been dealt already.")
        return not_now(request, title, [("/staff/series", _("All series")), own], why, (own[0], _("Back")))
    return confirm(
        request,
        title=_("Deal the seats of “%(what)s” now?") % {"what": found["title"]},
        text=_(
            "Those who took the whole series come first, then the others by the time they signed up. "
            "Everybody with an e-mail gets a letter. It cannot be taken back."
        ),
        button=_("Deal the seats"),
        back=f"/series/{number}",
    )


async def deal(request: Request) -> Response:
    await read_fields(request, ())
    number, tr = request.path_params["id"], translator_of(request)
    reply = await api_of(request).post(f"/series/{number}/allocate")

    def words(answer: Record) -> str:
        given = sum(one["status"] == "confirmed" for one in answer["decisions"])
        return tr.ngettext("%(num)s seat was dealt.", "%(num)s seats were dealt.", given) % {"num": given}

    return tell(request, f"/series/{number}", reply, words)


routes = [
    *EnrolmentPages(ENROLMENTS).routes(),
    Route("/series/{series:int}/enrolments/{id:int}/cancel", staff(cancel), methods=["POST"]),
    Route("/series/{id:int}/deal", staff(ask_to_deal)),
    Route("/series/{id:int}/deal", staff(deal), methods=["POST"]),
]

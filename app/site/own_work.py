"""What those who see no inside of a partnership have to do: the events they lead, the groups they sit in."""

from collections.abc import Sequence
from datetime import timedelta

from starlette.requests import Request

from app.core.clock import now
from app.core.text import local
from app.site.client import api_of, gather
from app.site.guard import me_of
from app.site.json_values import Json, Record
from app.site.pages.schedule import today

PAST = timedelta(days=90)
SHOWN = 200
MEETINGS_AT_ONCE = 6
"""Groups whose next meeting can be answered from the first page."""
LAST = 10
"""Past events that are shown, the newest first."""


async def own_work(request: Request) -> Json:
    """`incomplete` events want their attendance, whenever they were; `coming` and `past` are the others."""
    api, leads = api_of(request), "check_in" in (me_of(request) or {}).get("allowed", ())
    since = today() - PAST if leads else today()
    groups, events, tasks, minutes, decisions = await gather(
        api.get("/working-groups", {"mine": "true", "limit": SHOWN}),
        api.get("/events", {"from": since.isoformat(), "limit": SHOWN, "sort": "starts_at"}),
        api.get("/tasks", {"owner": "me", "state": "open", "limit": SHOWN, "sort": "due"}),
        api.get("/minutes", {"state": "comment", "limit": SHOWN, "sort": "comment_until"}),
        api.get("/decisions", {"waiting": "true", "limit": SHOWN, "sort": "created_at"}),
    )
    coming = [event for event in events.results if not _is_over(event)]
    work: Json = {
        "groups": await _with_meetings(request, groups.results, coming),
        "tasks": tasks.results,
        "minutes": minutes.results,
        "decisions": decisions.results,
        "incomplete": [],
        "coming": [],
        "past": [],
    }
    if leads:
        asked = {"missing_attendance": "true", "limit": SHOWN, "sort": "-starts_at"}
        work["incomplete"] = [one for one in (await api.get("/events", asked)).results if _leads(one)]
        open_ones = {event["id"] for event in work["incomplete"]}
        led = [event for event in events.results if _leads(event) and event["id"] not in open_ones]
        work["coming"] = [event for event in led if not _is_over(event)]
        work["past"] = [event for event in led[::-1] if _is_over(event)][:LAST]
    return work


async def _with_meetings(request: Request, groups: Sequence[Record], coming: Sequence[Record]) -> list[Json]:
    """Each group with its meetings ahead; `mine` is the reader's answer to the next one, if any."""
    found: list[Json] = []
    for group in groups:
        ahead = [one for one in coming if one["group_id"] == group["id"] and one["status"] != "cancelled"]
        found.append({**group, "meetings": ahead, "mine": None})
    asked = [group for group in found if group["meetings"]][:MEETINGS_AT_ONCE]
    paths = [f"/meetings/{group['meetings'][0]['id']}/mine" for group in asked]
    answers = await gather(*(api_of(request).get(path, accept=(403, 404)) for path in paths))
    for group, answer in zip(asked, answers, strict=True):
        group["mine"] = answer.data if answer.ok else None
    return found


def _leads(event: Record) -> bool:
    return "check_in" in event["allowed"] and bool(event["sessions"])


def _is_over(event: Record) -> bool:
    return event["ends_at"] is not None and local(event["ends_at"]) <= now()

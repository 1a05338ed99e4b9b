"""What those who see no inside of a partnership have to do: the events they lead, the groups they sit in."""

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
LAST = 10
"""Past events that are shown, the newest first."""


async def own_work(request: Request) -> Json:
    """`incomplete` events want their attendance, whenever they were; `coming` and `past` are the others."""
    api, leads = api_of(request), "check_in" in (me_of(request) or {}).get("allowed", ())
    since = today() - PAST if leads else today()
    groups, events, tasks = await gather(
        api.get("/working-groups", {"mine": "true", "limit": SHOWN}),
        api.get("/events", {"from": since.isoformat(), "limit": SHOWN, "sort": "starts_at"}),
        api.get("/tasks", {"owner": "me", "state": "open", "limit": SHOWN, "sort": "due"}),
    )
    coming = [event for event in events.results if not _is_over(event)]
    work: Json = {
        "groups": [
            {**group, "meetings": [one for one in coming if one["group_id"] == group["id"]]}
            for group in groups.results
        ],
        "tasks": tasks.results,
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


def _leads(event: Record) -> bool:
    return "check_in" in event["allowed"] and bool(event["sessions"])


def _is_over(event: Record) -> bool:
    return event["ends_at"] is not None and local(event["ends_at"]) <= now()

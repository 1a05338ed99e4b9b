"""What was promised in the discussion of minutes, and the tasks that it became."""

from starlette.requests import Request

from app.site.client import api_of
from app.site.json_values import Json, Record

SHOWN = 200


async def promises(request: Request, event: Record, minutes: Record) -> list[Json]:
    """For those who may give tasks; `task` is the id of the task that a promise is already."""
    if "edit" not in event["allowed"]:
        return []
    said = [entry for item in minutes["items"] for entry in item["discussion"] if entry["follow_up"]]
    if not said:
        return []
    tasks = await api_of(request).get("/tasks", {"event": event["id"], "limit": SHOWN})
    made = {task["discussion_id"]: task["id"] for task in tasks.results}
    return [{**entry, "task": made.get(entry["id"])} for entry in said]

"""Routes of tasks and of handing work over."""

from typing import Annotated

from fastapi import Query

from app.core.actor import READ_INSIDE, WRITE_INSIDE
from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.tasks import hand_over, service
from app.tasks.shapes import (
    HandOver,
    HandOverQuery,
    HandOverView,
    TaskCreate,
    TaskDone,
    TaskQuery,
    TaskUpdate,
    TaskView,
)

routes = Router(tags=["tasks"])


@routes.get("/tasks")
@reads(scope=READ_INSIDE, people=True)
def list_tasks(context: RequestContext, query: Annotated[TaskQuery, Query()]) -> Slice[TaskView | Deleted]:
    """All of one's partnerships for the staff; for others their own and those of their groups."""
    return service.list_tasks(context.session, context.actor, query)


@routes.post("/tasks", status_code=201)
@writes(scope=WRITE_INSIDE)
def create_task(context: RequestContext, body: TaskCreate) -> TaskView:
    view = service.create_task(context.session, context.actor, body)
    return context.created(view, f"/tasks/{view.id}")


@routes.get("/tasks/{task_id}")
@reads(scope=READ_INSIDE)
def get_task(context: RequestContext, task_id: RecordId) -> TaskView:
    return service.get_task(context.session, context.actor, task_id)


@routes.patch("/tasks/{task_id}")
@writes(scope=WRITE_INSIDE)
def update_task(context: RequestContext, task_id: RecordId, body: TaskUpdate) -> TaskView:
    """The owner of a task may change its note alone."""
    return service.update_task(context.session, context.actor, task_id, context.version, body)


@routes.post("/tasks/{task_id}/done")
@writes(scope=WRITE_INSIDE)
def end_task(context: RequestContext, task_id: RecordId, body: TaskDone) -> TaskView:
    """By its owner or the staff; 409 `wrong_state` unless it is open."""
    return service.end_task(context.session, context.actor, task_id, body)


@routes.post("/users/{user_id}/hand-over")
@writes
def hand_work_over(
    context: RequestContext, user_id: RecordId, body: HandOver, query: Annotated[HandOverQuery, Query()]
) -> HandOverView:
    """Hand over open tasks, places in groups and events to come in one step; `dry_run` only tells."""
    return hand_over.hand_over(context.session, context.actor, user_id, body, dry_run=query.dry_run)

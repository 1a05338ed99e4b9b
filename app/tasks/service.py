"""Services of tasks: staff write all of their partnership, owners their own."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.changes import Change
from app.core.database.columns import rel
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.plain_text import one_line
from app.core.text import fold, search_words
from app.core.web import paging
from app.core.web.keyset import Condition, Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.decisions.models import Decision
from app.events.models import Event
from app.minutes.models import Minutes, MinutesEntry, MinutesItem
from app.needs.models import Need
from app.needs.service import group_names, titles_of
from app.organisations.people_models import Person
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import groups_once_own, own_groups
from app.partnerships.models import Partnership
from app.tasks.models import Task, TaskState
from app.tasks.promises import promises
from app.tasks.shapes import TaskCreate, TaskDone, TaskQuery, TaskUpdate, TaskView

Referred = Event | WorkingGroup | Decision | MinutesEntry | Need | Person
"""What a task may refer to."""
SHOWN = selectinload(rel(Task.owner))
SORTS: Sorts = {
    "title": by_words(col(Task.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Task.partnership_id)),
    "group_name": referred(WorkingGroup, col(WorkingGroup.sort_key), col(Task.group_id)),
    "owner_name": referred(Person, col(Person.sort_key), col(Task.owner_id)),
    "due": col(Task.due),
    "state": order_of(col(Task.state), TaskState),
}
REFERENCES: dict[
    str, type[Event] | type[WorkingGroup] | type[Decision] | type[MinutesEntry] | type[Need] | type[Person]
] = {
    "event_id": Event,
    "group_id": WorkingGroup,
    "decision_id": Decision,
    "need_id": Need,
    "discussion_id": MinutesEntry,
    "owner_id": Person,
}
LONGEST_TITLE = 200


def visible_tasks(actor: Actor, query: TaskQuery | None = None) -> SelectOfScalar[Task]:
    """Staff see all tasks of their partnerships; others their own and those of their own groups."""
    statement = select(Task)
    inside = actor.partnerships()
    if inside is not None:
        own = col(Task.owner_id).in_(actor.person_ids) | col(Task.group_id).in_(own_groups(actor))
        statement = statement.where(own | col(Task.partnership_id).in_(inside))
    return _filtered(statement, actor, query) if query else statement


def _filtered(statement: SelectOfScalar[Task], actor: Actor, query: TaskQuery) -> SelectOfScalar[Task]:
    for value, column in (
        (query.partnership, Task.partnership_id),
        (query.group, Task.group_id),
        (query.event, Task.event_id),
        (query.decision, Task.decision_id),
        (query.need, Task.need_id),
        (query.state, Task.state),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    if query.owner is not None:
        owners = actor.person_ids if query.owner == "me" else {query.owner}
        statement = statement.where(col(Task.owner_id).in_(owners))
    if query.overdue is not None:
        statement = statement.where(is_overdue() if query.overdue else ~is_overdue())
    for word in search_words(query.q or ""):
        statement = statement.where(col(Task.folded_text).contains(word, autoescape=True))
    return statement


def is_overdue() -> Condition:
    """Open, and its day is over; a task without a day is never overdue."""
    late = sa.and_(col(Task.due).is_not(None), col(Task.due) < clock.today())
    return sa.and_(col(Task.state) == TaskState.OPEN, late)


def list_tasks(session: Session, actor: Actor, query: TaskQuery) -> Slice[TaskView | Deleted]:
    def to_views(found: Sequence[Task]) -> list[TaskView]:
        return task_views(session, actor, found)

    statement = visible_tasks(actor, query).options(SHOWN)
    seen = _was_visible(actor)
    return paging.synced_page(session, actor, Task, statement, query, to_views, also_seen=seen, sorts=SORTS)


def _was_visible(actor: Actor) -> Condition:
    """A condition on changes: the actor may have had the task, or had it in a group, before somebody else."""
    theirs = select(col(Person.partnership_id)).where(col(Person.id).in_(actor.person_ids))
    passed = sa.or_(changes.was_changed(Task, "owner_id"), changes.was_changed(Task, "group_id"))
    mine = sa.or_(
        col(Task.group_id).in_(groups_once_own(actor)), sa.and_(col(Task.partnership_id).in_(theirs), passed)
    )
    return sa.exists().where(col(Task.id) == col(Change.record_id), mine)


def get_task(session: Session, actor: Actor, task_id: int | None) -> TaskView:
    statement = _one(actor, task_id).options(SHOWN).execution_options(populate_existing=True)
    return task_views(session, actor, [records.get(session, statement)])[0]


def create_task(session: Session, actor: Actor, body: TaskCreate) -> TaskView:
    _take_promise(session, body)
    place = body.partnership_id or _derived(session, body)
    if place is None:
        raise Invalid("#/partnership_id", "required")
    if not actor.writes(place):
        raise Forbidden()
    records.get_referenced(session, Partnership, place, "#/partnership_id")
    _check_references(session, body, place)
    if body.title is None:
        raise Invalid("#/title", "required")
    task = Task(**body.model_dump(exclude={"partnership_id"}), partnership_id=place)
    session.add(task)
    return _saved(session, actor, task)


def _take_promise(session: Session, body: TaskCreate) -> None:
    """Fill in what an entry of a discussion says. 409 `already_exists` when it is a task already."""
    entry = records.get_referenced(session, MinutesEntry, body.discussion_id, "#/discussion_id")
    if entry is None:
        return
    made = select(Task.id).where(Task.discussion_id == entry.id)
    if session.exec(made).first() is not None:
        raise Conflict("already_exists")
    of_entry = (
        select(Event)
        .join(Minutes, col(Minutes.event_id) == col(Event.id))
        .join(MinutesItem, col(MinutesItem.minutes_id) == col(Minutes.id))
        .where(MinutesItem.id == entry.item_id)
    )
    event = session.exec(of_entry).one()
    body.partnership_id = body.partnership_id or entry.partnership_id
    body.title = body.title or one_line(entry.follow_up)[:LONGEST_TITLE] or None
    body.due = body.due or entry.follow_up_due
    body.event_id, body.group_id = body.event_id or event.id, body.group_id or event.group_id


def _derived(session: Session, body: TaskCreate) -> int | None:
    """The partnership of the first record that the body refers to."""
    for name, table in REFERENCES.items():
        found = records.get_referenced(session, table, getattr(body, name), f"#/{name}")
        if found is not None:
            return found.partnership_id
    return None


def _check_references(session: Session, body: TaskCreate | TaskUpdate, place: int) -> None:
    for name, table in REFERENCES.items():
        records.get_referenced(session, table, getattr(body, name, None), f"#/{name}", place)


def update_task(session: Session, actor: Actor, task_id: int, version: int, body: TaskUpdate) -> TaskView:
    """Owners may change their note alone."""
    task = records.get_for_update(session, _one(actor, task_id), version)
    if not (actor.writes(task.partnership_id) or (_owns(actor, task) and body.model_fields_set <= {"note"})):
        raise Forbidden()
    _check_references(session, body, task.partnership_id)
    if "state" in records.apply_changes(task, body):
        task.done_at = clock.now() if task.state == TaskState.DONE else None
    return _saved(session, actor, task)


def end_task(session: Session, actor: Actor, task_id: int, body: TaskDone) -> TaskView:
    task = records.get_for_update(session, _one(actor, task_id), records.ANY_VERSION)
    if not (actor.writes(task.partnership_id) or _owns(actor, task)):
        raise Forbidden()
    if task.state != TaskState.OPEN:
        raise Conflict("wrong_state", state=task.state.value)
    task.state, task.done_at = TaskState.DONE, clock.now()
    task.note = body.note or task.note
    return _saved(session, actor, task)


def _one(actor: Actor, task_id: int | None) -> SelectOfScalar[Task]:
    return visible_tasks(actor).where(col(Task.id) == task_id)


def _owns(actor: Actor, task: Task) -> bool:
    return task.owner_id is not None and task.owner_id in actor.person_ids


def _saved(session: Session, actor: Actor, task: Task) -> TaskView:
    task.folded_text = fold(f"{task.title} {task.text}")
    session.flush()
    return get_task(session, actor, task.id)


def task_views(session: Session, actor: Actor, found: Sequence[Task]) -> list[TaskView]:
    """Views of tasks that were read with their owners."""
    events = titles_of(session, actor, [task.event_id for task in found])
    groups = group_names(session, [task.group_id for task in found])
    promised = promises(session, actor, found)
    today = clock.today()
    return [
        TaskView.of(
            task,
            event_title=events.get(task.event_id),
            group_name=groups.get(task.group_id),
            promise=promised.get(task.discussion_id),
            overdue=task.state == TaskState.OPEN and task.due is not None and task.due < today,
            allowed=_allowed(actor, task),
        )
        for task in found
    ]


def _allowed(actor: Actor, task: Task) -> list[str]:
    writes = actor.writes(task.partnership_id)
    if actor.only_reads or not (writes or _owns(actor, task)):
        return []
    return [
        *(["edit"] if writes else []),
        "note",
        *(["done"] if task.state == TaskState.OPEN else []),
    ]

"""Numbers with their lists: each number is counted by the select of the list at its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database.columns import View
from app.courses.models import EventKind
from app.events.filters import filtered, kinds_of
from app.events.models import Event
from app.events.views import EventFilters, EventQuery
from app.events.visible import visible_events
from app.partnerships.group_models import GroupQuery, WorkingGroup
from app.partnerships.groups import visible_groups
from app.projects.milestones import visible_milestones
from app.projects.models import ProjectMilestone
from app.projects.shapes import MilestoneQuery
from app.tasks.models import Task
from app.tasks.service import visible_tasks
from app.tasks.shapes import TaskQuery

R = TypeVar("R", bound=SQLModel)

API = "/api/v1"
PATHS = {
    None: "/events",
    EventKind.ROUND_TABLE: "/round-tables",
    EventKind.TRAINING: "/trainings",
    EventKind.MEETING: "/meetings",
}


Order = Sequence[sa.SQLColumnExpression[object]]


class Number(View):
    """A count and the address of the list whose `total` it is; no address when the figure was typed in."""

    value: int | float | None
    href: str | None


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list of the API: its address and its select."""

    href: str
    statement: SelectOfScalar[R]


Counted = Listing[Event] | Listing[ProjectMilestone] | Listing[Task] | Listing[WorkingGroup]


def address(path: str, query: BaseModel) -> str:
    """The address of the list with its filters and its total."""
    filters = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    pairs = [
        (name, str(value).lower() if isinstance(value, bool) else value) for name, value in filters.items()
    ]
    return f"{API}{path}?{urlencode([*pairs, ('count', 'true')], doseq=True)}"


def events(actor: Actor, kind: EventKind | None = None, **filters: object) -> Listing[Event]:
    """`/events`, or the list of one kind. A filter that is None does not narrow it."""
    query = (EventQuery if kind is None else EventFilters).model_validate(filters)
    return Listing(address(PATHS[kind], query), filtered(visible_events(actor), query, kinds_of(query, kind)))


def milestones(actor: Actor, project_id: int | None = None, **filters: object) -> Listing[ProjectMilestone]:
    """`/milestones`, or those of one project."""
    query = MilestoneQuery.model_validate(filters)
    statement = visible_milestones(actor, query)
    if project_id is None:
        return Listing(address("/milestones", query), statement)
    own = statement.where(ProjectMilestone.project_id == project_id)
    return Listing(address(f"/projects/{project_id}/milestones", query), own)


def tasks(actor: Actor, **filters: object) -> Listing[Task]:
    """`/tasks`."""
    query = TaskQuery.model_validate(filters)
    return Listing(address("/tasks", query), visible_tasks(actor, query))


def groups(actor: Actor, **filters: object) -> Listing[WorkingGroup]:
    """`/working-groups`."""
    query = GroupQuery.model_validate(filters)
    return Listing(address("/working-groups", query), visible_groups(actor, query))


def count(session: Session, listings: Mapping[str, Counted]) -> dict[str, Number]:
    """Count all lists in one statement."""
    columns = [
        select(sa.func.count())
        .select_from(listing.statement.order_by(None).subquery())
        .scalar_subquery()
        .label(name)
        for name, listing in listings.items()
    ]
    row = session.execute(sa.select(*columns)).one()
    return {
        name: Number(value=value, href=listing.href)
        for (name, listing), value in zip(listings.items(), row, strict=True)
    }


def first_rows(session: Session, listing: Listing[R], order: Order, limit: int = 10) -> Sequence[R]:
    return session.exec(listing.statement.order_by(*order).limit(limit)).all()

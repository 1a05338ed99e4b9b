"""Names of the records that changes refer to, as far as the reader may see them."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User
from app.core.actor import ANY_KEY, Actor, KeyScope
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.columns import Record, table_of
from app.core.searched import REGISTERED, Searched, title_of
from app.core.web import access_log
from app.core.web.keyset import Column
from app.courses.models import Series
from app.courses.series import visible_series
from app.events.models import Venue
from app.events.venues import venue_label, visible_venues
from app.projects.models import FundingProgramme, Project, ProjectActivity
from app.projects.programmes import visible_programmes
from app.projects.service import visible_projects
from app.territories.models import Territory

UNTRACKED = ("territory", "venue")
"""Tables without a history of their own to whose records changes refer."""

R = TypeVar("R")
S = TypeVar("S", bound=Record)


class Reference(NamedTuple):
    """A record that a column refers to."""

    type: str
    id: int


class Known(NamedTuple, Generic[R]):
    """Which records of a type an actor may see, and what each is called."""

    id: Column
    visible: Callable[[Actor], SelectOfScalar[R]]
    title: Callable[[R], str]
    scope: KeyScope


def reference_of(of_type: str, column: str, value: object) -> Reference | None:
    """None for a column that refers to nothing, and without a value."""
    there = _referred(of_type).get(column)
    return Reference(there, value) if there and isinstance(value, int) else None


@cache
def _referred(of_type: str) -> Mapping[str, str]:
    """The types of the records to which the columns of this type refer."""
    columns = [one for table, rule in TRACKED_TABLES.items() if rule.type == of_type for one in table.c]
    return {
        column.name: _types()[table]
        for column in columns
        for key in column.foreign_keys
        for table, _, name in [key.target_fullname.rpartition(".")]
        if name == "id" and table in _types()
    }


@cache
def _types() -> Mapping[str, str]:
    """The types of records by their tables."""
    tracked = ((table, rule) for table, rule in TRACKED_TABLES.items() if isinstance(table, sa.Table))
    return {table.name: rule.type for table, rule in tracked} | {name: name for name in UNTRACKED}


@cache
def _known() -> Mapping[str, Known[Any]]:
    """What the search finds has names, and these records too."""
    found = {
        _types()[table_of(one.table).name]: Known(col(one.table.id), _read(one), one.title, one.scope)
        for one in REGISTERED.values()
        if table_of(one.table).name in _types()
    }
    return found | {
        "user": Known(col(User.id), lambda actor: select(User), title_of, ANY_KEY),
        "series": Known(col(Series.id), visible_series, title_of, "events:read"),
        "funding_programme": Known(col(FundingProgramme.id), visible_programmes, title_of, "projects:read"),
        "project_activity": Known(
            col(ProjectActivity.id), _activities, lambda one: f"{one.code} {one.title}", "projects:read"
        ),
        "territory": Known(col(Territory.id), lambda actor: select(Territory), title_of, ANY_KEY),
        "venue": Known(col(Venue.id), visible_venues, venue_label, "events:read"),
    }


def _activities(actor: Actor) -> SelectOfScalar[ProjectActivity]:
    projects = visible_projects(actor).with_only_columns(col(Project.id))
    return select(ProjectActivity).where(col(ProjectActivity.project_id).in_(projects))


def _read(searched: Searched[S]) -> Callable[[Actor], SelectOfScalar[S]]:
    def visible(actor: Actor) -> SelectOfScalar[S]:
        first, _words = searched.found(actor, "")[0]
        return first.options(*searched.options)

    return visible


def names_of(session: Session, actor: Actor, wanted: Iterable[Reference]) -> dict[Reference, str]:
    """By one statement for each type."""
    found: dict[Reference, str] = {}
    asked = set(wanted)
    for of_type in {one.type for one in asked} & _known().keys():
        known, ids = _known()[of_type], {one.id for one in asked if one.type == of_type}
        if actor.may_use(known.scope):
            rows = session.exec(known.visible(actor).where(known.id.in_(ids)))
            found |= {Reference(of_type, row.id): known.title(row) for row in rows}
    access_log.seen(session, (one.id for one in found if one.type == "person"))
    return found
